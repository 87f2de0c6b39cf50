"""Markdown as blocks. markdown-it reads it; no HTML of its own ever reaches a slide."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from markdown_it import MarkdownIt
from markdown_it.token import Token

from objectives.text.inline import token_runs, with_addresses
from reviews.design.text_width import depth
from reviews.slides.base import (
    Block,
    Slide,
    Style,
    TextRun,
    content_height,
    height,
    paged,
    series,
)
from reviews.snapshot.values import Picture, SectionData, Text

KIND = "text"
WIDTH = 1000
# A line of ---: the next slide or, in two columns, the next column.
BREAK = "break"
DEEPEST = 3
STYLES = {
    "paragraph": Style(size=26, line=37, gap=12),
    "heading": Style(size=28, line=38, gap=10, face="bold"),
    "bullet": Style(size=26, line=37, gap=8, indent=30),
    "bullet-2": Style(size=24, line=33, gap=5, indent=64),
    "bullet-3": Style(size=24, line=33, gap=5, indent=98),
    "code": Style(size=20, line=28, gap=12, indent=16),
}
TAB = 4
# Without "lheading", a line of --- right below a text is a break, not a heading.
PARSER = with_addresses(MarkdownIt("commonmark", {"html": False}))
PARSER.enable("strikethrough").disable(["image", "html_block", "lheading"])

# Beside a picture, or in one of two columns,
# with room at the right for the bullets of what is written from there.
HALF_WIDTH = 530
# The px for a picture and its caption; less if title or caption are long.
PICTURE_HEIGHT = 430
CAPTION_SIZE, CAPTION_LINE, CAPTION_GAP = 16, 20, 6
CAPTION_WIDTHS = {"beside": 560, "alone": 1152}


@dataclass(frozen=True, slots=True)
class TextContent:
    """The columns of a slide, and the picture beside them with its caption."""

    columns: tuple[tuple[Block, ...], ...]
    picture: Picture | None = None
    caption: str = ""
    limit: float = 0

    @property
    def is_low(self) -> bool:
        """Whether the picture must leave room for a long title or caption."""
        width = CAPTION_WIDTHS[self.layout]
        lines = depth(self.caption, width, CAPTION_SIZE, CAPTION_LINE)
        return PICTURE_HEIGHT + CAPTION_GAP + lines > self.limit

    @property
    def layout(self) -> str:
        """The name of the widths that its template gives to text and picture."""
        if self.picture:
            return "beside" if any(self.columns) else "alone"
        return "halves" if len(self.columns) > 1 else "whole"


@dataclass(frozen=True, slots=True)
class ListItem:
    """A list item with the lists inside it."""

    block: Block
    children: "list[Node]"


@dataclass(frozen=True, slots=True)
class Node:
    """A single block, or a list; `start` is 0 if it is not numbered."""

    block: Block
    items: list[ListItem] | None = None
    start: int = 0


@functools.lru_cache(maxsize=128)
def slides(
    section: SectionData, placement: str, licence: str = "", most: int | None = None
) -> tuple[Slide, ...]:
    """The section's texts of one placement, each on as many slides as it needs.

    `licence` is the deck's own, which its pictures need not repeat. After `most` slides
    it ends.
    """
    found: list[Slide] = []
    for text in section.texts:
        if most is not None and len(found) >= most:
            break
        if text.placement == placement:
            title = text.title or section.title
            id = f"{section.slug}--text-{text.pk}"
            pages = contents(text, content_height(title), licence, most)
            found += series(KIND, id, title, section.title, pages)
    return tuple(found[:most])


def number_of_slides(text: Text, section_title: str, most: int) -> int:
    """How many slides a text takes in a section, or `most` if it takes more."""
    limit = content_height(text.title or section_title)
    return len(contents(text, limit, "", most))


def contents(
    text: Text, limit: float, licence: str, most: int | None = None
) -> list[TextContent]:
    """A text's slides, each `limit` px high; no more than `most`."""
    parts = parted(blocks(text.text))
    if text.picture:
        pages = columned(parts, HALF_WIDTH, limit, most) or [()]
        caption = credit(text.picture, licence)
        return [TextContent((page,), text.picture, caption, limit) for page in pages]
    if text.columns == 1:
        pages = columned(parts, WIDTH, limit, most) or [()]
        return [TextContent((page,)) for page in pages]
    columns = columned(parts, HALF_WIDTH, limit, most and 2 * most)
    if len(parts) == 1:
        columns = balanced(columns, limit)
    pairs = [tuple(columns[n : n + 2]) for n in range(0, len(columns), 2)]
    # An empty second column, so that the first keeps its width.
    return [TextContent((*pair, ())[:2]) for pair in pairs or [((),)]]


