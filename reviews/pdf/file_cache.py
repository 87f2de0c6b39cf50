"""Printed files, kept under a digest of their page and of the code that prints."""

import functools
import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from reviews.deck.deck import DeckPage
from reviews.pdf import rendering

KEPT_FILES = 200
KEPT_PARTS = 4000


def kept_at(page: DeckPage, **options: Any) -> Path:
    """Where the PDF is kept once it is made."""
    return folder() / f"{key(page, options)}.pdf"


def folder() -> Path:
    return made(Path(settings.VAR_DIR) / "pdf")


def parts_folder() -> Path:
    return made(folder() / "parts")


def made(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def remove_oldest(place: Path, most: int) -> None:
    files = list(place.glob("*.pdf"))
    if len(files) > most:
        # Half of them, so that not each file that comes costs a look at all of them.
        ages = sorted((file.stat().st_mtime_ns, file) for file in files)
        for _, file in ages[: len(files) - most // 2]:
            file.unlink(missing_ok=True)


def key(page: DeckPage, options: dict[str, Any]) -> str:
    """The digest under which a page's file is kept."""
    return digest_of(rendering.key(page, **options), code())


def digest_of(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


@functools.cache
def code() -> str:
    """A digest of what cuts, prints and joins slides."""
    modules = sorted(Path(__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(map(Path.read_bytes, modules))).hexdigest()


def cached_part(sheet: str, part: str, options: dict[str, Any]) -> Path:
    """Where a printed part is kept: named by all that shapes it."""
    words = (sheet, part, repr(sorted(options.items())), rendering.shape(), code())
    return parts_folder() / f"{digest_of(*words)}.pdf"


def is_there(path: Path) -> bool:
    """Whether it is kept; one that is used stays for longer."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True
