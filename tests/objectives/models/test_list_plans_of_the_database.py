"""How PostgreSQL goes about the lists, over as many rows as make it choose."""

import datetime
import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from objectives.models import Organization, Team
from objectives.models.organization import Readers
from objectives.pages.lists import KINDS, Listing
from tests.deep import times
from tests.makers import make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="plans of PostgreSQL only"
    ),
]

ON = datetime.date(2026, 11, 22)
SIZES = {"teams": 100, "quarters": 24, "objectives": 12}
TABLES = ("objective", "plan", "searchedtext")
READ_WHOLE = [f"Seq Scan on objectives_{table}" for table in TABLES]
FILTERS = {
    "objectives": [
        "",
        "team=made-up-1",
        "quarter=2021-q2",
        "owner=Ada",
        "state=done",
        "state=dropped",
        "state=unread",
        "state=blank",
        "carried=in",
        "carried=on",
        "carried=no",
        "overdue=yes",
        "tag=Training",
        "reference=OPS-1",
        "text=the",
        "text=ovens+at+millrace",
        "text=millrace+ovens+ada",
        "text=nothing+like+this",
        "text=e",
        "text=ov",
        "text=qx",
        "text=社",
        "text=会社",
        "text=lot&team=made-up-1&overdue=yes",
    ],
    "plans": ["", "team=made-up-1", "quarter=2021-q2", "state=draft", "state=closed"],
    "unplanned": ["", "team=made-up-1", "quarter=2021-q2", "text=the", "displaced=yes"],
    "carry-overs": [
        "",
        "team=made-up-1",
        "quarter=2021-q2",
        "reason=scope",
        "text=the",
        "text=ovens+at+millrace",
    ],
}
CASES = [(name, words) for name, filters in FILTERS.items() for words in filters]
CASES = CASES[:: times(1, 3)]


# Made once for all tests, in a transaction that is rolled back: it takes half a minute.
@pytest.fixture(scope="module")
def _many_rows(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("make_sample_data", **SIZES, stdout=io.StringIO())
        # Else the end of every test would check each new row's keys again.
        connection.check_constraints()
        with connection.cursor() as cursor:
            # As for a disk without a head: fifty look-ups in a table of a few pages
            # cost about as much as reading it, and either way could be chosen.
            cursor.execute("SET LOCAL random_page_cost = 1.1")
            # As autovacuum does: new rows wait in a pending list of the index.
            cursor.execute("SELECT gin_clean_pending_list('searched_text_trigrams')")
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _among_many_rows(_many_rows, db):
    """In this order, so that a test's own rows are rolled back first."""


@pytest.fixture
def boss():
    return get_user_model()(username="boss", is_staff=True)


@pytest.fixture
def member():
    Organization.objects.update(readers=Readers.TEAM)
    return make_user(team=Team.objects.get(slug="made-up-1"))


def whole_tables(reader, name, words):
    """What of the big tables is read from end to end to show this page."""
    with CaptureQueriesContext(connection) as queries:
        listing = Listing(name, QueryDict(words), user=reader, on=ON)
        assert len(listing.table.data) <= 50
    assert not listing.form.errors
    found = [plan for query in queries for plan in [explained(query["sql"])]]
    return listing, [plan for plan in found if any(map(plan.__contains__, READ_WHOLE))]


def explained(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize(("name", "words"), CASES)
def test_no_list_reads_a_whole_table_in_any_order(boss, name, words):
    for sort in KINDS[name].table.orders():
        listing, read_whole = whole_tables(boss, name, f"{words}&sort={sort}")

        assert read_whole == []
        if listing.page.next:
            after = f"{words}&sort={sort}&after={listing.page.next}"
            assert whole_tables(boss, name, after)[1] == []


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("words", ["", "team=made-up-1", "quarter=2021-q2"])
def test_no_list_of_one_team_reads_a_whole_table(member, name, words):
    for sort in KINDS[name].table.orders():
        assert whole_tables(member, name, f"{words}&sort={sort}")[1] == []


def test_a_list_that_no_index_serves_is_found():
    plan = explained("SELECT id FROM objectives_objective ORDER BY status LIMIT 51")

    assert READ_WHOLE[0] in plan


@pytest.mark.parametrize(
    ("words", "index"),
    [
        ("text=ovens at millrace (lot 77", "searched_text_trigrams"),
        ("text=会社", "searched_text_trigrams"),
        ("sort=eta", "objective_by_eta"),
        ("sort=-eta", "objective_by_eta_from_end"),
        ("sort=title", "objective_by_title"),
        ("sort=status", "objective_by_state"),
        ("", "objective_by_quarter"),
    ],
)
def test_each_index_is_used(boss, words, index):
    with CaptureQueriesContext(connection) as queries:
        Listing("objectives", QueryDict(words), user=boss, on=ON).page  # noqa: B018 -- it queries

    assert any(index in explained(query["sql"]) for query in queries)
