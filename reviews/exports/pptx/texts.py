"""Slides of words: texts, people, unplanned work, asks, callouts and credits."""

from collections.abc import Iterator
from itertools import accumulate

from reviews.exports.pptx.pieces import (
    ACCENT,
    BOTTOM,
    BULLET,
    DASH,
    INK,
    LEFT,
    SOFT,
    WIDTH,
    Box,
    Grid,
    Image,
    Line,
    Piece,
    Row,
    Words,
    body,
    line,
    said,
)
from reviews.exports.pptx.tables import foot
from reviews.slides import asks, callouts, credits, projects, team
from reviews.slides.asks import Asks, Card, Facts
from reviews.slides.base import Block, Slide, TextRun
from reviews.slides.callouts import Callout
from reviews.slides.credits import Credit
from reviews.slides.projects import Part, Projects, Total
from reviews.slides.team import Team
from reviews.slides.text import TextContent

GAP = 36


# Texts


def text(slide: Slide) -> Iterator[Piece]:
    """Columns of a text, and its picture with the caption."""
    content: TextContent = slide.content
    box = body(slide.title)
    down = content.down * 24
    left = box.left
    for column in content.columns:
        if column:
            place = Box(left, box.top + down, content.width, box.height - down)
            yield Words(place, tuple(flow(column, content)))
        left += content.width + WIDTH - 2 * content.width
    if content.picture:
        yield from picture(content, box)


def flow(column: tuple[Block, ...], content: TextContent) -> Iterator[Line]:
    """A column's blocks, with bullets and numbers where a list's items begin."""
    for block in column:
        style = content.step.styles[block.kind]
        yield Line(
            block.runs,
            style.size,
            style.face == "bold",
            indent=style.indent,
            gap=style.gap / 2,
            sign=sign(block),
            number=block.number,
        )


def sign(block: Block) -> str:
    if not block.level or block.is_continued:
        return ""
    return BULLET if block.level == 1 else DASH


def picture(content: TextContent, box: Box) -> Iterator[Piece]:
    found = content.picture
    assert found is not None
    is_beside = content.layout == "beside"
    left, width = (box.left + 592, 560) if is_beside else (box.left, WIDTH)
    high = box.height - (60 if content.caption else 0)
    yield Image(Box(left, box.top, width, high), found.name, found.alt or "Picture")
    if content.caption:
        words = TextRun(content.caption, href=found.source)
        place = Box(left, box.top + high + 4, width, 56)
        yield Words(place, (Line((words,), 16, colour=SOFT),))


# People


def people(slide: Slide) -> Iterator[Piece]:
    """The people with their photos, and the headcount below."""
    content: Team = slide.content
    box, step = body(slide.title), content.step
    top, room = box.top + content.above, WIDTH / step.across
    # Initials stand for a photo on slides alone: without photos, names need no room.
    has_photos = any(person.photo for row in content.rows for person in row)
    for row in content.rows:
        for at, person in enumerate(row):
            left = box.left + at * room
            if person.photo:
                place = Box(left, top, step.picture, step.picture)
                yield Image(place, person.photo, f"Photo of {person.name}")
            name = line(person.name, step.name_size, is_bold=True)
            role = line(team.person_text(person), step.role_size, SOFT)
            left += (step.picture + 16) * has_photos
            yield Words(Box(left, top, step.text, step.picture), said([name, role]))
        top += team.row_height(row, step)
    if not content.rows:
        nobody = line("Nobody is on this team's list yet.", 22)
        yield Words(Box(LEFT, box.top, WIDTH, 40), (nobody,))
    if content.headcount:
        yield Words(Box(LEFT, BOTTOM - 40, WIDTH, 40), (headcount(content),))


def headcount(content: Team) -> Line:
    if not content.rows:
        return line(content.headcount, 22)
    rest = TextRun(f" on this team · {content.headcount}")
    return Line((TextRun(content.count, strong=True), rest), 22)


# Unplanned work


def unplanned(slide: Slide) -> Iterator[Piece]:
    """The total with who asked, and the list in columns."""
    content: Projects = slide.content
    box = body(slide.title)
    left = box.left
    if content.total:
        place = Box(left, box.top, projects.COLUMN, box.height)
        yield Words(place, tuple(total(content.total)))
        left += projects.COLUMN + GAP
    wide = projects.WIDE if content.step == "wide" else projects.COLUMN
    for column in content.columns:
        lines = tuple(line for part in column for line in part_lines(part, content))
        yield Words(Box(left, box.top, wide, box.height), lines)
        left += projects.COLUMN + GAP


def total(found: Total) -> Iterator[Line]:
    yield line(str(found.count), 96, is_bold=True)
    yield line(found.words, 26, is_bold=True)
    yield from said([line(found.beside, 22, SOFT)])
    for bar in found.bars:
        yield line(f"{bar.count} {bar.label}", 18, gap=8)
    if not found.bars:
        yield line("Who asked is not recorded.", 18, SOFT, gap=24)


