"""Forking, where that is safe: from one thread, and before the first use of Pango.

Pango 1.56 keeps a thread for fonts. A process that is forked from one with threads has
none of them, and waits for ever as soon as it needs what one of them had locked.
"""

import os
from pathlib import Path

from reviews.pdf import rendering


class ForkRefusedError(RuntimeError):
    """This process has threads, or has used Pango: what it forks could hang."""


def fork() -> int:
    """As `os.fork`; raises ForkRefusedError."""
    if rendering.has_used_pango():
        raise ForkRefusedError("No fork: this process has used Pango.")
    if len(names := threads()) > 1:
        raise ForkRefusedError(f"No fork: there are threads: {', '.join(names)}.")
    return os.fork()


def is_safe() -> bool:
    """Whether this process may fork."""
    return not rendering.has_used_pango() and len(threads()) == 1


def threads() -> list[str]:
    """The names of this process's threads."""
    tasks = sorted(Path("/proc/self/task").iterdir(), key=lambda path: int(path.name))
    return [(task / "comm").read_text().strip() for task in tasks]
