"""How the rows of a slide's table are set: their columns, and their size."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reviews.slides import columns
from reviews.slides.base import Block, TextRun, height
from reviews.slides.cells import BLANK
from reviews.slides.rows import Cell, TableRow
from reviews.slides.steps import GROUP, HEAD, MOST_HUGE, STEPS, Step, styles

MEASURE, DEPENDENCY = 1, 2
EMPTY = (BLANK,)
DEPENDS = TextRun("Depends on ")
# A longer dependency keeps its column.
MOST_MOVED = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """The size of a table's texts, which columns it has, and their widths in units."""

    step: Step
    shown: tuple[int, ...]
    units: tuple[int, ...]

    @property
    def rooms(self) -> tuple[float, ...]:
        """The px between a column's edge and the gutter behind it."""
        *others, last = (one * columns.UNIT for one in self.units)
        return (*(one - self.step.gutter for one in others), last)

    def cells(self, row: TableRow) -> tuple[Cell, ...]:
        return tuple(row.cells[index] for index in self.shown)


def layout(rows: Sequence[TableRow], step: Step) -> Layout:
    """The columns that these rows need, in that size."""
    others = range(1, len(rows[0].cells))
    shown = (0, *(at for at in others if any(row.cells[at] != EMPTY for row in rows)))
    return Layout(step, shown, columns.units(tuple(rows), shown, step))


def best(rows: Sequence[TableRow], groups: int, room: float) -> Layout | None:
    """The layout in the largest size in which the rows fit, or None."""
    for step in STEPS if len(rows) <= MOST_HUGE else STEPS[1:]:
        found = layout(rows, step)
        if fits(rows, found, room - HEAD - groups * GROUP):
            return found
    return None


def fits(rows: Iterable[TableRow], found: Layout, room: float) -> bool:
    """Whether the rows take no more than that; what is clear early ends early."""
    for row in rows:
        room -= row_height(row, found)
        if room < 0:
            return False
    return True


@functools.lru_cache(maxsize=8192)
def row_height(row: TableRow, found: Layout) -> float:
    """The px of a row: its highest cell, the padding and the rule below it."""
    tallest = max(
        cell_height(cell, room, found.step)
        for cell, room in zip(found.cells(row), found.rooms, strict=True)
    )
    return tallest + 2 * found.step.padding + 1


def cell_height(cell: Cell, room: float, step: Step) -> float:
    return sum(height(block, styles(step)[block.kind], room) for block in cell)


def with_lone_dependency(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows, a dependency that no other has moved under its measure."""
    having = [row for row in rows if row.cells[DEPENDENCY] != EMPTY]
    if len(having) != 1 or not is_movable(having[0]):
        return [*rows]
    return [moved(row) if row is having[0] else row for row in rows]


def is_movable(row: TableRow) -> bool:
    first = row.cells[DEPENDENCY][0]
    return first.kind == "text" and len(first.text) <= MOST_MOVED and not row.whole


def moved(row: TableRow) -> TableRow:
    """The row with its dependency under its measure."""
    cells = [*row.cells]
    cells[MEASURE] = (*cells[MEASURE], *depending(cells[DEPENDENCY]))
    cells[DEPENDENCY] = EMPTY
    return replace(row, cells=tuple(cells))


def depending(cell: Cell) -> Iterator[Block]:
    first, *others = cell
    yield Block("depends", (DEPENDS, *first.runs))
    yield from others
