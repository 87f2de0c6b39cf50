"""What every reader gives: tables of rows, or a refusal with its place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceRepair:
    """Something that was put right while reading, in words."""

    code: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a table or an item of a list; `line` is that of the text or sheet.

    It has as many cells as its table has columns, and days in them as ISO. `headings`
    stand above it, outermost first; `parent` is the index of the item around it.
    """

    cells: tuple[str, ...]
    line: int
    headings: tuple[str, ...] = ()
    depth: int = 0
    parent: int | None = None
    repairs: tuple[SourceRepair, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table or list; its name is that of the sheet or the nearest heading.

    A column without a heading is "". What is hidden in a file is taken only if chosen.
    """

    kind: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """All that was found; `notes` are sentences about what was not taken."""

    kind: str
    tables: tuple[SourceTable, ...]
    notes: tuple[str, ...] = ()


class SourceError(ValueError):
    """Nothing is read; says where it stopped, if anywhere, counted from 1."""

    def __init__(
        self, code: str, message: str, *, line: int | None = None, column: int = 1
    ):
        super().__init__(message)
        self.code, self.message = code, message
        self.line, self.column = line, None if line is None else column

    def __str__(self) -> str:
        if self.line is None:
            return self.message
        return f"Line {self.line}, column {self.column}: {self.message}"
