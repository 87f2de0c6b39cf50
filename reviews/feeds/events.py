"""What is in somebody's calendar, in a fixed number of queries.

Only what they may see now. A meeting is at a moment, everything else on a day. Each has
what it was changed by, so that calendars take the newest.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from objectives.models import Change, Member, Objective, Plan, Team
from objectives.models.team import TeamQuerySet
from objectives.parsing.eta import Precision
from objectives.text.inline import plain
from reviews.models import Ask, CalendarFeed, Review

# What is longer ago is no longer in the feed.
BACK = datetime.timedelta(days=400)
USUAL = datetime.timedelta(hours=1)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Event:
    """`begins` is a moment, and then `lasts` says how long, or else a day."""

    uid: str
    summary: str
    address: str
    begins: datetime.date
    lasts: datetime.timedelta | None
    revision: int
    changed_at: datetime.datetime


def events_of(feed: CalendarFeed, *, on: datetime.date) -> list[Event]:
    """Everything in the feed from `BACK` days ago on."""
    since, teams = on - BACK, teams_of(feed, on)
    own = None if feed.team_id else names_of(feed.user)
    return [
        *reviews(teams, since),
        *quarters(teams, since),
        *etas(teams, since, owner=None if feed.team_id else feed.user),
        *asks(teams, since, own),
    ]


def teams_of(feed: CalendarFeed, on: datetime.date) -> TeamQuerySet:
    """The feed's team with its groups, or those its owner is on, as they may see."""
    seen = Team.objects.visible_to(feed.user)
    if feed.team_id:
        return seen.filter(Q(pk=feed.team_id) | Q(parent=feed.team_id))
    mine = Member.objects.present(on).filter(user=feed.user).order_by()
    keys, above = mine.values("team"), mine.values("team__parent")
    return seen.filter(Q(pk__in=keys) | Q(pk__in=above))


def names_of(user: User) -> set[str]:
    """How asks name a person."""
    return {*Member.objects.filter(user=user).values_list("name", flat=True)}


def revisions(rows: QuerySet[Any]) -> dict[int, tuple[int, datetime.datetime]]:
    """How often each row was changed, and when it was last."""
    found = Change.objects.filter(
        noun=rows.model._meta.label_lower, object_pk__in=rows.order_by().values("pk")
    )
    counted = found.order_by().values_list("object_pk")
    rows_found = counted.annotate(Count("pk"), Max("at"))
    return {pk: (count - 1, at) for pk, count, at in rows_found}


def event(row: Any, known: dict[int, Any], begins: Any, **more: Any) -> Event:
    revision, changed_at = known.get(row.pk, (0, noon(begins)))
    uid = f"{row._meta.model_name}-{row.pk}"
    facts = {"lasts": None, "revision": revision, "changed_at": changed_at} | more
    facts["summary"] = facts["summary"][:LONGEST]
    return Event(uid, begins=begins, **facts)


def noon(day: datetime.date) -> datetime.datetime:
    """A moment that is always the same, for what has no entry in the audit trail."""
    return datetime.datetime.combine(day, datetime.time(12), datetime.UTC)


def reviews(teams: TeamQuerySet, since: datetime.date) -> Iterator[Event]:
    rows = Review.objects.filter(team__in=teams.values("pk"), held_at__date__gte=since)
    known = revisions(rows)
    for row in rows.select_related("team", "quarter").order_by("held_at", "pk"):
        assert row.held_at
        slot = row.slot_seconds
        yield event(
            row,
            known,
            row.held_at.astimezone(datetime.UTC),
            lasts=datetime.timedelta(seconds=slot) if slot else USUAL,
            summary=f"Review of {row.quarter}: {row.team}",
            address=row.get_absolute_url(),
        )


def quarters(teams: TeamQuerySet, since: datetime.date) -> Iterator[Event]:
    """The ends of the quarters that these teams have plans for, each once."""
    plans = Plan.objects.filter(team__in=teams.values("pk"))
    rows = plans.filter(quarter__last_day__gte=since).select_related("quarter", "team")
    last: dict[int, Plan] = {}
    for plan in rows.order_by("quarter__first_day", "team__parent", "team__name"):
        last.setdefault(plan.quarter_id, plan)
    for plan in last.values():
        yield event(
            plan.quarter,
            {},
            plan.quarter.last_day,
            summary=f"Last day of {plan.quarter}",
            address=plan.get_absolute_url(),
        )


def etas(
    teams: TeamQuerySet, since: datetime.date, owner: User | None
) -> Iterator[Event]:
    """The ETAs that are days, of all that is not finished, or of one person's."""
    rows = (
        Objective.objects.unfinished()
        .without_disposition()
        .filter(
            plan__team__in=teams.values("pk"),
            eta_day__gte=since,
            eta_precision=Precision.DAY,
        )
    )
    if owner:
        rows = rows.filter(owner__user=owner)
    known = revisions(rows)
    for row in rows.select_related("plan__team").order_by("eta_day", "pk"):
        assert row.eta_day
        yield event(
            row,
            known,
            row.eta_day,
            summary=f"ETA: {plain(row.title)} ({row.plan.team})",
            address=reverse("objective_detail", args=[row.pk]),
        )


def asks(
    teams: TeamQuerySet, since: datetime.date, names: Iterable[str] | None
) -> Iterator[Event]:
    """What is needed by a day and not closed, of all or of those with these names."""
    rows = Ask.objects.filter(review__team__in=teams.values("pk"), closed_in=None)
    rows = rows.filter(due_on__gte=since)
    if names is not None:
        rows = rows.filter(owner__in=names)
    known = revisions(rows)
    place = "review__team", "review__quarter"
    for row in rows.select_related(*place).order_by("due_on", "pk"):
        review = row.review
        yield event(
            row,
            known,
            row.due_on,
            summary=f"Needed: {plain(row.text)} ({review.team})",
            address=reverse("ask_list", args=[review.team.slug, review.quarter.slug]),
        )
