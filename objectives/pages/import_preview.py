"""The rows of an import as they will be, a page of them, with what to know of each.

Rows come in from `objectives.importing.preview`; nothing is asked of the database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.http import urlencode

from objectives.importing.choices import Choices
from objectives.importing.lineage import Link
from objectives.importing.overview import Line, Overview
from objectives.importing.preview import (
    WRITTEN,
    Kind,
    Preview,
    PreviewRow,
)
from objectives.importing.sources.base import SourceTable
from objectives.models import Import
from objectives.pages.import_repairs import RepairChoice, lines_named
from objectives.pages.import_row import KINDS, ImportRow, import_row
from objectives.pages.imports import Step, StepPage, address, counted, step_page

ROWS_PER_PAGE = 100
ORDER = list(KINDS)
REPAIRED = "repaired"
REPAIRS = {
    "owners": "The first of several names owns it, the others stay in the measure",
    "long": "What does not fit in a cell goes on in the measure",
    "link": "A link that is no web address stays in the measure",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter, with how many rows it shows."""

    kind: str
    count: int
    label: str
    address: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """An objective of the table and the earlier one that it may continue."""

    key: str
    earlier: str
    earlier_plan: str
    later: str
    later_plan: str
    why: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What the page says; its fields are those of `StepPage` and more."""

    title: str
    facts: str
    steps: tuple[Step, ...]
    before: str
    address: str
    rows: list[ImportRow]
    chips: list[Chip]
    repairs: list[RepairChoice]
    pairs: list[Pair]
    count: int
    left_out: int
    refused: int
    conflicts: int
    previous: str
    next: str
    numbers: list[int] = field(default_factory=list)

    @property
    def has_edits(self) -> bool:
        return bool(self.repairs or self.pairs) or any(
            row.may_be_left for row in self.rows
        )


def lines_shown(found: Overview, kind: str, number: int) -> tuple[list[Line], int, int]:
    """The rows of a kind that are on a page, its number, and that of the last."""
    lines = sorted(found.of_kind(kind), key=lambda line: ORDER.index(Kind(line.kind)))
    last = max(1, -(-len(lines) // ROWS_PER_PAGE))
    number = min(max(number, 1), last)
    start = (number - 1) * ROWS_PER_PAGE
    return lines[start : start + ROWS_PER_PAGE], number, last


def preview_page(
    import_: Import,
    found: Overview,
    choices: Choices,
    rows: Iterable[PreviewRow],
    *,
    kind: str,
    number: int,
    last: int,
    typed: Mapping[str, str],
) -> PreviewPage:
    """A page of the rows of a kind; `typed` is what was sent and refused."""
    counts = found.counts
    shown = [import_row(row, typed) for row in rows]
    head: StepPage = step_page(import_, "preview", facts_of(counts))
    return PreviewPage(
        head.title,
        head.facts,
        head.steps,
        head.before,
        place(import_, kind, number),
        shown,
        chips(import_, counts, kind),
        list(repair_choices(found.repairs, choices)),
        [pair_of(link) for link in found.links],
        sum(counts[one.value] for one in WRITTEN),
        counts[Kind.REFUSED] + counts[Kind.LEFT_OUT],
        counts[Kind.REFUSED],
        counts[Kind.CONFLICT],
        place(import_, kind, number - 1) if number > 1 else "",
        place(import_, kind, number + 1) if number < last else "",
        [row.number for row in shown if row.may_be_left and row.number is not None],
    )


def pair_of(link: Link) -> Pair:
    why = "" if link.is_sure else f"{link.similarity:.0%} alike, please check"
    return Pair(
        f"{link.row}|{link.key}",
        link.before,
        link.quarter_before,
        link.title,
        link.quarter,
        why,
        link.is_wanted,
    )


def place(import_: Import, kind: str, number: int = 1) -> str:
    """The address of a page of the rows of this kind."""
    query = {"show": kind} if kind else {}
    query |= {"page": str(number)} if number > 1 else {}
    page = address(import_, "preview")
    return f"{page}?{urlencode(query)}" if query else page


def facts_of(counts: Counter[str]) -> str:
    total = sum(counts[kind.value] for kind in Kind if kind != Kind.GONE)
    return counted(total, "row")


def chips(import_: Import, counts: Counter[str], kind: str) -> list[Chip]:
    total = sum(counts[one.value] for one in Kind)
    names = [(one.value, label) for one, label in KINDS.items()]
    names = [*names, (REPAIRED, "put right")]
    return [
        Chip("", total, "in all", place(import_, ""), not kind),
        *[
            Chip(name, counts[name], label, place(import_, name), name == kind)
            for name, label in names
            if counts[name] or name == kind
        ],
    ]


def repair_choices(
    repairs: Mapping[str, list[int]], choices: Choices
) -> Iterator[RepairChoice]:
    """One for each kind of repair that one need not want."""
    off = {code: list[int]() for code in choices.off if ":" not in code}
    for code, where in (off | dict(repairs)).items():
        yield RepairChoice(
            code,
            REPAIRS.get(code, code),
            lines_named(where, "Row"),
            code not in choices.off,
        )


WHY = "Why refused"


def refused_rows(found: Preview, table: SourceTable) -> Iterator[list[str]]:
    """The rows that are refused, as the table has them, and why."""
    for row in found.of_kind(Kind.REFUSED):
        if row.number is not None:
            yield [*table.rows[row.number].cells, row.why]
