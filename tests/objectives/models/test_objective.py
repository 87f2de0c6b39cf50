import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from objectives.models import Change, Objective, Plan, StatusUpdate
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
NEXT = datetime.date(2015, 1, 1)


def code_of(verb, *arguments, **names):
    with pytest.raises(ValidationError) as refusal:
        verb(*arguments, **names)
    return refusal.value.code


@pytest.fixture
def closed():
    """An objective whose plan was closed while somebody held it open."""
    objective = make_objective(status="Done")
    objective.plan.commit(by=None, at=AT)
    held = Objective.objects.select_related("plan").get()
    objective.plan.close(by=None, at=AT)
    return held


@pytest.mark.parametrize(
    "act",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: row.update_status("Not done", by=None, at=AT),
        lambda row: row.defer("next FY", by=None, at=AT),
        lambda row: row.drop("No budget", by=None, at=AT),
    ],
)
def test_an_objective_of_a_closed_plan_cannot_be_changed(closed, act):
    closed.title = "Changed"

    assert code_of(act, closed) == "closed"
    assert Objective.objects.get().title != "Changed"
    assert StatusUpdate.objects.count() == 0


def test_full_clean_refuses_a_closed_plan(closed):
    with pytest.raises(ValidationError) as refusal:
        closed.full_clean()

    assert [error.code for error in refusal.value.error_dict["__all__"]] == ["closed"]


def test_no_objective_is_added_to_a_closed_plan(closed):
    late = Objective(plan=closed.plan, title="Late")

    assert code_of(late.save) == "closed"


def test_an_objective_cannot_be_moved_out_of_a_closed_plan(closed):
    closed.plan = make_plan(quarter=make_quarter(NEXT))

    assert code_of(closed.save) == "closed"


def test_an_objective_cannot_be_moved_into_a_closed_plan(closed):
    objective = make_objective()
    objective.plan = closed.plan

    assert code_of(objective.save) == "closed"


def test_a_reopened_plan_lets_its_objectives_change(closed):
    Plan.objects.get().reopen("A number was wrong", by=None, at=LATER)

    closed.title = "Changed"
    closed.save()

    assert Objective.objects.get().title == "Changed"


def test_saving_reads_the_texts_and_keeps_them_as_typed():
    objective = make_objective(eta="2015-02-30", status="At risk (~50% done)")

    objective.refresh_from_db()

    assert (objective.eta, objective.status) == ("2015-02-30", "At risk (~50% done)")
    assert (objective.state, objective.percent, objective.is_about) == (
        "at_risk",
        50,
        True,
    )
    assert objective.eta_day == datetime.date(2015, 2, 28)
    assert objective.eta_warning == "no such day"


def test_a_chosen_value_overrides_the_reading():
    objective = make_objective(status="Done, more or less", chosen_state="at_risk")

    assert objective.state == "at_risk"
    assert not objective.is_finished


@pytest.mark.parametrize(
    ("eta", "warning"),
    [
        ("", ""),
        ("2014-12-15", ""),
        ("2014-09-30", "before the quarter"),
        ("2015-02-30", "no such day"),
        ("some day", "not read as a date"),
        ("2014-12-31", ""),
        ("2014-12 → 2015-03", ""),
        ("2015-01-01", "after the quarter"),
        ("FY16", "after the quarter"),
    ],
)
def test_an_odd_eta_is_described(eta, warning):
    assert make_objective(eta=eta).eta_warning == warning


@pytest.mark.parametrize(
    ("fields", "counted_as"),
    [
        ({}, "blank"),
        ({"status": "quux"}, "unread"),
        ({"status": "Done"}, "done"),
        ({"status": "Done", "chosen_state": "at_risk"}, "at_risk"),
    ],
)
def test_an_objective_is_counted_by_state_or_text(fields, counted_as):
    objective = make_objective(**fields)

    assert objective.counted_as == counted_as
    assert [
        row["counted_as"] for row in Objective.objects.all().counted_by_state()
    ] == [counted_as]


