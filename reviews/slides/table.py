"""Objectives as tables that are cut to slides: between rows wherever a row fits.

Rows are filled in at the smallest size, with columns for the whole series. A bucket
stays whole if a new slide can hold it. Then each slide gets the columns that its own
rows need, in the largest size in which they fit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reviews.design.text_width import depth
from reviews.slides.base import (
    CONTENT_WIDTH,
    Slide,
    Style,
    TextRun,
    content_height,
    series,
)
from reviews.slides.cut_rows import cut_row
from reviews.slides.layout import (
    Layout,
    best,
    layout,
    row_height,
    with_lone_dependency,
)
from reviews.slides.rows import TableRow
from reviews.slides.steps import DENSE, GROUP, HEAD, MORE
from reviews.snapshot.values import GroupPlan

BAND = Style(size=18, line=24)
# The black tag and its distance from the reason; above and below; below the rule.
BAND_TAG, BAND_PADDING, BAND_GAP = 106, 20, 14
MARKED = (TextRun("marked", mark=True), TextRun(" = changed since it was promised"))
# A row that is higher than a slide begins where so much of one is left.
LEAST_LEFT = 0.4


@dataclass(frozen=True, slots=True)
class Bucket:
    """Rows with what they have in common: its label, and their number in words.

    A slide of these rows alone has `title` behind its own, in place of the label.
    """

    label: str
    note: str
    title: str
    lines: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class BucketPart:
    """The rows of one bucket on one slide; without a label where the title says it."""

    label: str
    note: str
    lines: tuple[TableRow, ...]


Page = list[tuple[Bucket, list[TableRow]]]
Measured = tuple[Bucket, list[tuple[TableRow, float]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A slide's table: draft band or none, column headings, parts.

    `widths` are those of the columns, in units. If the first row began on an earlier
    slide, `began` says so many slides before, and as which row. `more` says how many
    objectives are left out.
    """

    band: str | None
    columns: tuple[str, ...]
    parts: tuple[BucketPart, ...] = ()
    widths: tuple[int, ...] = ()
    step: str = ""
    began: tuple[int, int] | None = None
    more: str = ""

    @property
    def is_marked(self) -> bool:
        rows = (row for part in self.parts for row in part.lines)
        blocks = (block for row in rows for cell in row.cells for block in cell)
        return any(run.mark for block in blocks for run in block.runs)


def slides(
    kind: str,
    section: str,
    slug: str,
    plan: GroupPlan,
    buckets: Sequence[Bucket],
    more: str | None = None,
) -> tuple[Slide, ...]:
    """A group's plan as slides, from its rows in their buckets.

    Where `more` is not None, there is room for what may be left out.
    """
    band = plan.draft_note if plan.state == "draft" else None
    longest = max((bucket.title for bucket in buckets), key=len, default="")
    room = content_height(plan.group + longest) - band_height(band)
    room -= 0 if more is None else MORE
    pages = packed(buckets, room - HEAD)
    tables = [
        table(page, found, room, Table(band, headings(plan), began=began))
        for (page, found), began in zip(pages, beginnings(pages), strict=True)
    ]
    if tables:
        tables[-1] = replace(tables[-1], more=more or "")
    made = series(kind, f"{slug}--{plan.slug}", plan.group, section, tables)
    pairs = zip(made, (page for page, _ in pages), strict=True)
    return tuple(titled(slide, page) for slide, page in pairs)


def headings(plan: GroupPlan) -> tuple[str, ...]:
    return ("Objective", plan.third_column, "Dependency", "ETA", "Status")


def band_height(note: str | None) -> float:
    """The px that the draft band takes, its gap included; None is no draft."""
    if note is None:
        return 0
    words = depth(note, CONTENT_WIDTH - BAND_TAG, BAND.size, BAND.line)
    return words + BAND_PADDING + BAND_GAP


