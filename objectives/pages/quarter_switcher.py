"""Links from a page to the same page of other quarters.

Pure except for the addresses: quarters in, links out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from objectives.models import Quarter

# A year ahead is as far as people plan.
LATER = 4


@dataclass(frozen=True, slots=True)
class QuarterChoice:
    """A link to a quarter; the note says what it lacks, if anything."""

    label: str
    address: str
    note: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class QuarterSwitcher:
    """The quarter of a page between its neighbours, and all others, newest first."""

    label: str
    choices: tuple[QuarterChoice, ...]
    before: QuarterChoice | None
    after: QuarterChoice | None


def quarter_switcher(
    quarters: Iterable[Quarter],
    current: Quarter,
    address_of: Callable[[Quarter], str],
    *,
    later: bool = False,
) -> QuarterSwitcher:
    """Switch between `quarters`, whether `current` is among them or not.

    With `later`, to quarters of the coming year too, which nobody has planned yet.
    """
    shown = {current.first_day: current} | {row.first_day: row for row in quarters}
    rows = sorted(shown.values())
    if later:
        rows += islice(quarters_after(rows[-1]), LATER)
    links = [quarter_choice(row, current, address_of) for row in rows]
    place = next(number for number, link in enumerate(links) if link.is_current)
    return QuarterSwitcher(
        label=links[place].label,
        choices=tuple(reversed(links)),
        before=links[place - 1] if place else None,
        after=links[place + 1] if place + 1 < len(links) else None,
    )


def quarters_after(quarter):
    while True:
        quarter = quarter.following()
        yield quarter


def quarter_choice(quarter, current, address_of):
    return QuarterChoice(
        label=quarter.label,
        address=address_of(quarter),
        note=note(quarter),
        is_current=quarter.first_day == current.first_day,
    )


def note(quarter):
    """What it lacks, from the annotation by `planned_in`."""
    if not hasattr(quarter, "is_draft"):
        return "no plan yet"
    return "draft" if quarter.is_draft else ""


def default_quarter(quarters: Sequence[Quarter], *, on: date) -> Quarter | None:
    """The quarter of that day; else the latest one that is not a draft, or the last.

    None if there are no quarters.
    """
    today = [row for row in quarters if row.first_day <= on <= row.last_day]
    # Annotated by `planned_in`.
    firm = [row for row in quarters if not row.is_draft]  # type: ignore[attr-defined]
    return next(reversed(today or firm or quarters), None)
