"""A text slide's Markdown as blocks, and blocks as nested lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from objectives.text.inline import token_runs, with_addresses
from reviews.slides.base import Block, TextRun

# A line of ---: the next slide or, in two columns, the next column.
BREAK = "break"
DEEPEST = 3
QUOTES = {"blockquote_open": 1, "blockquote_close": -1}
TAB = 4
# Without "lheading", a line of --- right below a text is a break, not a heading.
PARSER = with_addresses(MarkdownIt("commonmark", {"html": False}))


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


def blocks(markdown: str) -> list[Block]:
    """The blocks of a text, in reading order."""
    return list(walk(PARSER.parse(markdown)))


def walk(tokens: list[Token]) -> Iterator[Block]:
    """Turn markdown-it's flat tokens into blocks; `lists` holds the open lists."""
    lists: list[int | None] = []
    kind, is_first, quotes = "paragraph", False, 0
    for token in tokens:
        quotes += QUOTES.get(token.type, 0)
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
            kind = "quote" if quotes and kind == "paragraph" else kind
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
