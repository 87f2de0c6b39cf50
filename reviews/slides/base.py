"""The parts of every slide, and the sizes that all kinds share.

Sizes are CSS px of a 1280 × 720 slide. `deck.css` has the same widths, sizes and line
heights, and browser tests compare the two.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from reviews.design.direction import numbered
from reviews.design.line_breaks import SEAM, seams
from reviews.design.text_width import breaks, depth, line_height

CONTENT_WIDTH = 1152
CONTENT_HEIGHT = 532
TITLE_WIDTH = CONTENT_WIDTH
TITLE_SIZE = 38
TITLE_LINE = 46


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text in one style."""

    text: str
    em: bool = False
    strong: bool = False
    mark: bool = False
    code: bool = False
    struck: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How a block is set: size and line height in px, indent and gap in px."""

    size: float
    line: float
    face: str = "regular"
    indent: float = 0
    gap: float = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, bullet, note or badge: runs in the style of its kind."""

    kind: str
    runs: tuple[TextRun, ...]
    level: int = 0
    is_continued: bool = False
    number: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def seams(self) -> tuple[int, ...]:
        """Where its lines may end between two styles, as the template says too."""
        texts = [run.text for run in self.runs]
        return tuple(seams(texts)) if len(texts) > 1 else ()

    @property
    def measured(self) -> str:
        """The text with a sign at each of those places."""
        edges = pairwise((0, *self.seams, None))
        return SEAM.join(self.text[start:end] for start, end in edges)


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: `content` is its kind's own frozen dataclass, read by its template.

    The id is the section's slug and, after a double hyphen, which no slug has, the
    slide's own name. `corner` is the line at the top right; it ends in the number of
    the slide that is so far `back`. `is_alone` is the only slide of its section.
    """

    kind: str
    id: str
    title: str
    content: Any = None
    section: str = ""
    part: int = 1
    parts: int = 1
    corner: tuple[TextRun, ...] = ()
    back: int = 0
    is_alone: bool = False

    @property
    def level(self) -> int:
        """The level of its heading: below its section's opener, or in its place."""
        return 2 if self.is_alone else 3

    @property
    def heading(self) -> str:
        """The title as plain text, with its place in a series."""
        if self.parts == 1:
            return self.title
        return numbered(self.title, f"{self.part} of {self.parts}")


def content_height(title: str) -> float:
    """The px left for content under a title that may take several lines."""
    # Room for the numbers that a series adds to the title.
    words = f"{title} 100 of 100"
    used = depth(words, TITLE_WIDTH, TITLE_SIZE, TITLE_LINE, "bold")
    return CONTENT_HEIGHT - (used - TITLE_LINE)


def series(
    kind: str, id: str, title: str, section: str, pages: list[Any]
) -> list[Slide]:
    """One slide for each page of content, numbered if there are several."""
    return [
        Slide(
            kind=kind,
            id=id if number == 1 else f"{id}--{number}",
            title=title,
            content=content,
            section=section,
            part=number,
            parts=len(pages),
        )
        for number, content in enumerate(pages, start=1)
    ]


@functools.lru_cache(maxsize=4096)
def height(
    block: Block, style: Style, room: float, limit: float | None = None
) -> float:
    """The px that a block takes in a column `room` px wide, its gap included.

    Beyond `limit` px, any number above it.
    """
    width, in_face = room - style.indent, face(block, style)
    if not block.seams:
        text = block.text
        found = depth(text, width, style.size, style.line, in_face, limit)
        return found + style.gap
    # The signs at its seams are no letters, and make no line higher.
    each = line_height(block.text, style.size, style.line, in_face)
    most = None if limit is None else max(0, int(limit // each)) + 1
    ends = breaks(block.measured, width, style.size, in_face, most)
    return len(ends) * each + style.gap


def face(block: Block, style: Style) -> str:
    """The face that a block is measured in: strong if any of it is."""
    is_strong = style.face == "regular" and any(run.strong for run in block.runs)
    return "semibold" if is_strong else style.face


def cut(block: Block, style: Style, room: float, limit: float) -> tuple[Block, Block]:
    """Split a block at the last line that ends within `limit` px; at least one line."""
    in_face = face(block, style)
    line = line_height(block.text, style.size, style.line, in_face)
    kept = max(1, int((limit - style.gap) // line))
    ends = breaks(block.measured, room - style.indent, style.size, in_face, kept)
    offset = ends[-1]
    for at in block.seams:
        offset -= at < offset
    head, tail = split_runs(block.runs, offset)
    return (
        replace(block, runs=head),
        replace(block, runs=tail, is_continued=True),
    )


def split_runs(
    runs: tuple[TextRun, ...], offset: int
) -> tuple[tuple[TextRun, ...], tuple[TextRun, ...]]:
    """The runs before and after a character offset, without spaces that it ends."""
    head, tail = parted_runs(runs, offset)
    if tail:
        stripped = replace(tail[0], text=tail[0].text.lstrip(" \n"))
        tail = (stripped, *tail[1:])
    return head, tuple(run for run in tail if run.text)


def parted_runs(
    runs: tuple[TextRun, ...], offset: int
) -> tuple[tuple[TextRun, ...], tuple[TextRun, ...]]:
    """The runs before and after a character offset."""
    head: list[TextRun] = []
    tail: list[TextRun] = []
    for run in runs:
        here = max(0, min(len(run.text), offset))
        if here:
            head.append(replace(run, text=run.text[:here]))
        if here < len(run.text):
            tail.append(replace(run, text=run.text[here:]))
        offset -= len(run.text)
    return tuple(head), tuple(tail)


def paged(
    blocks: list[Block], styles: dict[str, Style], room: float, limit: float
) -> Iterator[tuple[Block, ...]]:
    """Blocks in columns at most `limit` px high, cut between blocks where possible."""
    page: list[Block] = []
    left = limit
    queue = list(reversed(blocks))
    while queue:
        block = queue.pop()
        style = styles[block.kind]
        # A long text is measured for one page at a time, else its cost is squared.
        need = height(block, style, room, limit)
        if need > left and page:
            page, kept = parted(page, styles, room, limit)
            if page:
                yield tuple(page)
            page = kept
            left = limit - sum(height(one, styles[one.kind], room) for one in kept)
        if need > left:
            head, tail = cut(block, style, room, left)
            if tail.runs:
                queue.append(tail)
            block, need = head, left
        page.append(block)
        left -= need
    if page:
        yield tuple(page)


def parted(
    page: list[Block], styles: dict[str, Style], room: float, limit: float
) -> tuple[list[Block], list[Block]]:
    """What ends a column, and the heading at its end, which goes on with its text."""
    last = page[-1]
    if last.kind == "heading" and height(last, styles["heading"], room) < limit / 2:
        return page[:-1], [last]
    return page, []


def filled[T](
    items: Iterable[T], need: Callable[[T], float], room: float
) -> Iterator[tuple[T, ...]]:
    """Items in slides of `room` px; `need` gives the px of an item."""
    page: list[T] = []
    left = room
    for item in items:
        if need(item) > left and page:
            yield tuple(page)
            page, left = [], room
        page.append(item)
        left -= need(item)
    if page:
        yield tuple(page)
