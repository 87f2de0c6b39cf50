import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from objectives.models import CarryOver, Change, Objective, Plan, Quarter
from objectives.pages import history
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
Q3 = datetime.date(2015, 1, 1)
Q4 = datetime.date(2015, 4, 1)
NEXT_Q1, NEXT_Q2 = datetime.date(2015, 7, 1), datetime.date(2015, 10, 1)


def make_leftover(team=None, **fields):
    """An unfinished objective of a committed plan."""
    plan = make_plan(team, state=Plan.State.COMMITTED)
    return make_objective(plan, **fields)


def columns(objective):
    return Objective.objects.filter(pk=objective.pk).values().get()


def refused(objective, *arguments, **names):
    with pytest.raises(ValidationError) as refusal:
        objective.carry_over(*arguments, by=None, at=AT, **names)
    assert CarryOver.objects.filter(predecessor=objective).count() <= 1
    return refusal.value.code


def test_carrying_over_copies_and_links():
    team = make_team()
    owner = team.members.create(name="Ada Lovelace")
    objective = make_leftover(
        team,
        title="Encrypt the links",
        measure="All of them",
        dependency="Procurement",
        eta="2015-02-30",
        status="At risk (~50%)",
        is_tentative=True,
        owner=owner,
    )

    successor = objective.carry_over(
        make_quarter(Q3),
        by=make_user("ada"),
        at=AT,
        reason_kind="staff_time",
        note="Two were ill",
    )

    copied = ("title", "measure", "dependency", "eta", "is_tentative", "owner")
    assert [getattr(successor, name) for name in (*copied, "lineage")] == [
        getattr(objective, name) for name in (*copied, "lineage")
    ]
    # The status is about the old quarter.
    assert (successor.status, successor.state, successor.percent) == ("", "", None)
    assert (successor.plan.team, successor.plan.quarter.label) == (team, "Q3 2014-15")
    assert successor.plan.is_draft
    link = CarryOver.objects.get()
    assert (link.predecessor, link.successor) == (objective, successor)
    assert (link.reason_kind, link.note, link.at) == ("staff_time", "Two were ill", AT)
    assert link.by.username == "ada"
    assert successor.predecessor == objective


def test_carrying_over_does_not_change_the_old_row():
    objective = make_leftover(status="At risk (~50%)", position=7)
    before = columns(objective)

    objective.carry_over(make_quarter(Q3), by=None, at=LATER)

    assert columns(objective) == before


def test_carrying_over_does_not_change_the_commitment():
    objective = make_objective(make_plan(), "As it was said")
    objective.plan.commit(by=None, at=AT)

    successor = objective.carry_over(make_quarter(Q3), by=None, at=AT)

    assert objective.commitment_or_none.title == "As it was said"
    assert successor.commitment_or_none is None


def test_the_quarter_and_the_plan_are_created_if_missing():
    objective = make_leftover()

    successor = objective.carry_over(objective.plan.quarter.following(), by=None, at=AT)

    assert successor.plan.quarter.pk == Quarter.objects.get(slug="2014-15-q3").pk
    assert Change.objects.of(successor.plan).get().action == "added"


def test_the_copy_comes_last_in_an_existing_plan():
    objective = make_leftover()
    plan = make_plan(objective.plan.team, make_quarter(Q3))
    make_objective(plan, position=4)

    successor = objective.carry_over(plan.quarter, by=None, at=AT)

    assert (successor.plan, successor.position) == (plan, 5)


def test_carrying_over_can_skip_a_quarter():
    successor = make_leftover().carry_over(make_quarter(Q4), by=None, at=AT)

    assert successor.plan.quarter.label == "Q4 2014-15"


def test_a_chain_has_one_lineage():
    first = make_leftover()
    second = first.carry_over(make_quarter(Q3), by=None, at=AT)
    second.plan.commit(by=None, at=AT)

    third = second.carry_over(make_quarter(Q4), by=None, at=LATER)

    assert first.lineage == second.lineage == third.lineage
    rows = Objective.objects.with_quarters_stood().order_by("plan__quarter")
    stood = {row.pk: row.quarters_stood for row in rows}
    assert [stood[row.pk] for row in (first, second, third)] == [1, 2, 3]


def test_an_objective_of_a_closed_plan_can_be_carried_over():
    objective = make_leftover()
    objective.defer("next FY", by=None, at=AT)
    objective.plan.close(by=None, at=AT)

    successor = objective.carry_over(make_quarter(Q4), by=None, at=LATER)

    assert successor.predecessor == objective


