"""Cover, openers and the quarter at a glance."""

from collections.abc import Iterator

from reviews.deck.deck import Placed
from reviews.exports.pptx.pieces import (
    DASH,
    LEFT,
    ON_ACCENT,
    SOFT,
    Box,
    Cell,
    Grid,
    Image,
    Line,
    Panel,
    Piece,
    Row,
    Words,
    body,
    line,
    said,
)
from reviews.exports.pptx.tables import headings
from reviews.slides.base import Slide, TextRun
from reviews.slides.cover import Cover
from reviews.slides.glance import NONE_UNPLANNED, Fate, Glance, Sum
from reviews.slides.glance_layout import FATES_WIDTH, FLOW_WIDTH, SUM_WIDTH
from reviews.slides.opener import DENSE, Headline, Opener

PANEL = Panel(Box(0, 0, 400, 672))
BESIDE, BESIDE_WIDTH = LEFT + 400, 752
IN_PANEL = 310


def cover(slide: Slide) -> Iterator[Piece]:
    """The quarter on the panel; beside it whose it is, and what is known of it."""
    content: Cover = slide.content
    quarter, title, size = content.sizes
    yield PANEL
    if content.brand.logo:
        yield Image(Box(LEFT, 60, 64, 64), content.brand.logo)
    yield Words(
        Box(LEFT, 320, IN_PANEL, 280),
        said(
            [
                line(content.quarter, quarter, ON_ACCENT, is_bold=True),
                line(content.year, 38, ON_ACCENT),
                line(content.months, 22, ON_ACCENT),
            ]
        ),
    )
    holder = line(content.organization, 22, SOFT)
    yield Words(Box(BESIDE, 60, BESIDE_WIDTH, 30), said([holder]))
    heading = Line((TextRun(slide.title),), min(title, 64), is_bold=True)
    yield Words(Box(BESIDE, 150, BESIDE_WIDTH, 240), (heading,), is_title=True)
    if content.facts:
        rows = (
            Row(((line(label, size, SOFT),), (line(text, size),)))
            for label, text in content.facts
        )
        yield Grid(BESIDE, 410, (150, 602), tuple(rows), has_headings=False)
    yield from standing(content)


def standing(content: Cover) -> Iterator[Piece]:
    """DRAFT, or which version it is."""
    what, when = content.standing
    if what:
        words = Line((TextRun(what, strong=True), TextRun(f" {when}")), 18)
        yield Words(Box(BESIDE, 608, BESIDE_WIDTH, 30), (words,))


def opener(placed: Placed) -> Iterator[Piece]:
    """The section's title and time on the panel, and what is in it beside."""
    slide = placed.slide
    content: Opener = slide.content
    title, time, _ = content.sizes
    yield PANEL
    place = line(f"Section {content.number} of {content.of}", 22, ON_ACCENT)
    yield Words(Box(LEFT, 56, IN_PANEL, 30), (place,))
    heading = Line((TextRun(slide.title),), title, is_bold=True, colour=ON_ACCENT)
    yield Words(Box(LEFT, 150, IN_PANEL, 340), (heading,), is_title=True)
    if content.time:
        words = (
            line(content.time, time, ON_ACCENT, is_bold=True),
            line(content.place, 16, ON_ACCENT),
        )
        yield Words(Box(LEFT, 540, IN_PANEL, 110), said(words))
    if content.headline:
        yield from headline(content.headline, content.sizes[2])
    if content.entries:
        top = 402 if content.headline else 56
        yield entries(content, top)


def headline(found: Headline, size: int) -> Iterator[Piece]:
    number = TextRun(f"{found.number}")
    box = Box(BESIDE, 70, BESIDE_WIDTH, 170)
    words = line(found.words, min(size, 44), is_bold=True)
    yield Words(box, (Line((number,), 112, is_bold=True), words))
    if found.rest:
        rest = line(found.rest, 22, SOFT)
        yield Words(Box(BESIDE, 286, BESIDE_WIDTH, 64), (rest,))


def entries(content: Opener, top: float) -> Grid:
    size = DENSE.size if content.is_dense else 20
    rows = [headings("In this section", "", "slides")]
    for entry in content.entries:
        name: Cell = (line(entry.name, size, is_bold=True),)
        words = said([line(entry.words, size, SOFT)])
        rows.append(Row((name, words, said([line(entry.slides, size, SOFT)]))))
    wide = 640 if content.is_plain else 320
    return Grid(BESIDE, top, (wide, 662 - wide, 90), tuple(rows))


# The quarter at a glance


def glance(slide: Slide) -> Iterator[Piece]:
    """The promises, what became of them, and what came unplanned, in three columns."""
    content: Glance = slide.content
    top = body(slide.title).top
    left = float(LEFT)
    if content.sum:
        yield Words(Box(left, top + content.sum.top, SUM_WIDTH, 500), summed(content))
        left += SUM_WIDTH + FLOW_WIDTH
        box = Box(left, top + content.layout.top, FATES_WIDTH, content.layout.tall)
        yield Words(box, tuple(fates(content)))
        left += FATES_WIDTH + 70
    down = content.unplanned.top if content.unplanned else 0
    box = Box(left, top + down, LEFT + 1152 - left, 300)
    yield Words(box, tuple(unplanned(content.unplanned)))


def number_lines(found: Sum) -> Iterator[Line]:
    yield line(found.number.text, 96, is_bold=True)
    yield line(found.words, 26, is_bold=True)
    yield from (line(fact, 18, SOFT, gap=4) for fact in found.facts)


def summed(content: Glance) -> tuple[Line, ...]:
    found = content.sum
    assert found is not None
    groups = [line(group.text, 18) for group in found.groups]
    head = [line("Done, by group", 16, SOFT, gap=14)] if groups else []
    return (*number_lines(found), *head, *groups)


def fates(content: Glance) -> Iterator[Line]:
    step = content.layout.step
    for index, fate in enumerate(content.fates):
        gap = step.gap if index else 0
        yield line(fate.head.text, step.head_size, is_bold=True, gap=gap)
        yield from items(fate, content)


def items(fate: Fate, content: Glance) -> Iterator[Line]:
    size = content.layout.step.size
    if not content.layout.is_by_name:
        words = ", ".join(item.text for item in fate.items)
        yield from said([line(words, size, SOFT)])
        return
    for item in fate.items:
        yield Line((TextRun(item.text),), size, indent=28, sign=DASH)


def unplanned(found: Sum | None) -> Iterator[Line]:
    if found is None:
        yield line(NONE_UNPLANNED, 18, SOFT)
        return
    yield from number_lines(found)
