import datetime

import pytest
from django.test import Client

from objectives.forms.member import MemberForm
from objectives.models import Change, Member
from objectives.models.organization import Readers
from tests.forms_on_pages import codes
from tests.makers import (
    AT,
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)
from tests.pictures import picture, upload
from tests.together import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
FIELDS = ("name", "role", "is_lead", "joined_on", "position", "user")
TYPED = {"name": "Grace Hopper", "role": "Admiral", "position": "1"}


@pytest.fixture
def lead(client, team):
    user = make_user("lead")
    Member.objects.create(team=team, user=user, name="Lead", is_lead=True, position=9)
    client.force_login(user)
    return user


def seen(member, **changes):
    """The form as its reader saw it, with these changes."""
    page = {
        "name": member.name,
        "role": member.role,
        "joined_on": str(member.joined_on or ""),
        "position": str(member.position),
        "user": member.user.username if member.user else "",
    }
    was = {f"initial-{name}": value for name, value in page.items()}
    lead = {"is_lead": "on", "initial-is_lead": "on"} if member.is_lead else {}
    typed = page | was | lead | changes
    return {name: value for name, value in typed.items() if value is not None}


def change(client, member, **changes):
    return client.post(f"/people/{member.pk}/change/", seen(member, **changes))


def test_a_lead_adds_a_person(client, team, lead):
    account = make_user("grace")
    more = {"is_lead": "on", "joined_on": "2014-11-03", "user": " grace "}

    answer = client.post("/teams/whole/people/add/", TYPED | more)

    assert answer["Location"] == "/teams/whole/"
    person = Member.objects.get(name="Grace Hopper")
    assert (person.team, person.user, person.is_lead) == (team, account, True)
    assert (person.role, str(person.joined_on)) == ("Admiral", "2014-11-03")
    assert Change.objects.of(person).get().by == lead


@pytest.mark.usefixtures("lead")
def test_another_person_can_be_added_straight_away(client, team):
    answer = client.post("/teams/whole/people/add/", TYPED | {"another": "1"})

    assert answer["Location"] == "/teams/whole/people/add/"
    page = client.get(answer["Location"])
    assert "Added Grace Hopper to the team." in page.text
    assert page.context["form"]["position"].value() == 3


@pytest.mark.usefixtures("lead")
def test_only_changed_fields_are_saved(client, team):
    ada = Member.objects.create(team=team, name="Ada", role="Analyst")
    Member.objects.filter(pk=ada.pk).update(role="Countess")

    answer = change(client, ada, name="Ada Byron")

    assert answer["Location"] == "/teams/whole/"
    ada.refresh_from_db()
    assert (ada.name, ada.role) == ("Ada Byron", "Countess")


@pytest.mark.usefixtures("lead")
def test_two_edits_of_one_field_are_a_conflict(client, team):
    ada = Member.objects.create(team=team, name="Ada", user=make_user("ada"))
    Member.objects.filter(pk=ada.pk).update(user=make_user("theirs"), role="Theirs")
    make_user("mine")

    answer = change(client, ada, role="Mine", user="mine")

    assert answer.status_code == 409
    assert codes(answer) == {"role": ["conflict"], "user": ["conflict"]}
    assert "Theirs: theirs" in answer.text
    assert 'value="mine"' in answer.text
    again = {"initial-user": "theirs", "initial-role": "Theirs", "keep-user": "theirs"}
    change(client, ada, role="Mine", user="mine", **again)
    ada.refresh_from_db()
    assert (ada.role, ada.user.username) == ("Mine", "theirs")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "required"),
        ("name", "x" * 81, "max_length"),
        ("role", "x" * 81, "max_length"),
        ("role", "a\u0085b", "character"),
        ("joined_on", "2014-02-30", "invalid"),
        ("position", "-1", "min_value"),
        ("position", "9" * 20, "max_value"),
        ("user", "nobody-here", "unknown"),
        ("user", "x" * 151, "max_length"),
        ("user", "a\u0007b", "character"),
        ("user", "lead", "taken"),
        ("user", "boss", "not_yours"),
    ],
)
@pytest.mark.usefixtures("lead")
def test_errors_are_shown_beside_the_field(client, team, field, value, code):
    make_user("boss", is_staff=True)
    ada = Member.objects.create(team=team, name="Ada", role="Analyst")

    answer = change(client, ada, **{field: value})

    assert answer.status_code == 422
    assert codes(answer)[field][0] == code
    ada.refresh_from_db()
    assert (ada.name, ada.role, ada.user) == ("Ada", "Analyst", None)


