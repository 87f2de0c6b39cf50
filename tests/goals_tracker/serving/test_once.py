import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from objectives.models import Member, Objective, Submission
from objectives.models.submission import MOST_REMOVED
from reviews.models import Reading
from tests.forms_on_pages import forms_on
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_plan,
    make_user,
)
from tests.scene import make_scene

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
ADDRESS = "/teams/whole/2014-15-q2/objectives/add/"
IN_PLACE = {"X-Requested-With": "fetch"}


@pytest.fixture
def team(team):
    make_plan(team)
    return team


def add(client, rows="Move", *, once=KEY, address=ADDRESS, **fields):
    return client.post(address, {"rows": rows, "once": once} | fields)


def form_of(client, address):
    """The form that is sent to the address of its own page."""
    forms = forms_on(client.get(address), address)
    return next(one for one in forms if one.action == address)


@pytest.mark.usefixtures("lead")
def test_a_repeated_request_gets_the_same_answer(client):
    first, second = add(client), add(client)

    assert Objective.objects.count() == 1
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]


@pytest.mark.usefixtures("lead")
def test_a_newer_csrf_token_does_not_make_it_another_request(client):
    add(client, csrfmiddlewaretoken="old")
    add(client, csrfmiddlewaretoken="new")

    assert Objective.objects.count() == 1


@pytest.mark.usefixtures("lead")
def test_a_repeated_request_in_place_gets_the_same_rows(client):
    said = {"rows": "One\nTwo", "once": KEY}
    first, second = [client.post(ADDRESS, said, headers=IN_PLACE) for _ in range(2)]

    assert Objective.objects.count() == 2
    assert first.content == second.content


@pytest.mark.usefixtures("lead")
def test_the_same_from_a_fresh_page_is_done_again(client, team):
    page = f"/teams/{team.slug}/people/add/"
    for _ in range(2):
        form = next(
            one for one in forms_on(client.get(page), page) if "add" in one.action
        )
        client.post(page, form.data(name="Ada"))

    assert Member.objects.filter(name="Ada").count() == 2


@pytest.mark.usefixtures("lead")
def test_another_text_with_the_same_key_is_saved(client):
    add(client, "Move")
    add(client, "Pack")

    assert {row.title for row in Objective.objects.all()} == {"Move", "Pack"}


def test_another_file_with_the_same_key_is_another_request(client):
    scene = make_scene()
    client.force_login(Member.objects.get(name="lead").user)
    address = f"/metrics/{scene['metric']}/import/"
    for content in (b"2017-01-01, 1", b"2017-01-02, 1"):
        file = SimpleUploadedFile("figures.csv", content)
        client.post(address, {"file": file, "once": KEY})

    assert Reading.objects.filter(at__year=2017).count() == 2


@pytest.mark.usefixtures("lead")
def test_one_key_serves_all_rows_of_a_page(client, team):
    plan = team.plans.get()
    for row in (make_objective(plan), make_objective(plan)):
        client.post(f"/objectives/{row.pk}/duplicate/", {"once": KEY})

    assert plan.objectives.count() == 4


def test_two_people_may_have_the_same_key(client, team):
    for name in ("one", "two"):
        user = make_user(name, team=team)
        user.memberships.update(is_lead=True)
        client.force_login(user)
        add(client)

    assert Objective.objects.count() == 2


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize(
    "once", ["", "short", "a" * 65, "with spaces in it", "ünïcödéünïcödé", "\0" * 20]
)
def test_an_invalid_key_counts_as_none(client, once):
    add(client, once=once)
    add(client, once=once)

    assert Objective.objects.count() == 2
    assert not Submission.objects.exists()


@pytest.mark.usefixtures("lead")
def test_a_refused_request_does_not_use_up_its_key(client, team):
    plan = team.plans.get()
    plan.state = "closed"
    plan.save()
    assert add(client).status_code == 422
    plan.state = "draft"
    plan.save()

    assert add(client).status_code == 302
    assert Objective.objects.count() == 1


@pytest.mark.usefixtures("lead")
def test_a_repeated_request_does_not_recreate_a_deleted_row(client):
    add(client)
    Objective.objects.all().delete()

    answer = add(client)

    assert answer.status_code == 422
    assert "This has been deleted in the meantime." in answer.text
    assert not Objective.objects.exists()


@pytest.mark.usefixtures("lead")
def test_a_repeated_edit_is_guarded_by_the_values_seen(client, team):
    member = team.members.create(name="Ada")
    address = f"/people/{member.pk}/change/"
    form = form_of(client, address)
    client.post(address, form.data(name="Eva"))
    Member.objects.filter(pk=member.pk).update(name="Ida")

    answer = client.post(address, form.data(name="Eva"))

    assert answer.status_code == 409


def test_keys_older_than_a_day_are_removed_by_the_next_request():
    by = make_user()
    for number in range(MOST_REMOVED + 1):
        Submission.objects.create(by=by, digest=f"old {number}", at=AT)
    fresh = Submission.objects.begin(
        "new", by=by, at=LATER - datetime.timedelta(minutes=1)
    )
    assert Submission.objects.count() == MOST_REMOVED + 2

    Submission.objects.begin("newer", by=by, at=LATER)

    assert Submission.objects.count() == 3
    assert fresh in Submission.objects.all()


@pytest.mark.usefixtures("lead")
def test_every_form_that_adds_has_a_key_of_its_own(client, team):
    address = f"/teams/{team.slug}/2014-15-q2/"
    forms = forms_on(client.get(address), address)
    again = forms_on(client.get(address), address)

    keys = [one.data()["once"][0] for one in (*forms, *again) if "once" in one.data()]

    assert len(set(keys)) == len(keys) >= 4
