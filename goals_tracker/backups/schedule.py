"""A backup each night, and only the newest are kept.

It is made by a process of its own, which may take as long as it needs: the task keeps
saying meanwhile that it goes on, and ends the process where it should not.
"""

import logging
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.tasks import task
from django.utils import timezone

from goals_tracker.backups.manifest import BackupError
from goals_tracker.tasks import engine

logger = logging.getLogger(__name__)

NAME, PATTERN = "goals-{:%Y%m%dT%H%M%SZ}.zip", "goals-????????T??????Z.zip"
SECONDS_BETWEEN_SIGNS = 2


@task(takes_context=True)
def back_up(context):
    folder = Path(str(settings.BACKUP_DIR))
    path = folder / NAME.format(timezone.now())
    try:
        run(path, context)
    except BackupError as error:
        logger.error("The scheduled backup failed: %s", error)
        raise
    remove_old(folder, keep=settings.BACKUP_KEEP)


def run(path, context):
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backup"]
    process = subprocess.Popen(
        [*command, str(path)], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    try:
        said = wait(process, context)
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        # Where all processes are told to end, this one may be the first.
        engine.go_on(context)
        raise BackupError(said.decode(errors="replace").strip())


def wait(process, context):
    """What it said; raises LeaseLostError where this attempt no longer counts."""
    while True:
        try:
            return process.communicate(timeout=SECONDS_BETWEEN_SIGNS)[1]
        except subprocess.TimeoutExpired:
            engine.go_on(context)


def remove_old(folder, *, keep):
    for path in sorted(folder.glob(PATTERN))[:-keep]:
        path.unlink(missing_ok=True)
