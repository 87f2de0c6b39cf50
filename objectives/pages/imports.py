"""The four steps of an import: where one is, what was read, and a row for each column.

What is shown comes from `objectives.importing`; nothing is asked of the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from objectives.importing.sources.base import Source, SourceTable
from objectives.models import Import

STEPS = {
    "read": ("File", "What was read"),
    "columns": ("Columns", "What the columns are"),
    "values": ("Values", "What the values mean"),
    "preview": ("Preview", "This is how it will be"),
}
KINDS = {
    "csv": "CSV",
    "sheet": "sheet",
    "list": "list",
    "json": "JSON",
    "html": "HTML table",
    "wikitext": "wikitext table",
    "lines": "lines of text",
}
NOT_READ, RUNNING, UNDONE, DONE, FAILED = (
    "not finished",
    "being imported",
    "undone",
    "imported",
    "failed",
)
ROWS_SHOWN, COLUMNS_SHOWN, LONGEST_CELL = 4, 12, 80


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the import; one that was not reached yet has no address."""

    number: int
    label: str
    address: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """An import in the list of one's own, with where it goes on."""

    name: str
    at: datetime
    address: str
    words: str


def recent(import_: Import) -> Recent:
    words = state_of(import_)
    step = "done" if words in (RUNNING, UNDONE, DONE) else reached(import_)
    return Recent(import_.name, import_.asked_at, address(import_, step), words)


def state_of(import_: Import) -> str:
    if import_.is_undone:
        return UNDONE
    if import_.is_applied:
        return DONE
    if import_.error:
        return FAILED
    return RUNNING if import_.task else NOT_READ


def reached(import_: Import) -> str:
    """The step at which to go on."""
    return "read" if import_.table is None else "columns"


def may_change(import_: Import) -> bool:
    """Whether its steps are still open."""
    return state_of(import_) in (NOT_READ, FAILED)


@dataclass(frozen=True, slots=True)
class StepPage:
    """What the page of a step says at its head, and what is before it."""

    title: str
    facts: str
    steps: tuple[Step, ...]
    before: str = ""


def steps(import_: Import | None, current: str) -> tuple[Step, ...]:
    place = list(STEPS).index(current)
    return tuple(
        Step(
            number + 1,
            label,
            address(import_, name) if import_ and number < place else "",
            number < place,
            number == place,
        )
        for number, (name, (label, _)) in enumerate(STEPS.items())
    )


def address(import_: Import, step: str) -> str:
    return reverse(f"import_{step}", args=[import_.pk])


def step_page(import_: Import, current: str, facts: str) -> StepPage:
    place = list(STEPS).index(current)
    before = address(import_, list(STEPS)[place - 1]) if place else ""
    return StepPage(STEPS[current][1], facts, steps(import_, current), before)


@dataclass(frozen=True, slots=True)
class TableFound:
    """A table or list of what was read, with its first rows."""

    index: int
    name: str
    facts: str
    headings: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    left: str
    is_chosen: bool


def tables_found(source: Source, chosen: int) -> list[TableFound]:
    return [
        table_found(index, table, is_chosen=index == chosen)
        for index, table in enumerate(source.tables)
    ]


def table_found(index: int, table: SourceTable, *, is_chosen: bool) -> TableFound:
    rows = table.rows[:ROWS_SHOWN]
    name = table.name or f"{capitalised(kind_of(table))} {index + 1}"
    return TableFound(
        index,
        name,
        table_facts(table),
        tuple(table.columns[:COLUMNS_SHOWN]),
        tuple(tuple(map(shortened, row.cells[:COLUMNS_SHOWN])) for row in rows),
        left_off(table),
        is_chosen,
    )


def table_facts(table: SourceTable) -> str:
    width = len(table.columns)
    parts = [kind_of(table), counted(len(table.rows), "row")]
    return ", ".join([*parts, *[counted(width, "column")] * (width > 1)])


def kind_of(table: SourceTable) -> str:
    kind = KINDS.get(table.kind, table.kind)
    return f"hidden {kind}" if table.is_hidden else kind


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def left_off(table: SourceTable) -> str:
    """How much of the table is not shown."""
    rows = len(table.rows) - ROWS_SHOWN
    columns = len(table.columns) - COLUMNS_SHOWN
    parts = [(rows, "row"), (columns, "column")]
    return " and ".join(counted(number, noun) for number, noun in parts if number > 0)


def counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def shortened(text: str) -> str:
    line = " ".join(text[: 4 * LONGEST_CELL].split())
    return line if len(line) <= LONGEST_CELL else f"{line[:LONGEST_CELL].rstrip()}…"


def likely_table(source: Source) -> int:
    """The one with the most rows of several columns, to begin with."""

    def weight(index: int) -> int:
        table = source.tables[index]
        size = len(table.rows) * min(len(table.columns), 3)
        return 0 if table.is_hidden else size

    return max(range(len(source.tables)), key=weight, default=0)


def chosen_table(import_: Import, source: Source) -> int:
    return likely_table(source) if import_.table is None else import_.table


def words_of(source: Source) -> Iterator[str]:
    """What there is to say of what was read."""
    number = len(source.tables)
    if number > 1:
        yield f"{number} tables and lists were found."
    yield from source.notes
