"""Readings over time: a quarter's value, and the points to draw; pure.

Moments are texts in UTC (*2014-10-01 00:00:00*), which sort by time: a hundred thousand
of them are compared as texts, and only those drawn are parsed.
"""

import datetime
import math
import statistics
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_POINTS = 500
# A line breaks at a gap of more than three times the usual distance of its points and
# more than this share of the chart.
BREAK = 1 / 100
Point = tuple[float, float]
Span = tuple[float, float]


def key(at: float) -> str:
    """A moment, in seconds since 1970, as text."""
    moment = datetime.datetime.fromtimestamp(at, datetime.UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def moment(text: str) -> float:
    """The seconds since 1970 of such a text."""
    return datetime.datetime.fromisoformat(text + "+00:00").timestamp()


@dataclass(frozen=True, slots=True)
class Series:
    """Readings in the order of their moments, and what some of them say."""

    times: Sequence[str]
    values: Sequence[float]
    comments: Sequence[tuple[str, str]] = ()

    def __len__(self) -> int:
        return len(self.times)

    def between(self, start: float, end: float) -> "Series":
        """The readings from `start` on and before `end`."""
        first = bisect_left(self.times, key(start))
        stop = bisect_left(self.times, key(end), lo=first)
        return Series(self.times[first:stop], self.values[first:stop])


def thinned(
    series: Series, start: float, end: float, most: int = MOST_POINTS
) -> Iterator[Point]:
    """At most that many points of the readings in between, with every peak.

    If there are more, time is cut into `most` / 2 equal periods, and each gives its
    lowest and its highest reading, in their order.
    """
    shown = series.between(start, end)
    if len(shown) <= most:
        yield from zip(map(moment, shown.times), shown.values, strict=True)
        return
    stretches = most // 2
    edges = [
        bisect_left(shown.times, key(start + (end - start) * number / stretches))
        for number in range(stretches)
    ]
    for first, stop in zip(edges, [*edges[1:], len(shown)], strict=True):
        if values := shown.values[first:stop]:
            extremes = {
                values.index(min(values)) + first,
                values.index(max(values)) + first,
            }
            for index in sorted(extremes):
                yield moment(shown.times[index]), shown.values[index]


def strokes(points: Iterable[Point], length: float) -> Iterator[tuple[Point, ...]]:
    """The points in runs, broken where readings are missing; `length` is in seconds."""
    found = list(points)
    steps = [b[0] - a[0] for a, b in zip(found, found[1:], strict=False)]
    longest = max(3 * statistics.median(steps or [0]), BREAK * length)
    stroke: list[Point] = []
    for point in found:
        if stroke and point[0] - stroke[-1][0] > longest:
            yield tuple(stroke)
            stroke = []
        stroke.append(point)
    if stroke:
        yield tuple(stroke)


def value_of(statistic: str, values: Sequence[float]) -> float | None:
    """One value for many; None if there are none.

    Medians and percentiles give their median, percentages their mean, counts their sum,
    and readings without a statistic the last one.
    """
    if not values:
        return None
    if statistic in ("median", "p95"):
        return statistics.median(values)
    if statistic == "percent":
        return statistics.fmean(values)
    return math.fsum(values) if statistic == "count" else values[-1]


def rule_of(statistic: str, count: int) -> str:
    """How that value is made, in words."""
    readings = f"{count:,} reading{'s' * (count != 1)}"
    if not count or (count == 1 and not statistic):
        return ""
    return {
        "median": f"median of {readings}",
        "p95": f"median of {readings}, each a 95th percentile",
        "percent": f"mean of {readings}",
        "count": f"sum of {readings}",
    }.get(statistic, f"last of {readings}")


def uptime(down: Iterable[Span], start: float, end: float) -> float | None:
    """The per cent of that time in which nothing was down; overlaps count once."""
    if end <= start:
        return None
    lost, reached = 0.0, start
    for began, ended in sorted(down):
        began, ended = max(began, reached), min(ended, end)
        if ended > began:
            lost += ended - began
            reached = ended
    return 100 * (1 - lost / (end - start))