def part_lines(part: Part, content: Projects) -> Iterator[Line]:
    style = projects.STYLES[content.step]
    if part.label:
        note = "continued" if part.is_continued else str(part.count)
        words = TextRun(part.label, strong=True), TextRun(f" {note}")
        yield Line(words, projects.HEAD_SIZE, colour=ACCENT, gap=projects.PART_GAP)
    for block in part.items:
        yield Line(
            block.runs,
            style.size,
            indent=style.indent,
            gap=style.gap / 2,
            sign="" if block.is_continued else DASH,
        )


# Asks


def cards(slide: Slide) -> Iterator[Piece]:
    """Each ask with its number, its text, and a table of its facts."""
    content: Asks = slide.content
    box, step = body(slide.title), content.step
    highs = [asks.card_height(card, step) for card in content.cards]
    tops = accumulate(highs, initial=box.top)
    for card, top in zip(content.cards, tops, strict=False):
        if not card.is_continued:
            number = line(str(card.number), step.number * 0.9, ACCENT, is_bold=True)
            yield Words(Box(LEFT, top, step.indent, step.number), (number,))
        yield from pieces(card, top, step)
    yield from foot(content.unsaid)


def pieces(card: Card, top: float, step: asks.Step) -> Iterator[Piece]:
    left = LEFT + step.indent
    for piece in card.pieces:
        high = asks.piece_height(piece, step)
        if isinstance(piece, Facts):
            yield facts(piece, left, top + step.space, step)
        else:
            style = step.styles[piece.kind]
            shown = Line(
                piece.runs,
                style.size,
                style.face == "semibold",
                indent=style.indent,
                sign=BULLET * (piece.kind == "point" and not piece.is_continued),
            )
            yield Words(Box(left, top, step.room, high), (shown,))
        top += high


def facts(found: Facts, left: float, top: float, step: asks.Step) -> Grid:
    labels = tuple((line(one.label, 16, SOFT),) for one in found.facts)
    size, _ = step.fact
    values = tuple((Line(one.runs, size),) for one in found.facts)
    widths = (step.room / len(labels),) * len(labels)
    return Grid(left, top, widths, (Row(labels, asks.FACT_LABEL), Row(values)))


# Numbers that stand for themselves


def numbers(slide: Slide) -> Iterator[Piece]:
    """One callout with its sentence beside it, or several beside each other."""
    content: callouts.Page = slide.content
    top = body(slide.title).top + callouts.TOP
    count = max(1, len(content.topics))
    room, size = WIDTH / count, number_size(content)
    for at, topic in enumerate(content.topics):
        left = LEFT + at * room
        if content.is_lone:
            wide = callouts.LONE_WIDTH
            yield Words(Box(left, top, wide, 420), tuple(value(topic, size)))
            box = Box(left + wide + GAP, top, callouts.SENTENCE_WIDTH, 420)
            yield Words(box, said(sentence(topic, 30)))
        else:
            lines = (*value(topic, size), *said(sentence(topic, 20)))
            yield Words(Box(left, top, room - GAP, 420), lines)
    yield from foot(content.rest)


def number_size(content: callouts.Page) -> float:
    """One size for all numbers beside each other, so that their labels are level."""
    most = max((len(numbered(one)) for one in content.topics), default=0)
    return (128 if content.is_lone else 84) / (2 if most > 6 else 1)


def numbered(topic: Callout) -> str:
    return f"{topic.value} {topic.short_unit}" if topic.short_unit else topic.value


def value(topic: Callout, size: float) -> Iterator[Line]:
    number = TextRun(numbered(topic))
    yield from said([Line((number,) if topic.value else (), size, is_bold=True)])
    yield line(topic.label, 22, is_bold=True)
    yield from said([line(topic.period, 18, SOFT)])


def sentence(topic: Callout, size: float) -> Iterator[Line]:
    yield line(topic.sentence, size, gap=12)
    before = f"{topic.before} {topic.verdict}".strip()
    yield line(before, 18, SOFT, gap=8)
    yield line(topic.remarks, 18, SOFT, gap=8)


def credited(slide: Slide) -> Iterator[Piece]:
    """The pictures that have a licence of their own."""
    found: tuple[Credit, ...] = slide.content
    lines = [
        one
        for credit in found
        for one in (
            line(credit.slide, credits.SIZE, is_bold=True, gap=credits.PADDING),
            line(credit.words, credits.SIZE),
            Line(link(credit.source), credits.SOURCE_SIZE, colour=INK),
        )
    ]
    yield Words(body(slide.title), said(lines))


def link(address: str) -> tuple[TextRun, ...]:
    return (TextRun(address, href=address),) if address else ()