@pytest.mark.parametrize(
    ("fields", "state", "on", "code"),
    [
        ({"status": "Done"}, "committed", Q3, "finished"),
        ({}, "draft", Q3, "draft"),
        ({}, "committed", datetime.date(2014, 11, 1), "not_later"),
        ({}, "committed", datetime.date(2014, 7, 1), "not_later"),
    ],
)
def test_a_carry_over_that_breaks_a_rule_is_refused(fields, state, on, code):
    objective = make_objective(make_plan(state=state), **fields)

    assert refused(objective, make_quarter(on)) == code
    assert Objective.objects.count() == 1


def test_a_dropped_objective_is_not_carried_over():
    objective = make_leftover()
    objective.drop("no gain", by=None, at=AT)

    assert refused(objective, make_quarter(Q3)) == "dropped"


def test_nothing_is_carried_over_to_a_closed_plan():
    objective = make_leftover()
    plan = make_plan(objective.plan.team, make_quarter(Q3), "closed")

    assert refused(objective, plan.quarter) == "closed"
    assert Objective.objects.count() == 1


@pytest.mark.parametrize("on", [Q3, Q4])
def test_carrying_over_twice_is_refused(on):
    objective = make_leftover()
    objective.carry_over(make_quarter(Q3), by=None, at=AT)

    assert refused(objective, make_quarter(on)) == "carried"
    assert Objective.objects.count() == 2


@pytest.mark.parametrize("end", ["predecessor", "successor"])
def test_the_database_refuses_to_carry_over_twice(end):
    objective = make_leftover()
    objective.carry_over(make_quarter(Q3), by=None, at=AT)
    ends = {
        "predecessor": make_leftover(),
        "successor": make_objective(make_plan(quarter=make_quarter(Q4))),
    }
    ends[end] = getattr(CarryOver.objects.get(), end)

    with pytest.raises(IntegrityError), transaction.atomic():
        CarryOver(**ends).save()

    assert CarryOver.objects.count() == 1


