"""The distinct values of a table: how often each is there, and what it means here.

What needs an answer comes first. A choice (`Choices`) is kept by a value's `key`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.models import User
from django.utils import timezone

from objectives.importing import texts
from objectives.importing.choices import (
    CLOSED,
    COMMITTED,
    DRAFT,
    LEAVE_OUT,
    NEW,
    NOBODY,
    Choices,
    fold,
)
from objectives.importing.lookup import (
    SAME_AS,
    CellRefusedError,
    Lookup,
    TeamRef,
    loose_key,
    read_enumeration,
    team_key,
)
from objectives.importing.mapping import Mapping
from objectives.importing.repairs import RowTexts
from objectives.importing.sources.base import SourceTable
from objectives.models import Quarter
from objectives.models.objective_import import folded_status
from objectives.parsing.eta import DAY_FIRST, MONTH_FIRST, says_nothing
from objectives.parsing.status import read_status

SLASHED = re.compile(r"\s*([0-9]{1,2})/([0-9]{1,2})/[0-9]{4}\s*")


@dataclass(frozen=True, slots=True)
class Value:
    """A distinct text: `value` is what a choice would be, `words` how it is read.

    `like` is another text of the table that may be the same team.
    """

    text: str
    key: str
    count: int
    value: str = ""
    words: str = ""
    is_chosen: bool = False
    is_sure: bool = True
    like: str = ""

    @property
    def is_unread(self) -> bool:
        return not (self.is_chosen or self.words)

    @property
    def is_open(self) -> bool:
        """Whether somebody should look at it."""
        return not self.is_chosen and not (self.words and self.is_sure)


@dataclass(frozen=True, slots=True)
class PlanState:
    """How the plans of a quarter come in; `value` is the choice or what is proposed."""

    quarter: str
    label: str
    count: int
    value: str = DRAFT
    is_chosen: bool = False


@dataclass(frozen=True)
class Values:
    teams: list[Value] = field(default_factory=list)
    periods: list[Value] = field(default_factory=list)
    owners: list[Value] = field(default_factory=list)
    statuses: list[Value] = field(default_factory=list)
    states: list[PlanState] = field(default_factory=list)
    # ETAs such as 3/4/2027, while the order of day and month is not known.
    dates: list[str] = field(default_factory=list)
    likely_date_order: str = ""
    is_nested: bool = False
    rows: int = 0
    may_add_teams: bool = False

    @property
    def open_count(self) -> int:
        groups = (self.teams, self.periods, self.owners, self.statuses)
        return sum(one.is_open for group in groups for one in group)


def values(
    table: SourceTable, mapping: Mapping, choices: Choices, *, by: User, at: datetime
) -> Values:
    """The values of all rows that are no blank lines."""
    lookup = Lookup(by, choices)
    found = list(texts.rows_of(table, mapping, choices))
    rows = [row for row in found if not row.skipped]
    orders = date_orders(row.get("eta") for row in rows)
    has_order = lookup.calendar.get("date_order") or choices.date_order
    quarters = counted_quarters(rows, lookup)
    is_said, on = mapping.is_said, timezone.localdate(at)
    return Values(
        teams=team_values(rows, lookup),
        periods=period_values(rows, lookup),
        owners=owner_values(rows, lookup),
        statuses=status_values(rows, lookup),
        states=[
            plan_state(quarter, count, choices, is_said=is_said, on=on)
            for quarter, count in quarters
        ],
        dates=[] if has_order else ambiguous(row.get("eta") for row in rows),
        likely_date_order=next(iter(orders)) if len(orders) == 1 else "",
        is_nested=any(row.parent is not None for row in table.rows),
        rows=len(rows),
        may_add_teams=lookup.may_add_teams,
    )


def team_words(row: RowTexts, lookup: Lookup) -> tuple[str, str]:
    """The team and the group that a row or its headings name."""
    if row.get("team") or row.get("group"):
        return row.get("team"), row.get("group")
    _, heading = texts.period_of(row, **lookup.calendar)
    is_known = lookup.known_team(heading) or team_key(heading) in lookup.choices.teams
    return ("", "") if lookup.choices.team and not is_known else (heading, "")


def period_words(row: RowTexts, lookup: Lookup) -> str:
    return row.get("period") or texts.period_of(row, **lookup.calendar)[0]


def open_first(found: Iterable[Value]) -> list[Value]:
    return sorted(found, key=lambda one: (not one.is_open, -one.count, one.text))


def distinct(
    words: Iterable[str], key: Callable[[str], str] = fold
) -> list[tuple[str, str, int]]:
    """Each text in its first spelling, with its key and how often it is there."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text in words:
        if folded := key(text):
            first.setdefault(folded, text)
            counts[folded] += 1
    return [(first[folded], folded, count) for folded, count in counts.items()]


def team_values(rows: list[RowTexts], lookup: Lookup) -> list[Value]:
    pairs = (team_words(row, lookup) for row in rows)
    whole = (" / ".join(filter(None, pair)) for pair in pairs)
    found = distinct(whole, team_key)
    likes: dict[str, str] = {}
    return open_first(
        team_value(text, key, count, lookup, likes)
        for text, key, count in sorted(found, key=lambda one: -one[2])
    )


