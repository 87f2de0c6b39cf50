from dataclasses import dataclass

from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series
from reviews.snapshot.values import SectionData, Snapshot

KIND = "agenda"
ITEM_WIDTH = 560
ITEM_SIZE = 24
ITEM_LINE = 32
ITEM_PADDING = 14
TOTAL_HEIGHT = 76


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """An entry; `share` is its length against the longest entry, in whole per cent."""

    number: int
    title: str
    slug: str
    time: str
    share: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """Entries of one slide; the totals are on the last one only."""

    items: tuple[AgendaEntry, ...]
    planned: str
    slot: str
    slack: str
    is_over: bool


def slides(snapshot: Snapshot) -> list[Slide]:
    """Every section with its time, and the slack."""
    items = agenda_items(snapshot.sections)
    room = content_height("Agenda") - TOTAL_HEIGHT
    pages = list(filled(items, item_height, room)) or [()]
    contents = [Agenda(page, "", "", "", is_over=False) for page in pages]
    contents[-1] = totals(snapshot, pages[-1])
    return series(KIND, "agenda", "Agenda", "", contents)


def agenda_items(sections: tuple[SectionData, ...]) -> list[AgendaEntry]:
    """The sections as entries."""
    longest = max((section.seconds for section in sections), default=0) or 1
    return [
        AgendaEntry(
            number,
            section.title,
            section.slug,
            duration_text(section.seconds),
            round(section.seconds * 100 / longest),
        )
        for number, section in enumerate(sections, start=1)
    ]


def item_height(item: AgendaEntry) -> float:
    """The px of an entry."""
    return depth(item.title, ITEM_WIDTH, ITEM_SIZE, ITEM_LINE) + ITEM_PADDING


def totals(snapshot: Snapshot, items: tuple[AgendaEntry, ...]) -> Agenda:
    """The last slide of the agenda, with planned time, slot and slack."""
    planned = sum(section.seconds for section in snapshot.sections)
    slot = snapshot.slot_seconds
    slack = None if slot is None else slot - planned
    return Agenda(
        items,
        planned=clock_text(planned),
        slot="" if slot is None else clock_text(slot),
        slack="" if slack is None else clock_text(abs(slack)),
        is_over=slack is not None and slack < 0,
    )


def clock_text(seconds: int) -> str:
    """26:30, or 1:05:00 from an hour on."""
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def duration_text(seconds: int) -> str:
    """30 s, 5 min, or 1 min 30 s."""
    minutes, rest = divmod(seconds, 60)
    parts = (f"{minutes} min" * bool(minutes), f"{rest} s" * bool(rest))
    return " ".join(filter(None, parts)) or "0 s"