def packed(buckets: Sequence[Bucket], room: float) -> list[tuple[Page, Layout]]:
    """The rows on as few slides of `room` px as there can be, all about as full."""
    rows = with_lone_dependency([row for one in buckets for row in one.lines])
    if not rows:
        return []
    found, ends = layout(rows, DENSE), iter(rows)
    queues = [(one, [next(ends) for _ in one.lines]) for one in buckets]
    measured = [
        (one, [(row, row_height(row, found)) for row in queue]) for one, queue in queues
    ]
    pages = [*filled(measured, room, room, found)]
    return [(page, found) for page in evened(pages, measured, room, found)]


def evened(
    pages: list[Page], measured: list[Measured], room: float, found: Layout
) -> list[Page]:
    """The same number of slides in the least room, unless rows are cut."""
    wholes = [GROUP + sum(need for _, need in rows) for _, rows in measured]
    low = max([0, *(need for need in wholes if need <= room)])
    low = max(low, GROUP + max(need for _, rows in measured for _, need in rows))
    high = room
    while high - low > 8 and len(pages) > 1:
        middle = (low + high) / 2
        others = [*filled(measured, middle, room, found)]
        if len(others) > len(pages):
            low = middle
        else:
            high, pages = middle, others
    return pages


def filled(
    measured: list[Measured], room: float, most: float, found: Layout
) -> Iterator[Page]:
    """Slides of `room` px; a bucket stays whole where one of `most` px can hold it."""
    page: Page = []
    left = room
    for bucket, rows in measured:
        need = GROUP + sum(px for _, px in rows)
        if page and left < need <= most:
            yield page
            page, left = [], room
        queue, is_open = rows[::-1], False
        while queue:
            row, px = queue.pop()
            need = px if is_open else px + GROUP
            if need > left and page and (need <= room or left < LEAST_LEFT * room):
                yield page
                page, left, is_open = [], room, False
                queue.append((row, px))
                continue
            if need > left:
                row, tail = cut_row(row, left - need + px, found)
                queue.append((tail, row_height(tail, found)))
            if not is_open:
                page.append((bucket, []))
            page[-1][1].append(row)
            left, is_open = left - need, True
    yield page


def beginnings(
    pages: Sequence[tuple[Page, Layout]],
) -> Iterator[tuple[int, int] | None]:
    """Of each slide whose first row is continued: how far back, and as which row."""
    slide = number = 0
    for at, (page, _) in enumerate(pages):
        rows = [row for _, part in page for row in part]
        yield (at - slide, number) if rows[0].is_continued else None
        if len(rows) > 1 or not rows[0].is_continued:
            slide, number = at, len(rows)


def table(page: Page, series: Layout, room: float, empty: Table) -> Table:
    """The table of a slide in the columns and the size that its rows need."""
    rows = with_lone_dependency([row for _, part in page for row in part])
    labels = [] if title_of(page) else [bucket.label for bucket, _ in page]
    found = best(rows, len(labels), room)
    if found is None:
        found, rows = series, [row for _, part in page for row in part]
    ends = iter(replace(row, cells=found.cells(row), whole=()) for row in rows)
    return replace(
        empty,
        columns=tuple(empty.columns[at] for at in found.shown),
        parts=tuple(
            BucketPart(
                "" if title_of(page) else bucket.label,
                bucket.note,
                tuple(next(ends) for _ in part),
            )
            for bucket, part in page
        ),
        widths=found.units,
        step=found.step.name,
    )


def title_of(page: Page) -> str:
    """What the title says of a slide's rows, if they are of one bucket."""
    return page[0][0].title if len(page) == 1 else ""


def titled(slide: Slide, page: Page) -> Slide:
    """The slide with its rows' bucket in its title, and what its corner says."""
    title = title_of(page)
    note = [TextRun(page[0][0].note)] if title else []
    marks = MARKED if slide.content.is_marked else ()
    if slide.content.began:
        back, number = slide.content.began
        words = TextRun(f"row {number} continues from slide ")
        return replace(slide, title=slide.title + title, corner=(words,), back=back)
    between = [TextRun(" · ")] if note and marks else []
    return replace(slide, title=slide.title + title, corner=(*note, *between, *marks))
