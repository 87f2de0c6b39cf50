"""The slides that are tables: objectives, agenda, incidents, unmeasured metrics."""

from collections.abc import Iterator

from reviews.design.text_width import depth
from reviews.exports.pptx.pieces import (
    ACCENT,
    BOTTOM,
    INK,
    LEFT,
    SOFT,
    WIDTH,
    Box,
    Cell,
    Grid,
    Line,
    Piece,
    Row,
    Words,
    body,
    line,
    of_block,
    said,
)
from reviews.slides import columns, incidents, table, unmeasured
from reviews.slides.agenda import Agenda
from reviews.slides.base import Block, Slide, TextRun
from reviews.slides.layout import cell_height
from reviews.slides.rows import TableRow
from reviews.slides.steps import GROUP, HEAD, STEPS, Step, styles
from reviews.slides.table import Table
from reviews.slides.unmeasured import Page

HEADING_SIZE = 16
QUIET = frozenset(
    ("said", "depends", "again", "continued", "aside", "blank", "fate", "comment")
)


def headings(*names: str) -> Row:
    cells = tuple(
        said([line(name, HEADING_SIZE, SOFT, is_bold=True)]) for name in names
    )
    return Row(cells, HEAD)


# Objectives


def objectives(slide: Slide) -> Iterator[Piece]:
    """A group's table, below its draft band."""
    content: Table = slide.content
    box = body(slide.title)
    top = box.top
    if content.band is not None:
        tag = TextRun("DRAFT ", strong=True)
        band = Line((tag, TextRun(content.band)), table.BAND.size)
        high = table.band_height(content.band)
        yield Words(Box(LEFT, top, WIDTH, high), (band,))
        top += high
    if content.parts:
        wide = tuple(float(one * columns.UNIT) for one in content.widths)
        yield Grid(LEFT, top, wide, (headings(*content.columns), *rows(content)))
    if content.more:
        place = Box(LEFT, BOTTOM - 30, WIDTH, 30)
        yield Words(place, (line(content.more, HEADING_SIZE, SOFT),))


def rows(content: Table) -> Iterator[Row]:
    step = next((one for one in STEPS if one.name == content.step), STEPS[-1])
    for part in content.parts:
        if part.label:
            note = TextRun(f" {part.note}") if part.note else TextRun("")
            words = (TextRun(part.label, strong=True), note)
            yield Row(((Line(words, HEADING_SIZE, colour=ACCENT),),), GROUP, True)
        for one in part.lines:
            yield objective(one, content.widths, step)


def objective(one: TableRow, widths: tuple[int, ...], step: Step) -> Row:
    rooms = [unit * columns.UNIT - step.gutter for unit in widths]
    high = max(
        cell_height(cell, room, step)
        for cell, room in zip(one.cells, rooms, strict=True)
    )
    cells = tuple(tuple(cell_lines(cell, step, one.state)) for cell in one.cells)
    return Row(cells, high + 2 * step.padding)


def cell_lines(cell: tuple[Block, ...], step: Step, state: str) -> Iterator[Line]:
    for block in cell:
        style = styles(step)[block.kind]
        yield of_block(worded(block), style, colour_of(block, state), style.gap)


def colour_of(block: Block, state: str) -> str:
    """The token of a block's colour: a state's word is in that of the state."""
    if block.kind in ("state", "done") and state:
        return f"state-{state.replace('_', '-')}"
    return SOFT if block.kind in QUIET else INK


def worded(block: Block) -> Block:
    """The block with the words that a template writes around its runs."""
    if block.kind == "blank":
        return Block(block.kind, (TextRun("–"),))
    if block.kind == "done":
        state, *late = block.runs
        return Block(block.kind, (state, TextRun(" "), *late))
    return block


# The agenda


def agenda(slide: Slide) -> Iterator[Piece]:
    """Every section with its time and slides, and the totals at the end."""
    content: Agenda = slide.content
    box, size = body(slide.title), 20
    found = [headings("", "Section", "", "slides")]
    for item in content.items:
        number = (line(str(item.number), size, ACCENT, is_bold=True),)
        name = (line(item.title, size, is_bold=True), line(item.note, 16, SOFT))
        others = (said([line(item.time, size)]), said([line(item.slides, size)]))
        found.append(Row((number, said(name), *others)))
    yield Grid(LEFT, box.top, (48, 560, 424, 120), tuple(found))
    yield from totals(content)


def totals(content: Agenda) -> Iterator[Piece]:
    if not content.planned:
        return
    length = f"of {content.of} planned" if content.of else NO_LENGTH
    words: tuple[TextRun, ...] = (
        TextRun(content.planned, strong=True),
        TextRun(f" {length}"),
    )
    rest: tuple[TextRun, ...] = ()
    if content.rest:
        rest = TextRun(content.rest, strong=True), TextRun(f" {content.rest_words}")
    place = Box(LEFT, BOTTOM - 64, WIDTH, 60)
    yield Words(place, said([Line(words, 20), Line(rest, 20)]))


NO_LENGTH = "planned, length of the meeting not set"


# Figures


def outages(slide: Slide) -> Iterator[Piece]:
    """The incidents of the quarter."""
    content: incidents.Page = slide.content
    size, _, padding = incidents.STEPS[content.step]
    found = [headings("Began", "What happened", "Lasted", "Users")]
    for one in content.rows:
        title = Line((TextRun(one.title, href=one.link),), size, is_bold=True)
        cells = (
            (line(one.began, size),),
            said([title, line(one.service, incidents.SERVICE_SIZE, SOFT)]),
            (line(one.length, size),),
            (line(one.noticed, size),),
        )
        high = incidents.line_height(one, content.step)
        found.append(Row(cells, high - padding / 2))
    top = body(slide.title).top
    yield Grid(LEFT, top, (210, 542, 180, 220), tuple(found))


def without_figures(slide: Slide) -> Iterator[Piece]:
    """Metrics of which no figures are known."""
    content: Page = slide.content
    size = unmeasured.SIZE
    found = tuple(
        Row((unmeasured_name(one), tuple(line(text, size) for text in one.words)))
        for one in content.rows
    )
    wide = unmeasured.NAME_WIDTH + 36
    top = body(slide.title).top
    yield Grid(LEFT, top, (wide, WIDTH - wide), found, has_headings=False)
    yield from foot(content.rest)


def unmeasured_name(one: unmeasured.Unmeasured) -> Cell:
    size = unmeasured.SIZE
    return said([line(one.name, size, is_bold=True), line(one.heading, size, SOFT)])


def foot(rest: str) -> Iterator[Piece]:
    """A line at the foot for all that is not recorded."""
    if rest:
        high = depth(rest, WIDTH, 18, 26)
        yield Words(Box(LEFT, BOTTOM - high, WIDTH, high), (line(rest, 18, SOFT),))
