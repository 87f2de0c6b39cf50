"""Which cells of an XLSX file are shown in per cent: 50 % is stored as 0.5.

The reader of values does not say how they are shown. What it takes is looked up by
patterns, without an XML parser, which strangers' files could keep busy.
"""

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator

WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
CELL = re.compile(r"<c\b([^>]*)>")
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
PERCENT_FORMATS = {"9", "10"}  # those that every file has
Place = tuple[int, int]


def shares_in(archive: zipfile.ZipFile) -> dict[str, set[Place]]:
    """Row and column, counted from 0, of these cells by the name of their sheet."""
    names = set(archive.namelist())
    if not {WORKBOOK, STYLES, RELATIONS} <= names:
        return {}
    styles = percent_styles(text_of(archive, STYLES))
    if not styles:
        return {}
    targets = {
        one.get("Id", ""): posixpath.normpath(
            posixpath.join("/xl", one.get("Target", ""))
        ).lstrip("/")
        for one in tags("Relationship", text_of(archive, RELATIONS))
    }
    found = {}
    for sheet in tags("sheet", text_of(archive, WORKBOOK)):
        path = targets.get(sheet.get("r:id", ""))
        if path in names:
            places = set(places_in(text_of(archive, path), styles))
            found[html.unescape(sheet.get("name", ""))] = places
    return found


def text_of(archive: zipfile.ZipFile, name: str) -> str:
    return archive.read(name).decode(errors="replace")


def tags(name: str, text: str) -> Iterator[dict[str, str]]:
    for found in re.finditer(rf"<{name}\b([^>]*)>", text):
        yield dict(ATTRIBUTE.findall(found[1]))


def percent_styles(text: str) -> set[str]:
    """The numbers of the styles that show per cent."""
    formats = PERCENT_FORMATS | {
        one.get("numFmtId", "")
        for one in tags("numFmt", text)
        if "%" in one.get("formatCode", "")
    }
    start, end = text.find("<cellXfs"), text.find("</cellXfs>")
    every = tags("xf", text[start:end]) if 0 <= start < end else ()
    return {
        str(place) for place, one in enumerate(every) if one.get("numFmtId") in formats
    }


def places_in(text: str, styles: set[str]) -> Iterator[Place]:
    for found in CELL.finditer(text):
        attributes = dict(ATTRIBUTE.findall(found[1]))
        if attributes.get("s") in styles:
            place = PLACE.fullmatch(attributes.get("r", ""))
            if place:
                yield int(place[2]) - 1, column_number(place[1])


def column_number(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
