"""Which part of a review each table and slide belongs to: what its title says, or else
what stands before and after it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from objectives.importing.sources.deck_cells import RawTable, label_parts, part_of
from objectives.importing.sources.deck_head import kind_of
from objectives.importing.sources.deck_slides import (
    MONITOR,
    SPAN,
    UNPLANNED,
    Slide,
)
from objectives.importing.sources.deck_values import AgendaEntry
from objectives.importing.sources.headings import folded

PASSES = ("said", "did")
OF_TABLES = (*PASSES, "next")


@dataclass(slots=True)
class Event:
    """A table or a slide, in the order of the text."""

    line: int
    table: RawTable | None = None
    slide: Slide | None = None
    draft: str = ""
    section: str = ""
    entry: int | None = None
    title: str = ""
    is_before: bool = False

    @property
    def is_marker(self) -> bool:
        """Whether it is nothing but the title of a part."""
        return bool(self.slide and self.entry is not None and not self.slide.items)


@dataclass(slots=True)
class Places:
    agenda: Sequence[AgendaEntry]
    quarter: str
    seen: set[tuple[str, str]] = field(default_factory=set)
    marked: str = ""
    is_second: bool = False

    def put(self, events: list[Event]) -> None:
        for event in events:
            if event.slide:
                self.put_slide(event, event.slide)
        for event in events:
            if event.slide and event.section in OF_TABLES and event.is_marker:
                self.marked = event.section
            if event.table:
                event.section = self.section_of(event.table, event.draft)
        self.put_after_last_table(events)
        for place, event in enumerate(events):
            if not event.section:
                self.put_by_neighbours(events, place)
        for event in events:
            if event.entry is None:
                event.entry = self.entry_of_kind(event.section)

    def put_slide(self, event: Event, slide: Slide) -> None:
        """By its title, as far as that says it."""
        event.title = slide.title
        if not slide.title:
            return
        event.entry, event.title = self.titled_as(slide.title)
        if event.entry is not None:
            event.section = self.agenda[event.entry].kind
        elif UNPLANNED.search(slide.title):
            event.section = "unplanned"
        elif is_metric(slide):
            event.section = "metrics"
            event.title = re.split(r":\s+", slide.title, maxsplit=1)[-1]
        elif len(slide.title.split()) <= 3 and kind_of(slide.title) == "asks":
            event.section = "asks"

    def titled_as(self, title: str) -> tuple[int | None, str]:
        """The agenda's entry that a title begins with, and the rest of the title."""
        for index, entry in enumerate(self.agenda):
            if folded(title) == folded(entry.title):
                return index, title
            pattern = re.escape(entry.title) + r"\s*(?::|\s[-–—])\s*(.+)"
            if found := re.match(pattern, title, re.IGNORECASE):
                return index, found[1].strip()
        return None, title

    def section_of(self, table: RawTable, draft: str) -> str:
        labels = [label_parts(bucket.label) for bucket in table.buckets]
        keys = {(folded(group), part_of(period)) for group, period, _ in labels}
        if draft or any(self.is_later(period) for _, period, _ in labels):
            return "next"
        if self.marked:
            return self.marked
        # Tables of what was said come again as what was done.
        self.is_second = self.is_second or bool(keys & self.seen)
        self.seen |= keys
        return self.passes()[self.is_second]

    def passes(self) -> list[str]:
        kinds = [entry.kind for entry in self.agenda if entry.kind in PASSES]
        order = [*dict.fromkeys(kinds)]
        if len(order) == 2:
            return order
        return ["did", "did"] if order == ["did"] else [*PASSES]

    def is_later(self, period: str) -> bool:
        """Whether a period is the one after the reviewed quarter."""
        mine, theirs = part_of(self.quarter), part_of(period)
        if not mine or not theirs or mine[0] != theirs[0]:
            return False
        parts = 4 if mine[0] == "Q" else 2
        if parts == 2 and not years(period):  # before and after look the same
            return theirs > mine
        return (int(theirs[1]) - int(mine[1])) % parts == 1

    def put_after_last_table(self, events: list[Event]) -> None:
        """What comes last, and what has no title, is of the agenda's last entry."""
        last = self.agenda[-1].kind if self.agenda else "asks"
        for event in reversed(events):
            if event.table or event.section or not event.slide:
                return
            if event.slide.title and (event is not events[-1] or last != "asks"):
                return
            event.section = last

    def put_by_neighbours(self, events: list[Event], place: int) -> None:
        before = next((one for one in reversed(events[:place]) if one.section), None)
        after = next((one for one in events[place:] if one.section), None)
        event = events[place]
        if before and (before.table or not after):
            event.section = table_section(before)
        elif after and after.table:
            event.section, event.is_before = after.section, True
        else:
            event.section = table_section(before or after)

    def entry_of_kind(self, kind: str) -> int | None:
        kinds = [entry.kind for entry in self.agenda]
        kind = "did" if kind == "unplanned" else kind
        return kinds.index(kind) if kind in kinds else None


def table_section(event: Event | None) -> str:
    section = event.section if event else "text"
    return "did" if section == "unplanned" else section


def years(period: str) -> list[str]:
    return re.findall(r"\d{2,4}", period)


def is_metric(slide: Slide) -> bool:
    prefix = slide.title.split(":")[0] if ":" in slide.title else ""
    if prefix and kind_of(prefix) == "metrics":
        return True
    return any(SPAN.search(one.text) or MONITOR.match(one.text) for one in slide.items)
