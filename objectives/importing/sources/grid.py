"""Tables out of rows of cells: where the headings are, and where one table ends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from objectives.importing.sources.base import SourceError, SourceRow, SourceTable
from objectives.importing.sources.headings import (
    folded,
    is_heading_above,
    is_heading_inside,
    is_heading_row,
)
from objectives.importing.sources.texts import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    one_line,
    tidied,
)

DRAWN = set("-–—=_ ")
BULLETS = ("- ", "* ", "• ", "– ")
ROWS_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file as it was found; `is_heading` where its form says so."""

    number: int
    cells: list[str]
    headings: tuple[str, ...] = ()
    is_heading: bool = False


@dataclass(slots=True)
class Block:
    """The lines of one table, with what stands above them."""

    titles: tuple[str, ...] = ()
    columns: list[str] | None = None
    lines: list[Line] = field(default_factory=list)


def tables_in(
    lines: Iterable[Line], kind: str, name: str = "", *, notes: list[str]
) -> list[SourceTable]:
    """The tables in the lines of a sheet or file; adds sentences about the rest."""
    blocks = [*blocks_in(without_rules(tidy(lines), notes))]
    tables = joined(table_of(block, kind, name) for block in blocks)
    return without_loose(tables, notes)


def without_loose(tables: list[SourceTable], notes: list[str]) -> list[SourceTable]:
    """Tables without lines of words that stand around one with headings."""
    if not any(any(table.columns) for table in tables):
        return tables
    loose = [table for table in tables if table.columns == ("",)]
    lines = [str(row.line) for table in loose for row in table.rows]
    if lines:
        notes.append(left_out(lines, "is in no table", "are in no table"))
    return [table for table in tables if table not in loose]


def left_out(lines: list[str], is_one: str, are_several: str) -> str:
    if len(lines) == 1:
        return f"Line {lines[0]} {is_one} and was left out."
    places = ", ".join(lines[:5]) + (" and more" if len(lines) > 5 else "")
    return f"Lines {places} {are_several} and were left out."


def joined(tables: Iterable[SourceTable | None]) -> list[SourceTable]:
    """Tables of the same columns as one: which part a row is of say its headings."""
    found: dict[tuple[str, ...] | int, SourceTable] = {}
    for place, table in enumerate(filter(None, tables)):
        key = tuple(map(folded, table.columns)) if any(table.columns) else place
        before = found.get(key)
        found[key] = both(before, table) if before else table
    return [*found.values()]


def both(one: SourceTable, other: SourceTable) -> SourceTable:
    name = one.name if one.name == other.name else ""
    return replace(one, name=name, rows=one.rows + other.rows)


def tidy(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines within limits, cells without blanks around them."""
    widest = 0
    for count, line in enumerate(lines, 1):
        cells = [tidied(cell) for cell in line.cells]
        while cells and not cells[-1]:
            cells.pop()
        check_line(line.number, cells)
        widest = max(widest, len(cells))
        check_table(count, widest, line.number)
        yield replace(line, cells=cells)


def check_line(number: int, cells: list[str]) -> None:
    if len(cells) > MOST_COLUMNS:
        message = f"This row has more than {MOST_COLUMNS} cells."
        raise SourceError("too_wide", message, line=number, column=MOST_COLUMNS + 1)
    for column, cell in enumerate(cells, 1):
        if len(cell) > LONGEST_CELL:
            raise SourceError(
                "cell_too_long",
                f"This cell has more than {LONGEST_CELL:,} characters. Shorten it, "
                "or look for a quote that is never closed.",
                line=number,
                column=column,
            )


def check_table(rows: int, width: int, number: int) -> None:
    # Blank lines count as well: looking at them takes time, too.
    if rows > 2 * MOST_ROWS or rows * width > MOST_CELLS:
        raise too_many_rows(number)


def too_many_rows(number: int) -> SourceError:
    return SourceError(
        "too_many_rows",
        f"There are more than {MOST_ROWS:,} rows, or too many cells. Bring it in as "
        "smaller files.",
        line=number,
    )


def without_rules(lines: Iterable[Line], notes: list[str]) -> Iterator[Line]:
    """Lines without those that are only drawn."""
    drawn = []
    for line in lines:
        filled = [cell for cell in line.cells if cell]
        if filled and all(map(is_drawn, filled)):
            drawn.append(str(line.number))
            continue
        yield line
    if drawn:
        notes.append(left_out(drawn, "is a line of dashes", "are lines of dashes"))


def is_drawn(cell: str) -> bool:
    return len(cell) > 2 and DRAWN.issuperset(cell)


def blocks_in(lines: Iterable[Line]) -> Iterator[Block]:
    """Tables one below the other, each with headings of its own."""
    block = Block()
    for line in filter(lambda line: any(line.cells), lines):
        if names_columns(line, block):
            yield block
            block = begun(block, line)
        else:
            block.lines.append(line)
    yield block


def names_columns(line: Line, block: Block) -> bool:
    if line.is_heading or line.cells == block.columns:
        return True
    is_named = is_heading_row if block.columns is None else is_heading_inside
    return is_named(line.cells)


def begun(before: Block, line: Line) -> Block:
    """A table that begins below these headings; a title above is not a row before."""
    titles: list[str] = []
    while before.lines and is_title_of(before.lines[-1], line, before):
        titles.insert(0, one_line(before.lines.pop().cells[0]))
    return Block((*line.headings, *titles), line.cells)


def is_title_of(above: Line, line: Line, before: Block) -> bool:
    """Whether a row stands right above headings and has one cell alone."""
    if line.number - above.number > 3 or len(above.cells) > 1 or len(line.cells) == 1:
        return False
    if above.cells[0].startswith(BULLETS):
        return False
    # Another table may end with a row of one cell.
    return before.columns is None or is_apart(before, above)


def is_apart(before: Block, above: Line) -> bool:
    """Whether a row is no more of a table: below a gap, or alone with one cell."""
    numbers = [line.number for line in before.lines[-2:]]
    has_gap = any(two - one > 1 for one, two in pairwise(numbers))
    return has_gap or all(len(line.cells) > 1 for line in before.lines[:-1])


def table_of(block: Block, kind: str, name: str) -> SourceTable | None:
    columns, lines = block.columns, block.lines
    if columns is None and lines:
        columns, lines = with_guessed_headings(lines)
    if not lines:
        return None
    if len(lines) > MOST_ROWS:
        raise too_many_rows(lines[MOST_ROWS].number)
    width = max(len(columns or ()), *(len(line.cells) for line in lines))
    used = used_columns(columns or [], lines, width)
    rows = tuple(
        SourceRow(
            tuple(cell_at(line.cells, index) for index in used),
            line.number,
            tuple(dict.fromkeys((*block.titles, *line.headings))),
        )
        for line in lines
    )
    names = tuple(one_line(cell_at(columns or [], index)) for index in used)
    nearest = block.titles[-1] if block.titles else ""
    return SourceTable(kind, name or nearest, names, rows)


def with_guessed_headings(lines: list[Line]) -> tuple[list[str] | None, list[Line]]:
    first, *rest = lines
    below = [line.cells for line in rest[:ROWS_LOOKED_AT]]
    if below and is_heading_above(first.cells, below):
        return first.cells, rest
    return None, lines


def used_columns(columns: list[str], lines: list[Line], width: int) -> list[int]:
    """Those that have a heading or any text."""
    used = {index for index, name in enumerate(columns) if name}
    for line in lines:
        if len(used) == width:
            break
        used.update(index for index, cell in enumerate(line.cells) if cell)
    return sorted(used)


def cell_at(cells: list[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""
