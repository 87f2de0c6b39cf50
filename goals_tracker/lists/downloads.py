"""Tables as CSV and XLSX files in which no text becomes a formula.

A spreadsheet takes any text that starts with one of a few characters for a formula. In
CSV such a text gets an apostrophe in front; in XLSX every text is stored as text, and
marked so that it stays text when somebody edits it.

A program that expects other separators or no quotes sees cells start inside a text, so
formulas there get an apostrophe too. Where somebody typed apostrophes in such a place,
there is one more, so that `unescape_formula` gives back every text as it was typed.
"""

import csv
import datetime
import re
import tempfile

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# Full-width signs count in some languages; spaces and quotes in front may be dropped.
SIGN = r"[=+\-@＝＋－＠]"
SKIPPED = r'[\s"\ufeff\u200b]'
FORMULA = re.compile(rf"[\t\r\n]|{SKIPPED}*{SIGN}")
GUARDED = re.compile(rf"'*+(?:{FORMULA.pattern})")
# Where some programs start a cell or a row, and the sign that follows. It is optional,
# so that a long row of breaks is one match and not one attempt for each.
CELL_START_INSIDE = re.compile(
    rf"([,;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]{SKIPPED}*+)('*+)({SIGN}?)"
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# No cell of a spreadsheet holds more characters.
LONGEST_CELL = 32_767
NUMBERS = (int, float, datetime.date)


class Echo:
    """A file-like object that returns each line written to it."""

    def write(self, line):
        return line


def csv_response(name, headings, rows):
    """A streamed CSV file in UTF-8, with a byte order mark."""
    writer = csv.writer(Echo())

    def lines():
        yield "\ufeff" + writer.writerow(map(escape_formula, headings))
        for row in rows:
            yield writer.writerow(map(escape_formula, row))

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def escape_formula(value):
    """A value that is safe in a CSV cell."""
    if value is None or isinstance(value, NUMBERS):
        return value
    text = str(value).replace("\0", "")
    text = CELL_START_INSIDE.sub(with_apostrophe, text)
    return f"'{text}" if GUARDED.match(text) else text


def with_apostrophe(beginning):
    skipped, typed, sign = beginning.groups()
    return f"{skipped}'{typed}{sign}" if sign else beginning[0]


def unescape_formula(text):
    """The text that `escape_formula` was given, from what a CSV cell says."""
    text = text[1:] if text[:1] == "'" and GUARDED.match(text) else text
    return CELL_START_INSIDE.sub(without_apostrophe, text)


def without_apostrophe(beginning):
    skipped, typed, sign = beginning.groups()
    return f"{skipped}{typed[1:]}{sign}" if sign else beginning[0]


def xlsx_response(name, headings, rows):
    """An XLSX file: dates and numbers keep their type, everything else is text."""
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
    cell.quotePrefix = bool(FORMULA.match(text))
    return cell
