"""Objectives counted by state, in the order and words of the pages. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

# The stored states, then the two reasons for having none.
LABELS = {
    "done": "done",
    "on_track": "on track",
    "not_started": "not started",
    "at_risk": "at risk",
    "stalled": "stalled",
    "deferred": "deferred",
    "dropped": "dropped",
    "missed": "missed",
    "unread": "not read",
    "blank": "without a status",
}


@dataclass(frozen=True, slots=True)
class Share:
    """The objectives of one state; their part of a bar begins at `start`."""

    state: str
    label: str
    count: int
    start: int


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """The shares that are not empty, and the number of objectives."""

    shares: tuple[Share, ...]
    total: int


def state_in_words(counted_as: str, percent: int | None, is_about: bool) -> str:
    """At risk · about 50 %."""
    words = LABELS[counted_as].capitalize()
    if percent is None:
        return words
    return f"{words} · {'about ' * is_about}{percent}\u00a0%"


def status_counts(counts: Mapping[str, int]) -> StatusCounts:
    """Turn counts into shares that follow each other."""
    shares: list[Share] = []
    total = 0
    for state, label in LABELS.items():
        if count := counts.get(state, 0):
            shares.append(Share(state, label, count, total))
            total += count
    return StatusCounts(tuple(shares), total)