def parted(flat: list[Block]) -> list[list[Block]]:
    """The blocks between the breaks that were typed."""
    parts: list[list[Block]] = [[]]
    for block in flat:
        if block.kind == BREAK:
            parts.append([])
        else:
            parts[-1].append(block)
    return [part for part in parts if part]


def columned(
    parts: list[list[Block]], width: float, limit: float, most: int | None
) -> list[tuple[Block, ...]]:
    """Each part in columns of that size; no more than `most`."""
    columns = (c for part in parts for c in paged(part, STYLES, width, limit))
    return list(islice(columns, most))


def balanced(columns: list[tuple[Block, ...]], limit: float) -> list[tuple[Block, ...]]:
    """The columns, the last two, or a single last one split, about equally high."""
    first = (len(columns) - 1) // 2 * 2
    rest = [block for column in columns[first:] for block in column]
    if len(columns) - first != 1 or len(rest) < 2:
        return columns
    heights = [height(block, STYLES[block.kind], HALF_WIDTH) for block in rest]
    # Cut between blocks so that the higher column is as low as possible.
    cuts = range(1, len(rest))
    cut = min(cuts, key=lambda at: (max(sum(heights[:at]), sum(heights[at:])), -at))
    return [*columns[:first], tuple(rest[:cut]), tuple(rest[cut:])]


def credit(picture: Picture, licence: str) -> str:
    """The picture's author, and its licence if that differs from the deck's."""
    said = picture.licence if picture.licence != licence else ""
    return ", ".join(filter(None, (picture.author, said)))


def blocks(markdown: str) -> list[Block]:
    """The blocks of a text, in reading order."""
    return list(walk(PARSER.parse(markdown)))


def walk(tokens: list[Token]) -> Iterator[Block]:
    """Turn markdown-it's flat tokens into blocks; `lists` holds the open lists."""
    lists: list[int | None] = []
    kind, is_first = "paragraph", False
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            start = int(token.attrs.get("start", 1))
            lists.append(start - 1 if token.type.startswith("ordered") else None)
        elif token.type.endswith("_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            is_first = True
            if lists[-1] is not None:
                lists[-1] += 1
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "inline":
            yield inline_block(kind, token, lists, is_first)
            kind, is_first = "paragraph", False
        elif token.type == "hr":
            yield Block(BREAK, ())
        elif token.type in ("fence", "code_block"):
            words = token.content.rstrip("\n").expandtabs(TAB)
            yield Block("code", (TextRun(words, code=True),))


def inline_block(
    kind: str, token: Token, lists: list[int | None], is_first: bool
) -> Block:
    """A paragraph, heading or list item; an item's second paragraph has no bullet."""
    found = token_runs(token.children or [])
    runs = tuple(TextRun(text, **style._asdict()) for text, style in found)
    if not lists or kind == "heading":
        return Block(kind, runs)
    level = min(len(lists), DEEPEST)
    return Block(
        "bullet" if level == 1 else f"bullet-{level}",
        runs,
        level=level,
        is_continued=not is_first,
        number=(lists[-1] or 0) if is_first else 0,
    )


def tree(flat: tuple[Block, ...]) -> list[Node]:
    """Blocks with their lists nested; a slide may begin in the middle of a list."""
    top: list[Node] = []
    open_lists: list[list[Node]] = [top]
    for block in flat:
        if not block.level:
            del open_lists[1:]
            top.append(Node(block))
            continue
        del open_lists[block.level :]
        nodes = open_lists[-1]
        if not nodes or not continues(nodes[-1], block):
            nodes.append(Node(block, items=[], start=block.number))
        item = ListItem(block, children=[])
        items = nodes[-1].items
        assert items is not None
        items.append(item)
        open_lists.append(item.children)
    return top


def continues(node: Node, block: Block) -> bool:
    """Whether the item belongs to that list: numbered ones are not bulleted ones."""
    is_same = bool(node.start) == bool(block.number) or block.is_continued
    return node.items is not None and is_same
