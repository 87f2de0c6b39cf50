"""The deck's page over a bare view that returns the same bytes."""

import itertools
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

import psycopg2

from tests.bench import ROUNDS
from tests.bench.server import ETAG, Reader, served

DECK = "/teams/techops/2014-15-q2/review/"
OBJECTIVE = """
SELECT min(o.id) FROM objectives_objective o
JOIN objectives_plan p ON p.id = o.plan_id
JOIN objectives_quarter q ON q.id = p.quarter_id WHERE q.slug = '2014-15-q2'
"""
# How many answers make a round; building a page takes some twenty times as long.
KEPT, BUILT = 60, 12


def figures(database, environment):
    """Each figure's name and value for this database."""
    bare_environment = environment | {"BARE": "1"}
    with served(environment) as port, served(bare_environment) as other:
        etag = lay_out_bare(port, environment)
        deck, bare = Reader(port, DECK), Reader(port, "/bare")
        minimal = Reader(other, "/bare")
        not_modified = Reader(port, DECK, status=304, etag=etag)
        yield f"deck.304_vs_bare.{database}", ratio(not_modified, bare, KEPT)
        yield f"deck.unchanged_vs_bare.{database}", ratio(deck, bare, KEPT)
        yield f"deck.unchanged_vs_minimal.{database}", ratio(deck, minimal, KEPT)
        with writer(environment["DATABASE_URL"]) as change:
            value = ratio(deck, bare, BUILT, before=change)
            yield f"deck.changed_vs_bare.{database}", value


def lay_out_bare(port, environment):
    """Store the deck's bytes where the bare view finds them; gives their ETag."""
    reader = Reader(port, DECK)
    reader.connect()
    head, body = reader.read()
    Path(environment["VAR_DIR"], "bare").write_bytes(body)
    return ETAG.search(head)[1].decode()


def ratio(one, other, answers, *, before=lambda: None):
    """The median of the rounds' quotients of median times."""
    return median(round_of(one, other, answers, before) for _ in range(ROUNDS))


def round_of(one, other, answers, before):
    """One answer of each in turn; what is done before counts for neither."""
    one.connect()
    other.connect()
    times = []
    for _ in range(answers):
        before()
        times.append((one.seconds(), other.seconds()))
    ones, others = zip(*times, strict=True)
    return median(ones) / median(others)


@contextmanager
def writer(url):
    """What commits a change of the deck: a status that no page has had yet."""
    with closing(connect(url)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(OBJECTIVE)
        (pk,) = cursor.fetchone()
        number = itertools.count(100_000)

        def change():
            text = f"Step {next(number)}"
            cursor.execute(
                f"UPDATE objectives_objective SET status = '{text}' WHERE id = {pk}"
            )
            connection.commit()

        yield change


def connect(url):
    if url.startswith("sqlite:///"):
        return sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
    return psycopg2.connect(url)
