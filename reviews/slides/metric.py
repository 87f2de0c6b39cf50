"""A metric on a slide of its own: its chart or its number, and earlier values."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reviews.charts import bars, line, strip
from reviews.charts.drawing import Drawing
from reviews.charts.scale import change_text, known_value_text, value_text
from reviews.design.text_width import depth
from reviews.slides.base import CONTENT_WIDTH, Slide, content_height, filled, series
from reviews.snapshot.values import MetricData, SectionData, Snapshot

KIND = "metric"
CHARTS = {"chart": line.drawing, "bars": bars.drawing, "uptime": strip.drawing}
SHOWN = (*CHARTS, "number")
CHART_WIDTH = 814
HEADING_SIZE, HEADING_LINE = 26, 36
SOURCE_SIZE, SOURCE_LINE = 16, 22
COMMENT_SIZE, COMMENT_LINE = 18, 24
GAP = 24
LEAST_HEIGHT = 240
SHORT_UNIT = 4
# The widths of the figures beside a chart and beside a big number; then for each kind
# of line its size, line height, gap and face.
BESIDE_CHART, BESIDE_NUMBER, NUMBER_WIDTH = 302, 532, 580
LINES = {
    "figure": (52, 60, 4, "bold"),
    "unit": (18, 24, 8, "regular"),
    "change": (28, 36, 8, "semibold"),
    "note": (18, 24, 8, "regular"),
    "second": (18, 24, 16, "semibold"),
    "target": (18, 24, 16, "semibold"),
    "warning": (18, 24, 16, "regular"),
}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A line of figures; `verdict` is better, worse or nothing."""

    kind: str
    text: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's slide; without lines it says why there are no figures."""

    display: str
    heading: str
    source: str
    monitor: str
    period: str
    note: str
    comment: str
    source_words: str
    lines: tuple[FigureLine, ...]
    drawing: Drawing | None


def slides(section: SectionData, snapshot: Snapshot) -> Iterator[Slide]:
    """A slide for each metric that has one; one without figures says so."""
    for metric in snapshot.metrics:
        if metric.display in SHOWN:
            yield from series(
                KIND,
                f"{section.slug}--metric-{metric.pk}",
                metric.name,
                section.title,
                list(pages(metric, snapshot)),
            )


def pages(metric: MetricData, snapshot: Snapshot) -> Iterator[Metric]:
    """The chart with its figures; more figures continue on a next slide."""
    first = content(metric, snapshot)
    room = chart_height(first, metric.name)
    drawing = None
    if is_drawn(metric) and snapshot.calendar:
        drawing = CHARTS[metric.display](metric, snapshot, CHART_WIDTH, room)
    width = BESIDE_CHART if drawing else BESIDE_NUMBER
    if not drawing and metric.value is None:
        yield first
        return
    found = filled(lines(metric, snapshot), lambda line: height(line, width), room)
    for number, page in enumerate(found):
        yield replace(first, lines=page, drawing=None if number else drawing)


def content(metric: MetricData, snapshot: Snapshot) -> Metric:
    last = metric.figures[-1] if metric.figures else None
    period = metric.period or snapshot.months
    return Metric(
        display=metric.display,
        heading=metric.heading,
        source=metric.source,
        monitor=metric.monitor,
        period=period,
        note=metric.note,
        comment=last.comment if last else "",
        source_words=source_words(metric, period),
        lines=(),
        drawing=None,
    )


def chart_height(shown: Metric, title: str) -> int:
    """The px between the heading and the words below the chart."""
    room = content_height(title) - GAP
    room -= depth(shown.source_words, CONTENT_WIDTH, SOURCE_SIZE, SOURCE_LINE)
    if shown.comment:
        room -= depth(shown.comment, CONTENT_WIDTH, COMMENT_SIZE, COMMENT_LINE)
    if shown.heading:
        sizes = HEADING_SIZE, HEADING_LINE, "semibold"
        room -= depth(shown.heading, CONTENT_WIDTH, *sizes)
    return max(LEAST_HEIGHT, int(room))


