"""A database that is migrated once; each worker and each install begins with a copy.

All migrations take as long as several hundred tests. The copy is migrated again, which
finds nothing to do, and installs triggers as the code has them now.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".pytest_cache" / "migrated"
TEMPLATE = "goals_migrated"
COMMENT = """
SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s
"""


def digest():
    """Changes with whatever a migration makes."""
    found = hashlib.sha256(sqlite3.sqlite_version.encode())
    for path in (*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.txt"):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def one_at_a_time():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(url):
    names = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | names)


def copy_to(path):
    """Put a migrated database of SQLite there."""
    source = FOLDER / f"{digest()}.sqlite3"
    with one_at_a_time():
        if not source.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            begun = source.with_suffix(".sqlite3-begun")
            migrate(f"sqlite:///{begun}")
            begun.rename(source)
        shutil.copyfile(source, path)


def make_template():
    """Make a migrated database beside the one that is connected to, on PostgreSQL."""
    with one_at_a_time(), connection._nodb_cursor() as cursor:
        cursor.execute(COMMENT, [TEMPLATE])
        if cursor.fetchone() == (digest(),):
            return
        cursor.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        cursor.execute(f"CREATE DATABASE {TEMPLATE}")
        before, mark, after = os.environ["DATABASE_URL"].partition("?")
        migrate(f"{before.rpartition('/')[0]}/{TEMPLATE}{mark}{after}")
        cursor.execute(f"COMMENT ON DATABASE {TEMPLATE} IS '{digest()}'")
