"""The figures beside a metric's chart, or beside its number: each in the largest size
that fits.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reviews.charts import process
from reviews.charts.scale import known_value_text, value_text
from reviews.design.text_width import SAFE, depth, width
from reviews.slides.figures import (
    difference,
    is_met,
    override_words,
    short,
    value_words,
)
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import Snapshot

UNIT_SHARE = 0.52  # the size of a unit beside its number
CAPTION_GAP = 14  # between a number without a chart and its caption


@dataclass(frozen=True, slots=True)
class Column:
    """The sizes of figures: beside a chart, or beside a big number."""

    width: int
    number_width: int
    numbers: tuple[tuple[int, int], ...]  # sizes with their line heights
    captions: tuple[tuple[int, int], ...]
    caption_room: int
    label: tuple[int, int]
    value: tuple[int, int]
    padding: int


BESIDE = Column(
    width=292,
    number_width=292,
    numbers=((84, 80), (64, 64), (48, 52), (36, 44)),
    captions=((22, 28), (18, 24), (16, 22)),
    caption_room=112,
    label=(16, 20),
    value=(26, 32),
    padding=19,
)
ALONE = Column(
    width=532,
    number_width=560,
    numbers=((200, 184), (128, 124), (84, 80), (64, 64), (48, 52), (36, 44)),
    captions=((26, 36), (22, 28), (18, 24), (16, 22)),
    caption_room=180,
    label=(20, 26),
    value=(38, 46),
    padding=29,
)


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A line of figures; `tone` is better, worse, met, missed or nothing.

    A number has its unit as `value`, a row its label as `text`.
    """

    kind: str
    text: str
    value: str = ""
    verdict: str = ""
    tone: str = ""
    size: int = 0
    is_below: bool = False  # the verdict, below the value


def lines(metric: MetricData, snapshot: Snapshot) -> Iterator[FigureLine]:
    """The quarter's value, the earlier ones, and the target."""
    unit = short(metric.unit)
    if metric.display == "process" and is_drawn(metric):
        yield from verdict_lines(metric, snapshot)
    else:
        yield from value_lines(metric, snapshot, unit)
    yield from earlier(metric, snapshot, unit)
    if len(metric.lines) > 1:
        second = metric.lines[1]
        yield FigureLine("row", second.name, known_value_text(second.value, unit))
    if metric.target is not None:
        yield target_line(metric, unit)
    for warning in filter(None, (metric.stale, override_words(metric))):
        yield FigureLine("remark", warning)


def value_lines(
    metric: MetricData, snapshot: Snapshot, unit: str
) -> Iterator[FigureLine]:
    """The number, and of what it is."""
    value = value_words(metric)
    if not value:
        quarter = f" for {snapshot.quarter}" * bool(snapshot.quarter)
        yield FigureLine("caption", f"No figures{quarter}")
        return
    yield FigureLine("figure", value, unit)
    yield FigureLine("caption", caption(metric, snapshot))


def verdict_lines(metric: MetricData, snapshot: Snapshot) -> Iterator[FigureLine]:
    """Signal or noise, and why; then the quarter's value like any other."""
    word, why = process.verdict(metric, snapshot)
    yield FigureLine("figure", word)
    yield FigureLine("caption", why)
    if metric.value is not None:
        label = ", ".join(filter(None, (snapshot.quarter, metric.rule)))
        yield FigureLine("row", label, value_text(metric.value, short(metric.unit)))


def caption(metric: MetricData, snapshot: Snapshot) -> str:
    """Search time, median of 92 readings, October to December."""
    parts = (
        metric.name * bool(metric.heading),
        metric.unit * (not short(metric.unit)),
        metric.rule,
        metric.period or snapshot.months,
    )
    return ", ".join(filter(None, parts))


def earlier(metric: MetricData, snapshot: Snapshot, unit: str) -> Iterator[FigureLine]:
    """The quarter before and the same one a year ago, if known."""
    if not snapshot.calendar:
        return
    found = (
        (metric.before, f"{snapshot.calendar[9].quarter}, the quarter before"),
        (metric.year_ago, f"{snapshot.calendar[0].quarter}, a year ago"),
    )
    for value, label in found:
        if value is not None:
            words, tone = difference(metric, value)
            yield FigureLine("row", label, value_text(value, unit), words, tone)


def target_line(metric: MetricData, unit: str) -> FigureLine:
    """Whether the target was met; bars are compared with it month by month."""
    target = metric.target or 0
    words, tone = "", ""
    if metric.display == "bars":
        values = [value for value in metric.months[12:] if value is not None]
        met = sum(is_met(value, metric) for value in values)
        if metric.direction and values:
            words = f"met in {met} of {len(values)}"
            tone = "met" if met == len(values) else "missed"
    elif metric.value is not None and metric.direction:
        tone = "met" if is_met(metric.value, metric) else "missed"
        by, _ = difference(metric, target)
        words = (
            tone if metric.value == target else f"{tone} by {by.partition(' by ')[2]}"
        )
    label = "Target a month" if metric.display == "bars" else "Target"
    return FigureLine("row", label, value_text(target, unit), words, tone)


def sized(line: FigureLine, column: Column, room: float = math.inf) -> FigureLine:
    """The line in the largest size that it has room for."""
    if line.kind == "figure":
        sizes = (
            size
            for size, high in column.numbers
            if high + CAPTION_GAP + column.caption_room <= room
            and number_fits(line, size, column)
        )
        return replace(line, size=next(sizes, column.numbers[-1][0]))
    if line.kind == "caption":
        room = column.caption_room
        fits = (
            size
            for size, high in column.captions
            if depth(line.text, column.number_width, size, high) <= room
        )
        return replace(line, size=next(fits, column.captions[-1][0]))
    if line.verdict:
        both = width(line.value, column.value[0], "semibold")
        both += width(f"  {line.verdict}", column.label[0], "semibold")
        return replace(line, is_below=both > column.width * SAFE)
    return line


def number_fits(line: FigureLine, size: int, column: Column) -> bool:
    long = width(line.text, size, "bold")
    if line.value:
        long += width(f" {line.value}", size * UNIT_SHARE, "bold")
    return long <= column.number_width * SAFE


def line_height(line: FigureLine, column: Column) -> float:
    """The px of a line of figures; a big number stands beside the others."""
    if line.kind in ("figure", "caption") and column is ALONE:
        return 0
    if line.kind == "figure":
        high = dict(column.numbers)[line.size]
        text = f"{line.text} {line.value}".rstrip()
        return depth(text, column.width, line.size, high, "bold")
    if line.kind == "caption":
        high = dict(column.captions)[line.size]
        return depth(line.text, column.width, line.size, high) + 30
    if line.kind == "remark":
        return depth(line.text, column.width, *column.label) + 9
    row = column.padding + depth(line.text, column.width, *column.label)
    row += depth(line.value, column.width, *column.value, "semibold")
    if line.is_below:
        row += depth(line.verdict, column.width, *column.label, "semibold")
    return row


def is_drawn(metric: MetricData) -> bool:
    """Whether the metric's chart has anything to show."""
    if metric.display == "chart":
        return any(line.strokes for line in metric.lines)
    if metric.display in ("bars", "weeks"):
        return any(value is not None for value in metric.months)
    if metric.display == "process":
        return metric.behaviour is not None and bool(metric.behaviour.points)
    return metric.display == "uptime" and metric.uptime is not None
