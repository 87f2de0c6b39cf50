"""Objectives as tables that are cut to slides: between rows wherever a row fits.

A bucket stays whole if a new slide can hold it. A row too high for any slide is cut
between lines, and every cell continues where it stopped. Every slide has the heading
row and the bucket's heading.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from objectives.text.phrases import lateness
from reviews.design.text_width import depth
from reviews.slides.base import (
    Block,
    Slide,
    Style,
    TextRun,
    content_height,
    cut,
    height,
    series,
)
from reviews.slides.cells import cell, inline
from reviews.snapshot.values import GroupPlan, Row, Said

# Column widths and styles in px, as in deck.css.
WIDTHS = (270, 302, 176, 138, 266)
GUTTER = 18
ROW_PADDING = 13
HEAD = 32
BUCKET = 32
BAND_GAP = 14
BAND_STYLE = Style(size=18, line=24)
BAND_PADDING = 12
STYLES = {
    "title": Style(size=18, line=23, face="semibold"),
    "text": Style(size=18, line=23),
    "blank": Style(size=18, line=23),
    "said": Style(size=16, line=19, gap=1),
    "warning": Style(size=16, line=19, gap=1),
    "state": Style(size=18, line=23, face="semibold", indent=24),
    "aside": Style(size=16, line=19, gap=1),
    "unread": Style(size=16, line=19, gap=1),
    "late": Style(size=16, line=19, face="semibold"),
    "outlook": Style(size=16, line=19, face="semibold"),
}
# What is said of an ETA after the quarter: a plan may be longer than that.
AFTER = "after the quarter"
# The words that the style sheet puts before a said note.
SAID = "said: "
STATES = {
    "done": "Done",
    "on_track": "On track",
    "not_started": "Not started",
    "at_risk": "At risk",
    "stalled": "Stalled",
    "deferred": "Deferred",
    "dropped": "Dropped",
    "missed": "Missed",
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table row: five cells of blocks; `state` colours the badge."""

    pk: int
    cells: tuple[tuple[Block, ...], ...]
    state: str = ""
    is_tentative: bool = False


@dataclass(frozen=True, slots=True)
class BucketPart:
    """The rows of one bucket on one slide."""

    label: str
    lines: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A slide's table: draft band or none, column headings, parts."""

    band: str | None
    columns: tuple[str, ...]
    parts: tuple[BucketPart, ...]


def slides(
    kind: str,
    section: str,
    slug: str,
    plan: GroupPlan,
    lines: list[tuple[str, TableRow]],
) -> tuple[Slide, ...]:
    """A group's plan as slides, from rows with the bucket of each."""
    columns = ("Objective", plan.third_column, "Dependency", "ETA", "Status")
    band = plan.draft_note if plan.state == "draft" else None
    room = content_height(plan.group) - HEAD - band_height(band)
    buckets = [
        (label, [line for _, line in group])
        for label, group in groupby(lines, key=lambda pair: pair[0])
    ]
    pages = [Table(band, columns, parts) for parts in packed(buckets, room)]
    return tuple(series(kind, f"{slug}--{plan.slug}", plan.group, section, pages))


def band_height(note: str | None) -> float:
    """The px that the draft band takes, its gap included; None is no draft."""
    if note is None:
        return 0
    words = depth(note, 1000, BAND_STYLE.size, BAND_STYLE.line, "semibold")
    return words + BAND_PADDING + BAND_GAP


def packed(
    buckets: list[tuple[str, list[TableRow]]], room: float
) -> Iterator[tuple[BucketPart, ...]]:
    """Fill slides of `room` px with buckets, and continue those that do not fit."""
    page: list[BucketPart] = []
    left = room
    for label, lines in buckets:
        need = BUCKET + sum(map(line_height, lines))
        if page and left < need <= room:
            yield tuple(page)
            page, left = [], room
        for part, used, is_last in parts(label, lines, left, room, bool(page)):
            if part.lines:
                page.append(part)
            left -= used
            if not is_last:
                yield tuple(page)
                page, left = [], room
    if page:
        yield tuple(page)


def parts(
    label: str, lines: list[TableRow], left: float, room: float, is_below: bool
) -> Iterator[tuple[BucketPart, float, bool]]:
    """A bucket in parts: the first fits `left`, the others `room`; px used, last?"""
    queue, kept, used = list(reversed(lines)), list[TableRow](), float(BUCKET)
    while queue:
        line = queue.pop()
        need = line_height(line)
        if used + need <= left:
            kept.append(line)
            used += need
            continue
        if not kept and not is_below:
            head, tail = cut_line(line, left - used)
            kept.append(head)
            queue.append(tail)
        else:
            queue.append(line)
        yield BucketPart(label, tuple(kept)), used, False
        kept, used, left, is_below = [], float(BUCKET), room, False
    yield BucketPart(label, tuple(kept)), used, True


