"""The sheets of XLSX and ODS files as tables of values; formulas, macros and links to
other files stay where they are.

How large a file is once it is unpacked is read from its directory first. A directory
may lie: only within limits (`objectives.importing.limited`) are strangers' files safe.
"""

import contextlib
import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from objectives.importing.sources import ods
from objectives.importing.sources.base import Source, SourceError, SourceTable
from objectives.importing.sources.grid import Line, tables_in
from objectives.importing.sources.shares import Place, shares_in
from objectives.importing.sources.texts import MOST_CELLS, MOST_ROWS, one_line
from objectives.text.characters import storable

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED = 200 * 1024 * 1024
MOST_FILES, MOST_SHEETS = 2000, 100
XLSX, ODS = "xl/workbook.xml", "content.xml"
OTHERS = {
    "xl/workbook.bin": "This is a binary Excel file. Save it as XLSX.",
    "word/document.xml": "This is a Word file. Copy its table, and paste it here.",
    "ppt/presentation.xml": "These are slides. Copy their table, and paste it here.",
}
ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, OSError, ValueError, IndexError),
    *(NotImplementedError, RuntimeError, KeyError, OverflowError, EOFError),
)
Value = Any  # of a cell: text, number, day, time or truth


def is_sheet_file(data: bytes) -> bool:
    return data.startswith((ZIP, OLE))


def read_sheets(data: bytes) -> Source:
    """Each sheet as one table or more; those that are hidden come last."""
    kind = checked_kind(data)
    notes: list[str] = []
    tables: list[SourceTable] = []
    hidden: list[SourceTable] = []
    with refusals():
        shares = shares_in(zipfile.ZipFile(io.BytesIO(data))) if kind == "xlsx" else {}
        data = ods.readable(data) if kind == "ods" else data
        for sheet, is_hidden in sheets_in(data):
            name = one_line(storable(sheet.name))
            lines = lines_of(sheet, name, shares.get(sheet.name, set()))
            found = tables_in(lines, "sheet", name, notes=notes)
            if is_hidden:
                hidden += [replace(table, is_hidden=True) for table in found]
            else:
                tables += found
    return Source(kind, (*tables, *hidden), tuple(notes))


def checked_kind(data: bytes) -> str:
    """xlsx or ods, from the directory of the file; nothing of it is unpacked yet."""
    if data.startswith(OLE):
        raise SourceError(
            "old_or_locked",
            "This file has a password or is in Excel's old format. Save it as XLSX "
            "without a password.",
        )
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except ZIP_ERRORS as error:
        raise broken() from error
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise SourceError(
            "too_large_unpacked",
            "This file is too large once it is unpacked. Save the sheet that you need "
            "as CSV.",
        )
    names = {part.filename for part in parts}
    if XLSX in names:
        return "xlsx"
    for name, sentence in OTHERS.items():
        if name in names:
            raise SourceError("other_kind", sentence)
    if ODS not in names:
        raise SourceError(
            "other_kind", "There is no sheet in this file. Choose an XLSX or ODS file."
        )
    return "ods"


def broken() -> SourceError:
    return SourceError("broken", "This file is damaged. Save it again as XLSX or ODS.")


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Say in words what a reader stumbles over, also where its library panics."""
    try:
        yield
    except SourceError:
        raise
    except PasswordError as error:
        sentence = "This file has a password. Save it without one."
        raise SourceError("old_or_locked", sentence) from error
    except (CalamineError, *ZIP_ERRORS) as error:
        raise broken() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise broken() from error


def sheets_in(data: bytes) -> Iterator[tuple[CalamineSheet, bool]]:
    """The sheets of cells, each with whether it is hidden."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for sheet in book.sheets_metadata[:MOST_SHEETS]:
            if sheet.typ is SheetTypeEnum.WorkSheet:
                is_hidden = sheet.visible is not SheetVisibleEnum.Visible
                yield book.get_sheet_by_name(sheet.name), is_hidden


def lines_of(sheet: CalamineSheet, name: str, shares: set[Place]) -> Iterator[Line]:
    """Its rows, with the number that the sheet gives them.

    A row that is one merged cell is a heading of those below; a cell that was merged
    downwards says the same in each of its rows.
    """
    if sheet.height > 2 * MOST_ROWS or sheet.height * sheet.width > 4 * MOST_CELLS:
        raise SourceError(
            "too_many_rows",
            f"The sheet “{name}” has more than {MOST_ROWS:,} rows, or too many cells. "
            "Save the part that you need as a file of its own.",
        )
    top, left = sheet.start or (0, 0)
    down, across = merges_of(sheet, top, left)
    held: dict[int, tuple[int, str]] = {}
    section: tuple[str, ...] = ()
    for index, row in enumerate(sheet.to_python()):
        cells = [
            per_cent(value) if (top + index, left + at) in shares else in_words(value)
            for at, value in enumerate(row)
        ]
        if index in across and cells[0].strip():
            section = (one_line(cells[0]),)
            continue
        for column, until in down.get(index, {}).items():
            held[column] = until, cells[column]
        for column, (until, text) in held.items():
            if index <= until:
                cells[column] = text
        yield Line(top + index + 1, cells, section)


def merges_of(
    sheet: CalamineSheet, top: int, left: int
) -> tuple[dict[int, dict[int, int]], set[int]]:
    """By row: the columns that are merged down, until where; and the rows that are one.

    Counted from the first cell that is used.
    """
    down: dict[int, dict[int, int]] = {}
    across = set()
    for (first, one), (last, other) in sheet.merged_cell_ranges or ():
        first, one, last, other = first - top, one - left, last - top, other - left
        if first < 0 or not 0 <= one < sheet.width:
            continue
        if first == last and one == 0 and other - one + 1 >= max(sheet.width, 2):
            across.add(first)
        elif last > first:
            down.setdefault(first, {})[one] = last
    return down, across


def per_cent(value: Value) -> str:
    """0.5 in a cell that shows it as 50%."""
    return f"{value * 100:.10g}%" if isinstance(value, float) else in_words(value)


def in_words(value: Value) -> str:
    """A value as a person would type it; days as ISO."""
    match value:
        case str():
            return storable(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.15g}"
        case datetime.datetime():
            is_day = value.time() == datetime.time()
            return value.date().isoformat() if is_day else f"{value:%Y-%m-%d %H:%M}"
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return f"{value:%H:%M}"
    return str(value)
