"""What stands on each slide of a deck, by its kind."""

from collections.abc import Callable, Iterator

from reviews.deck.deck import Placed
from reviews.exports.pptx import panels, tables, texts
from reviews.exports.pptx.figures import metric
from reviews.exports.pptx.pieces import (
    ACCENT,
    LEFT,
    SOFT,
    WIDTH,
    Box,
    Line,
    Panel,
    Piece,
    Words,
    body,
    line,
    runs,
    said,
)
from reviews.slides.base import TITLE_SIZE, Slide, TextRun
from reviews.snapshot.values import Snapshot

BY_KIND: dict[str, Callable[[Slide], Iterator[Piece]]] = {
    "cover": panels.cover,
    "glance": panels.glance,
    "agenda": tables.agenda,
    "team": texts.people,
    "said": tables.objectives,
    "did": tables.objectives,
    "next": tables.objectives,
    "projects": texts.unplanned,
    "text": texts.text,
    "unmeasured": tables.without_figures,
    "incidents": tables.outages,
    "callouts": texts.numbers,
    "asks": texts.cards,
    "credits": texts.credited,
}


def pieces(placed: Placed, snapshot: Snapshot) -> Iterator[Piece]:
    """The slide's frame and title, then what its kind shows."""
    slide = placed.slide
    if placed.has_head:
        yield from head(placed)
    if slide.kind == "opener":
        yield from panels.opener(placed)
    elif slide.kind == "metric":
        yield from metric(slide, snapshot)
    else:
        yield from BY_KIND[slide.kind](slide)
    if placed.is_draft:
        yield Words(Box(16, 684, 44, 20), (line("Draft", 12, SOFT, is_bold=True),))
    if placed.section_number:
        place = Line(runs(placed.place), 12, colour=SOFT)
        yield Words(Box(LEFT + 652, 684, 400, 20), (place,))


def head(placed: Placed) -> Iterator[Piece]:
    """The eyebrow, the corner and the title."""
    slide = placed.slide
    yield Panel(Box(LEFT, 0, 56, 10))
    name = TextRun(placed.eyebrow, strong=True)
    time = TextRun(f" {placed.time}") if placed.time else TextRun("")
    eyebrow = Line((name, time), 16, colour=ACCENT)
    yield Words(Box(LEFT, 32, 640, 22), (eyebrow,))
    if corner := said([Line(placed.corner, 16, colour=SOFT)]):
        yield Words(Box(LEFT + 672, 32, 480, 22), corner, is_right=True)
    part = (TextRun(f" {slide.part} of {slide.parts}"),) if slide.parts > 1 else ()
    title = Line((TextRun(slide.title), *part), TITLE_SIZE, is_bold=True)
    high = body(slide.title).top - 60
    yield Words(Box(LEFT, 54, WIDTH, high), (title,), is_title=True)