def team_value(
    text: str, key: str, count: int, lookup: Lookup, likes: dict[str, str]
) -> Value:
    choice = lookup.choices.teams.get(key, "")
    try:
        team = lookup.team(text)
    except CellRefusedError:
        like = "" if choice.startswith(SAME_AS) else likes.get(loose_key(text), "")
        return Value(text, key, count, choice, "", bool(choice), False, like)
    if team is None:
        return Value(text, key, count, LEAVE_OUT, "Left out", True)
    like = likes.setdefault(loose_key(text), text)
    words = new_in_words(team, lookup) if team.is_new else team.name
    return Value(
        text=text,
        key=key,
        count=count,
        value=choice or (NEW if team.is_new else str(team.key)),
        words=words,
        is_chosen=bool(choice),
        is_sure=not (team.is_new and like != text),
        like="" if like == text or choice.startswith(SAME_AS) else like,
    )


def new_in_words(team: TeamRef, lookup: Lookup) -> str:
    if team.parent is None:
        return f"New team: {team.name}"
    return f"New group of {lookup.teams[team.parent].name}: {team.name}"


def period_values(rows: list[RowTexts], lookup: Lookup) -> list[Value]:
    found = distinct(period_words(row, lookup) for row in rows)
    return open_first(period_value(*one, lookup) for one in found)


def period_value(text: str, key: str, count: int, lookup: Lookup) -> Value:
    choice = lookup.choices.periods.get(key, "")
    quarter, period = lookup.reading_of_period(text)
    if choice == LEAVE_OUT:
        return Value(text, key, count, choice, "Left out", True)
    if choice:
        quarter = lookup.quarter_at(choice)
    if quarter is None:
        return Value(text, key, count, is_sure=False)
    is_sure = period is None or period.is_sure
    label = quarter.label
    if period and period.is_tag:
        label = f"{label}, with the tag “{text}”"
    return Value(text, key, count, quarter.slug, label, bool(choice), is_sure)


def owner_values(rows: list[RowTexts], lookup: Lookup) -> list[Value]:
    found = distinct(row.people[0] for row in rows if row.people)
    return open_first(owner_value(*one, lookup) for one in found)


def owner_value(text: str, key: str, count: int, lookup: Lookup) -> Value:
    choice = lookup.choices.owners.get(key, "")
    known = {one.pk: one for one in lookup.all_people}
    if choice == NOBODY:
        return Value(text, key, count, choice, "No person", True)
    if choice.isdecimal():
        person = known.get(int(choice))
        words = f"{person}, {person.team}" if person else ""
        return Value(text, key, count, choice, words, True)
    named = [one for one in lookup.all_people if fold(one.name) == key]
    if named:
        words = ", ".join(sorted({f"{one} ({one.team})" for one in named}))
        return Value(text, key, count, choice, words, bool(choice))
    if lookup.choices.new_people or choice == NEW:
        return Value(text, key, count, NEW, f"New person: {text}", bool(choice))
    return Value(text, key, count, NOBODY, "No person")


def status_values(rows: list[RowTexts], lookup: Lookup) -> list[Value]:
    said = (row.get("status") for row in rows)
    found = distinct(text for text in said if not says_nothing(text))
    return open_first(status_value(*one, lookup) for one in found)


def status_value(text: str, key: str, count: int, lookup: Lookup) -> Value:
    choice = lookup.choices.statuses.get(key)
    kept = lookup.kept_states.get(folded_status(text) or text)
    chosen = choice if choice is not None else kept
    reading = read_enumeration(text) or read_status(text)
    if chosen is None:
        words = "" if reading.is_unread else reading.reading
        return Value(text, key, count, reading.state or "", words)
    words = chosen.replace("_", " ") or "no state"
    return Value(text, key, count, chosen, words, is_chosen=True)


def counted_quarters(rows: list[RowTexts], lookup: Lookup) -> list[tuple[Quarter, int]]:
    """The quarters of the rows, the oldest first, with how many rows each has."""
    counts: Counter[str] = Counter()
    quarters: dict[str, Quarter] = {}
    for row in rows:
        try:
            quarter, _ = lookup.quarter(period_words(row, lookup))
        except CellRefusedError:
            continue
        if quarter:
            counts[quarter.slug] += 1
            quarters[quarter.slug] = quarter
    return [(quarter, counts[quarter.slug]) for quarter in sorted(quarters.values())]


def plan_state(
    quarter: Quarter, count: int, choices: Choices, *, is_said: bool, on: date
) -> PlanState:
    choice = choices.states.get(quarter.slug, "")
    value = choice or proposed_state(quarter, is_said=is_said, on=on)
    return PlanState(quarter.slug, quarter.label, count, value, bool(choice))


def proposed_state(quarter: Quarter, *, is_said: bool, on: date) -> str:
    """Closed where the quarter is over, committed where it has said what was said."""
    if quarter.last_day < on:
        return CLOSED
    return COMMITTED if is_said else DRAFT


def date_orders(etas: Iterable[str]) -> set[str]:
    """Which orders of day and month are certain somewhere in a column."""
    orders = set()
    for one, two in slashed(etas):
        if one > 12 >= two:
            orders.add(DAY_FIRST)
        if two > 12 >= one:
            orders.add(MONTH_FIRST)
    return orders


def ambiguous(etas: Iterable[str]) -> list[str]:
    """Up to three ETAs that could be two days."""
    found = [
        eta
        for eta in dict.fromkeys(etas)
        for one, two in slashed([eta])
        if one <= 12 and two <= 12 and one != two
    ]
    return found[:3]


def slashed(etas: Iterable[str]) -> Iterator[tuple[int, int]]:
    for eta in etas:
        if found := SLASHED.fullmatch(eta):
            yield int(found[1]), int(found[2])
