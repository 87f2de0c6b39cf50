import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from objectives.models import Change, Commitment, Objective, Plan
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
NEXT = datetime.date(2015, 1, 1)


def committed_plan(*statuses):
    plan = make_plan()
    for status in statuses:
        make_objective(plan, status=status)
    plan.commit(by=None, at=AT)
    return plan


def frozen(objective):
    return model_to_dict(Commitment.objects.get(objective=objective))


def code_of(verb, *arguments, **names):
    with pytest.raises(ValidationError) as refusal:
        verb(*arguments, **names)
    return refusal.value.code


def test_committing_stores_every_objective_as_it_is():
    plan = make_plan()
    first = make_objective(
        plan,
        "Encrypt the links",
        measure="All of them",
        dependency="Procurement",
        eta="2015-01-30",
        status="Started",
        is_tentative=True,
        position=3,
    )
    make_objective(plan, "Try HTTP/2", position=4)

    plan.commit(by=make_user("ada"), at=AT)

    assert plan.is_committed
    assert plan.committed_at == AT
    kept = Commitment.objects.order_by("position").values_list(
        *Commitment.FIELDS, "position", "at"
    )
    assert list(kept) == [
        (
            *("Encrypt the links", "All of them", "Procurement", "2015-01-30"),
            *("Started", True, 3, AT),
        ),
        ("Try HTTP/2", "", "", "", "", False, 4, AT),
    ]
    assert Commitment.objects.get(position=3).objective == first


def test_later_edits_never_change_the_commitment():
    plan = committed_plan("Started")
    objective = plan.objectives.get()
    before = frozen(objective)

    for name in ("title", "measure", "dependency", "eta", "status"):
        setattr(objective, name, "Something else")
    objective.is_tentative, objective.position = True, 99
    objective.save()
    objective.drop("No budget", by=None, at=AT)

    assert frozen(objective) == before


def test_committing_fails_as_a_whole(monkeypatch):
    plan = make_plan()
    make_objective(plan, position=1)
    make_objective(plan, position=2)
    whole = Commitment.of

    def fails_on_the_second(objective, **fields):
        if objective.position == 2:
            raise RuntimeError("the power went")
        return whole(objective, **fields)

    monkeypatch.setattr(Commitment, "of", fails_on_the_second)
    with pytest.raises(RuntimeError):
        plan.commit(by=None, at=AT)

    plan.refresh_from_db()
    assert plan.is_draft
    assert plan.committed_at is None
    assert Commitment.objects.count() == 0


def test_committing_fails_as_a_whole_when_the_plan_cannot_be_saved(monkeypatch):
    plan = make_plan()
    make_objective(plan)

    def refuse(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(Plan, "log_change", refuse)
    with pytest.raises(RuntimeError):
        plan.commit(by=None, at=AT)

    plan.refresh_from_db()
    assert plan.is_draft
    assert Commitment.objects.count() == 0


def test_an_empty_plan_cannot_be_committed():
    plan = make_plan()

    assert code_of(plan.commit, by=None, at=AT) == "empty"


@pytest.mark.parametrize("state", [Plan.State.COMMITTED, Plan.State.CLOSED])
def test_only_a_draft_can_be_committed(state):
    plan = make_plan(state=state)

    assert code_of(plan.commit, by=None, at=AT) == "not_draft"


def test_a_stale_draft_is_not_committed_again():
    plan = make_plan()
    make_objective(plan)
    stale = Plan.objects.get()
    plan.commit(by=None, at=AT)

    assert code_of(stale.commit, by=None, at=LATER) == "not_draft"


def test_a_later_objective_has_no_commitment_until_the_next_commit():
    plan = committed_plan("")
    first = plan.objectives.get()
    before = frozen(first)
    late = make_objective(plan, "Late")

    assert late.commitment_or_none is None

    plan.reopen("One was forgotten", by=None, at=LATER)
    first.title = "Changed"
    first.save()
    plan.commit(by=None, at=LATER)

    assert frozen(first) == before
    assert frozen(late)["title"] == "Late"
    assert Commitment.objects.get(objective=late).at == LATER
    assert Commitment.objects.get(objective=late).is_added_later
    assert not Commitment.objects.get(objective=first).is_added_later


def test_what_older_records_add_when_committed_again_is_added_later():
    plan = make_plan(state=Plan.State.COMMITTED)
    plan.reopen("One was forgotten", by=None, at=AT)
    late = make_objective(plan)

    plan.commit(by=None, at=LATER)

    assert Commitment.objects.get(objective=late).is_added_later


def test_committing_again_keeps_the_date_of_the_first_commit():
    plan = committed_plan("")

    plan.reopen("A mistake", by=None, at=LATER)
    plan.commit(by=None, at=LATER)

    plan.refresh_from_db()
    assert plan.committed_at == AT


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_reopening_needs_a_reason(reason):
    plan = committed_plan("")

    assert code_of(plan.reopen, reason, by=None, at=LATER) == "no_reason"
    assert Plan.objects.get().is_committed


def test_a_draft_cannot_be_reopened():
    assert code_of(make_plan().reopen, "Why not", by=None, at=AT) == "draft"


def test_reopening_goes_one_step_back():
    plan = committed_plan("Done")
    plan.close(by=None, at=AT)

    plan.reopen("A number was wrong", by=None, at=LATER)
    assert (plan.state, plan.closed_at) == ("committed", None)

    plan.reopen("All was wrong", by=None, at=LATER)
    assert plan.state == "draft"
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize("verb", ["commit", "delete"])
def test_a_plan_that_was_deleted_meanwhile_refuses(verb):
    plan = make_plan()
    stale = Plan.objects.get()
    plan.delete(by=None, at=AT)

    assert code_of(getattr(stale, verb), by=None, at=AT) == "gone"


def test_every_step_is_in_the_trail_with_author_time_and_reason():
    ada = make_user("ada")
    plan = make_plan()
    make_objective(plan, status="Done")
    made = Change.objects.of(plan).count()

    plan.commit(by=ada, at=AT)
    plan.close(by=ada, at=AT)
    plan.reopen("Too early", by=ada, at=LATER)

    trail = Change.objects.of(plan).order_by("pk")[made:]
    assert [
        (step.action, step.by_name, step.at, step.reason, step.fields["state"])
        for step in trail
    ] == [
        ("committed", "ada", AT, "", ["draft", "committed"]),
        ("closed", "ada", AT, "", ["committed", "closed"]),
        ("reopened", "ada", LATER, "Too early", ["closed", "committed"]),
    ]


@pytest.mark.parametrize("status", ["", "Started", "At risk (~50%)", "who knows"])
def test_closing_is_refused_while_an_unfinished_objective_has_no_answer(status):
    plan = committed_plan("Done", status)

    assert code_of(plan.close, by=None, at=AT) == "no_disposition"
    assert Plan.objects.get().is_committed


def test_the_refusal_to_close_counts_the_missing_answers():
    plan = committed_plan("Done", "Started", "")

    with pytest.raises(ValidationError) as refusal:
        plan.check_close()

    assert refusal.value.messages == [
        "Unfinished objectives without an answer: 2. "
        "Carry over, defer or drop each one."
    ]


def carry(objective):
    objective.carry_over(make_quarter(NEXT), by=None, at=AT)


def defer(objective):
    objective.defer("next FY", by=None, at=AT)


def drop(objective):
    objective.drop("No budget", by=None, at=AT)


def finish(objective):
    objective.update_status("Done", by=None, at=AT)


@pytest.mark.parametrize("answer", [carry, defer, drop, finish])
def test_every_kind_of_answer_allows_closing(answer):
    plan = committed_plan("Started")
    answer(plan.objectives.get())

    plan.close(by=None, at=LATER)

    plan.refresh_from_db()
    assert plan.is_closed
    assert plan.closed_at == LATER


@pytest.mark.parametrize("state", [Plan.State.DRAFT, Plan.State.CLOSED])
def test_only_a_committed_plan_can_be_closed(state):
    plan = make_plan(state=state)

    assert code_of(plan.close, by=None, at=AT) == "state"


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({}, ""),
        ({"draft_reason": "to be finalized"}, "to be finalized"),
        ({"draft_until": datetime.date(2015, 1, 2)}, "Jan 2"),
        (
            {
                "draft_reason": "to be done by",
                "draft_until": datetime.date(2015, 1, 20),
            },
            "to be done by Jan 20",
        ),
        ({"state": "committed", "draft_reason": "to be finalized"}, ""),
    ],
)
def test_a_draft_has_a_note_with_reason_and_date(fields, note):
    assert make_plan(**fields).draft_note == note


