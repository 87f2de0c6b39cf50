"""Rows of objectives from text that was typed, or pasted from a spreadsheet. Pure.

A line is a row, and tabs separate its cells, in the order of the table's columns. A
spreadsheet puts a cell with line breaks or tabs in quotes and doubles the quotes inside
it. A line without tabs is a title, whatever it says.
"""

import re
import unicodedata
from collections.abc import Sequence

COLUMNS = (
    *("title", "measure", "dependency", "eta", "status"),
    *("tags", "reference", "reference_url"),
)
OF_ONE_LINE = ("title", "eta", "reference", "reference_url")
# What a row of headings calls the columns that can be pasted.
HEADINGS = {
    "title": ("objective", "title", "goal", "key objective"),
    "measure": ("measure of success", "measure", "expected impact", "impact"),
    "dependency": ("dependency", "dependencies", "depends on"),
    "owner": ("who", "owner", "person", "lead"),
    "eta": ("eta", "due", "due date", "date", "deadline", "target date"),
    "state": ("state",),
    "status": ("status", "status update"),
    "tags": ("tags", "tag"),
    "reference": ("reference", "external reference", "ticket"),
}
NAMES = {word: name for name, words in HEADINGS.items() for word in words}
# How items of lists, headings and tables of other kinds than a sheet's begin.
MARK = re.compile(
    r"(?:[-*+•‣·]|[0-9]{1,3}[.)]|#{1,6}) +\S|\||\{\||</?(?:table|tr|ul|ol|li|h[1-6])\b",
    re.IGNORECASE,
)
CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*)')


def columns_in(row: list[str]) -> list[str | None] | None:
    """The columns that a row of headings names; None if it is no such row."""
    names = [NAMES.get(" ".join(cell.casefold().split())) for cell in row]
    filled = [name for name, cell in zip(names, row, strict=True) if cell.strip()]
    is_heading = len(filled) > 1 and None not in filled
    return names if is_heading and len(set(filled)) == len(filled) else None


def is_document(text: str) -> bool:
    """Whether a text has more to it than titles and rows: lists, tables, headings."""
    rows = rows_from(text)
    is_table_again = any(columns_in(row) for row in rows[1:])
    return is_table_again or sum(bool(MARK.match(row[0])) for row in rows) > 1


def block_from(text: str) -> list[list[str]]:
    """The cells of a block as it was copied, empty rows included."""
    return [
        [cell.strip() for cell in row] for row in split_sheet(text.removesuffix("\n"))
    ]


def folded_name(name: str) -> str:
    """What spellings of a person's name have in common: no case, no accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split())


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


def fields_of(
    row: list[str], columns: Sequence[str | None] = COLUMNS
) -> dict[str, str]:
    """The cells of a row by field name; titles, ETAs and references are one line."""
    cells = {name: cell for name, cell in zip(columns, row, strict=False) if name}
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
