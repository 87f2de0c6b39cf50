"""Objectives counted by state, in the order and the words in which pages show it.

Pure: counts in, shares of a whole out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# The states as they are stored, then what stands for none.
LABELS = {
    "done": "done",
    "on_track": "on track",
    "not_started": "not started",
    "at_risk": "at risk",
    "stalled": "stalled",
    "deferred": "deferred",
    "dropped": "dropped",
    "unread": "not read",
    "blank": "without a status",
}


@dataclass(frozen=True, slots=True)
class Share:
    """The objectives of one state; in a bar they begin at `start`."""

    state: str
    label: str
    count: int
    start: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The shares that are not empty, and how many objectives they make."""

    shares: tuple[Share, ...]
    total: int


def state_in_words(counted_as: str, percent: int | None, is_about: bool) -> str:
    """At risk · about 50 %."""
    words = LABELS[counted_as].capitalize()
    if percent is None:
        return words
    return f"{words} · {'about ' * is_about}{percent}\u00a0%"


def tally(counts: Mapping[str, int]) -> Tally:
    """The counts as shares, each beginning where the one before ends."""
    shares: list[Share] = []
    total = 0
    for state, label in LABELS.items():
        if count := counts.get(state, 0):
            shares.append(Share(state, label, count, total))
            total += count
    return Tally(tuple(shares), total)
