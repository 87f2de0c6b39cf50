"""Links from a page to the same page of neighbouring quarters.

Pure except for the addresses: quarters in, links out. Only the nearest quarters are
shown, so that forty take no more room than five.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from objectives.models import Quarter

NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class QuarterChoice:
    """A link to a quarter, marked if all its plans are drafts."""

    label: str
    full_label: str
    address: str
    is_current: bool
    is_draft: bool


def quarter_choices(
    quarters: Sequence[Quarter], current: Quarter, address_of: Callable[[Quarter], str]
) -> list[QuarterChoice]:
    """The current quarter between its neighbours, oldest first."""
    earlier = [row for row in quarters if row < current][-NEIGHBOURS:]
    later = [row for row in quarters if current < row][:NEIGHBOURS]
    shown = [row for row in quarters if row == current] or [current]
    return [
        quarter_choice(row, current, address_of) for row in [*earlier, *shown, *later]
    ]


def quarter_choice(quarter, current, address_of):
    is_current = quarter == current
    is_near = quarter.fiscal_year == current.fiscal_year and not is_current
    return QuarterChoice(
        label=quarter.short_label if is_near else quarter.label,
        full_label=quarter.label,
        address=address_of(quarter),
        is_current=is_current,
        is_draft=getattr(quarter, "is_draft", False),
    )


def default_quarter(quarters: Sequence[Quarter], *, on: date) -> Quarter | None:
    """The quarter of that day; else the latest one that is not a draft, or the last.

    None if there are no quarters.
    """
    today = [row for row in quarters if row.first_day <= on <= row.last_day]
    # Annotated by `planned_in`.
    firm = [row for row in quarters if not row.is_draft]  # type: ignore[attr-defined]
    return next(reversed(today or firm or quarters), None)
