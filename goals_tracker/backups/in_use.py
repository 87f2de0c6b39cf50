"""Who works with the data: nobody may while a backup is being restored.

Each web process and each worker holds a lock on a file in VAR_DIR as long as it lives;
a restore takes it for itself. The file says whether a restore has begun: one that did
not finish leaves data that are neither the old nor the new.
"""

import fcntl
import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from goals_tracker.backups.manifest import BackupError

logger = logging.getLogger(__name__)

# Kept by name: the lock goes with the file.
held: list[TextIO] = []


def lock_file():
    path = Path(settings.VAR_DIR, "in-use.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a+")


def hold():
    """Say that this process works with the data, until it ends.

    Waits while a backup is being restored.
    """
    if held:
        return
    try:
        file = lock_file()
    except OSError as error:
        logger.warning("A restore will not notice this process: %s", error)
        return
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        logger.warning("A backup is being restored. This process waits.")
        fcntl.flock(file, fcntl.LOCK_SH)
    held.append(file)
    file.seek(0)
    if file.read():
        held.remove(file)
        file.close()
        raise ImproperlyConfigured(
            "A restore did not finish. Run manage.py restore again, with --replace."
        )


@contextmanager
def alone():
    """Be the only one who works with the data, or raise BackupError."""
    with lock_file() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(
                "A web process or a worker is running. Stop the web and the workers "
                "first."
            ) from None
        yield file


def mark(file):
    """Keep every process from starting until `unmark`."""
    file.write("A restore has begun.\n")
    file.flush()


def unmark(file):
    file.truncate(0)
