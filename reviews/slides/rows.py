"""An objective as the row of a table: five cells of blocks."""

import functools
from dataclasses import dataclass, field

from reviews.slides.base import Block
from reviews.slides.cells import cell, eta_cell, status_cell, title_cell
from reviews.snapshot.values import Row, Said

Cell = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table row of cells of blocks; `state` colours its word.

    What is continued carries its title again. `whole` are the cells of a row that is
    cut, as they were before.
    """

    pk: int
    cells: tuple[Cell, ...]
    state: str = ""
    is_tentative: bool = False
    is_continued: bool = False
    whole: tuple[Cell, ...] = ()
    known_hash: int = field(init=False, default=0, compare=False, repr=False)

    def __hash__(self) -> int:
        # Whatever is measured is kept by its row, and a row has a hundred values.
        if not self.known_hash:
            found = hash((self.pk, self.cells, self.is_tentative, self.is_continued))
            object.__setattr__(self, "known_hash", found)
        return self.known_hash


@functools.lru_cache(maxsize=2048)
def said_line(said: Said, pk: int) -> TableRow:
    """The commitment, word for word."""
    return TableRow(
        pk=pk,
        cells=(
            cell(said.title, None, kind="title"),
            cell(said.measure, None),
            cell(said.dependency, None),
            cell(said.eta, None),
            cell(said.status, None),
        ),
        is_tentative=said.is_tentative,
    )


@functools.lru_cache(maxsize=2048)
def row_line(row: Row, said: Said | None) -> TableRow:
    """The objective as it is now, with changes against `said` marked."""
    return TableRow(
        pk=row.pk,
        cells=(
            title_cell(row, said),
            cell(row.measure, said.measure if said else None),
            cell(row.dependency, said.dependency if said else None),
            eta_cell(row, said),
            status_cell(row),
        ),
        state=row.state,
        is_tentative=row.is_tentative,
    )
