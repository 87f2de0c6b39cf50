"""Tables and lists under headings, out of HTML: files, and what Excel, Google Sheets,
Confluence and browsers put on the clipboard.

Emphasis, code and links become the signs that people type here. A table inside a cell
is a table of its own, since some pages are laid out by tables.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from objectives.importing.sources.base import Source, SourceError
from objectives.importing.sources.grid import tables_in
from objectives.importing.sources.lists import Item, check_depth
from objectives.importing.sources.markdown import Document
from objectives.importing.sources.spans import Spans
from objectives.importing.sources.texts import one_line

LOOKS_LIKE_HTML = re.compile(
    r"\s*(?:Version:\d.{0,400}?)?<(?:!doctype html|html|head|body|meta|table|div|span"
    r"|p|ul|ol|h[1-6]|google-sheets-html-origin|style|b|!--)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
HAS_CONTENT = re.compile(r"<(?:table|ul|ol)\b", re.IGNORECASE)
UNREAD = {"script", "style", "head", "template", "noscript", "svg", "title", "textarea"}
# A page's own navigation is no list of objectives.
BLOCKS = {"p", "div", "br", "section", "article", "blockquote", "pre", "dd", "dt"}
SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "s": "~~"}
SIGNS |= {"del": "~~"}
DEEPEST_TABLE = 20
WHOLLY = re.compile(r"(\*\*|\*|~~)([^*~]+)\1")
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s()<>]+", re.IGNORECASE)


@dataclass(slots=True)
class Text:
    """Words of a cell, item or heading, as they come in."""

    parts: list[str] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)

    def end_link(self) -> None:
        """Write the words since a link began as [words](address)."""
        if not self.links:
            return
        start, address = self.links.pop()
        words = one_line("".join(self.parts[start:]))
        if words and words != address and ADDRESS.fullmatch(address):
            self.parts[start:] = [f"[{words}]({address})"]

    def words(self) -> str:
        lines = "".join(self.parts).split("\n")
        text = "\n".join(re.sub(r"[ \t\r\f]+", " ", line).strip() for line in lines)
        text = re.sub(r"\n{2,}", "\n", text).strip()
        text = re.sub(r"^-\n", "- ", text, flags=re.MULTILINE)
        text = re.sub(r"(\*\*|~~)(\s*)\1", r"\2", text)
        # Emphasis of all that a cell says is how the table was set.
        found = WHOLLY.fullmatch(text)
        return found[2].strip() if found else text


@dataclass(slots=True)
class OpenTable:
    spans: Spans
    cell: Text | None = None
    caption: str = ""
    is_heading: bool = False
    place: tuple[int, int, int] = (1, 1, 1)


class TableParser(HTMLParser):
    """Collects tables and lists; nothing that a page does wrong stops it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self.tables: list[OpenTable] = []
        self.unread: list[str] = []
        self.heading: tuple[int, Text] | None = None
        self.caption: Text | None = None
        self.lists: list[int | None] = []
        self.items: list[tuple[int, Text]] = []

    @property
    def text(self) -> Text | None:
        """Where words go: a caption, a cell, a heading or an item, if any is open."""
        if self.caption:
            return self.caption
        if self.tables:
            return self.tables[-1].cell
        if self.heading:
            return self.heading[1]
        return self.items[-1][1] if self.items else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self.unread.append(tag)
        if self.unread:
            return
        begin = getattr(self, f"begin_{tag}", None)
        if begin:
            begin(dict(attrs))
        elif tag in BLOCKS or (tag in ("ul", "ol") and self.tables):
            self.add("\n")
        elif tag == "li" and self.tables:
            self.add("\n- ")
        elif tag in ("ul", "ol"):
            self.begin_list()
        elif tag == "li":
            self.begin_item()
        elif tag in SIGNS:
            self.add(SIGNS[tag])
        elif re.fullmatch("h[1-6]", tag) and not self.tables:
            self.heading = int(tag[1]), Text()

    def handle_endtag(self, tag: str) -> None:
        if self.unread:
            if tag in self.unread:
                del self.unread[self.unread.index(tag) :]
            return
        end = getattr(self, f"end_{tag}", None)
        if end:
            end()
        elif tag in BLOCKS:
            self.add("\n")
        elif tag in ("ul", "ol") and not self.tables:
            self.end_list()
        elif tag in SIGNS:
            self.add(SIGNS[tag])
        elif re.fullmatch("h[1-6]", tag):
            self.end_heading()

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.add(data.replace("\n", " "))

    def add(self, text: str) -> None:
        if self.text:
            self.text.add(text)

    def begin_a(self, attributes: dict[str, str | None]) -> None:
        if self.text:
            address = (attributes.get("href") or "").strip()
            self.text.links.append((len(self.text.parts), address))

    def end_a(self) -> None:
        if self.text:
            self.text.end_link()

    def begin_table(self, attributes: dict[str, str | None]) -> None:
        line, column = self.getpos()
        if len(self.tables) >= DEEPEST_TABLE:
            sentence = f"Tables are nested more than {DEEPEST_TABLE} levels deep."
            raise SourceError("too_deep", sentence, line=line, column=column + 1)
        self.tables.append(OpenTable(Spans(line)))

    def begin_caption(self, attributes: dict[str, str | None]) -> None:
        self.caption = Text()

    def end_caption(self) -> None:
        if self.caption and self.tables:
            self.tables[-1].caption = one_line(self.caption.words())
        self.caption = None

    def begin_tr(self, attributes: dict[str, str | None]) -> None:
        self.end_tr()

    def begin_td(self, attributes: dict[str, str | None]) -> None:
        self.begin_cell(attributes, is_heading=False)

    def begin_th(self, attributes: dict[str, str | None]) -> None:
        self.begin_cell(attributes, is_heading=True)

    def begin_cell(
        self, attributes: dict[str, str | None], *, is_heading: bool
    ) -> None:
        self.end_td()
        if self.tables:
            table = self.tables[-1]
            table.cell, table.is_heading = Text(), is_heading
            down, across = (
                number_in(attributes.get(name)) for name in ("rowspan", "colspan")
            )
            table.place = self.getpos()[0], down, across

    def end_td(self) -> None:
        self.end_caption()
        if self.tables and (cell := self.tables[-1].cell):
            table = self.tables[-1]
            line, down, across = table.place
            table.spans.add(
                cell.words(),
                line,
                is_heading=table.is_heading,
                down=down,
                across=across,
            )
            table.cell = None

    end_th = end_td

    def end_tr(self) -> None:
        self.end_td()
        if self.tables:
            self.tables[-1].spans.end_row(0)

    def end_table(self) -> None:
        self.end_tr()
        if not self.tables:
            return
        table, document = self.tables.pop(), self.document
        name = table.caption or (document.above[-1] if document.headings else "")
        lines = table.spans.lines(document.above, str)
        document.tables += tables_in(lines, "html", name, notes=document.notes)

    def end_heading(self) -> None:
        if self.heading:
            level, text = self.heading
            self.heading = None
            if words := text.words():
                self.document.head(level, words)

    def begin_list(self) -> None:
        self.lists.append(self.items[-1][0] if self.items else None)
        line, column = self.getpos()
        check_depth(len(self.lists) - 1, line, column + 1)

    def begin_item(self) -> None:
        self.end_item(len(self.lists))
        parent = self.lists[-1] if self.lists else None
        depth = max(len(self.lists) - 1, 0)
        document = self.document
        self.items.append((len(document.items), Text()))
        document.items.append(Item(self.getpos()[0], depth, parent, document.above))

    def end_list(self) -> None:
        self.end_item(len(self.lists))
        if self.lists:
            self.lists.pop()

    def end_item(self, level: int) -> None:
        """Close the items of this level and deeper."""
        items = self.document.items
        while self.items and items[self.items[-1][0]].depth >= level - 1:
            index, text = self.items.pop()
            items[index].parts = [text.words()]

    def close(self) -> None:
        super().close()
        while self.tables:
            self.end_table()
        self.end_item(0)


def number_in(value: str | None) -> int:
    return int(value) if value and re.fullmatch("[0-9]{1,4}", value.strip()) else 1


def read_html(text: str) -> Source:
    start = text.find("<")  # what Windows writes before its clipboard
    parser = TableParser()
    lines = text.count("\n", 0, max(start, 0))
    parser.feed("\n" * lines + text[max(start, 0) :])
    parser.close()
    return parser.document.source("html")