@pytest.mark.usefixtures("lead")
def test_a_person_with_an_administrators_account_can_still_be_renamed(client, team):
    boss = make_user("boss", is_staff=True)
    ada = Member.objects.create(team=team, name="Ada", user=boss)

    assert change(client, ada, name="Ada Byron").status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.user) == ("Ada Byron", boss)


@pytest.fixture
def boss():
    return make_user("boss", is_staff=True)


@pytest.mark.usefixtures("lead", "boss")
@pytest.mark.parametrize(
    "said",
    [{}, {"initial-user": "boss"}, {"initial-user": "boss", "keep-user": "theirs"}],
)
def test_a_lead_cannot_link_an_administrators_account(client, team, said):
    ada = Member.objects.create(team=team, name="Ada")

    added = client.post("/teams/whole/people/add/", TYPED | {"user": "boss"} | said)
    changed = client.post(
        f"/people/{ada.pk}/change/", seen(ada) | {"user": "boss"} | said
    )

    assert (added.status_code, codes(added)) == (422, {"user": ["not_yours"]})
    # With what it says to have seen, nothing was changed, and nothing is written.
    assert changed.status_code == (302 if said else 422)
    assert not Member.objects.filter(user__username="boss").exists()


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize("typed", ["", "mine"])
@pytest.mark.parametrize("was", ["boss", "", "mine"])
def test_a_lead_cannot_unlink_or_replace_an_administrators_account(
    client, team, boss, typed, was
):
    make_user("mine")
    ada = Member.objects.create(team=team, name="Ada", user=boss, is_lead=True)

    answer = change(client, ada, user=typed, **{"initial-user": was})

    if typed != was:
        assert (answer.status_code, codes(answer)) == (422, {"user": ["not_yours"]})
    ada.refresh_from_db()
    assert (ada.user, ada.is_lead) == (boss, True)


@pytest.mark.usefixtures("lead")
def test_an_account_promoted_meanwhile_cannot_be_unlinked_by_a_lead(team, lead, boss):
    ada = Member.objects.create(team=team, name="Ada")
    data = seen(ada) | {"initial-user": "boss", "user": ""}
    form = MemberForm(data, instance=Member.objects.get(pk=ada.pk), by=lead)
    Member.objects.filter(pk=ada.pk).update(user=boss)

    assert not form.accept(by=lead, at=AT)
    assert form.errors.as_data()["user"][0].code == "not_yours"
    ada.refresh_from_db()
    assert ada.user == boss


def readonly(client, member):
    page = client.get(f"/people/{member.pk}/change/")
    attrs = page.context["form"]["user"].field.widget.attrs
    return bool(attrs.get("readonly")), "Only an administrator can link it" in page.text


@pytest.mark.usefixtures("lead")
def test_the_page_explains_why_an_account_is_read_only(client, team, boss):
    ada = Member.objects.create(team=team, name="Ada", user=boss)
    ben = Member.objects.create(team=team, name="Ben", user=make_user("ben"))

    assert readonly(client, ada) == (True, True)
    assert readonly(client, ben) == (False, False)
    client.force_login(boss)
    assert readonly(client, ada) == (False, False)


def test_an_administrator_links_and_unlinks_administrators_accounts(client, team, boss):
    client.force_login(boss)
    ada = Member.objects.create(team=team, name="Ada")

    assert change(client, ada, user="boss").status_code == 302
    ada.refresh_from_db()
    assert ada.user == boss
    assert change(client, ada, user="").status_code == 302
    ada.refresh_from_db()
    assert ada.user is None


