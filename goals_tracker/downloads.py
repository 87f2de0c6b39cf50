"""Tables as files for spreadsheets, in which no cell may run.

A spreadsheet takes for a formula what begins with one of a few characters, whoever
typed it. In CSV such a text gets an apostrophe before it; in XLSX every text is stored
as text, and marked so that it stays one when somebody edits it.

A reader that takes other separators than ours, or no quotes, sees cells begin inside
a text: what would run there gets its apostrophe too.
"""

import csv
import datetime
import re
import tempfile

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# The wide forms count in some languages; space and quotes before them may go.
SIGN = r"[=+\-@＝＋－＠]"
PASSED_OVER = r'[\s"\ufeff\u200b]'
RUNS = re.compile(rf"[\t\r\n]|{PASSED_OVER}*{SIGN}")
# Where a cell or a row begins for somebody, and the sign that follows. It may lack, so
# that a long row of breaks is one match, and not one attempt a break.
BEGINS_INSIDE = re.compile(
    rf"([,;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]{PASSED_OVER}*+)({SIGN}?)"
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# No cell of a spreadsheet holds more characters.
LONGEST_CELL = 32_767
NUMBERS = (int, float, datetime.date)


class Line:
    """A file that gives back each line that is written to it."""

    def write(self, line):
        return line


def csv_response(name, headings, rows):
    """A CSV file that is sent while it is read; UTF-8, said so at its start."""
    writer = csv.writer(Line())

    def lines():
        yield "\ufeff" + writer.writerow(map(harmless, headings))
        for row in rows:
            yield writer.writerow(map(harmless, row))

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def harmless(value):
    """A value as it may stand in a CSV cell."""
    if value is None or isinstance(value, NUMBERS):
        return value
    text = str(value).replace("\0", "")
    text = BEGINS_INSIDE.sub(kept_from_running, text)
    return f"'{text}" if RUNS.match(text) else text


def kept_from_running(beginning):
    passed_over, sign = beginning.groups()
    return f"{passed_over}'{sign}" if sign else passed_over


def xlsx_response(name, headings, rows):
    """An XLSX file: dates and numbers are such, everything else is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    sheet.append([as_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([as_cell(sheet, value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX
    )


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
    cell.quotePrefix = bool(RUNS.match(text))
    return cell
