"""The overview's row for each team in a quarter.

A team's row counts the objectives of its groups too, since its review covers them. The
number of queries is the same for any number of teams.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from objectives.models import Objective, Plan, Project, Quarter, Team
from objectives.text.status_counts import StatusCounts, status_counts


@dataclass(frozen=True, slots=True)
class TeamQuarterRow:
    """A team's quarter in one row; `states` are those of its plans, in words."""

    team: Team
    quarter: Quarter
    states: str
    status_counts: StatusCounts
    unanswered: int
    has_review: bool
    unplanned: int = 0


def team_quarter_rows(teams, quarter):
    """A row for each of these teams: 5 queries."""
    plans = list(Plan.objects.of_teams(teams, quarter))
    plans_of, counts = by_team(plans), counts_by_plan(plans)
    unplanned = unplanned_by_team(teams, quarter)
    pks = [team.pk for team in teams]
    reviewed = Team.objects.filter(pk__in=pks).reviewed_in(quarter)
    reviewed_pks = set(reviewed.values_list("pk", flat=True))
    return [
        team_quarter_row(
            team,
            quarter,
            plans_of[team.pk],
            counts,
            has_review=team.pk in reviewed_pks,
            unplanned=unplanned[team.pk],
        )
        for team in teams
    ]


def quarter_rows(team):
    """A row for each quarter that the team planned or reviewed: 3 queries."""
    plans = list(Plan.objects.of_team(team))
    counts = counts_by_plan(plans)
    reviewed = set(Quarter.objects.filter(reviews__team=team))
    plans_in = defaultdict(list)
    for plan in plans:
        plans_in[plan.quarter].append(plan)
    quarters = sorted(reviewed | plans_in.keys(), reverse=True)
    return [
        team_quarter_row(
            team, quarter, plans_in[quarter], counts, has_review=quarter in reviewed
        )
        for quarter in quarters
    ]


def team_quarter_row(team, quarter, plans, counts, **extra):
    """The row of these plans, whose objectives are counted."""
    pks = [plan.pk for plan in plans]
    return TeamQuarterRow(
        team=team,
        quarter=quarter,
        states=states_in_words(plans),
        status_counts=status_counts(sum((counts.states[pk] for pk in pks), Counter())),
        unanswered=sum(counts.unanswered[pk] for pk in pks),
        **extra,
    )


def by_team(plans):
    """Group the plans by team; a parent has its groups' plans as well."""
    found = defaultdict(list)
    for plan in plans:
        found[plan.team_id].append(plan)
        if plan.team.parent_id:
            found[plan.team.parent_id].append(plan)
    return found


class PlanCounts(NamedTuple):
    """By plan: its objectives by state, and how many need an answer."""

    states: dict[int, Counter[str]]
    unanswered: Counter[int]


def counts_by_plan(plans):
    counts = PlanCounts(defaultdict(Counter), Counter())
    # Objectives need an answer only once the plan is committed.
    committed = {plan.pk for plan in plans if plan.is_committed}
    for row in Objective.objects.filter(plan__in=plans).counted_by_state():
        pk = row["plan_id"]
        counts.states[pk][row["counted_as"]] += row["count"]
        counts.unanswered[pk] += row["unanswered"] * (pk in committed)
    return counts


def unplanned_by_team(teams, quarter):
    """Count the unplanned work of each team and its groups."""
    parents = dict(Team.objects.filter(parent__in=teams).values_list("pk", "parent_id"))
    found: Counter[int] = Counter()
    for row in Project.objects.counted_by_team(teams, quarter):
        found[row["team_id"]] += row["count"]
        if parent := parents.get(row["team_id"]):
            found[parent] += row["count"]
    return found


def states_in_words(plans):
    """Committed; or 2 committed, 1 draft if groups differ."""
    counted = Counter(plan.get_state_display() for plan in plans)
    if len(counted) < 2:
        return next(iter(counted), "")
    return ", ".join(f"{count} {state.lower()}" for state, count in counted.items())
