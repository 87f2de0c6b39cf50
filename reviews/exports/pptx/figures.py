"""A metric's slide: its chart of the figures themselves, or their table."""

from collections.abc import Iterator

from reviews.exports.pptx.pieces import (
    BOTTOM,
    LEFT,
    SOFT,
    WIDTH,
    Box,
    Chart,
    Grid,
    Line,
    Piece,
    Row,
    Series,
    Words,
    body,
    line,
    said,
)
from reviews.exports.pptx.tables import headings
from reviews.slides import metric as slides_of
from reviews.slides.base import Slide, TextRun
from reviews.slides.metric import CHART_WIDTH, Figures, Metric
from reviews.slides.metric_figures import ALONE, BESIDE, Column, FigureLine
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import Snapshot

# How many months a chart of months leaves out of the fifteen.
FIRST = {"bars": 0, "weeks": 3}
# Two tables beside each other hold what one is too long for.
MOST_ROWS = 13


def metric(slide: Slide, snapshot: Snapshot) -> Iterator[Piece]:
    """The chart or the number, the figures beside it, and the foot."""
    content: Metric = slide.content
    box = body(slide.title)
    wide = float(WIDTH if content.is_foot_wide or not content.drawing else CHART_WIDTH)
    foot = [Line(foot_runs(one), 16, colour=SOFT, gap=2) for one in content.foot]
    high = slides_of.foot_height(list(content.foot), wide) if foot else 0
    if content.drawing and content.table:
        place = Box(LEFT, box.top, CHART_WIDTH, box.height - high - 16)
        yield from drawn(slide, content, snapshot, place)
    column = BESIDE if content.drawing else ALONE
    left = LEFT + CHART_WIDTH + 60 if content.drawing else LEFT
    place = Box(left, box.top, column.width, box.height - high)
    lines = [one for found in content.lines for one in figure(found, column)]
    yield Words(place, tuple(lines))
    if foot:
        yield Words(Box(LEFT, BOTTOM - high, wide, high), tuple(foot))


def foot_runs(one: slides_of.FootLine) -> tuple[TextRun, ...]:
    number = (TextRun(f"{one.number} ", strong=True),) if one.number else ()
    return (*number, TextRun(one.text))


def figure(found: FigureLine, column: Column) -> Iterator[Line]:
    if found.kind == "figure":
        words = f"{found.text} {found.value}".strip()
        yield line(words, min(found.size, 84), is_bold=True)
    elif found.kind == "row":
        yield from said([line(found.text, column.label[0], SOFT, gap=column.padding)])
        value = TextRun(found.value, strong=True)
        verdict = (TextRun(f" {found.verdict}"),) if found.verdict else ()
        yield Line((value, *verdict), column.value[0])
    else:
        yield line(found.text, found.size or 16, SOFT, gap=6)


# The drawing


def drawn(
    slide: Slide, content: Metric, snapshot: Snapshot, place: Box
) -> Iterator[Piece]:
    """A native chart where its kind is one of lines or bars, else the figures."""
    assert content.drawing
    assert content.table
    found = shown(slide, snapshot)
    alt = content.drawing.text
    if found and content.display in FIRST:
        categories = tuple(month for month, _ in content.table.rows)
        kind = "bars" if content.display == "bars" else "lines"
        yield Chart(place, kind, categories, tuple(by_month(found)), alt)
    elif found and content.display == "chart":
        yield Chart(place, "points", (), tuple(in_time(found)), alt)
    else:
        yield from tabled(content.table, place)


def shown(slide: Slide, snapshot: Snapshot) -> MetricData | None:
    """The metric of a slide."""
    ids = {f"metric-{one.pk}": one for one in snapshot.metrics}
    return ids.get(slide.id.split("--")[1]) if "--" in slide.id else None


def by_month(found: MetricData) -> Iterator[Series]:
    first = FIRST[found.display]
    yield Series(found.name, found.months[first:])
    if found.display == "weeks" and any(
        value is not None for value in found.months_year_ago
    ):
        yield Series("a year before", found.months_year_ago)


def in_time(found: MetricData) -> Iterator[Series]:
    """Each line: where readings are missing, it is broken."""
    for one in found.lines:
        points: list[tuple[float, float | None]] = []
        for stroke in one.strokes:
            points += [(points[-1][0], None)] if points else []
            points += stroke
        yield Series(one.name or found.name, points=tuple(points))


def tabled(table: Figures, place: Box) -> Iterator[Piece]:
    """The figures below their caption, in two tables if they are many."""
    yield Words(Box(place.left, place.top, 780, 28), (line(table.caption, 16, SOFT),))
    half = len(table.rows) > MOST_ROWS
    most = (len(table.rows) + 1) // 2 if half else len(table.rows)
    for at, rows in enumerate((table.rows[:most], table.rows[most:])):
        if rows:
            left = place.left + at * 400
            yield Grid(left, place.top + 30, (180, 180), tuple(grid(table, rows)))


def grid(table: Figures, rows: tuple[tuple[str, ...], ...]) -> Iterator[Row]:
    yield headings(*table.columns)
    for row in rows:
        yield Row(tuple((line(cell, 16),) for cell in row))
