"""Texts that are no table: each line is a title, and whoever reads that is told so."""

from objectives.importing.sources.base import Source
from objectives.importing.sources.grid import Block, Line, table_of, tidy, without_rules

LONGEST_TITLE = 200


def read_lines(text: str) -> Source:
    """A row for each line, with notes about what it does not look like."""
    notes: list[str] = []
    every = (Line(number, [line]) for number, line in enumerate(text.split("\n"), 1))
    lines = [line for line in without_rules(tidy(every), notes) if line.cells]
    table = table_of(Block(columns=[""], lines=lines), "lines", "")
    notes.insert(0, sentence(lines))
    return Source("lines", (table,) if table else (), tuple(notes))


def sentence(lines: list[Line]) -> str:
    count = len(lines)
    words = f"This is no table. Each of its {count:,} lines is read as a title."
    if count == 1:
        words = "This is no table. Its only line is read as a title."
    long = [line.number for line in lines if len(line.cells[0]) > LONGEST_TITLE]
    if long:
        words += f" Line {long[0]} is long for a title; is this the right text?"
    return words
