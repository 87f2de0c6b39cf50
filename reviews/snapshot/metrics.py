"""A team's metrics with their values, as a quarter's snapshot has them.

Five quarters of readings are read, from the same quarter a year ago to the reviewed
one. Two queries, however many metrics there are.
"""

import datetime
import json
import typing

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from objectives.models import Quarter, Team
from reviews import models
from reviews.metrics import series
from reviews.metrics.series import Series
from reviews.snapshot import periods
from reviews.snapshot.cache import while_unchanged
from reviews.snapshot.calendar import (
    BEFORE,
    REVIEWED,
    YEAR_AGO,
    calendar,
    calendar_a_year_ago,
    days_of,
    edges,
    moments,
)
from reviews.snapshot.metric_values import ChartLine, Figure, MetricData, Note, Uptime
from reviews.snapshot.values import Month

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
# No reading is earlier than the year 1900.
FIRST = -2_208_988_800
# The charts that have notes, and how many.
NOTED, MOST_NOTES = ("chart", "weeks", "process"), 6
# The names of two lines in one chart.
NAMES = {"median": "median", "p95": "p95"}
# One row per metric, with all moments and values as texts: one row per reading takes
# twice as long to read. Comments are few, and come with their moments.
READINGS = {
    "sqlite": """
SELECT
  metric_id,
  group_concat(at),
  json_group_array(value),
  json_group_array(json_array(at, comment)) FILTER (WHERE comment <> '')
FROM reviews_reading
WHERE metric_id IN ({pks}) AND at >= %s AND at < %s
GROUP BY metric_id
""",
    "postgresql": """
SELECT
  metric_id,
  string_agg(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), ',' ORDER BY at),
  json_agg(value ORDER BY at)::text,
  json_agg(
    json_build_array(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), comment)
    ORDER BY at
  ) FILTER (WHERE comment <> '')::text
FROM reviews_reading
WHERE metric_id IN ({pks}) AND at >= %s AND at < %s
GROUP BY metric_id
""",
}


@while_unchanged(models.Metric, models.Reading, models.Fetch, Quarter, Team)
def read_series(team: typing.Any, quarter: Quarter) -> typing.Any:
    """The team's metrics, each with the data of its readings."""
    months = calendar(quarter)
    metrics = list(models.Metric.objects.for_deck(team, *moments(months, REVIEWED)))
    readings = read_readings([one.pk for one in metrics], months[0].at, months[-1].at)
    earlier = read_earlier(metrics, quarter)
    nothing = Series((), ())
    return tuple(
        (
            metric,
            measured(
                metric,
                readings.get(metric.pk, nothing),
                readings.get(metric.second_id, nothing),
                earlier.get(metric.pk, nothing),
                quarter,
            ),
        )
        for metric in metrics
    )


def read_earlier(metrics: list[typing.Any], quarter: Quarter) -> dict[int, Series]:
    """The readings of metrics that show more than fifteen months, from the first on."""
    end = calendar(quarter)[-1].at
    found: dict[int, Series] = {}
    for display, start in (
        ("weeks", calendar_a_year_ago(quarter)[0].at),
        ("process", FIRST),
    ):
        pks = [one.pk for one in metrics if one.display == display]
        found |= read_readings(pks, start, end)
    return found


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
        pk: in_order(times.split(","), json.loads(held), json.loads(said or "[]"))
        for pk, times, held, said in rows
    }


def in_order(
    times: list[str], values: list[float], said: list[tuple[str, str]]
) -> Series:
    """Sort by time: rows mostly arrive sorted, but SQLite does not guarantee it."""
    comments = sorted((time, text) for time, text in said)
    if times == sorted(times):
        return Series(times, values, comments)
    pairs = sorted(zip(times, values, strict=True))
    return Series([time for time, _ in pairs], [value for _, value in pairs], comments)


def measured(
    metric: typing.Any,
    readings: Series,
    second: Series,
    earlier: Series,
    quarter: Quarter,
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
        notes=notes_of(readings, last, months) if metric.display in NOTED else (),
        **longer(metric, earlier, now, quarter),
    )


def longer(
    metric: typing.Any, earlier: Series, now: Series, quarter: Quarter
) -> dict[str, typing.Any]:
    """What needs readings from before the calendar: weeks and months, or behaviour."""
    if not earlier:
        return {}
    if metric.display == "process":
        return {"behaviour": periods.behaviour(metric, earlier, quarter)}

    def value(start: float, end: float) -> float | None:
        return series.value_of(metric.statistic, earlier.between(start, end).values)

    return periods.by_week_and_month(value, quarter, periods.last_day(now, quarter))


def notes_of(
    readings: Series, last: Figure | None, months: tuple[Month, ...]
) -> tuple[Note, ...]:
    """The comments of the last twelve months; that of the last reading is its own."""
    start = series.key(months[3].at)
    found = [
        Note(series.moment(time), text)
        for time, text in readings.comments
        if time >= start and (last is None or time != last.at)
    ]
    return tuple(found[-MOST_NOTES:])


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
