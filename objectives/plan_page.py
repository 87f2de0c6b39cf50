"""What a plan page says: sections of tables, counts, and what is odd.

Computed from rows that were fetched already; no queries. Warnings are counted here
and nowhere else, so that their number is the number of rows they lead to.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from objectives.eta import Precision
from objectives.models import Plan
from objectives.tables import PlanTable
from objectives.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class Warning:
    """Something odd, in how many rows, and the address of the first of them."""

    count: int
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """A group's plan: a table of each quarter's leftovers, then one of the new."""

    plan: Plan
    tables: tuple[PlanTable, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    sections: tuple[Section, ...]
    tally: Tally
    warnings: tuple[Warning, ...]
    # Whether all plans stand alike, so that it is said once.
    is_uniform: bool


def plan_page(team, plans, objectives):
    """The page of a team's quarter, from its plans and their objectives."""
    by_plan = {plan.pk: [] for plan in plans}
    plan_of = {plan.pk: plan for plan in plans}
    for objective in objectives:
        objective.plan = plan_of[objective.plan_id]
        by_plan[objective.plan_id].append(objective)
    in_order = [row for rows in by_plan.values() for row in rows]
    return PlanPage(
        sections=tuple(section(team, plan, by_plan[plan.pk]) for plan in plans),
        tally=tally(Counter(row.counted_as for row in in_order)),
        warnings=tuple(warnings(in_order)),
        is_uniform=len({standing(plan) for plan in plans}) == 1,
    )


def standing(plan):
    """All that is said of how a plan stands."""
    return plan.state, plan.committed_at, plan.closed_at, plan.draft_note


def section(team, plan, objectives):
    known = not plan.is_draft and any(objective.promise for objective in objectives)
    tables = (
        PlanTable(list(rows), plan, team, label, is_promise_known=known)
        for label, rows in groupby(objectives, key=bucket)
    )
    return Section(plan, tuple(tables))


def bucket(objective):
    """Q1 leftovers, or the quarter itself."""
    predecessor = objective.predecessor
    if predecessor is None:
        return objective.plan.quarter.label
    return f"{predecessor.plan.quarter.short_label} leftovers"


def warnings(objectives):
    """Each kind of oddity that there is."""
    for is_odd, one, many in KINDS:
        rows = [row for row in objectives if is_odd(row)]
        if rows:
            text = one if len(rows) == 1 else many
            yield Warning(len(rows), text, f"#objective-{rows[0].pk}")


def is_unanswered(objective):
    is_open = not (objective.is_finished or objective.has_disposition)
    return is_open and objective.plan.is_committed


def is_impossible(objective):
    return objective.eta_precision == Precision.IMPOSSIBLE


def is_early(objective):
    first_day = objective.plan.quarter.first_day
    return objective.eta_day is not None and objective.eta_day < first_day


def has_blank_eta(objective):
    return not objective.eta.strip()


KINDS = (
    (
        is_unanswered,
        "unfinished objective to carry over, defer or drop",
        "unfinished objectives to carry over, defer or drop",
    ),
    (is_impossible, "ETA is no real date", "ETAs are no real dates"),
    (is_early, "ETA lies before the quarter", "ETAs lie before the quarter"),
    (has_blank_eta, "blank ETA", "blank ETAs"),
)
