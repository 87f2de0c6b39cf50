"""Rows of objectives from text that was typed, or pasted from a spreadsheet. Pure.

A line is a row, and tabs separate its cells, in the order of the table's columns. A
spreadsheet puts a cell with line breaks or tabs in quotes and doubles the quotes inside
it. A line without tabs is a title, whatever it says.
"""

import re

COLUMNS = (
    *("title", "measure", "dependency", "eta", "status"),
    *("tags", "reference", "reference_url"),
)
OF_ONE_LINE = ("title", "eta", "reference", "reference_url")
CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*)')


def rows_from(text: str) -> list[list[str]]:
    """Split a text into rows of cells, without empty rows."""
    text = text.strip("\n")
    rows = split_sheet(text) if "\t" in text else [[line] for line in text.split("\n")]
    tidied = ([cell.strip() for cell in row] for row in rows)
    return [row for row in tidied if any(row)]


def split_sheet(text: str) -> list[list[str]]:
    """Split tab-separated text into rows of cells."""
    rows: list[list[str]] = [[]]
    end = 0
    while found := CELL.match(text, end):
        quoted, bare = found.groups()
        rows[-1].append(bare if quoted is None else quoted.replace('""', '"'))
        end = found.end() + 1
        if end > len(text):
            break
        if text[end - 1] == "\n":
            rows.append([])
    return rows


def fields_of(row: list[str]) -> dict[str, str]:
    """The cells of a row by field name; titles, ETAs and references are one line."""
    cells = dict(zip(COLUMNS, row, strict=False))
    fields = {
        name: " ".join(cell.split()) if name in OF_ONE_LINE else cell
        for name, cell in cells.items()
    }
    return with_link(fields)


def with_link(fields: dict[str, str]) -> dict[str, str]:
    """A reference that is an address is the link, where there is no other."""
    reference = fields.get("reference", "")
    if fields.get("reference_url") or not re.match(r"https?://", reference):
        return fields
    return fields | {"reference": "", "reference_url": reference}
