"""Texts out of bytes, whatever their encoding, within limits."""

import codecs
import re

from objectives.importing.sources.base import SourceError
from objectives.text.characters import storable

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 500
MOST_CELLS = 2_000_000
LONGEST_CELL = 32_767  # as in a spreadsheet
# UTF-32 first, whose mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Characters with which no editor saves a text.
BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
START = 4096
# What a sheet leaves in a cell that looks blank.
INVISIBLE = " \t\n\u00a0\u200b\u2060\ufeff"


def check_size(data: bytes | str) -> None:
    """Raise SourceError if it is too large to be looked at."""
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise SourceError(
            "too_large", f"This is larger than {most} MB. Bring it in as smaller files."
        )


def decoded(data: bytes | str) -> str:
    """The text, with plain line breaks and without what cannot be stored."""
    text = data if isinstance(data, str) else from_bytes(data)
    return storable(text).removeprefix("\ufeff")


def from_bytes(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if wide := wide_encoding(data[:START]):
        return data.decode(wide, errors="replace")
    if len(BINARY.findall(data[:START])) * 20 > min(len(data), START):
        raise SourceError(
            "not_text",
            "This is neither a text nor a sheet. Choose a CSV, XLSX, ODS, HTML, "
            "Markdown or JSON file, or paste the table.",
        )
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def wide_encoding(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of a Western text is 0."""
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(start) > 3 and zeros.count(0) * 5 > len(zeros) * 4:
            return encoding
    return None


def tidied(cell: str) -> str:
    """A cell without blanks around it; one that only looks blank is empty."""
    return cell.strip() if cell.strip(INVISIBLE) else ""


def one_line(text: str) -> str:
    return " ".join(text.split())


def plain_heading(text: str) -> str:
    """A heading on one line, without the signs of its emphasis."""
    return one_line(re.sub(r"\*\*|__|`", "", text)).strip(" #")
