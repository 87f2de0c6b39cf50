import json

import pytest
from django.urls import reverse

from objectives.models import Change, Deletion, Member, Objective
from tests.makers import make_lead, make_objective, make_plan, make_team

pytestmark = pytest.mark.django_db
IN_PLACE = {"X-Requested-With": "fetch", "Accept": "application/json"}


@pytest.fixture
def whole():
    return make_team("Whole")


@pytest.fixture
def plan(whole):
    return make_plan(make_team("Part", whole))


@pytest.fixture
def rows(plan):
    added = [{"title": title} for title in ("One", "Two", "Three")]
    return plan.add(added, by=None, at=None)


@pytest.fixture
def lead(client, whole):
    lead = make_lead(whole)
    client.force_login(lead)
    return lead


def post(client, verb, rows, headers=None, **values):
    address = reverse("selection_change", args=["whole", "2014-15-q2"])
    data = {"verb": verb, "objectives": [row.pk for row in rows], **values}
    return client.post(address, data, headers=headers)


def fields(name):
    return list(Objective.objects.order_by("pk").values_list(name, flat=True))


def test_an_owner_is_set_for_all_that_are_selected(client, rows, lead, whole):
    ada = Member.objects.create(team=whole, name="Ada")

    answer = post(client, "owner", rows[:2], owner=ada.pk)

    assert answer["Location"] == f"/teams/whole/2014-15-q2/#objective-{rows[0].pk}"
    assert fields("owner") == [ada.pk, ada.pk, None]


def test_an_eta_and_a_state_are_set_in_place(client, rows, lead):
    post(client, "eta", rows[1:], IN_PLACE, eta=" EOQ ")
    answer = post(client, "state", rows[1:], IN_PLACE, state="stalled")

    assert fields("eta") == ["", "EOQ", "EOQ"]
    assert fields("state") == ["", "stalled", "stalled"]
    assert answer.text.count("<tr id=") == 2
    assert "stalled</span>" in answer.text


def test_each_row_has_one_entry_in_the_audit_trail(client, rows, lead):
    before = Change.objects.count()

    post(client, "eta", rows, eta="EOQ")

    entries = Change.objects.order_by("-pk")[:3]
    assert Change.objects.count() == before + 3
    assert {entry.object_pk for entry in entries} == {row.pk for row in rows}
    assert {entry.by for entry in entries} == {lead}


def test_rows_are_moved_to_a_group_in_their_order(client, rows, lead, whole):
    other = make_plan(make_team("Rest", whole))
    make_objective(other, "There")

    post(client, "move", [rows[2], rows[0]], plan=other.pk)

    titles = [row.title for row in other.objectives.leftovers_first()]
    assert titles == ["There", "One", "Three"]


def test_a_copy_stands_below_each_row(client, rows, lead, plan):
    post(client, "duplicate", rows[:2])

    titles = [row.title for row in plan.objectives.leftovers_first()]
    assert titles == ["One", "One", "Two", "Two", "Three"]


def test_what_is_deleted_together_is_restored_by_one_undo(client, rows, lead):
    answer = post(client, "delete", rows[:2])
    assert fields("title") == ["Three"]
    page = client.get(answer["Location"])
    assert "Deleted “<bdi>One</bdi>” and 1 more." in page.text

    first, second = Deletion.objects.order_by("pk")
    restore = reverse("deletion_restore", args=[first.pk])
    client.post(restore, {"others": [second.pk]})

    assert fields("title") == ["One", "Two", "Three"]


def test_nothing_is_restored_for_whoever_may_not(client, rows, lead):
    post(client, "delete", rows[:1])
    elsewhere = make_objective(make_plan(make_team("Other")))
    elsewhere.delete(by=None, at=None)
    own, foreign = Deletion.objects.order_by("pk")

    restore = reverse("deletion_restore", args=[own.pk])
    answer = client.post(restore, {"others": [foreign.pk]})

    assert answer.status_code == 404
    assert fields("title") == ["Two", "Three"]


def test_one_refusal_refuses_all_with_its_reason_at_the_row(client, rows, lead, plan):
    plan.commit(by=None, at=None)
    added = make_objective(plan, "Added later")

    answer = post(client, "delete", [added, rows[0]])

    assert answer.status_code == 422
    assert Objective.objects.count() == 4
    assert not Deletion.objects.exists()
    refused = answer.text.partition(f'<tr id="objective-{rows[0].pk}"')[2]
    assert "cannot be deleted" in refused.partition("</tr>")[0]
    assert answer.text.count(" checked>") == 2
    assert "Nothing was changed. See why at the rows." in answer.text


def test_in_place_a_refusal_names_its_rows(client, rows, lead, plan):
    plan.commit(by=None, at=None)

    answer = post(client, "delete", rows[:1], IN_PLACE)

    found = json.loads(answer.content)
    assert answer.status_code == 422
    assert list(found["refusals"]) == [str(rows[0].pk)]


@pytest.mark.parametrize(
    ("verb", "values", "reason"),
    [
        ("", {}, "Choose what to do."),
        ("close", {}, "Choose what to do."),
        ("move", {}, "Choose a group."),
        ("state", {"state": "great"}, "great"),
        ("eta", {"eta": "x" * 201}, "200"),
    ],
)
def test_what_is_missing_or_wrong_is_said(client, rows, lead, verb, values, reason):
    answer = post(client, verb, rows, **values)

    assert answer.status_code == 422
    assert reason in answer.text


@pytest.mark.parametrize("keys", [[], ["x"], ["9" * 20], ["-1"], ["\0"]])
def test_keys_that_are_none_are_refused(client, rows, lead, keys):
    address = reverse("selection_change", args=["whole", "2014-15-q2"])

    answer = client.post(address, {"verb": "duplicate", "objectives": keys})

    assert answer.status_code == 422
    assert Objective.objects.count() == 3


def test_rows_of_a_closed_plan_are_refused(client, rows, lead, plan):
    plan.commit(by=None, at=None)
    type(plan).objects.filter(pk=plan.pk).update(state="closed")

    assert post(client, "eta", rows, eta="EOQ").status_code == 422
    assert fields("eta") == ["", "", ""]
