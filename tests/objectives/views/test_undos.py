import datetime

import pytest
from django.urls import reverse

from goals_tracker.serving import logs
from objectives.models import Change, Deletion, Member, Objective
from tests.makers import AT, LATER, make_lead, make_plan, make_team, make_user

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
    return plan.add(added, by=None, at=AT - datetime.timedelta(days=1))


@pytest.fixture
def lead(client, whole):
    lead = make_lead(whole)
    client.force_login(lead)
    return lead


def latest():
    return Change.objects.filter(noun="objectives.objective").latest("pk")


def undo(client, change=None, headers=None):
    pk = (change or latest()).pk
    return client.post(reverse("change_undo", args=[pk]), headers=headers)


def select(client, verb, rows, **values):
    address = reverse("selection_change", args=["whole", "2014-15-q2"])
    data = {"verb": verb, "objectives": [row.pk for row in rows], **values}
    assert client.post(address, data).status_code == 302


def fields(name):
    return list(Objective.objects.order_by("pk").values_list(name, flat=True))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("title", "Other"),
        ("measure", "All\nof them"),
        ("dependency", "Networks"),
        ("eta", "EOQ"),
        ("status", "Done"),
        ("chosen_state", "stalled"),
        ("is_tentative", True),
    ],
)
def test_a_change_of_a_cell_is_taken_back_and_that_again(
    client, rows, lead, name, text
):
    before = getattr(rows[0], name)
    rows[0].change({name: text}, was=None, by=lead, at=AT)

    answer = undo(client, headers=IN_PLACE)
    after = fields(name)[0]
    undo(client, Change.objects.get(pk=answer.json()["change"]))

    assert (after, fields(name)[0]) == (before, text)
    assert latest().action == "changed back"


def test_a_day_that_was_chosen_comes_back_with_its_text(client, rows, lead):
    rows[0].change(
        {"eta": "EOQ", "chosen_eta_day": AT.date()}, was=None, by=None, at=AT
    )
    rows[0].change({"eta": "Soon"}, was=None, by=lead, at=AT)

    undo(client)

    assert (fields("eta")[0], fields("chosen_eta_day")[0]) == ("EOQ", AT.date())


def test_owners_that_were_set_together_are_taken_back_together(
    client, rows, lead, whole
):
    ada, bob = (Member.objects.create(team=whole, name=name) for name in ("Ada", "Bob"))
    rows[0].change({"owner": ada}, was=None, by=None, at=AT)
    select(client, "owner", rows, owner=bob.pk)

    undo(client)

    assert fields("owner") == [ada.pk, None, None]


def test_an_owner_who_is_not_known_any_more_is_asked_for(client, rows, lead, whole):
    ada = Member.objects.create(team=whole, name="Ada")
    rows[0].change({"owner": ada}, was=None, by=None, at=AT)
    rows[0].change({"owner": None}, was=None, by=lead, at=AT)
    Member.objects.filter(pk=ada.pk).update(name="Ada Lovelace")

    answer = undo(client)

    assert answer.status_code == 422
    assert "Choose the owner: “Ada” is not one person of the team." in answer.text


def test_what_somebody_has_changed_since_stays_and_who_and_when_is_said(
    client, rows, lead
):
    rows[0].change({"measure": "Mine"}, was=None, by=lead, at=AT)
    mine = latest()
    rows[0].change({"measure": "Theirs"}, was=None, by=make_user("ada"), at=LATER)

    answer = undo(client, mine, IN_PLACE)

    assert answer.status_code == 422
    said = "ada (15 Jan 2015, 17:00) has changed the measure of success since."
    assert answer.json()["errors"] == {"__all__": [said]}
    assert fields("measure")[0] == "Theirs"


