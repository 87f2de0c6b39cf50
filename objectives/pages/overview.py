"""A team's quarters, each a row, and the counts of plans by state.

A team's row counts the objectives of its groups too, since its review covers them.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from objectives.models import Objective, Plan, Quarter, Team
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
        states=states_in_words(plan.state for plan in plans),
        status_counts=status_counts(sum((counts.states[pk] for pk in pks), Counter())),
        unanswered=sum(counts.unanswered[pk] for pk in pks),
        **extra,
    )


class PlanCounts(NamedTuple):
    """By plan: its objectives by state, how many need an answer, and were carried."""

    states: dict[int, Counter[str]]
    unanswered: Counter[int]
    carried: Counter[int]


def counts_by_plan(plans):
    counts = PlanCounts(defaultdict(Counter), Counter(), Counter())
    # Objectives need an answer only once the plan is committed.
    committed = {plan.pk for plan in plans if plan.is_committed}
    for row in Objective.objects.filter(plan__in=plans).counted_by_state():
        pk = row["plan_id"]
        counts.states[pk][row["counted_as"]] += row["count"]
        counts.carried[pk] += row["carried"] * (row["counted_as"] != "done")
        counts.unanswered[pk] += row["unanswered"] * (pk in committed)
    return counts


def states_in_words(states):
    """Committed; or 2 committed, 1 draft if plans of groups differ."""
    counted = Counter(Plan.State(state).label for state in states)
    if len(counted) < 2:
        return next(iter(counted), "")
    return ", ".join(f"{count} {state.lower()}" for state, count in counted.items())
