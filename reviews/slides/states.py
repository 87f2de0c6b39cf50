"""States in words, and what a status says beyond its state."""

import re

from objectives.parsing.status import read_status
from objectives.text.phrases import cardinal
from reviews.snapshot.values import Row

STATES = {
    "done": "Done",
    "on_track": "On track",
    "not_started": "Not started",
    "at_risk": "At risk",
    "stalled": "Stalled",
    "deferred": "Deferred",
    "dropped": "Dropped",
    "missed": "Missed",
}
# Emphasis and links may go on behind the sentence in which they begin.
SIGNS = frozenset("*`<[~_")
SENTENCE = re.compile(r"(?:[.!](?=\s|$)|\n)\s*")
WORD = re.compile(r"\w+")
# What says no more of a percentage, or of what is done, than that it is reached.
REACHED = frozenset(("complete", "completed", "done", "finished"))


def state_words(row: Row) -> str:
    """At risk, about 50 %; empty if the status could not be read."""
    words = STATES.get(row.state, "")
    target = read_target(row)
    if target:
        words += f" to {target}"
    if row.percent is None or not words:
        return words
    return f"{words}, {'about ' * row.is_about}{row.percent}\u00a0%"


def read_target(row: Row) -> str:
    """When it was deferred to, as decided or as its status says."""
    if row.state != "deferred":
        return ""
    return row.deferred_to or read_status(row.status).deferred_to


def without_state(row: Row) -> str:
    """The status without a first sentence that only repeats the state."""
    first = SENTENCE.search(row.status)
    end = first.end() if first else len(row.status)
    if SIGNS & set(row.status[:end]):
        end = len(row.status)
    return row.status[end:] if repeats(row.status[:end], row) else row.status


def repeats(sentence: str, row: Row) -> bool:
    """Whether each word of a sentence is in the state's own words."""
    shown = set(words_of(state_words(row)))
    if row.state == "done" or row.percent is not None:
        shown |= REACHED
    return bool(row.state) and set(words_of(sentence)) <= shown


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def carried(row: Row) -> str:
    """Carried over to Q3 2014-15 as two, in part handed over to Search."""
    number = f" as {cardinal(row.carried_as)}" if row.carried_as > 1 else ""
    words = f"carried over to {row.carried_to}{number}"
    if not row.handed_to:
        return words
    part = ", in part" if len(row.handed_to) < row.carried_as else ","
    return f"{words}{part} handed over to {', '.join(row.handed_to)}"


def disposition(row: Row) -> str:
    """What happens to an unfinished objective, if that is decided."""
    if row.carried_to:
        return carried(row)
    if row.deferred_to:
        return f"deferred to {row.deferred_to}"
    return f"dropped: {row.dropped_reason}" if row.dropped_reason else ""
