"""The overview of a quarter: its totals, and a row for each team with a plan.

A team's row counts the objectives of its groups too, since its review covers them; in
the totals, each counts once. Teams are tuples, since there may be thousands, and only
the rows of one page are counted, unless they are sorted by a count. The number of
queries is the same for any number of teams.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import chain
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.http import urlencode

from objectives.forms.overview import OverviewForm
from objectives.models import Project, Quarter, Team
from objectives.models.team import Keys
from objectives.pages.overview import states_in_words
from objectives.pages.overview_counts import (
    PlanCounts,
    PlanState,
    counts_of,
    plans_in,
    totals_of,
)
from objectives.pages.overview_row import OverviewRow, Place, ReviewFacts
from objectives.pages.tables import OverviewTable
from objectives.text.fates import Fates

TEAMS_PER_PAGE = 50
# Up to as many need no filter.
FEW_TEAMS = 10


class OverviewPage:
    """A quarter of the teams with these keys; `data` is the query string."""

    def __init__(
        self, quarter: Quarter, earlier: Quarter | None, *, keys: Keys, data: QueryDict
    ) -> None:
        self.quarter, self.data = quarter, data
        self.form = OverviewForm(data)
        rows = Team.objects.in_teams(keys).in_order()
        fields = ("pk", "parent_id", "name", "slug")
        archived = ("archived_at", "parent__archived_at")
        self.by_pk, self.teams = {}, []
        for *place, own, parents in rows.values_list(*fields, *archived):
            team = self.by_pk[place[0]] = Place(*place)
            if not (own or parents):
                self.teams.append(team)
        self.plans = plans_in(quarter, keys)
        self.plans_of = self.by_team((plan.team_id, plan) for plan in self.plans)
        counted = list(Project.objects.counted_by_team(keys, quarter))
        self.unplanned = sum(count for _, count in counted)
        self.works = {pk: sum(them) for pk, them in self.by_team(counted).items()}
        reviews = Team.objects.in_teams(keys).reviews_in(quarter)
        self.reviews = {pk: ReviewFacts(*facts) for pk, *facts in reviews}
        self.totals = totals_of(quarter, earlier, self.plans, keys)

    def by_team(self, rows: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
        """Each team's values; a parent has its groups' as well."""
        found: dict[int, list[Any]] = defaultdict(list)
        for pk, value in rows:
            found[pk].append(value)
            team = self.by_pk.get(pk)
            if team and team.parent_id:
                found[team.parent_id].append(value)
        return found

    @property
    def planned(self) -> list[Place]:
        """The teams with a plan, or with a group that has one."""
        return [team for team in self.teams if team.pk in self.plans_of]

    @cached_property
    def without_plan(self) -> list[Place]:
        """The teams of which neither they nor a group has a plan."""
        return [
            team
            for team in self.teams
            if not team.parent_id and team.pk not in self.plans_of
        ]

    @property
    def first_without_plan(self) -> list[Place]:
        return self.without_plan[:TEAMS_PER_PAGE]

    @property
    def facts(self) -> str:
        """6 teams with a plan, 3 closed, 1 a draft; groups count with their team."""
        teams = [team for team in self.planned if not team.parent_id]
        counted = Counter(map(self.states_of, teams))
        words = [f"{len(teams)} team{'s' * (len(teams) != 1)} with a plan"]
        of_state = ((counted[label], label.lower()) for label in ("Closed", "Draft"))
        words += [f"{count} {label}" for count, label in of_state if count]
        return ", ".join(words)

    def states_of(self, team: Place) -> str:
        return states_in_words(plan.state for plan in self.plans_at(team.pk))

    @property
    def is_filtered(self) -> bool:
        """Whether there are so many teams that a filter helps, or one is in use."""
        return len(self.teams) > FEW_TEAMS or bool(self.form.words)

    @cached_property
    def chosen(self) -> list[Place]:
        """The teams that the filters leave, in the order asked for."""
        if not self.form.is_valid():
            return []
        asked = self.form.cleaned_data
        word, state = asked["team"].casefold(), asked["plan"]
        if state == "none":
            teams = self.without_plan
        elif word and not state:
            teams = self.teams
        else:
            teams = [one for one in self.planned if self.has_state(one, state)]
        return self.in_order([one for one in teams if word in self.path(one)])

    def has_state(self, team: Place, state: str) -> bool:
        return not state or any(one.state == state for one in self.plans_of[team.pk])

    def path(self, team: Place) -> str:
        """Its name after its parent's, to look for words in."""
        parent = self.by_pk.get(team.parent_id or 0)
        return f"{parent.name if parent else ''} {team.name}".casefold()

    def in_order(self, teams: list[Place]) -> list[Place]:
        """The highest or the lowest count first; groups stay with their team."""
        if not self.sort:
            return teams
        at = {team.pk: place for place, team in enumerate(self.teams)}
        ranks = {team.pk: self.rank(team.pk) for team in self.teams}

        def key(team: Place) -> tuple[float, ...]:
            head = team.parent_id or team.pk
            return (*ranks[head], at[head], bool(team.parent_id), *ranks[team.pk])

        return sorted(teams, key=key)

    @property
    def sort(self) -> str:
        """The order asked for; empty for that of the teams."""
        return self.form.cleaned_data.get("sort", "")

    def rank(self, pk: int) -> tuple[bool, float]:
        value = self.value(pk, self.sort.removeprefix("-"))
        sign = -1 if self.sort.startswith("-") else 1
        # What is not known comes last in either order.
        return value is None, sign * (value or 0)

    def value(self, pk: int, name: str) -> float | None:
        """What a team is sorted by."""
        if name == "unplanned":
            return self.works.get(pk, 0)
        fates, late = self.summed(pk)
        values = {"done": fates.share_done, "carried": fates.carried, "late": late}
        return values[name]

    @cached_property
    def counts(self) -> dict[int, PlanCounts]:
        """The counts of the plans on this page, or of all where these are sorted."""
        if self.sort:
            return counts_of(self.plans)
        shown = (self.plans_at(team.pk) for team in self.page)
        return counts_of(set(chain.from_iterable(shown)))

    def plans_at(self, pk: int) -> list[PlanState]:
        return self.plans_of.get(pk, [])

    def summed(self, pk: int) -> tuple[Fates, int]:
        """The fates of a team and its groups, and how many are late."""
        plans = self.plans_at(pk)
        found = [self.counts[plan.pk] for plan in plans if plan.pk in self.counts]
        fates = sum((one.fates for one in found), Counter[str]())
        return Fates(fates), sum(one.late for one in found)

    @cached_property
    def page(self) -> Page[Place]:
        return Paginator(self.chosen, TEAMS_PER_PAGE).get_page(self.data.get("page"))

    @cached_property
    def rows(self) -> list[OverviewRow]:
        shown = {team.pk for team in self.page}
        return [self.row(team, shown) for team in self.page]

    def row(self, team: Place, shown: set[int]) -> OverviewRow:
        fates, late = self.summed(team.pk)
        is_within = team.parent_id in shown
        return OverviewRow(
            team=team,
            parent=None if is_within else self.by_pk.get(team.parent_id or 0),
            is_within=is_within,
            quarter=self.quarter,
            states=self.states_of(team),
            fates=fates,
            late=late,
            unplanned=self.works.get(team.pk, 0),
            review=self.reviews.get(team.pk),
        )

    @property
    def table(self) -> OverviewTable:
        return OverviewTable(
            self.rows,
            caption=f"Teams in {self.quarter}",
            sort=self.form.words.get("sort", ""),
            address_of=lambda sort: self.address(sort=sort),
        )

    def address(self, **changes: object) -> str:
        """The address of this page with other parameters, from its first teams on."""
        words = {"quarter": self.quarter.slug} | self.form.words | changes
        return "?" + urlencode({name: word for name, word in words.items() if word})

    @property
    def all_teams(self) -> str:
        return self.address(team="", plan="")

    @property
    def without_plan_only(self) -> str:
        return self.address(team="", plan="none")

    @property
    def previous(self) -> str:
        page = self.page
        before = page.has_previous() and page.previous_page_number()
        return self.address(page=before) if before else ""

    @property
    def next(self) -> str:
        page = self.page
        return self.address(page=page.next_page_number()) if page.has_next() else ""
