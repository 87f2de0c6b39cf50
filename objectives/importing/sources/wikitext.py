"""Tables and lists under headings, out of MediaWiki's wikitext. Templates, links and
references in cells stay as they were typed.
"""

import re
from collections.abc import Iterator

from objectives.importing.sources.base import Source
from objectives.importing.sources.grid import tables_in
from objectives.importing.sources.lists import Item, check_depth
from objectives.importing.sources.markdown import BREAK, Document
from objectives.importing.sources.spans import Spans
from objectives.importing.sources.texts import plain_heading

HEADING = re.compile(r"(={1,6})\s*(.+?)\s*\1\s*")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
ITEM = re.compile(r"([*#:;]+)\s*(.*)")
# Between cells on a line, but not in links, templates or nowiki.
ATTRIBUTES = re.compile(
    r"\s*+(?:[\w-]++\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s|\"']++)\s*+)++\|(?!\|)"
)
SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
BOLD, ITALIC = re.compile(r"'''(.+?)'''"), re.compile(r"''(.+?)''")
LINK = re.compile(r"\[(https?://[^\s\]]+)\s+([^\]]+)\]")


def read_wikitext(text: str) -> Source:
    document = Document()
    text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines = enumerate(text.split("\n"), 1)
    for number, line in lines:
        take(number, line.strip(), lines, document)
    return document.source("wikitext")


def take(
    number: int, line: str, lines: Iterator[tuple[int, str]], document: Document
) -> None:
    if line.startswith("{|"):
        take_table(number, lines, document)
    elif found := HEADING.fullmatch(line):
        document.head(len(found[1]), found[2])
    elif found := ITEM.fullmatch(line):
        add_item(number, len(found[1]) - 1, found[2], document)
    elif line:
        document.loose.append(number)


def add_item(number: int, depth: int, text: str, document: Document) -> None:
    check_depth(depth, number)
    parents = document.parents
    del parents[depth:]
    parents += [None] * (depth - len(parents))
    parent = next((one for one in reversed(parents) if one is not None), None)
    parents.append(len(document.items))
    item = Item(number, depth, parent, document.above, [as_typed(text)])
    document.items.append(item)


def take_table(
    number: int, lines: Iterator[tuple[int, str]], document: Document
) -> None:
    """Read up to the end of a table; one inside a cell belongs to the cell's text."""
    spans, caption, inner = Spans(number), "", 0
    for at, raw in lines:
        line = raw.strip()
        if inner or line.startswith("{|"):
            inner += line.startswith("{|") - line.startswith("|}")
            spans.add_to_cell(line)
        elif line.startswith("|}"):
            break
        elif line.startswith("|+"):
            caption = plain_heading(as_typed(without_attributes(line[2:])[0]))
        elif line.startswith("|-"):
            spans.end_row(at + 1)
        elif line.startswith(("|", "!")):
            take_cells(line, at, spans)
        elif line:
            spans.add_to_cell(line)
    spans.end_row(0)
    name = caption or (document.above[-1] if document.headings else "")
    found = spans.lines(document.above, as_typed)
    document.tables += tables_in(found, "wikitext", name, notes=document.notes)


def take_cells(line: str, number: int, spans: Spans) -> None:
    is_heading = line.startswith("!")
    for part in split_cells(line[1:], is_heading=is_heading):
        text, attributes = without_attributes(part)
        sizes = {kind.lower(): int(size) for kind, size in SPAN.findall(attributes)}
        spans.add(
            text.strip(),
            number,
            is_heading=is_heading,
            down=sizes.get("row", 1),
            across=sizes.get("col", 1),
        )


def split_cells(line: str, *, is_heading: bool) -> list[str]:
    """The cells on a line; bars inside links and templates are no ends."""
    parts, start, depth, at = [], 0, 0, 0
    while at < len(line):
        pair = line[at : at + 2]
        if pair in ("[[", "{{"):
            depth += 1
        elif pair in ("]]", "}}"):
            depth = max(depth - 1, 0)
        elif depth == 0 and (pair == "||" or (is_heading and pair == "!!")):
            parts.append(line[start:at])
            start = at + 2
        else:
            at -= 1
        at += 2
    return [*parts, line[start:]]


def without_attributes(cell: str) -> tuple[str, str]:
    """A cell's text and its attributes."""
    found = ATTRIBUTES.match(cell)
    return (cell[found.end() :], found[0]) if found else (cell, "")


def as_typed(text: str) -> str:
    """Emphasis and links in the way that they are typed here."""
    text = BREAK.sub("\n", text)
    text = ITALIC.sub(r"*\1*", BOLD.sub(r"**\1**", text))
    return LINK.sub(r"[\2](\1)", text)
