"""Put a backup in the place of what is there."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from goals_tracker.backups import archive, in_use, rows
from goals_tracker.backups.backup import database, folder_beside
from goals_tracker.backups.manifest import BackupError
from goals_tracker.backups.signals import restoring


def restore(path, *, is_replacing, say):
    """Put that backup in place.

    Raises BackupError. The database is then as it was, unless the error says otherwise.
    """
    with archive.opened(path) as found, in_use.alone() as lock:
        check_fit(found.manifest)
        lost = rows.written_by_people(present())
        if lost and not is_replacing:
            raise BackupError(
                f"This install has data: {in_words(lost)}. Restoring would delete it. "
                "To restore anyway, add --replace."
            )
        if lost:
            say(f"Replacing what is there: {in_words(lost)}.")
        with folder_beside(Path(settings.VAR_DIR, archive.DATABASE)) as folder:
            copy = folder / archive.DATABASE
            with copy.open("xb") as file:
                found.copy(archive.DATABASE, file)
            database().check(copy)
            database().check_unused()
            put_in_place(found, copy, lock)
        return found.manifest


def check_fit(manifest):
    manifest.check_version()
    if manifest.kind != connection.vendor:
        raise BackupError(
            f"This backup is of {manifest.kind}, and DATABASE_URL names a database of "
            f"{connection.vendor}."
        )


def present():
    with connection.cursor() as cursor:
        return rows.counted(cursor, connection.vendor)


def in_words(counts):
    return ", ".join(f"{count} in {table}" for table, count in counts.items())


def put_in_place(found, copy, lock):
    """The pictures first, so that no row names one that is not there."""
    answers = [answer for _, answer in restoring.send(sender=None)]
    for name in found.media:
        put_picture(found, name)
    in_use.mark(lock)
    try:
        database().load(copy, found.manifest.rows)
    except BackupError:
        in_use.unmark(lock)  # all or nothing, and it was nothing
        raise
    if present() != found.manifest.rows:
        raise BackupError(
            "The database was replaced, but does not have the rows that the manifest "
            "lists. Restore again, with --replace."
        )
    for do_afterwards in answers:
        if callable(do_afterwards):
            do_afterwards()
    in_use.unmark(lock)


def put_picture(found, name):
    path = Path(settings.MEDIA_ROOT, name.removeprefix(archive.MEDIA))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        found.copy(name, file)
    os.replace(file.name, path)
