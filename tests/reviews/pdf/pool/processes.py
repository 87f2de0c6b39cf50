"""Processes as the kernel knows them."""

from pathlib import Path


def is_alive(pid):
    """Whether it runs; one that ended is gone, though nobody may have seen its end."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
