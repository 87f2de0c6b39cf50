"""Read figures from CSV. Pure. The package's docstring has the rules."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import tzinfo
from itertools import chain

from reviews.parsing.figures import Collector, ParseError, StopReadingError, quoted
from reviews.parsing.moments import date_order, moment_of
from reviews.parsing.values import decimal_mark, is_blank, is_number, tidied, value_of

DELIMITERS = "\t;,"
MOST_NAMED = 20
DIGIT = re.compile(r"\d", re.ASCII)
Row = tuple[int, list[str]]


def collect_table(
    text: str,
    found: Collector,
    *,
    zone: tzinfo,
    metric: str,
    column: str,
    order: str,
) -> None:
    """Collect the readings in a table, and what is wrong with its lines."""
    rows = numbered(text, found)
    line, first = next(rows, (0, []))
    if not line:
        return
    names = first if is_header(first) else []
    width = len(first)
    if width < 2:
        raise ParseError(f"Line {line} has one column. Enter a time and a value.")
    place = chosen(names, first, found, metric=metric, column=column)
    cells = []
    for number, row in rows if names else chain([(line, first)], rows):
        if len(row) > width:
            found.refuse(number, more_columns(row, width))
        elif len(row) < 2:
            found.refuse(number, "It has one column. Enter a time and a value.")
        else:
            value = tidied(row[place]) if place < len(row) else ""
            cells += [(number, row[0], value)] if row[0] or value else []
    collect(cells, found, zone, order)


def collect(
    cells: list[tuple[int, str, str]], found: Collector, zone: tzinfo, order: str
) -> None:
    order = date_order((time for _, time, _ in cells), order)
    mark = decimal_mark(value for _, _, value in cells)
    for number, time, value in cells:
        try:
            moment = moment_of(time, zone, order)
            if not is_blank(value):
                found.add(number, moment, value_of(value, mark))
        except ParseError as refusal:
            found.refuse(number, str(refusal))


def more_columns(row: list[str], width: int) -> str:
    return (
        f"It has {len(row)} columns, the first line has {width}. "
        "Put a value with a comma in quotation marks."
    )


def numbered(text: str, found: Collector) -> Iterator[Row]:
    """The rows that are not blank, each with the number of its first line."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter_of(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            found.refuse(line, in_words(error))
            raise StopReadingError from error
        while row and not row[-1]:
            # A trailing delimiter adds no column.
            if len(row) <= 2 and row[0]:
                break
            row.pop()
        if row:
            yield line, row


def in_words(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"A cell is longer than {csv.field_size_limit():,} characters."
    return "Its quotation marks do not match."


def delimiter_of(text: str) -> str:
    """The delimiter of the first line that is not blank, outside quotation marks."""
    lines = (line for line in io.StringIO(text, newline=None) if line.strip(" \t\n;,"))
    bare = re.sub(r'"[^"]*"', "", next(lines, ""))
    return next((one for one in DELIMITERS if one in bare), ",")


def is_header(row: list[str]) -> bool:
    others = [cell for cell in row[1:] if cell]
    is_named = not others or not all(is_number(tidied(one)) for one in others)
    return not DIGIT.search(row[0]) and is_named


def chosen(
    names: list[str], first: list[str], found: Collector, *, metric: str, column: str
) -> int:
    """The index of the column with the values."""
    names = names or ["", *(f"Column {place}" for place in range(2, len(first) + 1))]
    places = [place for place in range(1, len(names)) if names[place]] or [1]
    if column:
        return asked_for(column, names, places, found)
    if len(places) == 1:
        return places[0]
    same = [place for place in places if alike(names[place], metric)]
    if len(same) == 1:
        return same[0]
    return ask(names, places, found, "It has several columns of values")


def asked_for(
    column: str, names: list[str], places: list[int], found: Collector
) -> int:
    same = [place for place in places if alike(names[place], column)]
    if len(same) == 1:
        return same[0]
    if not same and column.strip() in {str(place + 1) for place in places}:
        return int(column) - 1
    return ask(names, places, found, f"There is no single column {quoted(column)}")


def ask(names: list[str], places: list[int], found: Collector, why: str) -> int:
    """Ask the caller to choose one of these columns."""
    found.columns = tuple(names[place] for place in places)
    named = ", ".join(quoted(name) for name in found.columns[:MOST_NAMED])
    raise ParseError(f"{why}. Enter which one to use, by name or number: {named}.")


def alike(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
