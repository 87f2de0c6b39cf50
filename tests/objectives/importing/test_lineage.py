import datetime

import pytest

from objectives.importing import running, stored, undoing
from objectives.importing.choices import Choices
from objectives.importing.lineage import links_of
from objectives.importing.mapping import guess
from objectives.importing.preview import preview
from objectives.importing.sources.base import Source
from objectives.models import CarryOver, Change, Objective, Plan
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.tables import table

pytestmark = pytest.mark.django_db
HEADINGS = "Team | Quarter | Key | Objective | Status | Carried from"
STATES = {"2014-15-q2": "closed", "2014-15-q3": "committed"}
IN_MARCH = datetime.datetime(2015, 3, 1, tzinfo=datetime.UTC)


@pytest.fixture
def boss():
    make_organization()
    make_team("Alpha")
    return make_user("boss", is_staff=True)


def links(found, by, **choices):
    choices = Choices(states=STATES, **choices)
    seen = preview(found, guess(found), choices, by=by, at=AT)
    return [
        (link.before, link.title, link.is_wanted) for link in links_of(seen, choices)
    ]


def bring_in(found, by, **choices):
    source = Source("csv", (found,))
    import_ = stored.begin(source, name="plan.csv", by=by, at=AT)
    import_.choose(choices=Choices(states=STATES, **choices).to_json())
    running.run(import_, by=by, at=AT)
    return import_


def test_what_has_the_same_reference_goes_on(boss):
    found = table(
        HEADINGS,
        "Alpha | Q2 2014-15 | OPS-1 | Move out | Moved to Q3 |",
        "Alpha | Q3 2014-15 | OPS-1 | Move out, all of us | |",
        "Alpha | Q2 2014-15 | OPS-2 | Write it down | done |",
        "Alpha | Q3 2014-15 | OPS-2 | Write more | |",
    )

    import_ = bring_in(found, boss)

    link = CarryOver.objects.get()
    assert (link.predecessor.title, link.successor.title) == (
        "Move out",
        "Move out, all of us",
    )
    assert link.predecessor.lineage == link.successor.lineage
    assert (link.predecessor.deferred_to, link.has_copied) == ("", False)
    assert [plan.state for plan in Plan.objects.order_by("quarter__first_day")] == [
        "closed",
        "committed",
    ]
    assert import_.outcome["notes"] == []
    again = preview(found, guess(found), Choices(states=STATES), by=boss, at=LATER)
    assert again.counts["same"] == 4


@pytest.mark.parametrize("said", ["Q2 2014-15", "FY15-Q2", "Move  OUT", "2014-15-q2"])
def test_what_says_what_it_was_carried_from_goes_on(boss, said):
    found = table(
        HEADINGS,
        "Alpha | Q2 2014-15 | | Move out | |",
        f"Alpha | Q3 2014-15 | | Move out! | | {said}",
    )

    assert links(found, boss) == [("Move out", "Move out!", True)]


def test_a_similar_title_is_suggested_and_waits_for_a_yes(boss):
    found = table(
        HEADINGS,
        "Alpha | Q2 2014-15 | | Move all racks out of Tampa | |",
        "Alpha | Q3 2014-15 | | Hire a person | |",
        "Alpha | Q3 2014-15 | | Move most racks out of Tampa | |",
    )
    pair = ("Move all racks out of Tampa", "Move most racks out of Tampa")

    assert links(found, boss) == [(*pair, False)]
    assert links(found, boss, links={"2": "row:0"}) == [(*pair, True)]


def test_it_goes_on_from_what_is_here_already(boss):
    plan = make_plan(make_team("Beta"), state="committed")
    make_objective(plan, "Move out", status="50%")
    found = table(HEADINGS, "Beta | Q3 2014-15 | | Move out | |")

    [link] = links(found, boss)
    assert link == ("Move out", "Move out", False)
    import_ = bring_in(
        found, boss, links={"0": f"objective:{Objective.objects.get().pk}"}
    )

    assert CarryOver.objects.get().predecessor.plan == plan
    undoing.undo(import_, by=boss, at=LATER)
    assert not CarryOver.objects.exists()
    assert Objective.objects.get().plan == plan


def test_what_was_finished_before_goes_on_from_nothing_earlier(boss):
    found = table(
        HEADINGS,
        "Alpha | Q1 2014-15 | OPS-1 | Move out | 50% |",
        "Alpha | Q2 2014-15 | OPS-1 | Move out at last | done |",
        "Alpha | Q3 2014-15 | OPS-1 | Move out again | |",
    )

    assert links(found, boss) == [("Move out", "Move out at last", True)]


def test_what_is_finished_goes_nowhere(boss):
    found = table(
        HEADINGS,
        "Alpha | Q2 2014-15 | | Move out | done |",
        "Alpha | Q3 2014-15 | | Move out | |",
    )

    assert links(found, boss) == []


def test_one_goes_on_as_several_and_several_as_one(boss):
    found = table(
        HEADINGS,
        "Alpha | Q2 2014-15 | OPS-1 | Move out | 50% |",
        "Alpha | Q3 2014-15 | OPS-1 | Move the racks | |",
        "Alpha | Q3 2014-15 | OPS-1 | Move the people | |",
        "Alpha | Q2 2014-15 | | Write it down | 10% |",
        "Alpha | Q2 2014-15 | | Draw it | 10% |",
        "Alpha | Q3 2014-15 | OPS-2 | Write and draw it | |",
    )

    import_ = bring_in(found, boss, links={"5": "row:3,row:4"})

    pairs = CarryOver.objects.values_list("predecessor__title", "successor__title")
    assert sorted(pairs) == [
        ("Draw it", "Write and draw it"),
        ("Move out", "Move the people"),
        ("Move out", "Move the racks"),
        ("Write it down", "Write and draw it"),
    ]
    assert import_.outcome["notes"] == []
    undoing.undo(import_, by=boss, at=LATER)
    assert not CarryOver.objects.exists()
    assert not Objective.objects.exists()


def trail(title):
    entries = Change.objects.filter(action="continued", object_name=title)
    links = Change.objects.filter(noun="objectives.carryover")
    return (
        [entry.fields["continues"] for entry in entries],
        [sorted(entry.fields) for entry in links],
    )


def test_many_go_on_with_the_trail_of_one(boss):
    rows = [
        f"Alpha | Q{quarter} 2014-15 | OPS-1 | Move out {quarter} | 50% |"
        for quarter in (1, 2, 3)
    ]
    bring_in(table(HEADINGS, *rows), boss)
    lineages = {row.lineage for row in Objective.objects.all()}
    many = trail("Move out 2")

    by_hand = make_objective(make_plan(state="committed"), "Go", status="50%")
    next_quarter = make_plan(by_hand.plan.team, make_quarter(IN_MARCH.date()))
    successor = make_objective(next_quarter, "Go on")
    by_hand.carry_over(next_quarter.quarter, successor=successor, by=boss, at=AT)

    assert len(lineages) == 1
    assert many[0] == [["", "Move out 1 (Alpha Q1 2014-15)"]]
    one = trail("Go on")
    assert one[0] == [["", f"Go ({by_hand.plan})"]]
    assert one[1][0] == many[1][0]
