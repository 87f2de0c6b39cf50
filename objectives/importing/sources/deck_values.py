"""What a deck's text holds, as frozen values."""

from dataclasses import dataclass, field

from objectives.importing.sources.base import SourceRepair

# What can be put right while reading; each can be left as it is.
REPAIRS = {
    "split_heading": "Headings that the edge of a cell had split",
    "doubled_heading": "Headings that stood in two cells",
    "extra_cells": "Blank cells at the ends of rows",
    "stray_bullet": "Bullets that were alone in a cell",
    "broken_word": "Words that a line break had split",
    "lost_dash": "Dashes that were lost between months",
    "agenda_on_one_line": "An agenda whose line breaks were lost",
    "wrapped_line": "Lines that were broken to fit a slide",
}


@dataclass(slots=True)
class Mending:
    """Collects what was put right; `without` has the codes of what stays as it is."""

    without: frozenset[str] = frozenset()
    done: list[SourceRepair] = field(default_factory=list)

    def choose[T](self, code: str, line: int, text: str, *, was: T, now: T) -> T:
        """What it is now, with a note of that; or what it was."""
        if code in self.without:
            return was
        self.done.append(SourceRepair(code, line, text))
        return now


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """`kind` is team, said, did, learned, metrics, next, asks or text."""

    title: str
    seconds: int
    kind: str
    line: int


@dataclass(frozen=True, slots=True)
class Licence:
    """The line as it stands, and what is read from it."""

    notice: str
    holder: str = ""
    name: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class DeckRow:
    cells: tuple[str, ...]
    line: int
    repairs: tuple[SourceRepair, ...] = ()


@dataclass(frozen=True, slots=True)
class DeckTable:
    """The rows below one heading; `slide` counts the tables of the text from 0.

    `label` is the heading as it stands, `group` and `period` are read from it. The
    section is said, did or next; `entry` the index of its agenda entry, if any.
    """

    section: str
    group: str
    label: str
    period: str
    is_leftover: bool
    columns: tuple[str, ...]
    rows: tuple[DeckRow, ...]
    line: int
    slide: int
    entry: int | None = None
    draft_note: str = ""


@dataclass(frozen=True, slots=True)
class DeckItem:
    """An item of a list, or a paragraph."""

    text: str
    line: int
    depth: int = 0
    is_bullet: bool = True


@dataclass(frozen=True, slots=True)
class TextSlide:
    """A titled list; its section is the kind of its agenda entry.

    `is_before`: it comes before the tables of its section.
    """

    title: str
    items: tuple[DeckItem, ...]
    section: str
    line: int
    entry: int | None = None
    is_before: bool = False

    @property
    def markdown(self) -> str:
        return as_markdown(self.items)


@dataclass(frozen=True, slots=True)
class Figure:
    """19 incident reports."""

    value: str
    unit: str
    line: int


@dataclass(frozen=True, slots=True)
class MetricTopic:
    """`kind` is chart, monitor or callout; what is not in the text is empty."""

    title: str
    kind: str
    line: int
    heading: str = ""
    period: str = ""
    monitor: str = ""
    figures: tuple[Figure, ...] = ()
    comments: tuple[str, ...] = ()
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class DraftNote:
    """`slide` is the table that it stands above."""

    text: str
    line: int
    slide: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A paragraph with the items below it, or one item."""

    text: str
    items: tuple[DeckItem, ...]
    line: int

    @property
    def markdown(self) -> str:
        rest = as_markdown(self.items)
        return f"{self.text}\n\n{rest}" if rest else self.text


@dataclass(frozen=True, slots=True)
class DeckText:
    """All of a deck that its text holds."""

    team: str = ""
    organization: str = ""
    quarter: str = ""
    licence: Licence | None = None
    agenda: tuple[AgendaEntry, ...] = ()
    people: tuple[str, ...] = ()
    tables: tuple[DeckTable, ...] = ()
    unplanned: tuple[DeckItem, ...] = ()
    texts: tuple[TextSlide, ...] = ()
    metrics: tuple[MetricTopic, ...] = ()
    drafts: tuple[DraftNote, ...] = ()
    asks: tuple[Ask, ...] = ()
    repairs: tuple[SourceRepair, ...] = ()
    unread: tuple[DeckItem, ...] = ()

    @property
    def seconds(self) -> int:
        return sum(entry.seconds for entry in self.agenda)


def as_markdown(items: tuple[DeckItem, ...]) -> str:
    """Items as a nested list; paragraphs have a blank line around them."""
    lines: list[str] = []
    for item in items:
        if not item.is_bullet:
            lines += ["", item.text, ""] if lines else [item.text, ""]
            continue
        indent = "  " * item.depth
        first, *rest = item.text.split("\n")
        lines += [f"{indent}- {first}", *(f"{indent}  {line}" for line in rest)]
    return "\n".join(lines).strip()
