"""A dump of a PostgreSQL database, and such a dump in place of one.

The server's own programs do it. The password reaches them by the environment: command
lines can be read by every user of a machine.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.db import connection, transaction

from goals_tracker.backups import rows
from goals_tracker.backups.manifest import BackupError

KIND = "postgresql"
DEBIANS = Path("/usr/lib/postgresql")
# Who may use the database is its owner's to say, and stays as it is.
LEFT_OUT = (" SCHEMA ", " EXTENSION ", " ACL ")
ADDRESS = {
    *("host", "hostaddr", "port", "dbname", "user", "service", "passfile", "options"),
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"),
}
OTHERS = """
SELECT coalesce(nullif(application_name, ''), 'a program'),
  coalesce(host(client_addr), 'this machine')
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND backend_type = 'client backend'
"""


def version():
    with connection.cursor() as cursor:
        return rows.asked(cursor, "SHOW server_version")[0][0]


def dump(path):
    """Dump what is committed by now; gives the rows and migrations that it has."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        ((snapshot,),) = rows.asked(cursor, "SELECT pg_export_snapshot()")
        counts = rows.counted(cursor, KIND)
        options = ["--format=custom", "--no-owner", "--no-privileges"]
        options += [f"--snapshot={snapshot}", f"--file={path}"]
        run("pg_dump", *options, f"--dbname={address()}")
        return counts, rows.migrations(cursor, counts)


def check(path):
    """Refuse a dump that pg_restore cannot read."""
    if not contents(path):
        raise BackupError("The dump of the database is empty.")


def contents(path):
    lines = run("pg_restore", "--list", str(path)).splitlines()
    return [line for line in lines if line and not line.startswith(";")]


def check_unused():
    """Refuse while anybody else is connected, from whichever machine."""
    with connection.cursor() as cursor:
        others = rows.asked(cursor, OTHERS)
    if others:
        found = ", ".join(sorted({f"{name} from {host}" for name, host in others}))
        raise BackupError(
            f"The database is in use by {found}. Stop the web and the workers first."
        )


def load(path, counts):
    """Put the dump in place of the database, at once or not at all."""
    with connection.cursor() as cursor:
        extra = rows.counted(cursor, KIND).keys() - counts.keys()
        if extra:
            raise BackupError(
                f"The database has tables that are not in the backup: {min(extra)}. "
                "Restore into a new and empty database."
            )
        listed = contents(path)
        for line in listed:
            if " EXTENSION - " in line:
                name = connection.ops.quote_name(line.split()[5])
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    wanted = [line for line in listed if not any(kind in line for kind in LEFT_OUT)]
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges"]
    options += ["--single-transaction", f"--dbname={address()}"]
    connection.close()
    with tempfile.NamedTemporaryFile("w", suffix=".list") as file:
        file.write("\n".join(wanted))
        file.flush()
        run("pg_restore", *options, f"--use-list={file.name}", str(path))


def address():
    """Where the database is, without the password."""
    found = connection.get_connection_params()
    said = {name: quoted(found[name]) for name in sorted(ADDRESS & found.keys())}
    return " ".join(f"{name}={value}" for name, value in said.items())


def quoted(value):
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


def run(name, *options):
    """What one of PostgreSQL's programs says. Raises BackupError where it fails."""
    password = connection.settings_dict["PASSWORD"]
    secret = {"PGPASSWORD": password} if password else {}
    done = subprocess.run(
        [program(name), *options],
        env=os.environ | secret,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()}")
    return done.stdout


def program(name):
    """Debian's newest, which is not on the PATH there; it reads older servers, too."""
    found = [path for path in DEBIANS.glob(f"*/bin/{name}") if os.access(path, os.X_OK)]
    newest = max(found, key=lambda path: float(path.parts[-3]), default=None)
    chosen = newest or shutil.which(name)
    if not chosen:
        raise BackupError(
            f"{name} is missing. Install PostgreSQL's client programs, on Debian "
            "postgresql-client, of the server's version."
        )
    return str(chosen)