def test_other_fields_that_were_changed_since_are_no_hindrance(client, rows, lead):
    rows[0].change({"measure": "Mine"}, was=None, by=lead, at=AT)
    mine = latest()
    rows[0].change({"eta": "EOQ"}, was=None, by=None, at=LATER)

    undo(client, mine)

    assert (fields("measure")[0], fields("eta")[0]) == ("", "EOQ")


def test_only_what_is_ones_own_is_taken_back_by_a_key(client, rows, lead):
    rows[0].change({"measure": "Theirs"}, was=None, by=make_user("ada"), at=AT)

    assert undo(client, headers=IN_PLACE).status_code == 422
    assert fields("measure")[0] == "Theirs"


def test_a_deletion_is_taken_back_and_made_again(client, rows, lead):
    select(client, "delete", rows[:2])

    assert undo(client).status_code == 302
    assert fields("title") == ["One", "Two", "Three"]
    undo(client)
    assert fields("title") == ["Three"]
    assert Deletion.objects.count() == 4


def test_copies_are_taken_back(client, rows, lead):
    select(client, "duplicate", rows[:2])

    undo(client)

    assert fields("title") == ["One", "Two", "Three"]


def test_what_others_have_worked_on_is_not_removed(client, plan, lead):
    [row] = plan.add([{"title": "New"}], by=lead, at=AT)
    added = latest()
    row.change({"measure": "All"}, was=None, by=make_user("ada"), at=LATER)

    answer = undo(client, added)

    assert answer.status_code == 422
    assert "ada (15 Jan 2015, 17:00) has changed the objective since." in answer.text
    assert fields("title") == ["New"]


def test_a_move_to_another_group_is_taken_back(client, rows, lead, whole):
    there = make_plan(make_team("Rest", whole))
    select(client, "move", rows[:2], plan=there.pk)

    undo(client)

    assert fields("plan") == [rows[0].plan.pk] * 3
    ordered = Objective.objects.leftovers_first().values_list("title", flat=True)
    assert list(ordered) == ["One", "Two", "Three"]


def test_nothing_is_changed_in_a_quarter_that_is_closed(client, plan, rows, lead):
    rows[0].change({"measure": "Mine"}, was=None, by=lead, at=AT)
    mine = latest()
    plan.commit(by=None, at=AT)
    for row in rows:
        row.drop("Late", by=None, at=AT)
    plan.close(by=None, at=AT)

    assert undo(client, mine).status_code == 422


def test_what_is_no_change_of_an_objective_has_no_undo(client, plan, lead):
    plan.save(by=lead, at=AT)
    plan.third_column = "impact"
    plan.save(by=lead, at=AT)

    assert undo(client, Change.objects.latest("pk")).status_code == 404


def test_the_history_of_an_objective_has_undo_for_what_still_holds(client, rows, lead):
    rows[0].change({"measure": "Old"}, was=None, by=lead, at=AT)
    logs.begin()  # another request
    rows[0].change({"measure": "New"}, was=None, by=lead, at=LATER)
    page = client.get(reverse("objective_detail", args=[rows[0].pk])).text
    assert page.count('/undo/"') == 1

    answer = undo(client)

    assert answer["Location"] == reverse("objective_detail", args=[rows[0].pk])
    assert fields("measure")[0] == "Old"


def test_who_leads_no_team_sees_no_undo(client, rows):
    rows[0].change({"measure": "Old"}, was=None, by=None, at=AT)

    page = client.get(reverse("objective_detail", args=[rows[0].pk])).text

    assert "/undo/" not in page
    assert undo(client).status_code == 404


def test_a_tag_that_was_added_to_several_is_taken_back(client, rows, lead):
    rows[0].add_tags("Old", by=None, at=AT)

    select(client, "tag", rows[:2], tag="Cloud move")
    assert fields("tags") == ["Old, Cloud move", "Cloud move", ""]
    undo(client)

    assert fields("tags") == ["Old", "", ""]
    assert list(rows[0].taggings.values_list("tag__name", flat=True)) == ["Old"]
    assert Objective.objects.count() == 3
