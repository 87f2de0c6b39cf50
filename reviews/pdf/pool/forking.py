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
    if reason := refusal():
        raise ForkRefusedError(f"No fork: {reason}.")
    return os.fork()


def refusal() -> str | None:
    """Why this process may not fork, or None where it may."""
    if rendering.has_used_pango():
        return "this process has used Pango"
    names = threads()
    return f"there are threads: {', '.join(names)}" if len(names) > 1 else None


def threads() -> list[str]:
    """The names of this process's threads."""
    tasks = sorted(Path("/proc/self/task").iterdir(), key=lambda path: int(path.name))
    return [(task / "comm").read_text().strip() for task in tasks]
