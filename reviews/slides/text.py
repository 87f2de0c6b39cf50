"""Markdown as blocks. markdown-it reads it; no HTML of its own ever reaches a slide."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reviews.slides.base import (
    Block,
    Run,
    Slide,
    Style,
    content_height,
    paged,
    series,
)
from reviews.snapshot import Section

KIND = "text"
WIDTH = 1000
DEEPEST = 3
STYLES = {
    "paragraph": Style(size=26, line=37, gap=12),
    "heading": Style(size=28, line=38, gap=10, face="bold"),
    "bullet": Style(size=26, line=37, gap=8, indent=30),
    "bullet-2": Style(size=24, line=33, gap=5, indent=64),
    "bullet-3": Style(size=24, line=33, gap=5, indent=98),
    "code": Style(size=20, line=28, gap=12, indent=16),
}
PARSER = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block"])


@dataclass(frozen=True, slots=True)
class TextContent:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A list item with the lists inside it."""

    block: Block
    children: "list[Node]"


@dataclass(frozen=True, slots=True)
class Node:
    """A block that stands alone, or a list; `start` is 0 where it is not numbered."""

    block: Block
    items: list[Item] | None = None
    start: int = 0


@functools.lru_cache(maxsize=256)
def slides(section: Section, placement: str) -> tuple[Slide, ...]:
    """The section's texts of one placement, each on as many slides as it takes."""
    found: list[Slide] = []
    for text in section.texts:
        if text.placement == placement:
            title = text.title or section.title
            pages = paged(blocks(text.text), STYLES, WIDTH, content_height(title))
            contents = [TextContent(page) for page in pages] or [TextContent(())]
            id = f"{section.slug}--text-{text.pk}"
            found += series(KIND, id, title, section.title, contents)
    return tuple(found)


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
        elif token.type in ("fence", "code_block"):
            yield Block("code", (Run(token.content.rstrip("\n"), code=True),))


def inline_block(
    kind: str, token: Token, lists: list[int | None], is_first: bool
) -> Block:
    """A paragraph, heading or list item; an item's second paragraph has no bullet."""
    runs = tuple(inline_runs(token.children or []))
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


def inline_runs(tokens: list[Token]) -> Iterator[Run]:
    """The runs of a line of Markdown, in the styles that are open."""
    style = Run("")
    for token in tokens:
        name, _, edge = token.type.partition("_")
        if name == "em":
            style = replace(style, em=edge == "open")
        elif name == "strong":
            style = replace(style, strong=edge == "open")
        elif name == "link":
            href = str(token.attrs.get("href", "")) if edge == "open" else ""
            style = replace(style, href=href)
        elif token.type == "code_inline":
            yield replace(style, text=token.content, code=True)
        elif token.type in ("softbreak", "hardbreak"):
            yield replace(style, text=" " if token.type == "softbreak" else "\n")
        elif token.content:
            yield replace(style, text=token.content)


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
        item = Item(block, children=[])
        items = nodes[-1].items
        assert items is not None
        items.append(item)
        open_lists.append(item.children)
    return top


def continues(node: Node, block: Block) -> bool:
    """Whether the item belongs to that list: numbered ones are not bulleted ones."""
    is_same = bool(node.start) == bool(block.number) or block.is_continued
    return node.items is not None and is_same
