"""Metrics that are counted from incidents and from what was planned and done.

A reading of the quarter overrides the computed value, which is then shown beside it.
Quarters before a team's first recorded incident are unknown, not free of incidents. One
query for incidents, two more if work is counted.
"""

import dataclasses
import datetime
import typing
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import Count, Q

from objectives.models import Commitment, Objective, Plan, Project, Quarter, Team
from reviews import models
from reviews.metrics import series
from reviews.snapshot import periods
from reviews.snapshot.cache import while_unchanged
from reviews.snapshot.calendar import (
    BEFORE,
    REVIEWED,
    YEAR_AGO,
    calendar,
    days_of,
    edges,
    moments,
)
from reviews.snapshot.metric_values import MetricData, Outage, Uptime
from reviews.snapshot.metrics import moment_words, read_series
from reviews.snapshot.values import Month

Counted = dict[str, typing.Any]


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident with its times in seconds since 1970; its end may be unknown."""

    shown: Outage
    team: int
    began: float
    ended: float | None

    def is_counted(self, metric: typing.Any, teams: typing.Container[int]) -> bool:
        """Whether the metric counts this incident, if it is of these teams."""
        if self.team not in teams:
            return False
        is_there = metric.service in ("", self.shown.service)
        return is_there and (metric.counted == "all" or bool(self.shown.is_noticed))


@dataclass(frozen=True, slots=True)
class Work:
    """What was planned in a quarter, and what became of it."""

    promised: int = 0
    done: int = 0
    planned: int = 0
    unplanned: int = 0


Works = dict[tuple[int, datetime.date], Work]


def read_metrics(
    versions: typing.Any, team: typing.Any, quarter: Quarter, held_at: typing.Any
) -> tuple[tuple[MetricData, ...], tuple[Outage, ...]]:
    """The team's metrics and the quarter's incidents, those of its groups included.

    Time counts until the review was held, if that was within the quarter.
    """
    months = calendar(quarter)
    start, end = edges(months, REVIEWED)
    if held_at and start < held_at.timestamp() < end:
        end = held_at.timestamp()
    incidents = read_incidents(versions, team, quarter)
    found = read_series(versions, team, quarter)
    is_worked = any(metric.computed in WORKED for metric, _ in found)
    work = read_work(versions, team, quarter) if is_worked else {}
    metrics = tuple(
        with_computed(
            data,
            counted(metric, team, incidents, work, quarter, end),
            metric,
            quarter,
        )
        if metric.computed
        else data
        for metric, data in found
    )
    return metrics, tuple(
        one.shown
        for one in incidents
        if one.began < months[-1].at
        and (one.began >= start or (one.ended or 0) > start)
    )


@while_unchanged(models.Incident, Quarter, Team)
def read_incidents(team: typing.Any, quarter: Quarter) -> tuple[Incident, ...]:
    """The incidents up to the end of the quarter, the oldest first."""
    _, end = moments(calendar(quarter), REVIEWED)
    rows = models.Incident.objects.covered_by(team).filter(started_at__lt=end)
    return tuple(map(incident, rows.order_by("started_at", "pk")))


def incident(row: typing.Any) -> Incident:
    began = row.started_at.timestamp()
    seconds = None if row.duration is None else row.duration.total_seconds()
    shown = Outage(
        title=row.title,
        service=row.service,
        began=began,
        began_words=moment_words(row.started_at),
        seconds=seconds,
        is_noticed=row.is_user_visible,
        link=row.link,
    )
    return Incident(
        shown, row.team_id, began, None if seconds is None else began + seconds
    )


@while_unchanged(Objective, Commitment, Plan, Project, Team, Quarter)
def read_work(team: typing.Any, quarter: Quarter) -> Works:
    """The work of three quarters, by its team and the quarter's first day."""
    days = [quarter.first_day, quarter.preceding().first_day, year_before(quarter)]
    covered = Q(plan__team=team) | Q(plan__team__parent=team)
    is_promised = Q(commitment__isnull=False)
    rows = (
        Objective.objects.filter(covered, plan__quarter__first_day__in=days)
        .order_by()
        .values_list("plan__team", "plan__quarter__first_day")
        .annotate(
            promised=Count("pk", filter=is_promised),
            done=Count("pk", filter=is_promised & Q(state="done")),
            planned=Count("pk"),
        )
    )
    own = Q(team=team) | Q(team__parent=team)
    projects = (
        Project.objects.filter(own, quarter__first_day__in=days)
        .order_by()
        .values_list("team", "quarter__first_day")
        .annotate(unplanned=Count("pk"))
    )
    found = {(pk, day): Work(*counts) for pk, day, *counts in rows}
    for pk, day, count in projects:
        found[pk, day] = replace(found.get((pk, day), Work()), unplanned=count)
    return found


def total(work: Works, teams: typing.Container[int], day: datetime.date) -> Work:
    """The work of these teams in the quarter that begins on that day."""
    own = [found for (pk, at), found in work.items() if at == day and pk in teams]
    columns = zip(*map(dataclasses.astuple, own), strict=True)
    return Work(*map(sum, columns))


