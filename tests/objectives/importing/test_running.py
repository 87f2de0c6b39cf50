from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from goals_tracker.tasks import engine
from objectives.importing import how_far, running, stored, writing
from objectives.importing.choices import Choices
from objectives.importing.mapping import Mapping
from objectives.importing.sources.base import Source
from objectives.models import (
    Change,
    Import,
    ImportMapping,
    Objective,
    Organization,
    StatusReading,
)
from objectives.pages.imports import tables_found
from objectives.tasks import write_import
from tests import tasks
from tests.makers import AT, LATER, make_organization, make_team, make_user
from tests.tables import table
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
FOUND = table(
    "Team | Quarter | Objective | Status",
    "Alpha | 2014-15-q2 | One | sleeping",
    "Alpha | 2014-15-q2 | Two | done",
)
DRAFT = {"2014-15-q2": "draft"}


@pytest.fixture
def boss():
    make_organization()
    make_team("Alpha")
    return make_user("boss", is_staff=True)


@pytest.fixture
def begun(boss):
    import_ = stored.begin(Source("csv", (FOUND,)), name="plan.csv", by=boss, at=AT)
    import_.choose(choices=Choices(states=DRAFT).to_json())
    return import_


def ask(import_):
    running.start(import_, task=write_import, by=import_.author, at=timezone.now())


def test_the_only_table_is_chosen_and_its_columns_are_guessed(begun):
    assert (begun.table, begun.total) == (0, 2)
    assert stored.table_of(begun) == FOUND
    assert stored.mapping_of(begun).fields == {"team", "period", "title", "status"}
    assert stored.source_of(begun) == Source("csv", (FOUND,))


def test_of_several_tables_one_is_to_be_chosen(boss):
    source = Source("csv", (FOUND, table("Goal", "Three")))
    import_ = stored.begin(source, name="", by=boss, at=AT)

    assert (import_.name, import_.table) == ("Pasted text", None)
    with pytest.raises(ValidationError) as refusal:
        stored.table_of(import_)
    assert refusal.value.code == "table"
    stored.choose_table(import_, source, 1)
    assert stored.table_of(import_).columns == ("Goal",)


def test_of_a_table_and_a_hidden_one_the_first_is_chosen_and_both_can_be(boss):
    hidden = replace(table("Goal", "Three"), is_hidden=True)
    source = Source("xlsx", (FOUND, hidden))
    import_ = stored.begin(source, name="x", by=boss, at=AT)

    assert stored.table_of(import_) == FOUND
    assert [one.facts for one in tables_found(source, 0)] == [
        "CSV, 2 rows, 4 columns",
        "hidden CSV, 1 row",
    ]
    stored.choose_table(import_, stored.source_of(import_), 1)
    assert stored.table_of(import_) == hidden


def test_kept_columns_are_taken_for_a_table_with_these_headings(boss):
    mapping = Mapping.from_json(
        {
            "columns": [
                {"heading": "Team", "field": "ignore"},
                {"heading": "Quarter", "field": "period"},
                {"heading": "Objective", "field": "measure"},
                {"heading": "Status", "field": "title"},
            ]
        }
    )
    ImportMapping.objects.keep("Odd", mapping.to_json(), by=boss, at=AT)
    ImportMapping.objects.keep(" ODD ", mapping.to_json(), by=boss, at=LATER)

    import_ = stored.begin(Source("csv", (FOUND,)), name="x", by=boss, at=AT)

    assert stored.mapping_of(import_) == mapping
    assert ImportMapping.objects.get().name == "ODD"


def test_a_task_writes_it(begun, boss):
    ask(begun)
    begun.refresh_from_db()
    assert begun.is_unfinished
    tasks.work()

    begun.refresh_from_db()
    assert begun.is_applied
    assert begun.outcome["counts"]["new"] == 2
    assert Objective.objects.count() == 2
    assert Change.objects.filter(noun="objectives.objective").first().by == boss
    assert how_far.read(begun.pk) == 0


def test_a_task_that_runs_twice_writes_once(begun):
    ask(begun)
    write_import.enqueue(begun.pk)
    tasks.work()

    assert Objective.objects.count() == 2


