import datetime

import pytest
from django.core.exceptions import ValidationError

from objectives.models import CarryOver, Change, Deletion, Objective, Plan
from objectives.models.history import ConflictError
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


def make_leftover(team=None, **fields):
    """An unfinished objective of a committed plan."""
    return make_objective(make_plan(team, state=Plan.State.COMMITTED), **fields)


def make_carried(**fields):
    """An objective that was carried over, and its copy."""
    objective = make_leftover(**fields)
    return objective, objective.carry_over(make_quarter(Q3), by=None, at=AT)


def refused(objective, **names):
    with pytest.raises(ValidationError) as refusal:
        objective.take_back(by=None, at=LATER, **names)
    return refusal.value.code


def test_taking_a_carry_over_back_deletes_the_copy_and_leaves_no_answer():
    objective, copy = make_carried(title="Encrypt", status="At risk")

    deletion = objective.take_back(by=make_user("ada"), at=LATER, reason="Not now")

    assert not CarryOver.objects.exists()
    assert list(Objective.objects.without_disposition()) == [objective]
    assert (deletion.object_pk, deletion.team) == (copy.pk, copy.plan.team)
    assert not objective.has_disposition
    entry = Change.objects.of(objective).get(action="taken back")
    assert (entry.by_name, entry.reason) == ("ada", "Not now")
    assert entry.fields == {"carried_over_as": [f"Encrypt ({copy.plan})", ""]}


def test_what_was_typed_in_the_copy_can_be_restored_as_an_objective_of_its_own():
    objective, copy = make_carried()
    copy.change({"measure": "All of them"}, was=None, by=None, at=AT)
    copy.update_status("Begun early", by=None, at=AT)

    objective.take_back(by=None, at=LATER).restore(by=None, at=LATER)

    copy.refresh_from_db()
    assert (copy.measure, copy.status) == ("All of them", "Begun early")
    assert copy.status_updates.count() == 1
    assert copy.lineage != objective.lineage
    assert objective.carry_over(
        copy.plan.quarter, successor=copy, by=None, at=LATER
    ).predecessor == Objective.objects.get(pk=objective.pk)


def test_a_row_that_was_there_before_stays_and_begins_its_own_lineage():
    there = make_objective(make_plan(quarter=make_quarter(Q3)), "There")
    objective = make_leftover(there.plan.team)
    objective.carry_over(there.plan.quarter, successor=there, by=None, at=AT)

    deletion = objective.take_back(by=None, at=LATER)

    there.refresh_from_db()
    assert deletion is None
    assert not Deletion.objects.exists()
    assert (there.predecessor, there.lineage == objective.lineage) == (None, False)
    entry = Change.objects.of(there).get(action="changed")
    assert entry.fields == {"continues": [f"{objective} ({objective.plan})", ""]}


@pytest.mark.parametrize("answer", ["defer", "drop", "miss"])
def test_other_answers_can_be_taken_back_too(answer):
    objective = make_leftover(status="At risk")
    texts = {"defer": ["next FY"], "drop": ["No gain"], "miss": []}[answer]
    getattr(objective, answer)(*texts, by=None, at=AT, reason_kind="scope")

    objective.take_back(by=None, at=LATER)

    objective.refresh_from_db()
    assert not objective.has_disposition
    assert (objective.state, objective.reason_kind) == ("at_risk", "")
    assert Change.objects.of(objective).filter(action="taken back").count() == 1


def test_a_dropped_objective_can_be_carried_over_once_that_is_taken_back():
    objective = make_leftover()
    objective.drop("By mistake", by=None, at=AT)

    objective.take_back(by=None, at=AT)

    assert objective.carry_over(make_quarter(Q3), by=None, at=LATER).predecessor


def test_what_has_no_answer_cannot_be_taken_back():
    assert refused(make_leftover()) == "unanswered"


def test_a_carry_over_that_was_promised_stays():
    objective, copy = make_carried()
    copy.plan.commit(by=None, at=AT)

    assert refused(objective) == "promised"
    copy.plan.reopen("Once more", by=None, at=AT)
    assert refused(objective) == "promised"
    assert CarryOver.objects.count() == 1


def test_a_carry_over_into_a_committed_plan_stays_until_that_is_reopened():
    plan = make_plan(quarter=make_quarter(Q3))
    make_objective(plan)
    plan.commit(by=None, at=AT)
    objective = make_leftover(plan.team)
    objective.carry_over(plan.quarter, by=None, at=AT)

    assert refused(objective) == "committed"
    plan.reopen("Too much in it", by=None, at=AT)
    objective.refresh_from_db()
    assert objective.take_back(by=None, at=LATER)


def test_a_carry_over_that_goes_on_stays():
    objective, copy = make_carried()
    Plan.objects.filter(pk=copy.plan.pk).update(state=Plan.State.COMMITTED)
    copy.plan.refresh_from_db()
    copy.carry_over(make_quarter(Q4), by=None, at=AT)

    assert refused(objective) == "continued"


def test_the_answers_of_a_closed_quarter_stay_until_its_plan_is_reopened():
    objective, _ = make_carried()
    objective.plan.close(by=None, at=AT)

    assert refused(objective) == "closed"
    objective.plan.reopen("A wrong carry-over", by=None, at=AT)
    objective.take_back(by=None, at=LATER)
    assert not CarryOver.objects.exists()


def test_an_answer_that_somebody_has_changed_since_is_not_taken_back():
    objective, copy = make_carried()
    was = {"deferred_to": "", "dropped_reason": "", "carried_to_pk": copy.pk + 1}

    with pytest.raises(ConflictError):
        objective.take_back(by=None, at=LATER, was=was)

    assert CarryOver.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_take_it_back_once():
    objective, _ = make_carried(team=make_team("Ops"))

    def take_back(_):
        Objective.objects.get(pk=objective.pk).take_back(by=None, at=LATER)

    assert at_once(take_back) == ["done"] + ["unanswered"] * (TIMES - 1)
    assert Deletion.objects.count() == 1


def test_what_was_dropped_by_mistake_can_be_called_done():
    objective = make_leftover(status="Nearly ready")
    objective.drop("By mistake", by=None, at=AT)

    objective.finish(by=make_user("ada"), at=LATER)

    objective.refresh_from_db()
    assert (objective.state, objective.dropped_reason) == ("done", "")
    assert objective.status_updates.get().state == "done"
    assert Change.objects.of(objective).get(action="finished").by_name == "ada"
