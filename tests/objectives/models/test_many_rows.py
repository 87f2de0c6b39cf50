"""Many rows at once leave what one at a time leaves."""

import pytest
from django.core.exceptions import ValidationError

from objectives.models import (
    Change,
    Commitment,
    Member,
    Objective,
    Plan,
    SearchedText,
    StatusUpdate,
    Tag,
    Tagging,
)
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
TITLES = ("Move out", "Write it down", "Hire")


@pytest.fixture
def by():
    make_organization()
    return make_user("grace")


def trail(rows, *skipped):
    """What the audit trail says of rows, but for what differs between them."""
    names = {"id", "lineage", "plan", "position", *skipped}
    return [
        (
            entry.action,
            {name: one for name, one in entry.fields.items() if name not in names},
            (entry.by, entry.at, entry.object_name, entry.reason),
        )
        for entry in Change.objects.of(*rows).filter(by__isnull=False).order_by("pk")
    ]


def values(number):
    return {
        "title": TITLES[number],
        "eta": "2014-12-01",
        "status": ["done", "40%", "stalled"][number],
        "tags": "moves, Racks" if number else "",
    }


def stored(rows):
    names = ("title", "state", "percent", "eta_day", "eta_precision", "tags")
    keys = [row.pk for row in rows]
    found = Objective.objects.filter(pk__in=keys).order_by("pk")
    tags = Tagging.objects.filter(objective__in=keys).order_by("pk")
    return (
        list(found.values_list(*names, "quarter_rank", "searched_text__text")),
        [str(one.tag) for one in tags],
    )


def test_added_together_is_as_added_one_by_one(by):
    Tag.objects.create(name="Moves")
    plans = make_plan(), make_plan()
    one_by_one = [plans[0].add([values(n)], by=by, at=AT)[0] for n in range(3)]

    together = [Objective(plan=plans[1], position=n, **values(n)) for n in range(3)]
    Objective.objects.add_all(together, by=by, at=AT)

    assert stored(together) == stored(one_by_one)
    assert trail(together) == trail(one_by_one)
    assert SearchedText.objects.count() == 6
    assert not StatusUpdate.objects.exists()


def test_changed_together_is_as_changed_one_by_one(by):
    rows = [
        make_objective(title=title, status="10%", tags="Old") for title in TITLES * 2
    ]
    for row in rows[:3]:
        row.change({"status": "done", "tags": "New"}, was=None, by=by, at=AT)

    keys = [row.pk for row in rows[3:]]
    together = list(Objective.objects.filter(pk__in=keys).order_by("pk"))
    for row in together:
        row.status, row.tags = "done", "New"
    Objective.objects.change_all(together, by=by, at=AT)

    assert stored(together) == stored(rows[:3])
    assert trail(together) == trail(rows[:3])
    said = StatusUpdate.objects.order_by("pk").values_list(
        "state", "percent", "text", "author", "author_name", "at"
    )
    assert list(said)[:3] == list(said)[3:]


def test_what_was_not_set_is_neither_written_nor_told(by):
    row = make_objective()
    seen = Objective.objects.get()
    row.change({"measure": "Mine"}, was=None, by=by, at=AT)
    count = Change.objects.count()

    assert Objective.objects.change_all([seen], by=by, at=LATER) == []

    assert Objective.objects.get().measure == "Mine"
    assert Change.objects.count() == count


@pytest.mark.parametrize("verb", ["add_all", "change_all"])
def test_a_closed_plan_takes_none_of_them(by, verb):
    plan = make_plan()
    row = make_objective(plan)
    Plan.objects.update(state="closed")
    rows = [Objective(plan=plan, title="Late")] if verb == "add_all" else [row]

    with pytest.raises(ValidationError) as refusal:
        getattr(Objective.objects, verb)(rows, by=by, at=AT)

    assert refusal.value.code == "closed"


def test_people_are_added_as_by_hand(by):
    team = make_team()
    one = Member(team=team, name="Ann")
    one.save(by=by, at=AT)

    [other] = Member.add_all([Member(team=team, name="Ann")], by=by, at=AT)

    assert trail([other]) == trail([one])


def test_older_records_are_committed_and_closed_at_a_time_that_nobody_knows(by):
    plan = make_plan()
    row = make_objective(plan, "Move out", eta="May", status="done")
    said = {row.pk: {"eta": "April", "status": ""}}
    moment = {"by": by, "at": AT, "reason": "From the sheet"}

    Plan.objects.commit_as_recorded([plan], said=said, **moment)
    refused = Plan.objects.close_as_recorded([plan], **moment)

    assert refused == []
    plan.refresh_from_db()
    assert (plan.state, plan.committed_at, plan.closed_at) == ("closed", None, None)
    commitment = Commitment.objects.get()
    assert (commitment.title, commitment.eta, commitment.status) == (
        *("Move out", "April", ""),
    )
    assert commitment.at is None
    told = Change.objects.of(plan).filter(reason="From the sheet").order_by("pk")
    assert [entry.action for entry in told] == ["committed", "closed"]


def test_a_plan_with_open_answers_is_not_closed(by):
    plan = make_plan()
    make_objective(plan, status="10%")
    Plan.objects.commit_as_recorded([plan], said={}, by=by, at=AT)

    [(refused, why)] = Plan.objects.close_as_recorded([plan], by=by, at=AT)

    assert (refused, why.code) == (plan, "no_disposition")
    assert Plan.objects.get().is_committed


def test_an_empty_draft_is_not_committed(by):
    with pytest.raises(ValidationError) as refusal:
        Plan.objects.commit_as_recorded([make_plan()], said={}, by=by, at=AT)

    assert refusal.value.code == "empty"
