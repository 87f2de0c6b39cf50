"""The total of an agenda, and the agendas that a new review can start from."""

from dataclasses import dataclass

from reviews.models import AgendaItem
from reviews.slides.agenda import clock_text


@dataclass(frozen=True, slots=True)
class Total:
    """Planned seconds and those of the slot, which may be None."""

    planned: int
    slot: int | None

    @property
    def words(self):
        """26:30 planned of 30:00, 3:30 slack."""
        if self.slot is None:
            return f"{clock_text(self.planned)} planned, length of the slot not set"
        rest = self.slot - self.planned
        end = (
            f"{clock_text(rest)} slack" if rest >= 0 else f"over by {clock_text(-rest)}"
        )
        return f"{clock_text(self.planned)} planned of {clock_text(self.slot)}, {end}"

    @property
    def is_over(self):
        return self.slot is not None and self.planned > self.slot


def total(sections, slot):
    """The total of the sections that are shown."""
    return Total(sum(one.seconds for one in sections if not one.is_hidden), slot)


def total_of(items):
    """The total of an agenda without a slot."""
    return f"{clock_text(sum(item.seconds for item in items))} planned"


@dataclass(frozen=True, slots=True)
class Agenda:
    """An agenda to start from: `items` are (kind, title, seconds)."""

    key: str
    name: str
    items: tuple

    @property
    def label(self):
        """Its name, total and sections, for a choice."""
        titles = ", ".join(title for _, title, _ in self.items)
        total = clock_text(sum(seconds for _, _, seconds in self.items))
        return f"{self.name}, {total}: {titles}"


def to_begin_with(last):
    """The organisation's agenda, and the last review's as planned and as measured."""
    items = AgendaItem.objects.or_standard()
    found = [Agenda("organization", "The organisation's agenda", of_rows(items))]
    sections = [one for one in last.sections.all() if not one.is_hidden] if last else []
    if sections:
        name = f"The agenda of {last.quarter}"
        found.insert(0, Agenda("last", name, of_rows(sections)))
    if any(one.measured_seconds is not None for one in sections):
        name = f"The agenda of {last.quarter} with its measured times"
        found.append(Agenda("measured", name, as_measured(sections)))
    return found


def of_rows(rows):
    return tuple((row.kind, row.title, row.seconds) for row in rows)


def as_measured(sections):
    """The same with the measured times, rounded up to ten seconds.

    A section that was only skipped through keeps its planned time.
    """
    return tuple(
        (
            one.kind,
            one.title,
            -(-one.measured_seconds // 10) * 10
            if one.measured_seconds
            else one.seconds,
        )
        for one in sections
    )
