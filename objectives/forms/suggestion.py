"""The answer that an unfinished objective's status or title suggests at closing."""

from dataclasses import dataclass

from objectives.parsing.eta import read_eta
from objectives.parsing.status import State

CARRY_OVER, CONTINUE, DEFER, DROP = "carry_over", "continue", "defer", "drop"
MISS, FINISH, TAKE_BACK = "miss", "done", "take_back"
NEXT = {"next quarter", "the next quarter", "following quarter", "next q"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer, empty if nothing suggests one, and until when or why."""

    answer: str = ""
    until: str = ""
    note: str = ""


def suggestion(objective, following, *, is_named_there):
    """What to preselect, to be checked by whoever closes the quarter."""
    if is_named_there:
        return Suggestion(CONTINUE)
    match objective.state:
        case State.MISSED:
            return Suggestion(MISS)
        case State.DROPPED:
            return Suggestion(DROP, note=objective.status)
        case State.DEFERRED:
            return deferral(objective, following)
    return Suggestion()


def deferral(objective, following):
    """To the next quarter is carried over, to any later time deferred."""
    until = objective.status_reading.deferred_to
    if is_in(following, until, objective.plan.quarter):
        return Suggestion(CARRY_OVER)
    return Suggestion(DEFER, until=until[:80])


def is_in(following, text, quarter):
    """Whether a time that somebody wrote in this quarter is in the following one."""
    day = read_eta(
        text,
        quarter_first_day=quarter.first_day,
        year_start_month=quarter.year_start_month,
    ).day
    is_there = day and following.first_day <= day <= following.last_day
    return bool(is_there) or text.casefold() in NEXT


def stored_answer(objective):
    """What was answered so far; empty if nothing was."""
    if objective.is_carried:
        return CARRY_OVER if objective.is_copied else CONTINUE
    if objective.deferred_to:
        return DEFER
    if objective.dropped_reason:
        return DROP
    return MISS if objective.is_missed else ""
