"""A copy of a SQLite database, and such a copy in place of one."""

import sqlite3
from contextlib import closing
from urllib.parse import quote

from django.db import connection

from goals_tracker.backups import rows
from goals_tracker.backups.manifest import BackupError

KIND = "sqlite"


def version():
    return sqlite3.sqlite_version


def dump(path):
    """Copy what is committed by now; gives the rows and migrations of the copy."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    with opened(path) as copy:
        counts = rows.counted(copy.cursor(), KIND)
        return counts, rows.migrations(copy.cursor(), counts)


def check(path):
    """Refuse a copy that is not whole."""
    with opened(path) as copy:
        try:
            said = [*copy.execute("PRAGMA integrity_check")]
            broken = [*copy.execute("PRAGMA foreign_key_check")]
        except sqlite3.DatabaseError as error:
            raise BackupError(f"The database cannot be read: {error}") from error
    if said != [("ok",)] or broken:
        raise BackupError("The database is damaged.")


def opened(path):
    address = f"file:{quote(str(path))}?mode=ro"
    return closing(sqlite3.connect(address, uri=True))


def check_unused():
    """The lock of `in_use` is all there is to ask."""


def load(path, counts):
    """Put the copy in place of the database, at once or not at all."""
    connection.ensure_connection()
    with opened(path) as copy:
        copy.backup(connection.connection)
    connection.close()
