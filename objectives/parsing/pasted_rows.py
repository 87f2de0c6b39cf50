"""Rows of objectives from what somebody typed or pasted from a sheet.

Pure: text in, rows out. A line is a row; tabs part its cells, in the order of the
table's columns. A sheet puts quotation marks around a cell that has lines or tabs of
its own, and doubles those inside it; a line without tabs is a title, whatever it says.
"""

import re

COLUMNS = ("title", "measure", "dependency", "eta", "status")
CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*)')


def rows_from(text):
    """The rows of a text, each a list of cells; empty lines are none."""
    text = text.strip("\n")
    rows = sheet(text) if "\t" in text else [[line] for line in text.split("\n")]
    tidied = ([cell.strip() for cell in row] for row in rows)
    return [row for row in tidied if any(row)]


def sheet(text):
    """The cells of each row of tab-separated text."""
    rows, end = [[]], 0
    while True:
        found = CELL.match(text, end)
        quoted, bare = found.groups()
        rows[-1].append(bare if quoted is None else quoted.replace('""', '"'))
        end = found.end() + 1
        if end > len(text):
            return rows
        if text[end - 1] == "\n":
            rows.append([])


def fields_of(row):
    """The cells of a row by the name of their field; some of them are one line."""
    cells = dict(zip(COLUMNS, row, strict=False))
    return {
        name: " ".join(cell.split()) if name in ("title", "eta") else cell
        for name, cell in cells.items()
    }
