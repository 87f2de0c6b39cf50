import datetime

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction

from objectives.models import Change, Objective, Project, Team
from reviews.models import Version, triggers
from tests.makers import AT, make_objective, make_team, make_user
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
QUESTION = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
    " WHERE NOT tgisinternal",
}


def installed():
    with connection.cursor() as cursor:
        cursor.execute(QUESTION[connection.vendor])
        return set(cursor.fetchall())


def drop(table, name):
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")


def number():
    return sum(number for _, number in Version.objects.current())


def test_every_table_that_a_deck_could_show_is_watched():
    wanted = {model._meta.db_table for model in triggers.watched_models()}

    tables = {table for table, _ in installed()}

    assert tables == wanted
    assert (
        len(installed())
        == len(wanted) * {"sqlite": 3, "postgresql": 1}[connection.vendor]
    )


def test_what_is_not_watched_shows_on_no_deck():
    assert {
        "objectives.change",
        "objectives.deletion",
        "objectives.submission",
        "reviews.agendaitem",
        "reviews.book",
        "reviews.bookpiece",
        "reviews.meeting",
        "reviews.minute",
        "reviews.publishedfile",
        "reviews.speakernote",
        "reviews.version",
    } == triggers.UNWATCHED


@pytest.mark.parametrize(
    "write",
    [
        lambda: make_team(),
        lambda: Team.objects.bulk_create([Team(name="New", slug="new")]),
        lambda: Team.objects.update(headcount=3),
        lambda: Team.objects.get(name="Whole").delete(),
        lambda: Team.objects.all().delete(),
        lambda: connection.cursor().execute("UPDATE objectives_team SET position = 4"),
        lambda: connection.cursor().execute("DELETE FROM objectives_team"),
    ],
)
def test_every_write_moves_it(write):
    make_team("Whole")
    before = number()

    write()

    assert number() > before


def test_reading_leaves_it():
    make_team()
    before = number()

    list(Team.objects.all())

    assert number() == before


def test_what_decks_do_not_show_leaves_it():
    before = number()

    make_user()
    Change.objects.create(action="added", noun="x", object_pk=1, at=AT)

    assert number() == before


def test_what_is_rolled_back_leaves_it():
    before = number()

    with transaction.atomic():
        make_team()
        assert number() > before
        transaction.set_rollback(True)

    assert number() == before


@pytest.mark.parametrize("weights", [[1], [1, 1, 1], [41, 1]])
def test_folding_keeps_the_number_in_one_row_a_table(weights):
    Version.objects.all().delete()
    Version.objects.bulk_create(
        Version(source="objectives_team", weight=weight) for weight in weights
    )
    Version.objects.create(source="objectives_plan", weight=7)
    before = Version.objects.current()

    Version.objects.fold()

    assert Version.objects.current() == before
    assert before == (("objectives_plan", 7), ("objectives_team", sum(weights)))
    assert Version.objects.count() == 2


def test_a_trigger_that_was_dropped_is_back_after_the_next_migration():
    before = installed()
    table, name = min(each for each in before if each[0] == "objectives_team")
    drop(table, name)
    assert installed() == before - {(table, name)}

    call_command("migrate", verbosity=0)

    assert installed() == before


@pytest.mark.django_db(transaction=True)
def test_a_table_that_sqlite_rebuilt_is_watched_again_after_its_migration():
    before = installed()
    old = Project._meta.get_field("text")
    new = models.CharField(max_length=1001)
    new.set_attributes_from_name("text")
    with connection.schema_editor() as editor:
        editor.alter_field(Project, old, new)
    lost = {"sqlite": {"objectives_project"}, "postgresql": set()}
    assert {table for table, _ in before - installed()} == lost[connection.vendor]

    with connection.schema_editor() as editor:
        editor.alter_field(Project, new, old)
    call_command("migrate", verbosity=0)

    assert installed() == before


@pytest.mark.django_db(transaction=True)
def test_ten_writers_at_once_move_it_ten_times():
    objective = make_objective()
    before = number()

    at_once(lambda _: Objective.objects.filter(pk=objective.pk).update(title="New"))

    assert number() == before + TIMES


@pytest.mark.django_db(transaction=True)
def test_folding_while_others_write_and_fold_loses_nothing():
    objective = make_objective()
    before = number()
    turns = iter(range(TIMES))

    def write_or_fold(_):
        if next(turns) % 2:
            Version.objects.fold()
        else:
            Objective.objects.filter(pk=objective.pk).update(
                eta_day=datetime.date(2015, 1, 1)
            )

    at_once(write_or_fold)

    assert number() == before + TIMES // 2
