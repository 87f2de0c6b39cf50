"""Databases of earlier versions, migrated to this one: nothing is lost or changed."""

import base64
import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg2
import pytest

from tests.postgres import binary, throwaway_cluster
from tests.upgrades.fixtures import COMMITS, FOLDER

ROOT = FOLDER.parents[1]
# Tables that later migrations removed, each with the reason.
GONE: dict[str, str] = {}
# Columns that later migrations renamed or removed: (table, then) and now, or None.
RENAMED: dict[tuple[str, str], str | None] = {
    # Django's own names of models, of which one has another name.
    ("django_content_type", "model"): None,
    ("auth_permission", "name"): None,
    ("auth_permission", "codename"): None,
}
# They count writes, migrations' too.
COUNTERS = {"reviews_version"}
LOST = object()
# Words around what was typed that slides have since lost: each version lays out anew
# what was not published as slides.
FRAME = {"against", "blank", "known", "lead", "leftovers", "no", "objectives"}
FRAME |= {"projects", "read", "slack", "slot", "state", "unplanned"}
PLACE = re.compile(r"\d+ / \d+")


@dataclass
class Upgrade:
    """One old database before and after, and what the present version makes of it."""

    before: dict
    after: dict
    then: dict
    now: dict


FIRST, LAST = COMMITS[0], COMMITS[-1]


def all_but(gate):
    """Every commit, of which the gate upgrades that one only."""
    deep = {one: [pytest.mark.deep] for one in COMMITS if one != gate}
    return [pytest.param(one, marks=deep.get(one, ())) for one in COMMITS]


@pytest.fixture(scope="module", params=all_but(FIRST))
def on_sqlite(request, tmp_path_factory):
    var = var_of(request.param, tmp_path_factory)
    path = var / "goals.sqlite3"
    path.write_bytes(content(f"{request.param}.sqlite3.gz"))
    with closing(sqlite3.connect(path)) as database:
        before = sqlite_rows(database)
    now = upgraded(var, f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as database:
        return Upgrade(before, sqlite_rows(database), texts(request.param), now)


@pytest.fixture(scope="module")
def cluster():
    with throwaway_cluster() as url:
        yield url.partition("host=")[2]


@pytest.fixture(scope="module", params=all_but(LAST))
def on_postgresql(request, tmp_path_factory, cluster):
    var, name = var_of(request.param, tmp_path_factory), f"goals_{request.param}"
    server = ["--host", cluster, "--username", "postgres"]
    subprocess.run([binary("createdb"), *server, name], check=True)
    with connection(cluster, name) as database, database.cursor() as cursor:
        cursor.execute(content(f"{request.param}.sql.gz").decode())
    before = postgresql_rows(cluster, name)
    now = upgraded(var, f"postgres://postgres@/{name}?host={cluster}")
    return Upgrade(before, postgresql_rows(cluster, name), texts(request.param), now)


def var_of(commit, tmp_path_factory):
    var = tmp_path_factory.mktemp(commit)
    archive = FOLDER / f"{commit}.media.tar.gz"
    if archive.exists():
        with tarfile.open(archive) as media:
            media.extractall(var, filter="data")
    return var


def content(name):
    return gzip.decompress((FOLDER / name).read_bytes())


def texts(commit):
    return json.loads(content(f"{commit}.texts.json.gz"))


def upgraded(var, url):
    """Let this version migrate; what it shows then comes back."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "goals_tracker.settings",
        "SECRET_KEY": "tests-only-" * 5,
        "ALLOWED_HOSTS": "localhost",
        "DEMO": "0",
        "DEBUG": "0",
        "HTTPS": "0",
        "VAR_DIR": str(var),
        "DATABASE_URL": url,
    }
    target = var / "shown.json"
    command = [sys.executable, "-m", "tests.upgrades.head", str(target)]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)
    return json.loads(target.read_text(encoding="utf-8"))


def sqlite_rows(database):
    names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return rows_of(database.cursor(), f"{names} AND name NOT LIKE 'sqlite_%'")


def postgresql_rows(host, name):
    with connection(host, name) as database, database.cursor() as cursor:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return rows_of(cursor, names)


@contextmanager
def connection(host, name):
    database = psycopg2.connect(host=host, user="postgres", dbname=name)
    with closing(database), database:
        yield database


def rows_of(cursor, names):
    """Every row of every table, by its first column."""
    cursor.execute(names)
    return {name: table_of(cursor, name) for (name,) in cursor.fetchall()}


def table_of(cursor, name):
    cursor.execute(f'SELECT * FROM "{name}"')
    columns = [column[0] for column in cursor.description]
    return {
        row[0]: dict(zip(columns, map(plain, row), strict=True))
        for row in cursor.fetchall()
    }


def plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def lost(before, after):
    """The values that are gone or others now: table, key and column of each."""
    for table in before.keys() - GONE.keys() - COUNTERS:
        now = after.get(table, {})
        for key, row in before[table].items():
            for column, value in row.items():
                name = RENAMED.get((table, column), column)
                if name and now.get(key, {}).get(name, LOST) != value:
                    yield table, key, column


def words(texts):
    """The words of these texts, without how many slides there are."""
    return set(re.findall(r"\w+", PLACE.sub("", " ".join(texts)).casefold()))


def check_rows(upgrade):
    assert sum(map(len, upgrade.before.values())) > 300
    assert list(lost(upgrade.before, upgrade.after)) == []
    assert not GONE.keys() & upgrade.after.keys()


def check_decks(upgrade):
    for kind, shown in upgrade.then.items():
        for path, texts in shown.items():
            now = upgrade.now[kind][path]
            assert words(texts) - words(now) <= FRAME
            if kind == "published" and has_slides(upgrade):
                assert now == texts


def has_slides(upgrade):
    """Whether the slides themselves were published, and not their facts alone."""
    rows = upgrade.before.get("reviews_publishedfile", {}).values()
    return any(row["name"] == "slides.html" for row in rows)


def check_files(upgrade):
    (served,) = upgrade.now["files"].values()
    rows = upgrade.before.get("reviews_publishedfile", {}).values()
    kept = {row["name"]: row["content"] for row in rows}
    kept.pop("slides.html", None)

    assert {name: base64.b64decode(file) for name, file in served.items()} == kept


CHECKS = [check_rows, check_decks, check_files]


@pytest.mark.parametrize("check", CHECKS)
def test_an_old_database_on_sqlite_is_as_it_was(on_sqlite, check):
    check(on_sqlite)


@pytest.mark.needs("postgresql")
@pytest.mark.parametrize("check", CHECKS)
def test_an_old_database_on_postgresql_is_as_it_was(on_postgresql, check):
    check(on_postgresql)


@pytest.mark.parametrize(
    "after",
    [{}, {"team": {}}, {"team": {1: {"id": 1}}}, {"team": {1: {"id": 1, "name": ""}}}],
)
def test_a_value_that_is_gone_is_found(after):
    before = {"team": {1: {"id": 1, "name": "TechOps"}}}

    assert ("team", 1, "name") in lost(before, after)


def test_a_word_that_is_gone_is_found():
    then, now = ["Said it all", "Ops · 1 / 9"], ["Said", "Ops · 1 / 12"]

    assert words(then) - words(now) == {"it", "all"}