def test_what_is_being_imported_is_not_changed_meanwhile(begun):
    ask(begun)

    with pytest.raises(ValidationError) as refusal:
        begun.choose(table=None)
    with pytest.raises(ValidationError) as again:
        ask(begun)

    assert refusal.value.code == again.value.code == "running"


def test_a_task_that_fails_says_why_and_can_be_tried_again(begun):
    begun.author.is_active = False
    begun.author.save()
    ask(begun)
    tasks.work()
    begun.refresh_from_db()

    assert begun.error == running.NO_LONGER
    assert not begun.is_applied
    begun.choose(choices={})
    assert (begun.error, begun.finished_at, begun.task) == ("", None, "")


def test_an_import_that_nobody_has_asked_for_is_not_ended_by_others(begun):
    Import.objects.settle(at=timezone.now())
    Import.objects.give_up(at=timezone.now())

    begun.refresh_from_db()
    assert begun.finished_at is None


def test_how_far_it_is_can_be_seen_meanwhile(begun):
    how_far.write(begun.pk, 500)
    assert how_far.read(begun.pk) == 500
    how_far.forget(begun.pk)
    assert how_far.read(begun.pk) == 0


def test_states_that_were_chosen_are_kept_once_it_is_imported(begun, boss):
    choices = Choices(states=DRAFT, statuses={"sleeping": "stalled"})
    begun.choose(choices=choices.to_json())
    assert not StatusReading.objects.exists()

    running.run(begun, by=boss, at=AT)

    assert StatusReading.objects.states() == {"sleeping": "stalled"}


def test_an_import_is_written_once(begun, boss):
    running.run(begun, by=boss, at=AT)

    with pytest.raises(ValidationError) as refusal:
        running.run(begun, by=boss, at=AT)

    assert refusal.value.code == "applied"


def test_a_table_without_objectives_is_refused(begun):
    begun.choose(mapping={"columns": []})

    with pytest.raises(ValidationError) as refusal:
        running.check_run(begun)

    assert refusal.value.code == "no_title"


def test_nothing_is_written_where_every_row_is_refused(boss):
    found = table("Goal", "One", "Two")
    import_ = stored.begin(Source("csv", (found,)), name="x", by=boss, at=AT)

    with pytest.raises(ValidationError) as refusal:
        running.run(import_, by=boss, at=AT)

    assert refusal.value.messages == [
        "Every row is refused: 2. Mend them or leave them out."
    ]


def test_an_install_without_an_organisation_imports_as_well(boss):
    Organization.objects.all().delete()
    import_ = stored.begin(Source("csv", (FOUND,)), name="x", by=boss, at=AT)
    found = table("Team | Quarter | Goal", "Alpha | 2014-q2 | One")
    import_ = stored.begin(Source("csv", (found,)), name="x", by=boss, at=AT)

    running.run(import_, by=boss, at=AT)

    assert str(Objective.objects.get().plan) == "Alpha Q2 2014"


@pytest.mark.django_db(transaction=True)
def test_two_who_import_the_same_at_once_write_it_once(boss):
    source = Source("csv", (FOUND,))
    both = [stored.begin(source, name="x", by=boss, at=AT) for _ in range(TIMES)]
    for import_ in both:
        import_.choose(choices=Choices(states=DRAFT).to_json())
    left = iter(both)

    outcomes = at_once(lambda _: running.run(next(left), by=boss, at=AT))

    assert outcomes == ["done"] * TIMES
    assert Objective.objects.count() == 2
    assert Change.objects.filter(noun="objectives.objective").count() == 2


def test_a_worker_that_is_told_to_end_gives_the_import_back(begun, monkeypatch):
    def stop(pk, done):
        engine.working.get().request_stop()

    ask(begun)
    with monkeypatch.context() as patch:
        patch.setattr(writing, "ROWS_AT_ONCE", 1)
        patch.setattr(how_far, "write", stop)
        engine.Worker().run_once()

    begun.refresh_from_db()
    assert begun.is_unfinished
    assert not Objective.objects.exists()
    assert engine.state(begun.task) == engine.State.WAITING
    tasks.work()
    begun.refresh_from_db()
    assert begun.is_applied
    assert begun.attempt == 1