def test_counting_includes_objectives_without_an_answer():
    plan = make_plan()
    make_objective(plan, status="Done")
    make_objective(plan, status="Stalled")
    make_objective(plan, status="Stalled").drop("No budget", by=None, at=AT)

    rows = Objective.objects.all().counted_by_state()

    assert {row["counted_as"]: (row["count"], row["unanswered"]) for row in rows} == {
        "done": (1, 0),
        "stalled": (1, 1),
        "dropped": (1, 0),
    }


@pytest.mark.parametrize(("verb", "words"), [("defer", "Q4"), ("drop", "No budget")])
def test_an_answer_replaces_the_other_one(verb, words):
    objective = make_objective()
    objective.defer("next FY", by=None, at=AT)
    objective.drop("Not wanted", by=None, at=AT)

    getattr(objective, verb)(words, by=None, at=LATER, reason_kind="scope")

    objective.refresh_from_db()
    answers = {"defer": objective.deferred_to, "drop": objective.dropped_reason}
    assert {name for name, answer in answers.items() if answer} == {verb}
    assert answers[verb] == words
    assert objective.reason_kind == "scope"
    assert objective.has_disposition


@pytest.mark.parametrize(
    ("verb", "code"), [("defer", "no_time"), ("drop", "no_reason")]
)
@pytest.mark.parametrize("words", ["", " \t"])
def test_an_answer_needs_a_text(verb, code, words):
    objective = make_objective()

    assert code_of(getattr(objective, verb), words, by=None, at=AT) == code
    assert code_of(getattr(objective, f"check_{verb}"), words) == code


@pytest.mark.parametrize("verb", ["defer", "drop"])
def test_a_finished_objective_cannot_be_deferred_or_dropped(verb):
    objective = make_objective(status="Done")

    assert code_of(getattr(objective, verb), "Later", by=None, at=AT) == "finished"


@pytest.mark.parametrize("verb", ["defer", "drop"])
def test_a_carried_over_objective_cannot_be_deferred_or_dropped(verb):
    objective = make_objective(make_plan(state="committed"))
    objective.carry_over(make_quarter(NEXT), by=None, at=AT)

    assert code_of(getattr(objective, verb), "Later", by=None, at=AT) == "carried"


def test_an_answer_is_in_the_trail_with_its_author():
    ada = make_user("ada")
    objective = make_objective()

    objective.drop("No budget", by=ada, at=LATER)

    entry = Change.objects.of(objective).get(action="dropped")
    assert (entry.by, entry.at, entry.reason) == (ada, LATER, "No budget")
    assert entry.fields == {
        "dropped_reason": ["", "No budget"],
        "state": ["", "dropped"],
    }


@pytest.mark.parametrize(
    ("verb", "status", "state"),
    [
        ("defer", "Half of it, on track", "deferred"),
        ("drop", "", "dropped"),
        ("drop", "Stalled", "dropped"),
    ],
)
def test_the_state_follows_the_disposition(verb, status, state):
    objective = make_objective(status=status)

    getattr(objective, verb)("next FY", by=None, at=AT)

    objective.refresh_from_db()
    assert (objective.state, objective.status) == (state, status)


def test_a_deferred_objective_that_gets_done_is_done():
    objective = make_objective(status="Stalled")
    objective.defer("next FY", by=None, at=AT)

    objective.update_status("Done", by=None, at=LATER)

    assert objective.state == "done"


def test_an_objective_that_was_never_committed_can_be_deleted():
    make_objective().delete()

    assert Objective.objects.count() == 0


@pytest.mark.parametrize("end", ["predecessor", "successor"])
def test_an_objective_in_a_lineage_cannot_be_deleted(end):
    first = make_objective(make_plan(state="committed"))
    second = first.carry_over(make_quarter(NEXT), by=None, at=AT)
    row = Objective.objects.get(pk={"predecessor": first, "successor": second}[end].pk)

    assert code_of(row.delete) == "carried"
    with pytest.raises(ProtectedError):
        Objective.objects.filter(pk=row.pk).delete()


