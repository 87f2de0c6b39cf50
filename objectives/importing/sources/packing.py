"""A `Source` as JSON and back: what a child found, or what is kept of a file."""

import json
from typing import Any

from objectives.importing.sources.base import (
    Source,
    SourceRepair,
    SourceRow,
    SourceTable,
)


def packed(source: Source) -> str:
    tables = [
        [
            *(table.kind, table.name, table.columns),
            *([*map(row_as_list, table.rows)], table.is_hidden),
        ]
        for table in source.tables
    ]
    return json.dumps(
        [source.kind, tables, source.notes], ensure_ascii=False, separators=(",", ":")
    )


def row_as_list(row: SourceRow) -> list[Any]:
    repairs = [[one.code, one.line, one.text] for one in row.repairs]
    return [row.cells, row.line, row.headings, row.depth, row.parent, repairs]


def unpacked(text: str | bytes) -> Source:
    kind, tables, notes = json.loads(text)
    return Source(kind, tuple(table_from(*table) for table in tables), tuple(notes))


def table_from(
    kind: str, name: str, columns: list[str], rows: list[list[Any]], is_hidden: bool
) -> SourceTable:
    found = tuple(row_from(*row) for row in rows)
    return SourceTable(kind, name, tuple(columns), found, is_hidden)


def row_from(
    cells: list[str],
    line: int,
    headings: list[str],
    depth: int,
    parent: int | None,
    repairs: list[list[Any]],
) -> SourceRow:
    mended = tuple(SourceRepair(*one) for one in repairs)
    return SourceRow(tuple(cells), line, tuple(headings), depth, parent, mended)
