"""What the overview says of each team in a quarter.

A team's line counts its groups' objectives too, since its review covers them. The
number of queries is the same for any number of teams.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from objectives.models import Objective, Plan, Project, Quarter, Team
from objectives.text.status_counts import StatusCounts, status_counts


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team's quarter in one line. `states` says how its plans stand."""

    team: Team
    quarter: Quarter
    states: str
    status_counts: StatusCounts
    unanswered: int
    has_review: bool
    unplanned: int = 0


def team_lines(teams, quarter):
    """A line for each of these teams: 5 queries."""
    plans = list(Plan.objects.of_teams(teams, quarter))
    plans_of, counts = by_team(plans), counts_by_plan(plans)
    unplanned = unplanned_by_team(teams, quarter)
    pks = [team.pk for team in teams]
    reviewed = Team.objects.filter(pk__in=pks).reviewed_in(quarter)
    reviewed_pks = set(reviewed.values_list("pk", flat=True))
    return [
        line(
            team,
            quarter,
            plans_of[team.pk],
            counts,
            has_review=team.pk in reviewed_pks,
            unplanned=unplanned[team.pk],
        )
        for team in teams
    ]


def quarter_lines(team):
    """A line for each quarter that the team planned or reviewed: 3 queries."""
    plans = list(Plan.objects.of_team(team))
    counts = counts_by_plan(plans)
    reviewed = set(Quarter.objects.filter(reviews__team=team))
    plans_in = defaultdict(list)
    for plan in plans:
        plans_in[plan.quarter].append(plan)
    quarters = sorted(reviewed | plans_in.keys(), reverse=True)
    return [
        line(team, quarter, plans_in[quarter], counts, has_review=quarter in reviewed)
        for quarter in quarters
    ]


def line(team, quarter, plans, counts, **extra):
    """One line of plans that were counted."""
    pks = [plan.pk for plan in plans]
    return TeamLine(
        team=team,
        quarter=quarter,
        states=states_in_words(plans),
        status_counts=status_counts(sum((counts.states[pk] for pk in pks), Counter())),
        unanswered=sum(counts.unanswered[pk] for pk in pks),
        **extra,
    )


def by_team(plans):
    """The plans of each team, its groups' included."""
    found = defaultdict(list)
    for plan in plans:
        found[plan.team_id].append(plan)
        if plan.team.parent_id:
            found[plan.team.parent_id].append(plan)
    return found


class Counts(NamedTuple):
    """By plan: its objectives by state, and how many await an answer."""

    states: dict[int, Counter]
    unanswered: Counter


def counts_by_plan(plans):
    counts = Counts(defaultdict(Counter), Counter())
    # Nobody is asked for an answer before the plan is committed.
    asked = {plan.pk for plan in plans if plan.is_committed}
    for row in Objective.objects.filter(plan__in=plans).counted_by_state():
        pk = row["plan_id"]
        counts.states[pk][row["counted_as"]] += row["count"]
        counts.unanswered[pk] += row["unanswered"] * (pk in asked)
    return counts


def unplanned_by_team(teams, quarter):
    """How much unplanned work each team did, its groups' included."""
    parents = dict(Team.objects.filter(parent__in=teams).values_list("pk", "parent_id"))
    found = Counter()
    for row in Project.objects.counted_by_team(teams, quarter):
        found[row["team_id"]] += row["count"]
        if parent := parents.get(row["team_id"]):
            found[parent] += row["count"]
    return found


def states_in_words(plans):
    """Committed; or, where its groups differ, 2 committed, 1 draft."""
    counted = Counter(plan.get_state_display() for plan in plans)
    if len(counted) < 2:
        return next(iter(counted), "")
    return ", ".join(f"{count} {state.lower()}" for state, count in counted.items())
