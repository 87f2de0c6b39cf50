"""A team's metrics with their values, as a quarter's snapshot has them.

Five quarters of readings are read, from the same quarter a year ago to the reviewed
one. Two queries, however many metrics there are.
"""

import datetime
import functools
import json
import typing

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from objectives.models import Quarter, Team
from reviews import models
from reviews.metrics import series
from reviews.metrics.series import Series
from reviews.snapshot.cache import while_unchanged
from reviews.snapshot.values import ChartLine, Figure, MetricData, Month, Uptime

# Parts of the calendar, as slices of its months.
REVIEWED, BEFORE, YEAR_AGO = slice(12, 16), slice(9, 13), slice(0, 4)
WORDS = (
    "name",
    "heading",
    "unit",
    "source",
    "monitor",
    "period",
    "note",
    "display",
)
# The names of two lines in one chart.
NAMES = {"median": "median", "p95": "p95"}
# One row per metric, with all moments and values as texts: one row per reading takes
# twice as long to read.
READINGS = {
    "sqlite": """
SELECT metric_id, group_concat(at), json_group_array(value)
FROM reviews_reading
WHERE metric_id IN ({pks}) AND at >= %s AND at < %s
GROUP BY metric_id
""",
    "postgresql": """
SELECT
  metric_id,
  string_agg(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), ',' ORDER BY at),
  json_agg(value ORDER BY at)::text
FROM reviews_reading
WHERE metric_id IN ({pks}) AND at >= %s AND at < %s
GROUP BY metric_id
""",
}


def calendar(quarter: Quarter) -> tuple[Month, ...]:
    """The starts of fifteen months up to the quarter's last, and of the next."""
    names = (quarter.year_start_month, quarter.year_names)
    return months_to(quarter.first_day, *names, settings.TIME_ZONE)


@functools.lru_cache(maxsize=64)
def months_to(
    first_day: datetime.date, year_start_month: int, year_names: str, zone: str
) -> tuple[Month, ...]:
    """The same, cached: every metric needs it, and it depends on the time zone too."""
    first = first_day.year * 12 + first_day.month - 1
    days = (
        datetime.date(number // 12, number % 12 + 1, 1)
        for number in range(first - 12, first + 4)
    )
    return tuple(
        Month(
            midnight(day),
            f"{day:%b}",
            day.year,
            Quarter.of(
                day, year_start_month=year_start_month, year_names=year_names
            ).label,
        )
        for day in days
    )


def midnight(day: datetime.date) -> float:
    """The start of that day in local time, in seconds since 1970."""
    zone = timezone.get_default_timezone()
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone).timestamp()


def edges(months: tuple[Month, ...], part: slice) -> tuple[float, float]:
    """The start and end of a part of the calendar."""
    return months[part][0].at, months[part][-1].at


def days_of(quarter: Quarter) -> list[float]:
    """The start of each day, and the end of the last."""
    count = (quarter.last_day - quarter.first_day).days + 2
    return [
        midnight(quarter.first_day + datetime.timedelta(days=number))
        for number in range(count)
    ]


@while_unchanged(models.Metric, models.Reading, models.Fetch, Quarter, Team)
def read_series(team: typing.Any, quarter: Quarter) -> typing.Any:
    """The team's metrics, each with the data of its readings."""
    months = calendar(quarter)
    metrics = list(models.Metric.objects.for_deck(team, *moments(months, REVIEWED)))
    readings = read_readings([one.pk for one in metrics], months[0].at, months[-1].at)
    nothing = Series((), ())
    return tuple(
        (
            metric,
            measured(
                metric,
                readings.get(metric.pk, nothing),
                readings.get(metric.second_id, nothing),
                quarter,
            ),
        )
        for metric in metrics
    )


def moments(months: tuple[Month, ...], part: slice) -> list[datetime.datetime]:
    """The edges as datetimes, for queries."""
    return [
        datetime.datetime.fromtimestamp(at, datetime.UTC) for at in edges(months, part)
    ]


def read_readings(pks: list[int], start: float, end: float) -> dict[int, Series]:
    """The readings of these metrics between two moments, of 15 digits each.

    In SQL: the ORM takes a second for a hundred thousand moments, most of which are
    only compared as texts.
    """
    if not pks:
        return {}
    statement = READINGS[connection.vendor].format(pks=", ".join(["%s"] * len(pks)))
    zone = "+00" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        edges = [series.key(start) + zone, series.key(end) + zone]
        cursor.execute(statement, [*pks, *edges])
        rows = cursor.fetchall()
    return {
        pk: in_order(times.split(","), json.loads(held)) for pk, times, held in rows
    }


def in_order(times: list[str], values: list[float]) -> Series:
    """Sort by time: rows mostly arrive sorted, but SQLite does not guarantee it."""
    if times == sorted(times):
        return Series(times, values)
    pairs = sorted(zip(times, values, strict=True))
    return Series([time for time, _ in pairs], [value for _, value in pairs])


def measured(
    metric: typing.Any, readings: Series, second: Series, quarter: Quarter
) -> MetricData:
    """A metric with its values in the quarter and in those before."""
    months = calendar(quarter)
    now, before, ago = (
        readings.between(*edges(months, part)) for part in (REVIEWED, BEFORE, YEAR_AGO)
    )
    statistic = metric.statistic
    last = Figure(now.times[-1], now.values[-1], metric.last_comment) if now else None
    return MetricData(
        pk=metric.pk,
        **{name: getattr(metric, name) for name in WORDS},
        figures=(last,) if last else (),
        statistic=statistic,
        direction=metric.direction,
        service=metric.service,
        target=metric.target,
        value=series.value_of(statistic, now.values),
        rule=series.rule_of(statistic, len(now)),
        before=series.value_of(statistic, before.values),
        year_ago=series.value_of(statistic, ago.values),
        stale=stale_words(metric),
        months=tuple(
            series.value_of(statistic, readings.between(a.at, b.at).values)
            for a, b in zip(months, months[1:], strict=False)
        ),
        lines=tuple(lines_of(metric, readings, second, months)),
        uptime=daily(readings, quarter) if metric.display == "uptime" and now else None,
    )


def lines_of(
    metric: typing.Any, readings: Series, second: Series, months: tuple[Month, ...]
) -> typing.Iterator[ChartLine]:
    """One or two lines, from the start of the previous quarter."""
    if metric.display != "chart":
        return
    start, end = months[BEFORE][0].at, months[-1].at
    drawn = [(metric, readings)]
    if metric.second:
        drawn.append((metric.second, second))
    most = series.MOST_POINTS // len(drawn)
    for one, data in drawn:
        points = series.thinned(data, start, end, most)
        now = data.between(*edges(months, REVIEWED))
        yield ChartLine(
            NAMES.get(one.statistic, one.name),
            tuple(series.strokes(points, end - start)),
            series.value_of(one.statistic, now.values),
        )


def daily(readings: Series, quarter: Quarter) -> Uptime:
    """The mean of each day's readings."""
    days = days_of(quarter)
    return Uptime(
        tuple(
            series.value_of("percent", readings.between(a, b).values)
            for a, b in zip(days, days[1:], strict=False)
        )
    )


def stale_words(metric: typing.Any) -> str:
    """Since when fetching has failed, if it does."""
    fetch = getattr(metric, "fetch", None)
    if fetch is None or not fetch.failure:
        return ""
    if fetch.good_at is None:
        return "Fetching has failed so far."
    return f"Fetching fails since {moment_words(fetch.good_at)}."


def moment_words(at: datetime.datetime) -> str:
    return date_format(timezone.localtime(at), "j M Y, H:i")