def test_carrying_over_fails_as_a_whole(monkeypatch):
    objective = make_leftover()

    def refuse(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(CarryOver, "save", refuse)
    with pytest.raises(RuntimeError):
        objective.carry_over(make_quarter(Q3), by=None, at=AT)

    assert Objective.objects.count() == 1
    assert Plan.objects.count() == 1


def test_an_existing_objective_can_be_linked_as_successor():
    objective = make_leftover(title="Encrypt the links")
    plan = make_plan(objective.plan.team, make_quarter(Q3))
    there = make_objective(plan, "IPsec", status="Started")
    before = columns(there)

    successor = objective.carry_over(plan.quarter, by=None, at=AT, successor=there)

    assert successor == there
    assert Objective.objects.count() == 2
    assert there.lineage == objective.lineage
    assert columns(there) == before | {"lineage": objective.lineage}


def test_linking_merges_the_whole_lineage_of_the_successor():
    objective = make_leftover()
    team = objective.plan.team
    middle = make_objective(make_plan(team, make_quarter(Q3), "committed"))
    last = middle.carry_over(make_quarter(Q4), by=None, at=AT)

    objective.carry_over(middle.plan.quarter, by=None, at=AT, successor=middle)

    last.refresh_from_db()
    assert last.lineage == objective.lineage


def test_every_row_that_joins_a_lineage_has_an_entry():
    objective = make_leftover(title="Encrypt")
    team = objective.plan.team
    middle = make_objective(make_plan(team, make_quarter(Q3), "committed"))
    last = middle.carry_over(make_quarter(Q4), by=None, at=AT)
    old = str(middle.lineage)

    objective.carry_over(
        middle.plan.quarter, by=make_user("ada"), at=LATER, successor=middle
    )

    for row in (middle, last):
        entry = Change.objects.of(row).get(action="continued")
        assert (entry.by_name, entry.at) == ("ada", LATER)
        assert entry.fields == {
            "lineage": [old, str(objective.lineage)],
            "continues": ["", f"Encrypt ({objective.plan})"],
        }
    (shown,) = history.history_entry(entry).differences
    assert (shown.label, shown.old, shown.new) == (
        "Continues",
        "",
        f"Encrypt ({objective.plan})",
    )


def test_a_successor_can_be_in_another_group_of_the_team():
    whole = make_team()
    objective = make_leftover(make_team(parent=whole))
    there = make_objective(make_plan(make_team(parent=whole), make_quarter(Q3)))

    objective.carry_over(make_quarter(Q3), by=None, at=AT, successor=there)

    assert there.predecessor == objective


def test_a_successor_of_another_team_is_refused():
    there = make_objective(make_plan(quarter=make_quarter(Q3)))

    code = refused(make_leftover(), make_quarter(Q3), successor=there)

    assert code == "other_team"


def test_a_successor_in_another_quarter_is_refused():
    objective = make_leftover()
    there = make_objective(make_plan(objective.plan.team, make_quarter(Q4)))

    assert refused(objective, make_quarter(Q3), successor=there) == "other_quarter"


def test_a_successor_in_a_closed_plan_is_refused():
    objective = make_leftover()
    there = make_objective(make_plan(objective.plan.team, make_quarter(Q3)))
    Plan.objects.filter(pk=there.plan_id).update(state="closed")

    assert refused(objective, make_quarter(Q3), successor=there) == "closed"


def test_a_successor_that_continues_another_one_is_refused():
    objective = make_leftover()
    other = make_objective(objective.plan)
    there = other.carry_over(make_quarter(Q3), by=None, at=AT)

    assert refused(objective, make_quarter(Q3), successor=there) == "taken"


@pytest.mark.django_db(transaction=True)
def test_ten_carry_overs_at_once_are_one():
    quarter = make_leftover().plan.quarter.following()

    outcomes = at_once(
        lambda _: Objective.objects.get(plan__state="committed").carry_over(
            quarter, by=None, at=AT
        )
    )

    assert outcomes == ["carried"] * (TIMES - 1) + ["done"]
    assert (CarryOver.objects.count(), Objective.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_ten_objectives_carried_over_at_once_open_one_plan():
    plan = make_leftover().plan
    for _ in range(TIMES - 1):
        make_objective(plan)
    rows = iter(list(plan.objectives.all()))
    quarter = plan.quarter.following()

    outcomes = at_once(lambda _: next(rows).carry_over(quarter, by=None, at=AT))

    assert outcomes == ["done"] * TIMES
    successors = Objective.objects.exclude(plan=plan)
    assert {row.plan_id for row in successors} == {
        Plan.objects.exclude(pk=plan.pk).get().pk
    }
    assert sorted(row.position for row in successors) == list(range(1, TIMES + 1))


@pytest.mark.django_db(transaction=True)
def test_ten_objectives_claiming_one_successor_at_once_have_one_winner():
    plan = make_leftover().plan
    for _ in range(TIMES - 1):
        make_objective(plan)
    there = make_objective(make_plan(plan.team, make_quarter(Q3)))
    rows = iter(list(plan.objectives.all()))

    def claim(_):
        successor = Objective.objects.get(pk=there.pk)
        next(rows).carry_over(
            successor.plan.quarter, by=None, at=AT, successor=successor
        )

    assert at_once(claim) == ["done"] + ["taken"] * (TIMES - 1)


# The control: without the lock all ten would pass the check and make a copy, and only
# the constraint would be left to stop them.
@pytest.mark.django_db(transaction=True)
def test_without_a_lock_ten_at_once_would_pass_the_check():
    objective = make_leftover()
    plan = make_plan(objective.plan.team, make_quarter(Q3))

    def carry_unlocked(between):
        row = Objective.objects.get(pk=objective.pk)
        row.check_carry_over(plan.quarter)
        between.wait()
        copy = make_objective(plan)
        CarryOver(predecessor=row, successor=copy).save()

    assert at_once(carry_unlocked) == ["done"] + ["integrity"] * (TIMES - 1)
    assert plan.objectives.count() == TIMES
    assert CarryOver.objects.count() == 1


def test_a_successor_can_have_other_texts():
    objective = make_leftover(title="Encrypt", measure="All", eta="EOQ")
    owner = objective.plan.team.members.create(name="Ada Byron")

    successor = objective.carry_over(
        make_quarter(Q3), by=None, at=AT, values={"measure": "Half", "owner": owner}
    )

    assert (successor.title, successor.measure, successor.eta) == (
        "Encrypt",
        "Half",
        "EOQ",
    )
    assert (successor.owner, objective.measure, objective.owner) == (owner, "All", None)


def test_the_owner_of_a_successor_must_be_in_the_team():
    stranger = make_team().members.create(name="Eve")

    with pytest.raises(ValidationError) as refusal:
        make_leftover().carry_over(
            make_quarter(Q3), by=None, at=AT, values={"owner": stranger}
        )

    (error,) = refusal.value.error_dict["owner"]
    assert error.code == "other_team"
    assert (Objective.objects.count(), Plan.objects.count()) == (1, 1)


def test_an_owner_who_left_the_team_is_not_copied():
    objective = make_leftover()
    ada = objective.plan.team.members.create(name="Ada")
    objective.owner = ada
    objective.save()
    ada.team = make_team()
    ada.save()

    successor = Objective.objects.get().carry_over(make_quarter(Q3), by=None, at=AT)

    objective.refresh_from_db()
    assert (objective.owner, successor.owner) == (ada, None)


def test_an_unseen_disposition_is_a_conflict():
    objective = make_leftover()
    objective.defer("next FY", by=None, at=AT)
    unseen = {"deferred_to": "", "dropped_reason": ""}

    assert refused(objective, make_quarter(Q3), was=unseen) == "conflict"
    for verb in (objective.defer, objective.drop):
        with pytest.raises(ValidationError) as refusal:
            verb("otherwise", by=None, at=LATER, was=unseen)
        assert refusal.value.code == "conflict"
    assert columns(objective)["deferred_to"] == "next FY"


def test_a_missed_objective_ends_there_and_may_still_be_carried_over():
    objective = make_leftover(status="Not completed", reason_kind="")
    other = make_objective(objective.plan, status="failed")
    assert objective.plan.objectives.without_disposition().count() == 2

    for row in (objective, other):
        row.miss(by=None, at=AT, reason_kind="staff_time", note="Two were ill")
    objective.plan.close(by=None, at=LATER)
    successor = objective.carry_over(make_quarter(Q3), by=None, at=LATER)

    objective.refresh_from_db()
    assert (objective.state, objective.chosen_state) == ("missed", "missed")
    assert (objective.reason_kind, objective.has_disposition) == ("staff_time", True)
    assert successor.state == ""
    last = Change.objects.of(objective).filter(action="missed").get()
    assert last.reason == "Two were ill"


def test_what_is_only_read_as_missed_still_needs_an_answer():
    objective = make_leftover(status="Missed")

    with pytest.raises(ValidationError) as refusal:
        objective.plan.close(by=None, at=AT)

    assert (objective.state, refusal.value.code) == ("missed", "no_disposition")


@pytest.mark.parametrize(
    ("verb", "state"), [("defer", "deferred"), ("drop", "dropped")]
)
def test_another_answer_takes_the_place_of_missed(verb, state):
    objective = make_leftover(status="At risk", chosen_state="missed")

    getattr(objective, verb)("next FY", by=None, at=AT)

    assert (objective.state, objective.chosen_state) == (state, "")
    objective.miss(by=None, at=LATER)
    assert (objective.state, objective.deferred_to, objective.dropped_reason) == (
        "missed",
        "",
        "",
    )


def test_a_chosen_state_outlasts_a_deferral():
    objective = make_leftover(chosen_state="at_risk")

    objective.defer("next FY", by=None, at=AT)

    assert objective.chosen_state == "at_risk"


@pytest.mark.parametrize(
    ("fields", "code"), [({"status": "Done"}, "finished"), ({}, "draft")]
)
def test_what_is_done_or_a_draft_is_not_missed(fields, code):
    plan = make_plan(state=Plan.State.COMMITTED if fields else Plan.State.DRAFT)
    objective = make_objective(plan, **fields)

    with pytest.raises(ValidationError) as refusal:
        objective.miss(by=None, at=AT)

    assert refusal.value.code == code
    assert columns(objective)["chosen_state"] == ""


def test_an_unseen_missed_is_a_conflict():
    objective = make_leftover()
    objective.miss(by=None, at=AT)
    unseen = {"deferred_to": "", "dropped_reason": "", "is_missed": False}

    with pytest.raises(ValidationError) as refusal:
        objective.drop("no gain", by=None, at=LATER, was=unseen)

    assert (refusal.value.code, refusal.value.theirs) == (
        "conflict",
        {"is_missed": True},
    )
    assert columns(objective)["dropped_reason"] == ""


@pytest.mark.parametrize(
    ("eta", "day", "warning"),
    [
        ("mid-November", datetime.date(2014, 11, 30), "before the quarter"),
        ("15 Dec", datetime.date(2014, 12, 15), "before the quarter"),
        ("2014-12-15", None, "before the quarter"),
        ("November 2014", None, "before the quarter"),
        ("EOQ", None, ""),
        ("end of the year", None, ""),
        ("some day", None, "not read as a date"),
        ("", None, ""),
    ],
)
def test_an_eta_without_a_year_keeps_the_day_that_it_meant(eta, day, warning):
    objective = make_leftover(eta=eta)

    successor = objective.carry_over(make_quarter(NEXT_Q1), by=None, at=AT)

    successor.refresh_from_db()
    assert (successor.eta, successor.chosen_eta_day) == (eta, day)
    if day:
        assert successor.eta_day == day
    assert successor.eta_warning == warning


def test_what_an_eta_meant_goes_on_to_the_third_quarter():
    first = make_leftover(eta="mid-November")
    second = first.carry_over(make_quarter(NEXT_Q1), by=None, at=AT)
    second.plan.commit(by=None, at=AT)

    third = second.carry_over(make_quarter(NEXT_Q2), by=None, at=LATER)

    assert third.chosen_eta_day == datetime.date(2014, 11, 30)


def test_a_new_eta_means_what_it_says_in_its_own_quarter():
    objective = make_leftover(eta="mid-November")

    quarter = make_quarter(NEXT_Q1)
    values = {"eta": "mid-August"}
    successor = objective.carry_over(quarter, values=values, by=None, at=AT)

    assert successor.chosen_eta_day is None
    assert successor.eta_day == datetime.date(2015, 8, 31)
