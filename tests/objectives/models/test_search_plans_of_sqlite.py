"""How SQLite goes about a search, over enough rows for it to have a choice."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from objectives.models import Organization, SearchedText, Team
from objectives.models.organization import Readers
from objectives.pages.lists import KINDS, Listing
from reviews.pages.destinations import destinations
from tests.makers import AT, make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="plans of SQLite only"),
]

# The large tables in a query, each with its other name there if it has one.
LARGE = re.compile(r'"(objectives_(?:objective|searchedtext))"(?: (U\d))?')
WORDS = ["millrace ovens", "the", "e", "qx", "社", "会社", "nothing like this"]
SEARCHED = ["objectives", "carry-overs"]


@pytest.fixture(scope="module")
def _rows(django_db_setup, django_db_blocker):
    sizes = {"teams": 20, "quarters": 8, "objectives": 6}
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("make_sample_data", **sizes, stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _among_rows(_rows, db):
    """In this order, so that a test's own rows are rolled back first."""


@pytest.fixture(params=["all", "of a team"])
def reader(request):
    if request.param == "all":
        return make_user(is_staff=True)
    Organization.objects.update(readers=Readers.TEAM)
    return make_user(team=Team.objects.get(slug="made-up-1"))


def read_whole(act):
    """The steps of its queries that read a large table from end to end.

    Also those that do so in the order of an index.
    """
    with CaptureQueriesContext(connection) as queries:
        act()
    return [step for query in queries for step in scans_of(query["sql"])]


def scans_of(sql):
    whole = {f"SCAN {alias or table}" for table, alias in LARGE.findall(sql)}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [step for *_, step in cursor.fetchall()]
    return [step for step in steps if " ".join(step.split()[:2]) in whole]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", SEARCHED)
def test_no_search_in_a_list_reads_a_whole_table(reader, name, words):
    for sort in KINDS[name].table.orders():
        asked = QueryDict(mutable=True)
        asked.update({"text": words, "sort": sort})

        def show(asked=asked):
            Listing(name, asked, user=reader, on=AT.date()).page  # noqa: B018 -- it queries

        assert read_whole(show) == []


@pytest.mark.parametrize("words", WORDS)
def test_no_search_in_the_palette_reads_a_whole_table(reader, words):
    assert read_whole(lambda: destinations(reader, words)) == []


def test_a_search_without_an_index_is_found():
    rows = SearchedText.objects.filter(text__contains="ovens")

    assert read_whole(lambda: list(rows.values_list("pk"))) != []
