from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.management import call_command
from django.db import close_old_connections, connection, models, transaction

from objectives.models import Change, Objective, Project, Team
from reviews.models import TableVersion, triggers
from tests.makers import AT, make_objective, make_team, make_user
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
QUESTION = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
    " WHERE NOT tgisinternal",
}


def installed():
    """The tables with triggers that count, and the triggers' names."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION[connection.vendor])
        return {row for row in cursor.fetchall() if "is_counted" in row[1]}


def drop(table, name):
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")


def number():
    return sum(number for _, number in TableVersion.objects.current())


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
        "objectives.accountsettings",
        "objectives.change",
        "objectives.chatline",
        "objectives.chatroom",
        "objectives.chatsecret",
        "objectives.deletion",
        "objectives.export",
        "objectives.exportpiece",
        "objectives.failedsignins",
        "objectives.follow",
        "objectives.formerslug",
        "objectives.import",
        "objectives.importmapping",
        "objectives.mailmessage",
        "objectives.messagesettings",
        "objectives.mention",
        "objectives.searchedtext",
        "objectives.statusreading",
        "objectives.submission",
        "objectives.tag",
        "objectives.tagging",
        "objectives.weeklymessage",
        "reviews.agendaitem",
        "reviews.attendance",
        "reviews.book",
        "reviews.calendarfeed",
        "reviews.fetchrequest",
        "reviews.guestlink",
        "reviews.printrequest",
        "reviews.bookpiece",
        "reviews.meeting",
        "reviews.minute",
        "reviews.publishedfile",
        "reviews.question",
        "reviews.speakernote",
        "reviews.tableversion",
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


def test_each_table_has_one_row_however_often_it_was_written():
    make_team()
    before = TableVersion.objects.count()

    for _ in range(3):
        Team.objects.update(headcount=3)

    assert TableVersion.objects.count() == before


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
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writes at a time there")
def test_no_writer_waits_for_the_commit_of_another():
    first, second = make_objective(), make_objective()
    before = number()
    written, seen = Event(), Event()

    def write_and_stay():
        try:
            with transaction.atomic():
                Objective.objects.filter(pk=first.pk).update(title="New")
                written.set()
                assert seen.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(write_and_stay)
        assert written.wait(60)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                Objective.objects.filter(pk=second.pk).update(title="New")
            assert number() == before + 1  # not the one that is under way
        finally:
            seen.set()
        other.result()

    assert number() == before + 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="it has no server")
def test_a_lost_connection_is_opened_again_for_the_next_request():
    before = TableVersion.objects.current()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])
    other.close()

    close_old_connections()  # as each request does

    assert TableVersion.objects.current() == before