@pytest.mark.usefixtures("lead")
def test_a_lead_links_and_unlinks_other_accounts(client, team):
    grace = make_user("grace")
    ada = Member.objects.create(team=team, name="Ada")

    assert change(client, ada, user="grace").status_code == 302
    ada.refresh_from_db()
    assert ada.user == grace
    assert change(client, ada, user="").status_code == 302
    ada.refresh_from_db()
    assert ada.user is None


def post_photo(client, member, content, **changes):
    return change(client, member, photo=upload(content), **changes)


@pytest.mark.usefixtures("lead")
def test_a_photo_is_saved_shown_replaced_and_removed(client, team):
    ada = Member.objects.create(team=team, name="Ada")

    assert post_photo(client, ada, picture("WEBP")).status_code == 302
    ada.refresh_from_db()
    first = ada.photo.name
    assert client.get(f"/{first}")["Content-Type"] == "image/jpeg"
    assert f'src="/{first}"' in client.get("/teams/whole/").text
    assert f'src="/{first}"' in client.get(f"/people/{ada.pk}/change/").text

    post_photo(client, ada, picture("JPEG", colour="blue"))
    ada.refresh_from_db()
    assert ada.photo.name != first
    assert client.get(f"/{first}").status_code == 404

    change(client, ada, **{"photo-clear": "on"})
    ada.refresh_from_db()
    assert not ada.photo
    fields = [entry.fields for entry in Change.objects.of(ada).order_by("pk")]
    assert fields[1]["photo"] == ["", first]
    assert fields[3]["photo"][1] == ""


@pytest.mark.usefixtures("lead")
def test_a_new_person_can_have_a_photo(client, team):
    client.post("/teams/whole/people/add/", TYPED | {"photo": upload(picture())})

    name = Member.objects.get(name="Grace Hopper").photo.name
    assert client.get(f"/{name}").status_code == 200


@pytest.mark.usefixtures("lead")
def test_a_save_without_a_photo_keeps_the_photo(client, team):
    ada = Member.objects.create(team=team, name="Ada")
    post_photo(client, ada, picture())
    ada.refresh_from_db()

    change(client, ada, role="Analyst")

    assert Member.objects.get(pk=ada.pk).photo.name == ada.photo.name


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_photo"),
        (picture("GIF"), "not_a_photo"),
        (picture("PNG", (100, 100))[:-40], "broken"),
    ],
)
def test_a_file_that_is_no_photo_is_refused_beside_the_field(
    client, team, content, code
):
    ada = Member.objects.create(team=team, name="Ada")

    answer = post_photo(client, ada, content, role="Analyst")

    assert answer.status_code == 422
    assert codes(answer) == {"photo": [code]}
    assert 'value="Analyst"' in answer.text
    assert not Member.objects.get(pk=ada.pk).photo


@pytest.mark.usefixtures("lead")
def test_a_refused_form_asks_for_the_photo_again(client, team):
    ada = Member.objects.create(team=team, name="Ada")

    answer = post_photo(client, ada, picture(), name="")

    assert codes(answer) == {"name": ["required"]}
    assert "Choose the photo again" in answer.text


@pytest.mark.usefixtures("lead")
def test_uploading_and_removing_a_photo_together_is_refused(client, team):
    ada = Member.objects.create(team=team, name="Ada")
    post_photo(client, ada, picture())
    ada.refresh_from_db()

    answer = post_photo(client, ada, picture("JPEG"), **{"photo-clear": "on"})

    assert codes(answer) == {"photo": ["contradiction"]}


@pytest.mark.usefixtures("lead")
def test_who_owns_something_leaves_and_is_not_deleted(client, team):
    ada = Member.objects.create(team=team, name="Ada")
    objective = make_objective(make_plan(team), owner=ada)

    asked = client.get(f"/people/{ada.pk}/delete/")
    refused = client.post(f"/people/{ada.pk}/delete/")

    assert "records name them: objectives." in asked.text
    assert f"/people/{ada.pk}/change/#id_left_on" in asked.text
    assert "<form method" not in asked.text.partition("<main")[2]
    assert refused.status_code == 422
    objective.refresh_from_db()
    assert objective.owner == ada


