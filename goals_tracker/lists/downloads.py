"""Tables as CSV and XLSX files in which no text becomes a formula.

In CSV `formulas` puts an apostrophe in front; in XLSX every text is stored as text, and
marked so that it stays text when somebody edits it.
"""

import csv
import datetime
import tempfile

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from goals_tracker.lists.formulas import FORMULA, NUMBERS, escape_formula

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a sheet holds, with its headings.
MOST_XLSX_ROWS = 1_048_576
# No cell of a spreadsheet holds more characters.
LONGEST_CELL = 32_767


class Echo:
    """A file-like object that returns each line written to it."""

    def write(self, line):
        return line


def csv_lines(headings, rows):
    """The lines of a CSV file, with a byte order mark."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(map(escape_formula, headings))
    for row in rows:
        yield writer.writerow(map(escape_formula, row))


def csv_response(name, headings, rows):
    """A streamed CSV file in UTF-8."""
    return StreamingHttpResponse(
        csv_lines(headings, rows),
        content_type=TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def xlsx_response(name, headings, rows):
    """An XLSX file."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_xlsx(file, name, headings, rows)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.xlsx", content_type=TYPES["xlsx"]
    )


def write(file, format, name, headings, rows):
    """Write a CSV or XLSX file into an open one."""
    if format == "xlsx":
        write_xlsx(file, name, headings, rows)
    else:
        file.writelines(line.encode() for line in csv_lines(headings, rows))


def write_xlsx(file, name, headings, rows):
    """Dates and numbers keep their type, everything else is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    sheet.append([as_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([as_cell(sheet, value) for value in row])
    book.save(file)


def as_cell(sheet, value):
    if value is None or value == "":
        return None
    if isinstance(value, NUMBERS) and not isinstance(value, bool):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, datetime.date):
            cell.number_format = "yyyy-mm-dd"
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = bool(FORMULA.match(text))
    return cell
