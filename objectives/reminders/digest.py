"""What changed in a week in what people follow, in words.

By 9 queries at most, and those of other rooms, for any number of people.

Somebody follows what they chose, and the objectives that they own unless they chose not
to. Nobody is told what they did themselves, nor anything of a team that they may not
read when the message is made.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from objectives.models import (
    CarryOver,
    Change,
    Comment,
    Follow,
    Objective,
    Plan,
    Tagging,
    Team,
)
from objectives.pages.history import HistoryGroup, history_entry
from objectives.parsing.status import State
from objectives.reminders.people import Person

CHANGED, SLIPPED, ANSWERED = "changed", "slipped", "answered"
HEADINGS = {
    SLIPPED: "What slipped",
    ANSWERED: "What was answered",
    CHANGED: "What else changed",
}
TROUBLE = {State.AT_RISK, State.STALLED, State.DEFERRED, State.DROPPED, State.MISSED}
LONGEST = 120

type Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an objective, given by its key, in a few words."""

    objective: int
    at: datetime
    words: str
    kind: str = CHANGED
    # The key of the account that did it, which is not told.
    by: int | None = None


@dataclass(frozen=True, slots=True)
class TeamNews:
    """Something that happened to a team's plan or review, and the path of its page."""

    team: Team
    at: datetime
    words: str
    path: str
    kind: str = CHANGED
    by: int | None = None


@dataclass(frozen=True, slots=True)
class DigestLine:
    """What happened, to what, and the path of its page."""

    kind: str
    where: str
    words: str
    path: str


# What apps above and other rooms know, in a window, of objectives and of teams, which
# are given by their keys; groups of the teams are meant as well.
Source = Callable[[Collection[int], Window], Iterable[Happening]]
TeamSource = Callable[[Collection[int], Window], Iterable[TeamNews]]
sources: list[Source] = []
team_sources: list[TeamSource] = []


def digests_of(
    people: Sequence[Person], windows: dict[int, Window]
) -> dict[int, list[DigestLine]]:
    """What changed for each of them in their window, by the person's key."""
    if not people:
        return {}
    whole = (
        min(since for since, _ in windows.values()),
        max(until for _, until in windows.values()),
    )
    follows = follows_of(people)
    rows, followed = followed_by(people, follows, whole)
    changes = changes_of(rows, whole)
    told = defaultdict(list)
    for find in (carried, commented, *sources):
        for one in find(rows.keys(), whole):
            told[one.objective].append(one)
    teams = teams_of(follows)
    every = set().union(*teams.values())
    news = [one for find in (planned, *team_sources) for one in find(every, whole)]
    found = {}
    for person in people:
        window, mine = windows[person.pk], teams[person.pk]
        keys = followed[person.pk] & (changes.keys() | told.keys())
        lines = [*of_teams(news, mine, person, window)]
        for row in sorted((rows[pk] for pk in keys), key=in_order):
            if person.may_read(row.plan.team):
                lines += lines_of(row, changes[row.pk], told[row.pk], person, window)
        if lines:
            found[person.pk] = lines
    return found


def in_order(row):
    team = row.plan.team
    return team.name, team.pk, row.position, row.pk


# What is followed


def follows_of(people):
    keys = [person.pk for person in people]
    return list(Follow.objects.filter(user__in=keys).select_related("objective"))


def teams_of(follows):
    """The keys of the teams that each person follows."""
    found = defaultdict(set)
    for one in follows:
        if one.team_id and not one.is_stopped:
            found[one.user_id].add(one.team_id)
    return found


def followed_by(people, follows, whole):
    """The objectives by their keys, and the keys of those that each person follows."""
    tagged = defaultdict(set)
    tags = {one.tag_id for one in follows if one.tag_id}
    links = Tagging.objects.filter(tag__in=tags).order_by()
    for tag, pk in links.values_list("tag", "objective"):
        tagged[tag].add(pk)
    rows = {row.pk: row for row in rows_of(people, follows, tagged, whole)}
    by: dict[str, dict[Any, set[int]]] = {
        name: defaultdict(set) for name in ("team", "lineage", "user")
    }
    for row in rows.values():
        for team in {row.plan.team_id, row.plan.team.root_pk}:
            by["team"][team].add(row.pk)
        by["lineage"][row.lineage].add(row.pk)
        if row.owner is not None and row.owner.user_id:
            by["user"][row.owner.user_id].add(row.pk)
    found = {one.pk: set(by["user"][one.pk]) for one in people}
    # What somebody chose to stop is stopped, also where they follow the team.
    for one in sorted(follows, key=lambda one: one.is_stopped):
        keys = keys_of(one, by, tagged) & rows.keys()
        found[one.user_id] = (
            found[one.user_id] - keys if one.is_stopped else found[one.user_id] | keys
        )
    return rows, found


def keys_of(follow, by, tagged):
    if follow.team_id:
        return by["team"][follow.team_id]
    if follow.tag_id:
        return tagged[follow.tag_id]
    return by["lineage"][follow.objective.lineage]


