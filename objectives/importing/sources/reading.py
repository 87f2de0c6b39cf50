"""Tell what a file or text is by its content, then by its name, and read it."""

import re
from pathlib import PurePath

from objectives.importing.sources.base import Source, SourceError
from objectives.importing.sources.deck_tables import deck_source
from objectives.importing.sources.deck_text import is_deck, read_deck
from objectives.importing.sources.delimited import delimiter_of, read_delimited
from objectives.importing.sources.headings import is_heading_row
from objectives.importing.sources.html_tables import (
    HAS_CONTENT,
    LOOKS_LIKE_HTML,
    read_html,
)
from objectives.importing.sources.json_rows import read_json
from objectives.importing.sources.markdown import BULLET, read_markdown
from objectives.importing.sources.plain_lines import read_lines
from objectives.importing.sources.sheets import is_sheet_file, read_sheets
from objectives.importing.sources.texts import check_size, decoded, tidied
from objectives.importing.sources.wikitext import read_wikitext

LIGHT = 256 * 1024
SHEETS = (".xlsx", ".xlsm", ".ods")
DELIMITED = {".csv": "", ".tsv": "\t", ".tab": "\t"}
HTML = (".html", ".htm", ".xhtml")
MARKDOWN = (".md", ".markdown")
WIKITEXT = (".wiki", ".mediawiki", ".wikitext")
PIPE_TABLE = re.compile(
    r"^ *+\|?+(?: *+:?-++:? *+\|)++(?: *+:?-++:? *+)?+$", re.MULTILINE
)
HEADED = re.compile(r"^#{1,6} \S", re.MULTILINE)
ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S", re.MULTILINE)
WIKI_TABLE = re.compile(r"^[ \t]*+\{\|", re.MULTILINE)
WIKI_HEADING = re.compile(r"^(={2,6})[^=\n].*\1[ \t]*$", re.MULTILINE)
# In unknown texts fewer rows may differ than in what is called CSV.
AGREEING = 0.9


def read(data: bytes | str, *, filename: str = "") -> Source:
    """All tables and lists; raises SourceError, and nothing else.

    Files of strangers are read within limits, by `objectives.importing.limited`.
    """
    check_size(data)
    suffix = PurePath(filename).suffix.lower()
    if isinstance(data, bytes) and is_sheet_file(data):
        return checked(read_sheets(data))
    if suffix in SHEETS:
        raise SourceError("broken", "This file is damaged, or is no sheet.")
    text = decoded(data)
    if not text.strip():
        raise SourceError("empty", "There is nothing in it.")
    return checked(read_text(text, suffix))


def is_light(data: bytes | str, filename: str = "") -> bool:
    """Whether reading it costs too little to matter, whatever is in it."""
    if len(data) > LIGHT or PurePath(filename).suffix.lower() in HTML:
        return False
    if isinstance(data, bytes):
        return not is_sheet_file(data) and not HAS_CONTENT.search(decoded_start(data))
    return not HAS_CONTENT.search(data)


def decoded_start(data: bytes) -> str:
    try:
        return decoded(data)
    except SourceError:
        return ""


def checked(source: Source) -> Source:
    if not source.tables:
        notes = " ".join(source.notes)
        message = f"No table and no list was found. {notes}".strip()
        raise SourceError("no_rows", message)
    return source


def read_text(text: str, suffix: str) -> Source:
    if suffix in DELIMITED:
        return read_delimited(text, DELIMITED[suffix])
    if suffix == ".json" or looks_like_json(text):
        return read_json(text)
    if is_html(text, suffix):
        return read_html(text)
    if suffix in WIKITEXT or is_wikitext(text):
        return read_wikitext(text)
    if is_deck(text):
        return deck_source(read_deck(text))
    if suffix in MARKDOWN or is_markdown(text):
        return read_markdown(text)
    if delimiter := delimiter_of(text, AGREEING):
        return read_delimited(text, delimiter)
    # Few rows have more than a title, but nobody types tabs in sentences.
    return read_delimited(text, "\t") if "\t" in text.strip() else read_lines(text)


def looks_like_json(text: str) -> bool:
    start = text.lstrip()[:200]
    return bool(re.match(r'\[\s*(?:\{|\]\s*$)|\{\s*["}]', start))


def is_html(text: str, suffix: str) -> bool:
    if not HAS_CONTENT.search(text):
        return False
    return suffix in HTML or bool(LOOKS_LIKE_HTML.match(text))


def is_wikitext(text: str) -> bool:
    return bool(WIKI_TABLE.search(text) or WIKI_HEADING.search(text))


def is_markdown(text: str) -> bool:
    if PIPE_TABLE.search(text) and "|" in text:
        return True
    text = BULLET.sub(r"\1-", text)
    items = len(ITEM.findall(text))
    if not items or "\t" in text.strip() and has_rows_of_tabs(text):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(HEADED.search(text)) or items * 2 >= len(lines)


def has_rows_of_tabs(text: str) -> bool:
    """Whether most lines are rows of cells, or one names columns."""
    rows = [line for line in text.split("\n") if "\t" in line.strip()]
    if len(rows) * 2 > text.count("\n"):
        return True
    return any(is_heading_row([*map(tidied, row.split("\t"))]) for row in rows)