def line_height(line: TableRow) -> float:
    """The px of a row: its highest cell and the padding."""
    return ROW_PADDING + max(
        sum(height(measured(block), STYLES[block.kind], room) for block in blocks)
        for blocks, room in zip(line.cells, rooms(), strict=True)
    )


def measured(block: Block) -> Block:
    """The block with the words that the style sheet adds to it."""
    if block.kind != "said":
        return block
    return replace(block, runs=(TextRun(SAID), *block.runs))


def rooms() -> list[float]:
    return [width - GUTTER for width in WIDTHS]


def cut_line(line: TableRow, limit: float) -> tuple[TableRow, TableRow]:
    """Split a row at `limit` px, each cell between two of its lines."""
    halves = [
        cut_cell(blocks, room, limit - ROW_PADDING)
        for blocks, room in zip(line.cells, rooms(), strict=True)
    ]
    head, tail = zip(*halves, strict=True)
    title = tail[0] or notes("outlook", "continued")
    return (replace(line, cells=head), replace(line, cells=(title, *tail[1:])))


def cut_cell(
    blocks: tuple[Block, ...], room: float, limit: float
) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks of a cell that fit `limit` px, and those that go on."""
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        style = STYLES[block.kind]
        need = height(measured(block), style, room)
        if need <= limit:
            kept.append(block)
            limit -= need
            continue
        if limit < style.line + style.gap:
            return tuple(kept), blocks[index:]
        head, tail = cut(measured(block), style, room, limit)
        if block.kind == "said":
            head = replace(head, runs=head.runs[1:])
        return (*kept, head), (tail, *blocks[index + 1 :])
    return tuple(kept), ()


def said_line(said: Said, row: Row) -> TableRow:
    """The commitment, word for word."""
    return TableRow(
        pk=row.pk,
        cells=(
            cell(said.title, None, kind="title"),
            cell(said.measure, None),
            cell(said.dependency, None),
            cell(said.eta, None),
            cell(said.status, None),
        ),
        is_tentative=said.is_tentative,
    )


def row_line(row: Row, said: Said | None) -> TableRow:
    """The objective as it is now, with changes against `said` marked."""
    return TableRow(
        pk=row.pk,
        cells=(
            (
                *cell(row.title, said.title if said else None, kind="title"),
                *labels(row),
            ),
            cell(row.measure, said.measure if said else None),
            cell(row.dependency, said.dependency if said else None),
            (
                *cell(row.eta, said.eta if said else None),
                *eta_notes(row),
            ),
            status_cell(row),
        ),
        state=row.state,
        is_tentative=row.is_tentative,
    )


def labels(row: Row) -> tuple[Block, ...]:
    """Tags and reference on a line, where the review shows them."""
    parts = [TextRun(tag) for tag in row.tags]
    if row.reference:
        parts.append(TextRun(row.reference, href=row.reference_url))
    runs = [run for part in parts for run in (TextRun(" · "), part)]
    return (Block("aside", tuple(runs[1:])),) if runs else ()


def eta_notes(row: Row) -> tuple[Block, ...]:
    """What is odd about the ETA; that it lies after the quarter, only quietly."""
    kind = "aside" if row.eta_warning == AFTER else "warning"
    return notes(kind, row.eta_warning)


def status_cell(row: Row) -> tuple[Block, ...]:
    """The state with its percentage, the text as typed, then the disposition."""
    badge = notes("state", state_words(row)) or notes("unread", unread(row))
    text = (Block("text", cell(row.status, None)[0].runs),) if row.status else ()
    late = notes("late", lateness(row.quarters, row.state == "done"))
    fate = disposition(row)
    outlook = (Block("outlook", inline(fate)),) if fate else ()
    return (*badge, *text, *late, *outlook) or (Block("blank", ()),)


def unread(row: Row) -> str:
    """A note on a status that could not be read: it is never guessed."""
    return "state not read from this:" if row.status and not row.state else ""


def state_words(row: Row) -> str:
    """On track · about 50 %; empty if the status could not be read."""
    if row.percent is None or not row.state:
        return STATES.get(row.state, "")
    about = "about " if row.is_about else ""
    return f"{STATES[row.state]} · {about}{row.percent}\u00a0%"


def disposition(row: Row) -> str:
    """What happens to an unfinished objective, if that is decided."""
    if row.carried_to:
        return f"carried over to {row.carried_to}"
    if row.deferred_to:
        return f"deferred to {row.deferred_to}"
    return f"dropped: {row.dropped_reason}" if row.dropped_reason else ""


def notes(kind: str, text: str) -> tuple[Block, ...]:
    return (Block(kind, (TextRun(text),)),) if text else ()
