import pytest

from objectives.models import Comment, Member, Organization
from objectives.models.organization import Readers
from reviews.models import Review
from reviews.snapshot import reader
from tests.makers import (
    AT,
    LATER,
    make_lead,
    make_objective,
    make_plan,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def objective(team):
    return make_objective(make_plan(team))


@pytest.fixture
def ada(client, team):
    user = make_user("ada", team=team)
    client.force_login(user)
    return user


def page(objective):
    return f"/objectives/{objective.pk}/"


def send(client, objective, text, **more):
    return client.post(f"{page(objective)}comments/", {"text": text} | more)


def test_updates_and_comments_are_in_the_order_of_time(client, objective, ada):
    update = objective.update_status("Half of it", by=ada, at=AT)
    Comment.objects.write(objective, "On the whole", by=ada, at=LATER)

    answer = send(client, objective, "On the update", update=update.pk)

    comment = Comment.objects.get(update=update)
    assert answer["Location"] == f"{page(objective)}#comment-{comment.pk}"
    text = client.get(page(objective)).text
    shown = text[text.index('id="updates"') :]
    order = ("On the whole", "Half of it", "On the update")
    places = [shown.index(one) for one in order]
    assert places == sorted(places)


def test_the_form_says_which_update_it_is_about(client, objective, ada):
    update = objective.update_status("Half of it", by=ada, at=AT)

    text = client.get(f"{page(objective)}?on={update.pk}").text

    assert f'name="update" value="{update.pk}"' in text
    assert "Comment on the objective instead" in text
    assert client.get(f"{page(objective)}?on={'9' * 20}").status_code == 200


def test_an_update_of_another_objective_is_refused(client, objective, ada):
    other = make_objective(objective.plan).update_status("x", by=ada, at=AT)

    answer = send(client, objective, "Why?", update=other.pk)

    assert answer.status_code == 422
    assert "This update is no longer there." in answer.text
    assert "Why?" in answer.text


def test_a_mention_is_of_somebody_who_may_read(client, objective, ada):
    Organization.objects.update(readers=Readers.TEAM)
    grace = make_user("Grace Hopper", team=objective.plan.team)
    make_user("Stranger", team=make_plan().team)

    send(client, objective, "@grace hopper, @Stranger and @Nobody: look")

    comment = Comment.objects.get()
    assert [one.user for one in comment.mentions.all()] == [grace]
    assert comment.text == "@grace hopper, @Stranger and @Nobody: look"


def test_two_of_one_name_are_asked_about(client, objective, ada):
    twins = [make_user(name, team=objective.plan.team) for name in ("one", "two")]
    Member.objects.filter(user__in=twins).update(name="Alex")
    first, second = Member.objects.filter(name="Alex").order_by("pk")
    second.role = "Designer"
    second.save(at=AT)

    answer = send(client, objective, "@Alex, look")
    assert answer.status_code == 422
    assert "Choose who you mean." in answer.text
    assert "Designer, Whole" in answer.text
    send(client, objective, "@Alex, look", **{f"who-{first.pk}": second.pk})

    comment = Comment.objects.get()
    assert comment.mentions.get().user == second.user
    edit = client.get(f"/comments/{comment.pk}/change/").text
    assert f'value="{second.pk}" id="id_who-{first.pk}_1" checked' in edit.replace(
        " required", ""
    )


def test_names_are_suggested_to_those_who_may_comment(client, objective, ada):
    address = f"{page(objective)}people/?q=a"

    assert client.get(address).json() == {"names": ["ada"]}
    assert client.get(f"{page(objective)}people/?q=%00").json() == {"names": ["ada"]}
    client.logout()
    assert client.get(address).status_code == 403


def test_an_edited_comment_shows_its_earlier_texts(client, objective, ada):
    comment = Comment.objects.write(objective, "Wy?", by=ada, at=AT)

    client.post(
        f"/comments/{comment.pk}/change/", {"text": "Why?", "initial-text": "Wy?"}
    )
    text = client.get(page(objective)).text

    assert "Edited <time" in text
    assert '<li class="text" dir="auto">Wy?</li>' in text


def test_a_lost_race_brings_back_what_was_typed(client, objective, ada):
    comment = Comment.objects.write(objective, "Why?", by=ada, at=AT)
    comment.edit("Why not?", was="Why?", by=ada, at=LATER)

    answer = client.post(
        f"/comments/{comment.pk}/change/", {"text": "How?", "initial-text": "Why?"}
    )

    assert answer.status_code == 409
    assert "How?" in answer.text
    assert "Why not?" in answer.text


def test_a_deleted_comment_says_who_deleted_it(client, objective, ada):
    comment = Comment.objects.write(objective, "Rude words", by=ada, at=AT)
    client.force_login(make_lead(objective.plan.team, "lead"))

    client.post(f"/comments/{comment.pk}/delete/")
    text = client.get(page(objective)).text

    assert "Rude words" not in text
    assert "Deleted by <bdi>lead</bdi>" in text


def test_who_has_no_account_reads_and_is_led_to_sign_in(client, objective):
    Comment.objects.write(objective, "Why?", by=make_user("ada"), at=AT)

    text = client.get(page(objective)).text

    assert "Why?" in text
    assert f'href="/sign-in/?next={page(objective)}"' in text
    assert 'name="text"' not in text


def test_a_comment_is_in_the_deck_only_where_a_lead_puts_it(client, objective, ada):
    comment = Comment.objects.write(objective, "Blame the weather", by=ada, at=AT)
    objective.plan.commit(by=None, at=AT)
    make_review(objective.plan.team, objective.plan.quarter)
    deck = f"{objective.plan.get_absolute_url()}review/"
    assert "Blame the weather" not in client.get(deck).text
    client.force_login(make_lead(objective.plan.team, "lead"))

    client.post(f"/comments/{comment.pk}/review/", {"is_shown": "on"})
    assert "ada: Blame the weather" in client.get(deck).text
    frozen = reader.read_snapshot(Review.objects.get())
    assert frozen.plans[0].rows[0].comments == ("ada: Blame the weather",)

    client.post(f"/comments/{comment.pk}/review/")
    assert "Blame the weather" not in client.get(deck).text


@pytest.mark.parametrize("many", [1, 20])
def test_the_queries_of_the_page_are_fixed(
    client, objective, ada, many, django_assert_num_queries
):
    member = Member.objects.get(user=ada)
    for _ in range(many):
        one = Comment.objects.write(
            objective, "@ada", mentioned=[member], by=ada, at=AT
        )
        one.edit("@ada?", was="@ada", mentioned=[member], by=ada, at=LATER)

    with django_assert_num_queries(20):
        client.get(page(objective))
