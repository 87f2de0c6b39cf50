"""Pipe tables and nested lists under headings, out of Markdown.

markdown-it reads the blocks and leaves the lines inside them as they were typed. Other
bullets than Markdown's are taken for its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from objectives.importing.sources.base import Source, SourceTable
from objectives.importing.sources.grid import Line, joined, tables_in
from objectives.importing.sources.lists import Item, check_depth, list_table
from objectives.importing.sources.texts import plain_heading

# Deeper than any reader goes: what is deeper is refused, not cut off.
NESTING = 100
BULLET = re.compile(r"^([ \t]*)[•◦▪‣●○■□∙·–—](?=[ \t])", re.MULTILINE)
FRONT_MATTER = re.compile(r"---\n(?:.*\n)*?---(?=\n|\Z)")
BREAK = re.compile(r"\s*+<br\s*+/?>\s*", re.IGNORECASE)


def reader() -> MarkdownIt:
    """It knows blocks only; indented lines are no code."""
    options = {"maxNesting": NESTING, "html": False}
    markdown = MarkdownIt("commonmark", options).enable("table")
    return markdown.disable(["inline", "code", "html_block", "reference"])


@dataclass(slots=True)
class Document:
    """What was met so far, and where one is."""

    headings: dict[int, str] = field(default_factory=dict)
    tables: list[SourceTable | None] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    parents: list[int | None] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)

    @property
    def above(self) -> tuple[str, ...]:
        return tuple(self.headings.values())

    def head(self, level: int, text: str) -> None:
        self.headings = {one: say for one, say in self.headings.items() if one < level}
        self.headings[level] = plain_heading(text)

    def source(self, kind: str) -> Source:
        tables = [*joined(self.tables)]
        if table := list_table(self.items):
            tables.append(table)
        if self.loose and tables:
            self.notes.append(
                f"{len(self.loose)} paragraphs outside of tables and lists were left "
                "out."
                if len(self.loose) > 1
                else f"The paragraph on line {self.loose[0]} is in no table or list, "
                "and was left out."
            )
        return Source(kind, tuple(tables), tuple(self.notes))


def read_markdown(text: str) -> Source:
    document = Document()
    if front := FRONT_MATTER.match(text):
        text = "\n" * front[0].count("\n") + text[front.end() :]
    tokens = iter(reader().parse(BULLET.sub(r"\1-", text)))
    for token in tokens:
        take(token, tokens, document)
    return document.source("markdown")


def take(token: Token, tokens: Iterator[Token], document: Document) -> None:
    match token.type:
        case "heading_open":
            document.head(int(token.tag[1]), next(tokens).content)
        case "table_open":
            lines = table_lines(tokens, document.above)
            document.tables += tables_in(
                lines, "markdown table", nearest(document), notes=document.notes
            )
        case "list_item_open":
            open_item(token, document)
        case "list_item_close":
            document.parents.pop()
        case "inline" if document.parents:
            item = document.items[document.parents[-1] or 0]
            item.parts.append(token.content)
        case "inline":
            document.loose.append(line_of(token))


def nearest(document: Document) -> str:
    return document.above[-1] if document.headings else ""


def line_of(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def open_item(token: Token, document: Document) -> None:
    parents, items = document.parents, document.items
    depth = len(parents)
    check_depth(depth, line_of(token))
    parent = parents[-1] if parents else None
    parents.append(len(items))
    items.append(Item(line_of(token), depth, parent, document.above))


def table_lines(tokens: Iterator[Token], above: tuple[str, ...]) -> Iterator[Line]:
    """The rows up to the end of a table."""
    number, cells, is_heading = 1, list[str](), False
    for token in tokens:
        match token.type:
            case "table_close":
                return
            case "tr_open":
                number, cells, is_heading = line_of(token), [], False
            case "th_open":
                is_heading = True
            case "inline":
                cells.append(BREAK.sub("\n", token.content))
            case "tr_close":
                yield Line(number, cells, above, is_heading)