@pytest.mark.usefixtures("lead")
def test_who_never_owned_anything_can_be_deleted_and_restored(client, team):
    ada = Member.objects.create(team=team, name="Ada")

    gone = client.post(f"/people/{ada.pk}/delete/", follow=True)

    assert "Deleted “<bdi>Ada</bdi>”." in gone.text
    client.post(f"/deleted/{gone.context['deletion'].pk}/restore/")
    assert team.members.filter(name="Ada").exists()


@pytest.mark.usefixtures("lead")
def test_who_left_stands_apart_and_can_come_back(client, team):
    ada = Member.objects.create(team=team, name="Ada", is_lead=True)

    change(client, ada, left_on="2015-01-31")

    page = client.get("/teams/whole/")
    assert page.context["members_left"] == [ada]
    assert ada not in page.context["members"]
    assert "Left on 31 January 2015" in page.text
    change(client, ada, **{"left_on": "", "initial-left_on": "2015-01-31"})
    assert ada in client.get("/teams/whole/").context["members"]


@pytest.mark.usefixtures("lead")
def test_nobody_leaves_before_they_join(client, team):
    ada = Member.objects.create(
        team=team, name="Ada", joined_on=datetime.date(2015, 2, 1)
    )

    answer = change(client, ada, left_on="2015-01-31")

    assert (answer.status_code, codes(answer)) == (422, {"left_on": ["before_joining"]})
    assert 'value="2015-01-31"' in answer.text


@pytest.mark.parametrize("what", ["change", "delete"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("anonymous", 403),
        ("teamless", 403),
        ("member", 403),
        ("other lead", 403),
        ("lead", 200),
        ("parent lead", 200),
        ("administrator", 200),
    ],
)
def test_only_leads_can_change_people(client, team, what, role, status):
    group = make_team("Part", team)
    ada = Member.objects.create(team=group, name="Ada")
    if role != "anonymous":
        where = {"lead": group, "parent lead": team, "other lead": make_team()}
        user = make_user(role.replace(" ", "-"), is_staff=role == "administrator")
        if place := where.get(role) or (role == "member" and group):
            is_lead = role != "member"
            Member.objects.create(team=place, user=user, name="X", is_lead=is_lead)
        client.force_login(user)

    address = f"/people/{ada.pk}/{what}/"
    adding = "/teams/part/people/add/"
    assert client.get(address).status_code == status
    assert client.get(adding).status_code == status
    if status == 403:
        assert client.post(address, TYPED).status_code == 403
        assert client.post(adding, TYPED).status_code == 403


def test_a_hidden_person_gives_a_404(client):
    make_organization(Readers.TEAM)
    ada = Member.objects.create(team=make_team(), name="Ada")
    client.force_login(make_user())

    for what in ("change", "delete", "invite"):
        assert client.get(f"/people/{ada.pk}/{what}/").status_code == 404


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize("number", ["0", "9" * 20, "9" * 5000, "x"])
def test_invalid_numbers_give_a_404(client, number):
    assert client.get(f"/people/{number}/change/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_link_an_account_to_one_person():
    make_organization()
    team, grace = make_team("Whole"), make_user("grace")
    lead = make_user("lead")
    Member.objects.create(team=team, user=lead, name="Lead", is_lead=True)
    statuses = []

    def act(_):
        mine = Client()
        mine.force_login(lead)
        answer = mine.post("/teams/whole/people/add/", TYPED | {"user": "grace"})
        statuses.append(answer.status_code)

    at_once(act)

    assert sorted(statuses) == [302] + [422] * 9
    assert grace.memberships.count() == 1


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize("address", ["/teams/whole/people/add/", "/people/{}/change/"])
def test_the_queries_do_not_grow(client, team, django_assert_max_num_queries, address):
    for number in range(30):
        person = Member.objects.create(
            team=team, name=f"Person {number}", user=make_user()
        )

    with django_assert_max_num_queries(12):
        assert client.get(address.format(person.pk)).status_code == 200
