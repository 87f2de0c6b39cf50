"""The times of a meeting at one moment, in seconds; pure. present.js counts on."""

from dataclasses import dataclass

from reviews.slides.agenda import clock_text


@dataclass(frozen=True, slots=True)
class Clock:
    """The time left of section and slot, how far ahead of the agenda, and to spare.

    Negative means over or behind. None is unknown: no section yet, or no slot. What is
    to spare is what the slot would have left if all the rest took its planned time.
    """

    section_left: float | None
    meeting_left: float | None
    ahead: float
    spare: float | None

    @property
    def words(self) -> str:
        """0:31 behind, 2:59 to spare."""
        if abs(self.ahead) < 1:
            pace = "On time"
        else:
            pace = f"{clock_of_seconds(self.ahead)} {way(self.ahead)}"
        return pace if self.spare is None else f"{pace}, {spare_words(self.spare)}"


def clock_of_seconds(seconds: float) -> str:
    return clock_text(int(abs(seconds)))


def way(ahead: float) -> str:
    return "behind" if ahead < 0 else "ahead"


def spare_words(spare: float) -> str:
    if abs(spare) < 1:
        return "nothing to spare"
    return f"{clock_of_seconds(spare)} {'too long' if spare < 0 else 'to spare'}"


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
    ahead = done + (min(box, used) if is_known else 0) - elapsed
    return Clock(
        section_left=box - used if is_known else None,
        meeting_left=None if slot is None else slot - elapsed,
        ahead=ahead,
        spare=None if slot is None else slot - sum(boxes.values()) + ahead,
    )
