"""A metric on its own slide: its chart or number, and what it compares with."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reviews.charts import bars, line, process, strip, weeks
from reviews.charts.drawing import Drawing, clipped
from reviews.charts.scale import known_value_text, value_text
from reviews.design.text_width import depth
from reviews.slides import callouts, unmeasured
from reviews.slides.base import CONTENT_WIDTH, Slide, content_height, filled, series
from reviews.slides.figures import missing_words
from reviews.slides.metric_figures import (
    ALONE,
    BESIDE,
    FigureLine,
    is_drawn,
    line_height,
    lines,
    sized,
)
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import SectionData, Snapshot

KIND = "metric"
CHARTS = {
    "chart": line.drawing,
    "bars": bars.drawing,
    "uptime": strip.drawing,
    "weeks": weeks.drawing,
    "process": process.drawing,
}
SHOWN = (*CHARTS, "number")
CHART_WIDTH, CHART_HEIGHT = 800, 470
SOURCE_SIZE, SOURCE_LINE = 16, 22
COMMENT_SIZE, COMMENT_LINE = 18, 24
GAP, LINE_GAP = 16, 6
# Above a number without a chart.
TOP = 40
# The least px of a chart, and what it should have beside a foot of its own width.
LEAST_HEIGHT, LEAST_HIGH = 150, 300
NOTE_WIDTH = 740


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a chart as a table."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FootLine:
    """A line below the chart: a comment, a numbered note, or where figures are from."""

    kind: str
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's slide. The foot is as wide as the chart, or else as the slide."""

    display: str
    lines: tuple[FigureLine, ...]
    drawing: Drawing | None
    table: Figures | None
    foot: tuple[FootLine, ...]
    is_foot_wide: bool = False


def slides(section: SectionData, snapshot: Snapshot) -> Iterator[Slide]:
    """A slide for each metric with figures, then one for those without."""
    shown = [one for one in snapshot.metrics if one.display in SHOWN]
    found = [one for one in shown if has_figures(one)]
    rest = "" if callouts.has_slides(snapshot) else missing_words(snapshot)
    for metric in found:
        foot = rest if metric is shown[-1] else ""
        yield from series(
            KIND,
            f"{section.slug}--metric-{metric.pk}",
            titled(metric),
            section.title,
            list(pages(metric, snapshot, foot)),
        )
    empty = [one for one in shown if not has_figures(one)]
    foot = rest if shown and not has_figures(shown[-1]) else ""
    yield from unmeasured.slides(section, empty, foot)


def has_figures(metric: MetricData) -> bool:
    """Whether there is anything to show, even of earlier quarters only."""
    return metric.value is not None or is_drawn(metric)


def titled(metric: MetricData) -> str:
    """What the figures show, as somebody wrote it; or the metric's name."""
    return metric.heading or metric.name


def pages(metric: MetricData, snapshot: Snapshot, rest: str) -> Iterator[Metric]:
    """The chart with its figures; more figures continue on a next slide."""
    full = int(content_height(titled(metric))) - GAP
    first, room = footed(metric, snapshot, rest, full)
    if first.drawing is None and is_drawn(metric) and snapshot.calendar:
        height = min(CHART_HEIGHT, room)
        drawing = CHARTS[metric.display](metric, snapshot, CHART_WIDTH, height)
        table = figures_of(metric, snapshot)
        first = replace(first, drawing=drawing, table=table)
    column = BESIDE if first.drawing else ALONE
    # A number by itself stands lower, and above its foot.
    beside = full if first.drawing and not first.is_foot_wide else room
    beside -= 0 if first.drawing else TOP
    high = math.inf if first.drawing else beside
    found = [sized(line, column, high) for line in lines(metric, snapshot)]
    for page in filled(found, lambda line: line_height(line, column), beside):
        yield replace(first, lines=page)
        first = replace(first, drawing=None, table=None, foot=())


def footed(
    metric: MetricData, snapshot: Snapshot, rest: str, full: int
) -> tuple[Metric, int]:
    """The slide's foot, and the px above it."""
    foot = list(foot_lines(metric, snapshot, rest))
    is_wide = not is_drawn(metric) or full - foot_height(foot, CHART_WIDTH) < LEAST_HIGH
    width = CONTENT_WIDTH if is_wide else CHART_WIDTH
    # Notes are also in the figures: the last ones give way to a chart that can be read.
    while full - foot_height(foot, width) < LEAST_HEIGHT and has_notes(foot):
        foot.remove([line for line in foot if line.kind == "note"][-1])
    shown = Metric(metric.display, (), None, None, tuple(foot), is_wide)
    return shown, max(LEAST_HEIGHT, int(full - foot_height(foot, width)))


def has_notes(foot: list[FootLine]) -> bool:
    return any(line.kind == "note" for line in foot)


def foot_lines(metric: MetricData, snapshot: Snapshot, rest: str) -> Iterator[FootLine]:
    last = metric.figures[-1] if metric.figures else None
    if last and last.comment:
        yield FootLine("comment", last.comment)
    for number, note in enumerate(metric.notes, start=1):
        text = f"{line.day_text(note.at, snapshot.calendar)}: {note.text}"
        yield FootLine("note", clipped(text, NOTE_WIDTH), str(number))
    for text in filter(None, (below_words(metric, snapshot), rest)):
        yield FootLine("source", text)


def foot_height(foot: list[FootLine], width: float) -> float:
    """The px of what is below the chart."""
    sizes = {"comment": (COMMENT_SIZE, COMMENT_LINE)}
    small = SOURCE_SIZE, SOURCE_LINE
    heights = (
        depth(f"{line.number}  {line.text}", width, *sizes.get(line.kind, small))
        for line in foot
    )
    return sum(high + LINE_GAP for high in heights) + LINE_GAP


# Below the chart, and the chart as a table


def below_words(metric: MetricData, snapshot: Snapshot) -> str:
    """Where the figures come from, in one line."""
    parts = (
        f"Source: {metric.source}" * bool(metric.source),
        f"Monitors: {metric.monitor}" * bool(metric.monitor),
        process.baseline_words(metric, snapshot),
    )
    return " · ".join(filter(None, parts))


def source_words(metric: MetricData, period: str) -> str:
    """Source, monitors and period in one line."""
    parts = (
        f"Source: {metric.source}" * bool(metric.source),
        f"Monitors: {metric.monitor}" * bool(metric.monitor),
        period,
        metric.rule,
    )
    return " · ".join(filter(None, parts))


def figures_of(metric: MetricData, snapshot: Snapshot) -> Figures:
    """The months that a chart shows; of a process, its newest values."""
    if metric.display == "process":
        return process_figures(metric, snapshot)
    first = {"bars": 0, "weeks": 3, "uptime": 12}.get(metric.display, 9)
    months = snapshot.calendar[first:15]
    rows = tuple(
        (f"{month.label} {month.year}", known_value_text(value, metric.unit))
        for month, value in zip(months, metric.months[first:], strict=False)
    )
    return Figures(f"{metric.name} by month", ("Month", "Value"), rows)


def process_figures(metric: MetricData, snapshot: Snapshot) -> Figures:
    points = metric.behaviour.points[-26:] if metric.behaviour else ()
    rows = tuple(
        (
            process.day_of(at, snapshot.calendar) or "earlier",
            value_text(value, metric.unit),
        )
        for at, value in points
    )
    return Figures(f"{metric.name}, the newest values", ("Day", "Value"), rows)
