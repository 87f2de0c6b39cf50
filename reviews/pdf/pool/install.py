"""What belongs to one install: the folder of its sockets, and the state of its code."""

import functools
import hashlib
import sys
from pathlib import Path

from django.conf import settings

SHAPING = ("reviews", "static/css", "static/fonts", "templates/reviews")


def folder() -> Path:
    """Where sockets and locks stand; for this user alone."""
    found = Path(settings.VAR_DIR) / "run"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def state_of_code() -> str:
    """What the files are by which pages are printed; cheap enough to ask often."""
    root = Path(settings.BASE_DIR)
    digest = hashlib.sha256(f"{sys.executable} {root}".encode())
    for path in sorted(path for name in SHAPING for path in (root / name).rglob("*.*")):
        if "__pycache__" not in path.parts:
            found = path.stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


state_at_start = functools.cache(state_of_code)
