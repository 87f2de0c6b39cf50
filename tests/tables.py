"""Small tables as the readers of imports give them."""

from objectives.importing.mapping import Mapping, guess
from objectives.importing.sources.base import SourceRow, SourceTable


def table(columns, *rows, name="", kind="csv"):
    """A table with headings between bars; a row is its cells between bars."""
    split = [tuple(cell.strip() for cell in row.split("|")) for row in rows]
    lines = [SourceRow(cells, line) for line, cells in enumerate(split, 2)]
    headings = tuple(cell.strip() for cell in columns.split("|"))
    return SourceTable(kind, name, headings, tuple(lines))


def outline(*items, name="", kind="list"):
    """A list: an item is how deep it is, and what it says."""
    rows, above = [], {}
    for line, (depth, text) in enumerate(items, 1):
        parent = above.get(depth - 1) if depth else None
        rows.append(SourceRow((text,), line, (), depth, parent))
        above[depth] = len(rows) - 1
    return SourceTable(kind, name, ("",), tuple(rows))


def meaning(*fields):
    """A mapping of columns without headings."""
    columns = [{"heading": "", "field": field} for field in fields]
    return Mapping.from_json({"columns": columns})


__all__ = ["guess", "meaning", "outline", "table"]
