"""Where a few typed words lead: objectives, tags, teams, people, plans and reviews.

A fixed number of queries, and only what the reader may see.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from objectives.models import Member, Objective, Plan, Quarter, Tag, Team
from objectives.permissions import Account
from objectives.text.searching import is_in, marked, patterns
from reviews.models import Review

MOST = 6
# Of so many of the newest the best come first.
WEIGHED = 200
# More say nothing that fewer do not, and each is a condition.
MOST_WORDS = 8


class Destination(NamedTuple):
    """A link; `state` and `words`, some of them searched for, are an objective's."""

    label: str
    address: str
    note: str = ""
    state: str = ""
    words: Sequence[tuple[str, bool]] = ()


class Destinations(NamedTuple):
    """What was found of one kind."""

    heading: str
    rows: list[Destination]


class Asked(NamedTuple):
    """Typed words: those that name quarters, as these quarters, and all others."""

    quarters: list[Quarter] | None
    words: list[str]


def destinations(user: Account, text: str) -> list[Destinations]:
    """What these words lead to, in any case and order; nothing for no words."""
    words = text.split()[:MOST_WORDS]
    if not words:
        return []
    asked = asked_for(user, words)
    found = {
        "Objectives": objectives(user, asked),
        "Tags": tags(user, words),
        "Teams": teams(user, words),
        "People": people(user, words),
        "Plans": of_teams(Plan.objects.visible_to(user), asked),
        "Reviews": of_teams(Review.objects.visible_to(user), asked),
    }
    groups = [Destinations(heading, list(rows)) for heading, rows in found.items()]
    return [group for group in groups if group.rows]


def asked_for(user: Account, words: list[str]) -> Asked:
    quarters = list(Quarter.objects.planned_in(Plan.objects.visible_to(user)))
    named = [word for word in words if any(names(row, word) for row in quarters)]
    if not named:
        return Asked(None, words)
    found = [row for row in quarters if all(names(row, word) for word in named)]
    return Asked(found, [word for word in words if word not in named])


def objectives(user: Account, asked: Asked) -> Iterator[Destination]:
    text = " ".join(asked.words)
    wanted = patterns(text)
    rows = Objective.objects.visible_to(user).searched(text)
    rows = rows.filter(of_active("plan__team__"))
    if asked.quarters is not None:
        rows = rows.filter(quarter_rank__in=[row.rank for row in asked.quarters])
    for row in best_of(rows, wanted):
        note = f"{row.plan.team} · {row.plan.quarter}"
        address, words = row.get_absolute_url(), marked(row.title, wanted)
        yield Destination(row.title, address, note, row.counted_as, words)


def best_of(rows, wanted):
    """Those with all words in the title first, then the newest."""
    newest = rows.order_by("quarter_rank", "pk").values_list("pk", "title")[:WEIGHED]
    best = sorted(newest, key=lambda row: not is_in(row[1], wanted))
    found = Objective.objects.select_related("plan__team", "plan__quarter")
    by_pk = found.in_bulk([pk for pk, _ in best[:MOST]])
    return [by_pk[pk] for pk, _ in best[:MOST] if pk in by_pk]


def tags(user: Account, words: list[str]) -> Iterator[Destination]:
    """To the list of their objectives."""
    rows = Tag.objects.used_in(Team.objects.keys_visible_to(user))
    for row in rows.filter(has_all("name", words))[:MOST]:
        yield Destination(row.name, reverse("objective_list", query={"tag": row.name}))


def teams(user: Account, words: list[str]) -> Iterator[Destination]:
    rows = Team.objects.visible_to(user).active().filter(has_all("name", words))
    for row in rows.in_order().select_related("parent")[:MOST]:
        yield Destination(row.name, row.get_absolute_url(), str(row.parent or ""))


def people(user: Account, words: list[str]) -> Iterator[Destination]:
    rows = Member.objects.visible_to(user).filter(
        has_all("name", words), of_active("team__")
    )
    for row in rows.select_related("team").order_by("name", "pk")[:MOST]:
        address = f"{row.team.get_absolute_url()}#people"
        yield Destination(row.name, address, row.team.name)


def of_teams(rows: QuerySet, asked: Asked) -> Iterator[Destination]:
    """Plans or reviews of the teams and quarters asked for, the latest first."""
    rows = rows.filter(has_all("team__name", asked.words), of_active("team__"))
    if asked.quarters is not None:
        rows = rows.filter(quarter__in=asked.quarters)
    rows = rows.select_related("team", "quarter")
    for row in rows.order_by("-quarter__first_day", "team__name", "pk")[:MOST]:
        yield Destination(f"{row.team}, {row.quarter}", row.get_absolute_url())


def names(quarter, word):
    """Whether the word is a part of the quarter's name: Q2, or 2014-15."""
    return word.casefold() in quarter.label.casefold().split()


def has_all(field, words):
    """The condition that all words are in this field."""
    found = Q()
    for word in words:
        found &= Q(**{f"{field}__icontains": word})
    return found


def of_active(way):
    """The condition that a team is not archived; `way` leads to its fields."""
    return Q(**{f"{way}archived_at": None, f"{way}parent__archived_at": None})
