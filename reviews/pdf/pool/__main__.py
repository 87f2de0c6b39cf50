"""A process that has imported the renderer, and forks children that print.

`python -m reviews.pdf.pool FOLDER STATE` stays in the background for all of an install
until nobody has asked for some minutes, its code has changed or its socket is gone.
"""

import fcntl
import os
import sys
from importlib import import_module


def in_background(state: str) -> int:
    """Leave whoever started this, with a lock that says that the one is there."""
    lock = os.open(f"{state}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(0)
    if os.fork():
        os._exit(0)
    return lock


def main(folder: str, state: str) -> None:
    root = os.getcwd()
    os.chdir(folder)
    lock = in_background(state)
    os.chdir(root)
    import_module("django").setup()
    import_module("reviews.pdf.pool.forkserver").main(folder, state, lock)


if __name__ == "__main__":
    main(*sys.argv[1:])