def height(line: FigureLine, width: float) -> float:
    """The px of a line of figures in a column of that width."""
    size, high, free, face = LINES[line.kind]
    text = f"{line.text} {line.verdict}"
    return depth(text, width, size, high, face) + free


def lines(metric: MetricData, snapshot: Snapshot) -> Iterator[FigureLine]:
    """The quarter's value, the earlier ones, and the target."""
    unit = metric.unit if len(metric.unit) <= SHORT_UNIT else ""
    value = value_words(metric)
    yield FigureLine("figure", f"{value} {unit}".rstrip() if value else "—")
    if metric.unit != unit:
        yield FigureLine("unit", metric.unit)
    yield from changes(metric, snapshot, unit)
    if len(metric.lines) > 1:
        second = metric.lines[1]
        yield FigureLine(
            "second", f"{second.name}: {known_value_text(second.value, unit)}"
        )
    if metric.target is not None:
        yield FigureLine("target", target_words(metric, unit))
    for warning in filter(None, (metric.stale, override_words(metric))):
        yield FigureLine("warning", warning)


def value_words(metric: MetricData) -> str:
    """The quarter's value: 2.14, or 3 of 12; empty if unknown."""
    if metric.value is None:
        return ""
    if metric.of is not None:
        return f"{value_text(metric.value)} of {value_text(metric.of)}"
    if not metric.rule:
        # A single reading is shown with all its digits.
        return f"{metric.value:,.12g}".replace("-", "\u2212")
    return value_text(metric.value, metric.unit).removesuffix(metric.unit).strip()


def changes(metric: MetricData, snapshot: Snapshot, unit: str) -> Iterator[FigureLine]:
    """Changes since the quarter before and the same one a year ago, if known."""
    if metric.value is None or not snapshot.calendar:
        return
    earlier = (
        (metric.before, snapshot.calendar[9].quarter),
        (metric.year_ago, snapshot.calendar[0].quarter),
    )
    for value, quarter in earlier:
        if value is not None:
            rest = metric.value - value
            text = change_text(metric.value, value, unit)
            yield FigureLine("change", text, verdict(rest, metric.direction))
            yield FigureLine("note", f"against {quarter} ({value_text(value, unit)})")


def verdict(rest: float, direction: str) -> str:
    """Whether the change is good; empty if the metric has no direction."""
    if not rest or not direction:
        return ""
    return "better" if (rest > 0) == (direction == "up") else "worse"


def target_words(metric: MetricData, unit: str) -> str:
    """Target 2 s, met; or missed. Bars are compared with it month by month."""
    said = f"target {value_text(metric.target or 0, unit)}"
    if metric.display == "bars":
        values = [value for value in metric.months[12:] if value is not None]
        met = sum(is_met(value, metric) for value in values)
        said = f"{said} a month"
        return f"{said}, met in {met} of {len(values)}" if metric.direction else said
    if metric.value is None or not metric.direction:
        return said
    return f"{said}, {'met' if is_met(metric.value, metric) else 'missed'}"


def is_met(value: float, metric: MetricData) -> bool:
    rest = value - (metric.target or 0)
    return rest >= 0 if metric.direction == "up" else rest <= 0


def override_words(metric: MetricData) -> str:
    """That a reading overrides the computed value."""
    if not metric.override:
        return ""
    return f"Entered by hand; computed: {metric.override}."


def source_words(metric: MetricData, period: str) -> str:
    """Source, monitors and period in one line."""
    parts = (
        f"Source: {metric.source}" * bool(metric.source),
        f"Monitors: {metric.monitor}" * bool(metric.monitor),
        period,
        metric.rule,
    )
    return " · ".join(filter(None, parts))


def is_drawn(metric: MetricData) -> bool:
    """Whether the metric's chart has anything to show."""
    if metric.display == "chart":
        return any(line.strokes for line in metric.lines)
    if metric.display == "bars":
        return any(value is not None for value in metric.months)
    return metric.display == "uptime" and metric.uptime is not None
