"""The times of a meeting at one moment; pure, in seconds. Ticks on in present.js."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """What is left of the section and of the slot, and how far ahead in total.

    Negative is over, and behind. None is unknown: no section yet, no slot set.
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

    Ahead is what the agenda gives for all up to here against what has passed: a
    section counts with what it took, at the most with its box, until it is left.
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
