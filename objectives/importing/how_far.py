"""How many rows an import has written by now, for who watches it.

In a file, since nobody sees what a transaction has written before it ends.
"""

from pathlib import Path

from django.conf import settings


def file_of(pk: int) -> Path:
    return Path(settings.VAR_DIR, "run", "progress", str(pk))


def write(pk: int, done: int) -> None:
    file = file_of(pk)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(done))


def read(pk: int) -> int:
    """The rows that are written; 0 where nothing is known, as on another machine."""
    try:
        return int(file_of(pk).read_text() or 0)
    except (OSError, ValueError):
        return 0


def forget(pk: int) -> None:
    file_of(pk).unlink(missing_ok=True)
