"""A metric on a slide of its own: its chart or its number, and what was before."""

from dataclasses import dataclass

from reviews.charts import bars, line, strip
from reviews.charts.drawing import Drawing
from reviews.charts.scale import change, known, words
from reviews.slides.base import CONTENT_WIDTH, Slide, content_height
from reviews.slides.measure import depth
from reviews.snapshot import MetricData, Section, Snapshot

KIND = "metric"
CHARTS = {"chart": line.drawing, "bars": bars.drawing, "uptime": strip.drawing}
SHOWN = (*CHARTS, "number")
CHART_WIDTH = 830
CHART_GAP = 20
HEADING_SIZE, HEADING_LINE = 26, 36
SOURCE_SIZE, SOURCE_LINE = 16, 22
LEAST_HEIGHT = 220


@dataclass(frozen=True, slots=True)
class Change:
    """The difference to an earlier quarter; `verdict` is better, worse or nothing."""

    words: str
    against: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's own words; `value` is the quarter's, empty where none is held."""

    display: str
    heading: str
    source: str
    monitor: str
    period: str
    note: str
    value: str
    unit: str
    rule: str
    comment: str
    target: str
    changes: tuple[Change, ...]
    second: str
    warnings: tuple[str, ...]
    source_words: str
    drawing: Drawing | None


def slides(section: Section, snapshot: Snapshot) -> list[Slide]:
    """A slide for each metric that has one; one without figures says so."""
    return [
        Slide(
            KIND,
            f"{section.slug}--metric-{metric.pk}",
            metric.name,
            content(metric, snapshot),
            section=section.title,
        )
        for metric in snapshot.metrics
        if metric.display in SHOWN
    ]


def content(metric: MetricData, snapshot: Snapshot) -> Metric:
    last = metric.figures[-1] if metric.figures else None
    period = metric.period or snapshot.months
    source = source_words(metric, period)
    return Metric(
        display=metric.display,
        heading=metric.heading,
        source=metric.source,
        monitor=metric.monitor,
        period=period,
        note=metric.note,
        value=value_words(metric),
        unit=metric.unit,
        rule=metric.rule,
        comment=last.comment if last else "",
        target=target_words(metric),
        changes=tuple(changes(metric, snapshot)),
        second=second_words(metric),
        warnings=tuple(filter(None, (metric.stale, override_words(metric)))),
        source_words=source,
        drawing=drawing(metric, snapshot, source),
    )


def value_words(metric: MetricData) -> str:
    """The quarter's value: 2.14, or 3 of 12; empty where it is not known."""
    if metric.value is None:
        return ""
    if metric.of is not None:
        return f"{words(metric.value)} of {words(metric.of)}"
    if not metric.rule:
        # A lone reading has as many digits as were given.
        return f"{metric.value:,.12g}"
    return words(metric.value, metric.unit).removesuffix(metric.unit).strip()


def changes(metric: MetricData, snapshot: Snapshot) -> list[Change]:
    """Against the quarter before and the same one a year ago, as far as known."""
    if metric.value is None or not snapshot.calendar:
        return []
    earlier = (
        (metric.before, snapshot.calendar[9].quarter),
        (metric.year_ago, snapshot.calendar[0].quarter),
    )
    return [
        Change(
            change(metric.value, value, metric.unit),
            f"against {quarter} ({words(value, metric.unit)})",
            verdict(metric.value - value, metric.direction),
        )
        for value, quarter in earlier
        if value is not None
    ]


def verdict(rest: float, direction: str) -> str:
    """Whether that change is a good one; nothing where nobody said what is good."""
    if not rest or not direction:
        return ""
    return "better" if (rest > 0) == (direction == "up") else "worse"


def target_words(metric: MetricData) -> str:
    """Target 2 s, met; or missed. A bar is held against it month by month."""
    if metric.target is None:
        return ""
    said = f"target {words(metric.target, metric.unit)}"
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


def second_words(metric: MetricData) -> str:
    """p95: 4.1 s."""
    if len(metric.lines) < 2:
        return ""
    second = metric.lines[1]
    return f"{second.name}: {known(second.value, metric.unit)}"


def override_words(metric: MetricData) -> str:
    """That a person's figure stands in for what is computed."""
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


def drawing(metric: MetricData, snapshot: Snapshot, source: str) -> Drawing | None:
    """The chart in the room between heading and source, if there is one to draw."""
    if not is_drawn(metric) or not snapshot.calendar:
        return None
    room = content_height(metric.name) - CHART_GAP
    room -= depth(source, CONTENT_WIDTH, SOURCE_SIZE, SOURCE_LINE)
    if metric.heading:
        room -= depth(
            metric.heading, CONTENT_WIDTH, HEADING_SIZE, HEADING_LINE, "semibold"
        )
    return CHARTS[metric.display](
        metric, snapshot, CHART_WIDTH, max(LEAST_HEIGHT, round(room))
    )


def is_drawn(metric: MetricData) -> bool:
    """Whether there is anything that the metric's chart could show."""
    if metric.display == "chart":
        return any(line.strokes for line in metric.lines)
    if metric.display == "bars":
        return any(value is not None for value in metric.months)
    return metric.display == "uptime" and metric.uptime is not None
