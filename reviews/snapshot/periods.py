"""A metric's figures by week, by month and one by one; from values already read.

Weeks are the six times seven days up to the last figure, so that none is half empty.
The weeks of a process begin on Mondays: they stay the same from quarter to quarter.
"""

import datetime
import typing
from collections.abc import Callable, Iterator
from itertools import pairwise

from django.utils import timezone

from objectives.models import Quarter
from reviews.metrics import behaviour as process
from reviews.metrics import series
from reviews.metrics.series import Point, Series
from reviews.snapshot.calendar import calendar, calendar_a_year_ago, midnight
from reviews.snapshot.metric_values import Behaviour, Signal, Week

WEEKS = 6
WEEK = datetime.timedelta(days=7)
DAY = datetime.timedelta(days=1)
# A year of whole weeks, so that Mondays meet Mondays.
YEAR = 52 * WEEK
# More often than this, each point of a process is a week and not a reading.
OFTEN = 5 * 86_400
MOST_POINTS = 60
Value = Callable[[float, float], float | None]


def day_of(at: float) -> datetime.date:
    return datetime.datetime.fromtimestamp(at, timezone.get_default_timezone()).date()


def last_day(now: Series, quarter: Quarter) -> datetime.date:
    """The day of the quarter's last reading, or its own last day."""
    return day_of(series.moment(now.times[-1])) if now else quarter.last_day


def by_week_and_month(
    value: Value, quarter: Quarter, last: datetime.date
) -> dict[str, typing.Any]:
    """Six weeks up to that day, and the twelve months of a year before."""
    months = calendar_a_year_ago(quarter)[3:]
    return {
        "weeks": tuple(weeks(value, last)),
        "months_year_ago": tuple(value(a.at, b.at) for a, b in pairwise(months)),
    }


def weeks(value: Value, last: datetime.date) -> Iterator[Week]:
    for ago in reversed(range(WEEKS)):
        end = last - ago * WEEK + DAY
        start, shown = end - WEEK, end - DAY
        yield Week(
            at=midnight(start),
            label=f"{shown.day} {shown:%b}",
            value=value(midnight(start), midnight(end)),
            year_ago=value(midnight(start - YEAR), midnight(end - YEAR)),
        )


def behaviour(metric: typing.Any, readings: Series, quarter: Quarter) -> Behaviour:
    """What the metric does by itself; by week if it is read more often than that."""
    end = calendar(quarter)[-1].at
    first, last = (series.moment(readings.times[place]) for place in (0, -1))
    is_often = (last - first) / max(1, len(readings) - 1) < OFTEN
    if is_often and len(readings) > 1:
        found, each = by_monday(metric.statistic, readings, first, end), "week"
    else:
        moments = map(series.moment, readings.times)
        found, each = list(zip(moments, readings.values, strict=True)), ""
    return behaviour_of(found, each, metric.baseline_until)


def by_monday(
    statistic: str, readings: Series, first: float, end: float
) -> list[Point]:
    """The value of each whole week that has readings."""
    day = day_of(first)
    monday, found = day - datetime.timedelta(days=day.weekday()), []
    while midnight(monday + WEEK) <= end:
        start = midnight(monday)
        values = readings.between(start, midnight(monday + WEEK)).values
        value = series.value_of(statistic, values)
        if value is not None:
            found.append((start, value))
        monday += WEEK
    return found


def by_month(
    months: tuple[float | None, ...], metric: typing.Any, quarter: Quarter
) -> Behaviour | None:
    """What a computed metric does by itself: the months that are known."""
    pairs = zip(calendar(quarter), months, strict=False)
    found = [(month.at, value) for month, value in pairs if value is not None]
    return behaviour_of(found, "month", metric.baseline_until) if found else None


def behaviour_of(
    points: list[Point], each: str, until: datetime.date | None
) -> Behaviour:
    """Values one by one with their limits; the baseline ends on a day, if set."""
    baseline = [value for _, value in points[: process.USUAL]]
    if until is not None:
        after = midnight(until + DAY)
        baseline = [value for at, value in points if at < after]
    shown = tuple(points[-MOST_POINTS:])
    held = process.limits(baseline)
    return Behaviour(
        points=shown,
        each=each,
        baseline=len(baseline),
        baseline_end=points[len(baseline) - 1][0] if baseline else 0,
        mean=held.mean if held else None,
        lower=held.lower if held else None,
        upper=held.upper if held else None,
        signals=tuple(signals_of(points, held, shown[0][0])) if held else (),
    )


def signals_of(
    points: list[Point], held: process.Limits, start: float
) -> Iterator[Signal]:
    """The signals that end among the points that are shown."""
    for one in process.signals([value for _, value in points], held):
        first, last = points[one.first][0], points[one.last][0]
        if last >= start:
            yield Signal(one.rule, first, last, one.is_above)