def test_everything_not_done_is_unfinished():
    statuses = ["Done", "Completed", "Started", "", "quux"]
    plan = make_plan()
    for status in statuses:
        make_objective(plan, title=status or "blank", status=status)

    unfinished = Objective.objects.unfinished().order_by("title")

    assert [row.title for row in unfinished] == ["Started", "blank", "quux"]


def test_leftovers_come_first_oldest_at_the_top():
    team = make_team()
    days = [datetime.date(2014, 7, 1), datetime.date(2014, 10, 1), NEXT]
    first, second, third = (make_quarter(day) for day in days)
    plans = [make_plan(team, quarter, "committed") for quarter in (first, second)]
    last = make_plan(team, third)
    make_objective(last, "New", position=1)
    make_objective(plans[1], "From Q2").carry_over(third, by=None, at=AT)
    make_objective(plans[0], "From Q1").carry_over(third, by=None, at=AT)

    rows = last.objectives.for_deck()

    assert [row.title for row in rows] == ["From Q1", "From Q2", "New"]
    assert [row.quarters_stood for row in rows] == [2, 2, 1]


def test_a_blank_title_is_refused_with_a_sentence():
    with pytest.raises(ValidationError) as refusal:
        Objective(plan=make_plan(), title="").validate_constraints()

    assert refusal.value.messages == ["Enter the objective."]


@pytest.mark.parametrize("name", ["measure", "dependency", "status"])
def test_a_text_has_a_limit_that_a_form_reports(name):
    objective = make_objective(**{name: "x" * 20_001})

    with pytest.raises(ValidationError) as refusal:
        objective.full_clean()

    assert [error.code for error in refusal.value.error_dict[name]] == ["max_length"]


# Whose it is


def owner_code(verb):
    with pytest.raises(ValidationError) as refusal:
        verb()
    (error,) = refusal.value.error_dict["owner"]
    return error.code


@pytest.fixture
def left():
    """An objective whose owner has gone to another team since."""
    objective = make_objective()
    ada = objective.plan.team.members.create(name="Ada")
    objective.change({"owner": ada}, was=None, by=None, at=AT)
    ada.change({"team": make_team()}, was=None, by=None, at=AT)
    return Objective.objects.get()


@pytest.mark.parametrize("verb", ["full_clean", "save"])
def test_members_of_another_team_cannot_own_an_objective(verb):
    objective = make_objective()
    objective.owner = make_team().members.create(name="Eve")

    assert owner_code(getattr(objective, verb)) == "other_team"
    assert owner_code(getattr(objective, verb)) == "other_team"
    assert Objective.objects.get().owner is None


@pytest.mark.parametrize("verb", ["full_clean", "save"])
def test_members_of_another_team_cannot_own_a_new_objective(verb):
    stranger = make_team().members.create(name="Eve")
    objective = Objective(plan=make_plan(), title="New", owner=stranger)

    assert owner_code(getattr(objective, verb)) == "other_team"
    assert Objective.objects.count() == 0


def test_members_of_a_team_can_own_objectives_of_its_groups_and_vice_versa():
    whole = make_team()
    group = make_team(parent=whole)
    ada, bob = (team.members.create(name="Name") for team in (whole, group))

    make_objective(make_plan(group), owner=ada)
    make_objective(make_plan(whole), owner=bob)

    assert Objective.objects.exclude(owner=None).count() == 2


def test_an_owner_who_left_the_team_does_not_block_other_edits(left):
    left.title = "Changed"
    left.full_clean()
    left.save()
    group = make_plan(make_team(parent=left.plan.team), left.plan.quarter)
    left.move(group, by=None, at=LATER)

    stored = Objective.objects.get()
    assert (stored.title, stored.plan, stored.owner) == ("Changed", group, left.owner)


def test_an_objective_moved_to_another_team_needs_an_owner_there(left):
    left.plan = make_plan()

    assert owner_code(left.save) == "other_team"


def test_a_copy_has_no_owner_if_the_owner_left(left):
    copy = left.duplicate(by=None, at=LATER)

    assert (copy.owner, left.owner.name) == (None, "Ada")
