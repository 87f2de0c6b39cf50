"""Rows of cells that may reach over several rows or columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from objectives.importing.sources.grid import Line, check_table
from objectives.importing.sources.texts import MOST_COLUMNS, plain_heading


@dataclass(slots=True)
class Cell:
    parts: list[str]
    number: int
    is_heading: bool = False
    down: int = 1
    across: int = 1

    @property
    def text(self) -> str:
        return "\n".join(self.parts).strip()


@dataclass(slots=True)
class Spans:
    """A table that is being read, cell by cell."""

    number: int = 1
    rows: list[list[Cell]] = field(default_factory=list)
    row: list[Cell] = field(default_factory=list)

    def add(
        self, text: str, number: int, *, is_heading: bool, down: int, across: int
    ) -> None:
        # 0 is "up to the end" in HTML; hardly anything writes it.
        across = min(max(across, 1), MOST_COLUMNS)
        self.row.append(Cell([text], number, is_heading, max(down, 1), across))

    def add_to_cell(self, text: str) -> None:
        if self.row:
            self.row[-1].parts.append(text)

    def end_row(self, number: int) -> None:
        if self.row:
            self.rows.append(self.row)
            self.number = self.row[0].number
        self.row = []

    def lines(
        self, above: tuple[str, ...], tidy: Callable[[str], str]
    ) -> Iterator[Line]:
        """Its rows; one that is a single wide cell is a heading of those below."""
        width = max((sum(cell.across for cell in row) for row in self.rows), default=0)
        held: dict[int, tuple[int, str]] = {}
        section: tuple[str, ...] = ()
        for count, row in enumerate(self.rows, 1):
            check_table(count, width, row[0].number)
            if is_section(row, width):
                section = (plain_heading(tidy(row[0].text)),)
                continue
            yield self.line(row, held, (*above, *section), tidy)

    def line(
        self,
        row: list[Cell],
        held: dict[int, tuple[int, str]],
        above: tuple[str, ...],
        tidy: Callable[[str], str],
    ) -> Line:
        cells: list[str] = []
        for cell in row:
            take_held(cells, held)
            text = tidy(cell.text)
            if cell.down > 1:
                held[len(cells)] = (cell.down - 1, text)
            cells += [text, *[""] * (cell.across - 1)]
        take_held(cells, held)
        is_heading = len(row) > 1 and all(cell.is_heading for cell in row)
        return Line(row[0].number, cells, above, is_heading)


def take_held(cells: list[str], held: dict[int, tuple[int, str]]) -> None:
    """Put in what reaches down from rows above."""
    while (at := len(cells)) in held:
        rows, text = held.pop(at)
        cells.append(text)
        if rows > 1:
            held[at] = (rows - 1, text)


def is_section(row: list[Cell], width: int) -> bool:
    return len(row) == 1 and row[0].across >= width > 1 and bool(row[0].text)
