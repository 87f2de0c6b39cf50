"""Rows of cells from text with a delimiter: comma, semicolon, tab or bar.

A cell in quotes may hold delimiters and line breaks, and has its quotes doubled. A cell
that only begins with a quoted word is as it was typed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from goals_tracker.lists.formulas import unescape_formula
from objectives.importing.sources.base import Source, SourceError
from objectives.importing.sources.grid import Line, tables_in
from objectives.importing.sources.texts import one_line
from objectives.importing.sources.trackers import tracked

DELIMITERS = ("\t", ";", ",", "|")
NAMED = re.compile(r"sep=(.)\n", re.IGNORECASE)
LINES_LOOKED_AT, START = 200, 64 * 1024
# All columns that a list of objectives has in our own files.
OWN = frozenset(
    (
        *("Objective", "Measure of success", "Dependency", "Team", "Quarter", "Tags"),
        *("Owner", "ETA", "ETA as a day", "Days late", "Status", "State", "Percent"),
        *("Carried from", "Carried over to", "Deferred to", "Reason for dropping"),
        *("Objective when committed", "Measure when committed"),
        *("Dependency when committed", "ETA when committed", "Committed on"),
        *("Added later", "Reference", "Link of the reference"),
    )
)


def read_delimited(text: str, delimiter: str = "", *, name: str = "") -> Source:
    """Its tables; the delimiter is told from the text unless it is given."""
    skipped = 0
    if named := NAMED.match(text):
        delimiter, text, skipped = named[1], text[named.end() :], 1
    delimiter = delimiter or delimiter_of(text) or ","
    lines = lines_in(text, delimiter, first=1 + skipped)
    first = next(lines, None)
    if first is None:
        raise SourceError("empty", "There is nothing in it.")
    is_ours = delimiter == "," and is_own(first.cells)
    rest = map(unguarded, lines) if is_ours else lines
    notes: list[str] = []
    kind, every_line = tracked(chain([first], rest), first)
    tables = tables_in(every_line, kind, name, notes=notes)
    return Source(kind, tuple(tables), tuple(notes))


def is_own(cells: list[str]) -> bool:
    return "Objective" in cells and OWN.issuperset(cells)


def unguarded(line: Line) -> Line:
    return replace(line, cells=[unescape_formula(cell) for cell in line.cells])


def lines_in(text: str, delimiter: str, first: int = 1) -> Iterator[Line]:
    """The rows of a text, each with the line that it begins on."""
    sign = re.escape(delimiter)
    cell = re.compile(
        rf'[ ]*+"((?:[^"]|"")*+)"[ ]*+(?=[{sign}\n]|\Z)|([^{sign}\n]*+)', re.DOTALL
    )
    number, end, cells, started = first, 0, list[str](), first
    while end <= len(text) and (found := cell.match(text, end)):
        quoted, bare = found.groups()
        if quoted is None:
            check_quote(bare, text, found.start(), delimiter, started)
            cells.append(bare)
        else:
            number += quoted.count("\n")
            cells.append(quoted.replace('""', '"'))
        end = found.end() + 1
        if end > len(text) or text[end - 1] == "\n":
            yield Line(started, cells)
            number += 1
            cells, started = [], number
            if end >= len(text):
                break


def check_quote(bare: str, text: str, at: int, delimiter: str, line: int) -> None:
    """Raise SourceError where a quote opens a cell and none closes it."""
    typed = bare.lstrip(" ")
    # What is pasted from a sheet begins with quotes that somebody typed.
    if delimiter == "\t" or not typed.startswith('"') or '"' in typed[1:]:
        return
    column = at - (text.rfind("\n", 0, at) + 1) + 1 + len(bare) - len(typed)
    message = "The quote that begins here is never closed."
    raise SourceError("open_quote", message, line=line, column=column)


def delimiter_of(text: str, agreeing: float = 0.8) -> str | None:
    """The delimiter by which most rows have the same number of cells, if any."""
    start = text[:START]
    if len(text) > START:
        start = start[: start.rfind("\n") + 1] or start
    best, most = None, 0.0
    for delimiter in DELIMITERS:
        score = agreement(start, delimiter)
        if score >= agreeing and score > most:
            best, most = delimiter, score
    return best


def agreement(text: str, delimiter: str) -> float:
    """The share of rows that have as many cells as most, if these are several."""
    if delimiter not in text:
        return 0.0
    try:
        rows = [*islice(lines_in(text, delimiter), LINES_LOOKED_AT)]
    except SourceError:
        rows = [Line(0, line.split(delimiter)) for line in text.split("\n")]
    widths = Counter(len(row.cells) for row in rows if any(map(one_line, row.cells)))
    alone = widths.pop(1, 0)  # titles between tables
    several = widths.total()
    if several <= alone:
        return 0.0
    # Nobody types tabs in sentences.
    return 1.0 if delimiter == "\t" else max(widths.values()) / several