def year_before(quarter: Quarter) -> datetime.date:
    return quarter.first_day.replace(year=quarter.first_day.year - 1)


def counted(
    metric: typing.Any,
    team: typing.Any,
    incidents: tuple[Incident, ...],
    work: Works,
    quarter: Quarter,
    end: float,
) -> Counted:
    """The computed fields of a metric; a group's metric counts the group alone."""
    is_whole = metric.team_id == team.pk
    teams = {pk for pk, _ in work} | {one.team for one in incidents}
    teams = teams if is_whole else {metric.team_id}
    if metric.computed in WORKED:
        days = quarter.first_day, quarter.preceding().first_day, year_before(quarter)
        return WORKED[metric.computed](*(total(work, teams, day) for day in days))
    own = [one for one in incidents if one.is_counted(metric, teams)]
    known = min((one.began for one in incidents if one.team in teams), default=end)
    count = downtime if metric.computed == "uptime" else reports
    return count(own, known, quarter, end, counted_words(metric))


def counted_words(metric: typing.Any) -> str:
    """Which incidents: those that users noticed, of one service."""
    words = "incidents"
    if metric.counted == metric.Counted.NOTICED:
        words += " that users noticed"
    return f"{words}, {metric.service}" if metric.service else words


def done(now: Work, before: Work, ago: Work) -> Counted:
    """Objectives done out of those committed; None if none were."""
    return {
        "value": now.done if now.promised else None,
        "of": now.promised or None,
        "rule": "promised objectives that are done" if now.promised else "",
        "before": before.done if before.promised else None,
        "year_ago": ago.done if ago.promised else None,
    }


def unplanned(now: Work, before: Work, ago: Work) -> Counted:
    """Unplanned work beside planned work."""
    return {
        "value": now.unplanned,
        "rule": f"beside {now.planned} planned",
        "before": before.unplanned if before != Work() else None,
        "year_ago": ago.unplanned if ago != Work() else None,
    }


WORKED: dict[str, Callable[[Work, Work, Work], Counted]] = {
    "done": done,
    "unplanned": unplanned,
}


def reports(
    incidents: list[Incident],
    known: float,
    quarter: Quarter,
    end: float,
    which: str,
) -> Counted:
    """The number of incidents that began in each period."""

    def count(start: float, stop: float) -> float | None:
        if quarter_of(known, months) > start or start >= end:
            return None
        return sum(start <= one.began < stop for one in incidents)

    months = calendar(quarter)
    return stretches(count, quarter, end) | {"rule": f"count of {which}"}


def downtime(
    incidents: list[Incident],
    known: float,
    quarter: Quarter,
    end: float,
    which: str,
) -> Counted:
    """Uptime from the incidents of known length; the rule mentions the others."""
    down = [(one.began, one.ended) for one in incidents if one.ended is not None]

    def up(start: float, stop: float) -> float | None:
        if quarter_of(known, months) > start or start >= end:
            return None
        return series.uptime(down, start, min(stop, end))

    months, days = calendar(quarter), days_of(quarter)
    start, stop = edges(months, REVIEWED)
    open_ended = sum(
        one.ended is None and start <= one.began < stop for one in incidents
    )
    rule = f"time without {which}"
    if open_ended:
        rule += f", {open_ended} of unknown length not counted"
    daily = tuple(up(a, b) for a, b in zip(days, days[1:], strict=False))
    uptime = Uptime(daily) if any(day is not None for day in daily) else None
    return stretches(up, quarter, end) | {"rule": rule, "uptime": uptime}


def stretches(
    count: Callable[[float, float], float | None], quarter: Quarter, end: float
) -> Counted:
    """The figures of three quarters, of all months, and of the last weeks."""
    months, last = calendar(quarter), periods.day_of(end - 1)
    return periods.by_week_and_month(count, quarter, last) | {
        "value": count(*edges(months, REVIEWED)),
        "before": count(*edges(months, BEFORE)),
        "year_ago": count(*edges(months, YEAR_AGO)),
        "months": tuple(
            count(a.at, b.at) for a, b in zip(months, months[1:], strict=False)
        ),
    }


def quarter_of(at: float, months: tuple[Month, ...]) -> float:
    """The start of the quarter of that moment, from which records are complete."""
    starts = [month.at for month in months[::3]]
    return max((start for start in starts if start <= at), default=starts[0])


def with_computed(
    data: MetricData, own: Counted, metric: typing.Any, quarter: Quarter
) -> MetricData:
    """The metric as computed, or as read with the computed value as `override`."""
    if data.display != "weeks":
        own = own | {"weeks": (), "months_year_ago": ()}
    if data.display == "process":
        months = own.get("months", ())
        own = own | {"behaviour": periods.by_month(months, metric, quarter)}
    if data.value is None:
        return replace(data, **own)
    was = own["value"]
    words = "" if was is None else f"{was:,.4g}"
    return replace(data, before=own["before"], year_ago=own["year_ago"], override=words)
