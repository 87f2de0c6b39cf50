"""The index of searched texts, of all that is three characters in a row.

On PostgreSQL a migration makes it, with the extension pg_trgm. On SQLite it is a table
of FTS5, which triggers keep true. They are installed after every migration, since
SQLite drops a table's triggers when it rebuilds the table.
"""

from django.core.management import CommandError
from django.db import DatabaseError, connections, transaction

TABLE = "objectives_searchedtext"
INDEX = f"{TABLE}_index"
CREATE = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(
  text, content='{TABLE}', content_rowid='objective_id',
  tokenize='trigram case_sensitive 1'
)
"""
REBUILD = f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')"
ADD = f"INSERT INTO {INDEX} (rowid, text) VALUES (new.objective_id, new.text);"
REMOVE = (
    f"INSERT INTO {INDEX} ({INDEX}, rowid, text) "
    "VALUES ('delete', old.objective_id, old.text);"
)
EVENTS = {"INSERT": ADD, "UPDATE": REMOVE + ADD, "DELETE": REMOVE}
TRIGGERS = {
    f"{TABLE}_{event}_is_indexed".lower(): f"AFTER {event} ON {TABLE} BEGIN {acts} END"
    for event, acts in EVENTS.items()
}
FOUND = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
HAS_EXTENSION = "SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'"
CREATE_EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"


def install(*, using, **kwargs):
    """Make the index where it is missing; a receiver of `post_migrate`."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    if TABLE not in connection.introspection.table_names():
        return  # a migration on the way to, or back from, the present tables
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute(FOUND, [TABLE])
        missing = TRIGGERS.keys() - {name for (name,) in cursor.fetchall()}
        if missing:
            cursor.execute(CREATE)
            for name in sorted(missing):
                cursor.execute(f"CREATE TRIGGER {name} {TRIGGERS[name]}")
            cursor.execute(REBUILD)


def check_support(*, using, plan, **kwargs):
    """Refuse to migrate where the database cannot search; nothing is changed then."""
    if any(not is_backwards for _, is_backwards in plan):
        with transaction.atomic(using), connections[using].cursor() as cursor:
            CHECKS[connections[using].vendor](cursor)


def check_postgresql(cursor):
    cursor.execute(HAS_EXTENSION)
    if cursor.fetchone():
        return
    try:
        cursor.execute(CREATE_EXTENSION)
    except DatabaseError as error:
        raise CommandError(
            f"Search needs PostgreSQL's extension pg_trgm, and it cannot be created: "
            f"{str(error).splitlines()[0]}. Nothing was changed. Have an administrator "
            f"of the database install PostgreSQL's contrib modules, if they are "
            f"missing, and run “CREATE EXTENSION pg_trgm” in this database; then "
            f"migrate again."
        ) from error


def check_sqlite(cursor):
    try:
        cursor.execute("SELECT fts5_source_id()")
    except DatabaseError as error:
        raise CommandError(
            "Search needs SQLite's FTS5, and this Python's SQLite is without it. "
            "Nothing was changed. Use a Python whose SQLite has it, as those of "
            "Debian, python.org and uv do, or PostgreSQL."
        ) from error


CHECKS = {"postgresql": check_postgresql, "sqlite": check_sqlite}
