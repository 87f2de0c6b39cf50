"""The times of a meeting at one moment, in seconds; pure. present.js counts on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """The time left of section and slot, and how far ahead of the agenda.

    Negative means over or behind. None is unknown: no section yet, or no slot.
    """

    section_left: float | None
    meeting_left: float | None
    ahead: float


def clock_of(
    *,
    order: list[str],
    section: str,
    boxes: dict[str, float],
    spent: dict[str, float],
    elapsed: float,
    slot: float | None,
) -> Clock:
    """Read the clock; `order` has the sections' slugs, `elapsed` counts pauses too.

    `ahead` is the planned time up to here minus the time used: the current section
    counts with its used time, at most its box.
    """
    here = order.index(section) if section in order else 0
    done = sum(boxes.get(slug, 0) for slug in order[:here])
    box, used = boxes.get(section, 0), spent.get(section, 0)
    is_known = section in boxes
    return Clock(
        section_left=box - used if is_known else None,
        meeting_left=None if slot is None else slot - elapsed,
        ahead=done + (min(box, used) if is_known else 0) - elapsed,
    )
