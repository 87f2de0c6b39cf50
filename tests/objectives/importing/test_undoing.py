import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.urls import reverse

from objectives.importing import running, stored, undoing
from objectives.importing.choices import Choices
from objectives.importing.sources.base import Source
from objectives.models import Change, Import, Objective, Plan
from objectives.models.organization import Readers
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
HEADINGS = "Team | Quarter | Objective | Measure | ETA | Status | Owner | Tags"
ROWS = (
    "Alpha | Q2 2014-15 | Move out | Empty racks | 2014-12-01 | done | Ann Bee | Moves",
    "Alpha | Q2 2014-15 | Write it down | 10 pages | | dropped | Bo Cee |",
    "Alpha | FY15-Q3 | Write more | 20 pages | EOQ | | Ann Bee | Moves, Docs",
    "Beta | FY15-Q3 | Start | | | | Di Eff |",
)
# What tells of a change, and what counts changes.
TRAIL = {
    *("objectives.change", "objectives.import", "objectives.statusreading"),
    *("reviews.tableversion", "sessions.session"),
}


@pytest.fixture
def boss():
    make_organization(readers=Readers.ANYONE)
    return make_user("boss", is_staff=True)


@pytest.fixture
def before(boss):
    """A team with a plan that the table adds to."""
    plan = make_plan(make_team("Alpha"), make_quarter(AT.date()))
    make_objective(plan, "Write more", measure="15 pages", tags="Papers", status="10%")
    make_objective(plan, "Stay")
    return plan


def bring_in(found, by, choices=None, at=AT):
    source = Source("csv", (found,))
    import_ = stored.begin(source, name="plan.csv", by=by, at=at)
    if choices:
        import_.choose(choices=choices.to_json())
    running.run(import_, by=by, at=at)
    return import_


def everything():
    """All rows there are, but those that tell of changes."""
    models = [one for one in apps.get_models() if one._meta.label_lower not in TRAIL]
    return {
        model._meta.label_lower: serializers.serialize(
            "python", model._base_manager.order_by("pk")
        )
        for model in models
    }


def export(client):
    response = client.get(reverse("objective_list"), {"format": "csv"})
    return b"".join(response)


CLOSED = Choices(states={"2014-15-q2": "closed", "2014-15-q3": "committed"})


@pytest.mark.parametrize("choices", [None, CLOSED])
def test_an_undone_import_leaves_everything_as_it_was(client, before, boss, choices):
    rows, file = everything(), export(client)

    import_ = bring_in(table(HEADINGS, *ROWS), boss, choices)
    assert Objective.objects.count() == 5
    kept = undoing.undo(import_, by=boss, at=LATER)

    assert kept == []
    after = everything()
    assert {name: after[name] for name in after if after[name] != rows[name]} == {}
    assert export(client) == file
    import_.refresh_from_db()
    assert import_.is_undone


def test_the_trail_tells_of_both(before, boss):
    import_ = bring_in(table(HEADINGS, *ROWS), boss)
    changed = Objective.objects.get(title="Write more")
    undoing.undo(import_, by=boss, at=LATER)

    there, back = Change.objects.of(changed).order_by("pk")[1:]
    assert there.fields["measure"] == ["15 pages", "20 pages"]
    assert back.fields["measure"] == ["20 pages", "15 pages"]
    assert (back.action, back.by) == ("changed back", boss)
    assert (
        Change.objects.filter(noun="objectives.objective", action="deleted").count()
        == 3
    )


def test_what_somebody_has_changed_since_stays_and_is_said(before, boss):
    import_ = bring_in(table(HEADINGS, *ROWS), boss)
    row = Objective.objects.get(title="Start")
    row.change({"measure": "One step"}, was=None, by=boss, at=LATER)

    kept = undoing.undo(import_, by=boss, at=LATER)

    assert kept == ["boss (15 Jan 2015, 17:00) has changed “Start” since."]
    assert {row.title for row in Objective.objects.all()} == {
        *("Write more", "Stay", "Start")
    }
    assert {str(plan) for plan in Plan.objects.all()} == {
        *("Alpha Q3 2014-15", "Beta Q3 2014-15")
    }


def test_what_others_count_on_stays(before, boss):
    import_ = bring_in(table(HEADINGS, *ROWS), boss, CLOSED)
    row = Objective.objects.get(title="Start")
    row.carry_over(row.plan.quarter.following(), by=boss, at=LATER)

    assert undoing.kept_rows(import_, by=boss) == ["“Start” was carried over since."]
    undoing.undo(import_, by=boss, at=LATER)
    assert Objective.objects.filter(title="Start").count() == 2


def test_a_plan_that_was_committed_since_stays_with_its_rows(before, boss):
    import_ = bring_in(table(HEADINGS, *ROWS), boss)
    plan = Plan.objects.get(team__name="Beta")
    plan.commit(by=boss, at=LATER)

    kept = undoing.undo(import_, by=boss, at=LATER)

    assert kept == [
        "boss (15 Jan 2015, 17:00) has changed Beta Q3 2014-15 since.",
        "“Start” was committed since.",
    ]
    plan.refresh_from_db()
    assert plan.is_committed
    assert [row.title for row in plan.objectives.all()] == ["Start"]


def test_an_import_is_undone_once(before, boss):
    import_ = bring_in(table(HEADINGS, *ROWS), boss)
    undoing.undo(import_, by=boss, at=LATER)

    with pytest.raises(ValidationError) as refusal:
        undoing.undo(import_, by=boss, at=LATER)

    assert refusal.value.code == "undone"


def test_what_was_undone_can_be_imported_again(before, boss):
    found = table(HEADINGS, *ROWS)
    undoing.undo(bring_in(found, boss), by=boss, at=LATER)

    import_ = bring_in(found, boss, at=LATER)

    assert (import_.outcome["counts"]["new"], import_.outcome["counts"]["changed"]) == (
        3,
        1,
    )
    assert Objective.objects.get(title="Write more").measure == "20 pages"


def test_an_import_is_its_authors_alone_and_goes_after_a_week(before, boss):
    import_ = bring_in(table(HEADINGS, *ROWS), boss)
    other = make_user("other", is_staff=True)

    assert list(Import.objects.visible_to(boss)) == [import_]
    assert not Import.objects.visible_to(other).exists()
    Import.objects.remove_old(at=AT + import_.LIFETIME)
    assert not Import.objects.exists()