def test_the_plans_of_a_team_are_its_own_first_then_its_groups_in_their_order():
    team = make_team("Whole")
    later = make_team("A later group", team, position=2)
    sooner = make_team("The sooner group", team, position=1)
    quarter = make_quarter()
    for each in (later, sooner, team, make_team("Other")):
        make_plan(each, quarter)
    make_plan(team, make_quarter(NEXT))

    plans = Plan.objects.covered_by(team, quarter)

    assert [plan.team for plan in plans] == [team, sooner, later]


@pytest.mark.django_db(transaction=True)
def test_ten_commits_at_once_are_one():
    plan = make_plan()
    make_objective(plan)
    make_objective(plan)

    outcomes = at_once(lambda _: Plan.objects.get().commit(by=None, at=AT))

    assert outcomes == ["done"] + ["not_draft"] * (TIMES - 1)
    assert Commitment.objects.count() == 2
    assert Change.objects.filter(action="committed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_closings_at_once_are_one():
    committed_plan("Done")

    outcomes = at_once(lambda _: Plan.objects.get().close(by=None, at=AT))

    assert outcomes == ["done"] + ["state"] * (TIMES - 1)
    assert Change.objects.filter(action="closed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_reopenings_at_once_go_back_two_steps_and_no_further():
    committed_plan("Done").close(by=None, at=AT)

    outcomes = at_once(lambda _: Plan.objects.get().reopen("Why", by=None, at=AT))

    assert outcomes == ["done", "done"] + ["draft"] * (TIMES - 2)


# The control: the same ten, looking first and writing together as they would without
# the lock. It shows that the tests above would see it.
@pytest.mark.django_db(transaction=True)
def test_without_a_lock_ten_closings_at_once_would_be_ten():
    committed_plan("Done")

    def close_unlocked(between):
        plan = Plan.objects.get()
        plan.check_close()
        between.wait()
        plan.state = Plan.State.CLOSED
        plan.save(action="closed")

    outcomes = at_once(close_unlocked)

    assert outcomes == ["done"] * TIMES


@pytest.mark.django_db(transaction=True)
def test_no_objective_is_added_to_a_plan_while_it_is_closed():
    plan = committed_plan("Done")
    turns = iter(range(TIMES))

    def close_or_add(_):
        if next(turns) % 2:
            Plan.objects.get().close(by=None, at=AT)
        else:
            Objective(plan=Plan.objects.get(), title="Late").save()

    at_once(close_or_add)

    plan.refresh_from_db()
    open_rows = plan.objectives.unfinished().without_disposition()
    assert not (plan.is_closed and open_rows.exists())


def test_locking_a_plan_locks_no_row_of_another_table():
    plan = committed_plan("Done")

    with CaptureQueriesContext(connection) as queries:
        plan.lock()

    assert "JOIN" not in queries[0]["sql"]