def rows_of(people, follows, tagged, whole):
    """The objectives that any of them follows, in plans that are open, or were."""
    chosen = [one for one in follows if not one.is_stopped]
    teams = {one.team_id for one in chosen if one.team_id}
    which = Q(owner__user__in=[one.pk for one in people])
    which |= Q(plan__team__in=teams) | Q(plan__team__parent__in=teams)
    which |= Q(lineage__in={one.objective.lineage for one in chosen if one.objective})
    which |= Q(pk__in=set().union(*tagged.values()))
    is_news = Q(plan__closed_at__gt=whole[0]) & Q(plan__closed_at__lte=whole[1])
    rows = Objective.objects.filter(which).filter(
        ~Q(plan__state="closed") | is_news, plan__team__archived_at=None
    )
    ends = ("plan__team__parent", "plan__quarter", "owner")
    return rows.select_related(*ends).defer("measure", "dependency").order_by()


# What happened


def changes_of(rows, whole):
    """The entries of the audit trail by the objective's key, newest first."""
    since, until = whole
    entries = Change.objects.filter(
        noun=Objective._meta.label_lower,
        object_pk__in=rows,
        at__gt=since,
        at__lte=until,
    )
    found = defaultdict(list)
    for change in entries.order_by("-at", "-pk"):
        found[change.object_pk].append(change)
    return found


def carried(keys: Collection[int], window: Window) -> Iterator[Happening]:
    """Carry-overs and what came of hand-overs, told to those of either end."""
    since, until = window
    ends = Q(predecessor__in=keys) | Q(successor__in=keys)
    links = {
        link.pk: link
        for link in CarryOver.objects.filter(ends).select_related(
            "successor__plan__quarter", "successor__plan__team"
        )
    }
    entries = Change.objects.filter(
        noun=CarryOver._meta.label_lower,
        object_pk__in=links,
        at__gt=since,
        at__lte=until,
        action__in=["added", "accepted"],
    )
    for change in entries.order_by("at", "pk"):
        link = links[change.object_pk]
        to = link.successor.plan
        is_answer = change.action == "accepted"
        words = f"{to.team} accepted it" if is_answer else f"Carried over to {to}"
        kind = ANSWERED if is_answer else SLIPPED
        yield Happening(link.predecessor_id, change.at, words, kind, change.by_id)


def commented(keys: Collection[int], window: Window) -> Iterator[Happening]:
    """Comments that are still there."""
    since, until = window
    rows = Comment.objects.since(since).filter(objective__in=keys, at__lte=until)
    for one in rows:
        words = f"{one.author_name} commented: {short(one.text)}"
        yield Happening(one.objective_id, one.at, words, by=one.author_id)


def planned(keys: Collection[int], window: Window) -> Iterator[TeamNews]:
    """Plans that were committed, closed or reopened."""
    since, until = window
    of_teams = Q(team__in=keys) | Q(team__parent__in=keys)
    plans = Plan.objects.filter(of_teams).of_active_teams()
    plans = {plan.pk: plan for plan in plans.select_related("team__parent", "quarter")}
    entries = Change.objects.filter(
        noun=Plan._meta.label_lower,
        object_pk__in=plans,
        at__gt=since,
        at__lte=until,
        action__in=["committed", "closed", "reopened"],
    )
    for change in entries.order_by("at", "pk"):
        plan = plans[change.object_pk]
        words = f"{plan.quarter} was {change.action}"
        path = plan.get_absolute_url()
        yield TeamNews(plan.team, change.at, words, path, by=change.by_id)


def of_teams(news, keys, person, window):
    """What happened to these teams and their groups, for this person."""
    since, until = window
    for one in news:
        is_followed = {one.team.pk, one.team.root_pk} & keys
        is_new = since < one.at <= until and one.by != person.pk
        if is_followed and is_new and person.may_read(one.team):
            yield DigestLine(one.kind, str(one.team), one.words, one.path)


def lines_of(row, changes, told, person, window):
    """The lines about one objective for this person."""
    since, until = window
    where = f"{row.plan.team} · {short(row.title)}"
    path = reverse("objective_detail", args=[row.pk])
    mine = [
        one for one in changes if since < one.at <= until and one.by_id != person.pk
    ]
    group = HistoryGroup(tuple(map(history_entry, mine)))
    if mine and (words := words_of(group)):
        kind = SLIPPED if has_slipped(mine) else CHANGED
        yield DigestLine(kind, where, words, path)
    for one in told:
        if since < one.at <= until and one.by != person.pk:
            yield DigestLine(one.kind, where, one.words, path)


def words_of(group):
    """What the objective was before, and is now."""
    if any(entry.change.action == "added" for entry in group.entries):
        return "Added"
    return "; ".join(
        f"{one.label}: {short(one.old)} → {short(one.new)}" for one in group.differences
    )


def short(text):
    words = " ".join(text.split()) or "blank"
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def has_slipped(changes):
    """Whether its day is later than before all of them, or it came into trouble."""
    fields = [one.fields for one in reversed(changes) if one.action != "added"]
    days = [one["eta_day"] for one in fields if "eta_day" in one]
    states = [one["state"] for one in fields if "state" in one]
    is_later = days and days[0][0] and days[0][0] < days[-1][1]
    is_in_trouble = states and states[-1][1] in TROUBLE and states[0][0] not in TROUBLE
    return bool(is_later or is_in_trouble)
