"""Slots for what costs computing, few enough for all of a machine's processes.

There is one for each core unless fewer are asked for. A slot is a locked file: the
kernel lets go of a lock when the last process that holds it is gone, however it ended.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

SECONDS_BETWEEN_LOOKS = 0.03


class NoSlotFreeError(Exception):
    """All slots stayed taken for as long as one may wait."""


def number() -> int:
    """How many there are."""
    return len(os.sched_getaffinity(0))


@contextlib.contextmanager
def held(folder: Path, seconds: float, of: int | None = None) -> Iterator[int]:
    """Wait in line for a slot and hold it; gives the lock, to be handed to a child."""
    lock = waited_for(folder, seconds, of)
    try:
        yield lock
    finally:
        os.close(lock)


def waited_for(folder: Path, seconds: float, of: int | None = None) -> int:
    ends = time.monotonic() + seconds
    while (lock := free(folder, of)) is None:
        if time.monotonic() >= ends:
            raise NoSlotFreeError
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return lock


def free(folder: Path, of: int | None = None) -> int | None:
    """A slot that nobody held, now locked; or None."""
    folder.mkdir(parents=True, exist_ok=True)
    for slot in range(of or number()):
        lock = os.open(folder / f"slot-{slot}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return lock
    return None
