"""The content of a plan page: one table of groups, counts and warnings.

Computed from rows that were fetched already; no queries. Only this module decides what
a warning is, so that its number is the number of rows that it leaves in the table.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from goals_tracker.lists.tables import ColumnHeading
from objectives.models import Objective, Plan, Team
from objectives.models.disposition import one_or_none
from objectives.pages.plan_row import RowContext
from objectives.pages.tables import PlanTable
from objectives.parsing.eta import Precision
from objectives.text.outcome import Outcome
from objectives.text.status_counts import StatusCounts, status_counts


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """A warning with the number of its rows, and a filter: perhaps the present one."""

    count: int
    text: str
    key: str
    is_on: bool = False

    @property
    def address(self) -> str:
        """The page with these rows only; with all of them where it has only these."""
        return "./" if self.is_on else f"?show={self.key}"


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A plan: a part for each earlier quarter's leftovers, then one for new rows."""

    plan: Plan
    tables: tuple[PlanTable, ...]
    is_edited: bool
    # Whether it is a draft without objectives, whatever is shown of it.
    is_empty: bool

    @property
    def new(self) -> PlanTable:
        """The part that takes what is added; an edited plan has one, maybe empty."""
        return self.tables[-1]


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """All objectives of a page in figures."""

    status_counts: StatusCounts
    warnings: tuple[PlanWarning, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    sections: tuple[PlanSection, ...]
    summary: PlanSummary
    # What became of a quarter that is closed; empty while it goes on.
    outcome: str
    # Whether all plans are in the same state, which is then shown only once.
    is_uniform: bool
    # The key of the warning whose rows alone are shown.
    show: str = ""

    @property
    def is_edited(self) -> bool:
        return any(section.is_edited for section in self.sections)

    @property
    def headings(self) -> list[ColumnHeading]:
        """Those of its one table; plans may call their third column differently."""
        tables = [table for section in self.sections for table in section.tables]
        if not tables:
            return []
        third = dict.fromkeys(table.labels["measure"] for table in tables)
        return [
            heading._replace(label=" or ".join(third).capitalize())
            if heading.name == "measure"
            else heading
            for heading in tables[0].headings
        ]


def plan_page(
    team: Team,
    plans: Sequence[Plan],
    objectives: Iterable[Objective],
    led: frozenset[int] = frozenset(),
    show: str = "",
    **refused: Any,
) -> PlanPage:
    """The page of a team's quarter, from its plans and their objectives.

    `led` has the keys of the teams whose plans the reader may change, `show` the key of
    the warning whose rows alone are wanted; `refused` is what was selected and refused,
    as in `RowContext`.
    """
    rows_of = by_plan(plans, objectives)
    edited = edited_plans(plans, led)
    common = {"has_boxes": bool(edited), **refused}
    show = show if show in KINDS else ""
    return PlanPage(
        sections=tuple(
            plan_section(
                team,
                plan,
                rows_of[plan.pk],
                show,
                is_edited=plan.pk in edited,
                **common,
            )
            for plan in plans
        ),
        summary=plan_summary(plans, rows_of, show),
        outcome=outcome_of(plans, rows_of),
        is_uniform=len({state_shown(plan) for plan in plans}) == 1,
        show=show,
    )


def edited_plans(plans: Iterable[Plan], led: frozenset[int] | None) -> set[int]:
    """The keys of the plans whose rows are edited; of all where `led` is None."""
    return {
        plan.pk
        for plan in plans
        if led is None or (plan.team_id in led and not plan.is_closed)
    }


def by_plan(
    plans: Iterable[Plan], objectives: Iterable[Objective]
) -> dict[int, list[Objective]]:
    """Group objectives by plan, and set the fetched plan on each."""
    plan_of = {plan.pk: plan for plan in plans}
    rows_of: dict[int, list[Objective]] = {plan.pk: [] for plan in plans}
    for objective in objectives:
        objective.plan = plan_of[objective.plan_id]
        rows_of[objective.plan_id].append(objective)
    return rows_of


def plan_summary(
    plans: Iterable[Plan], rows_of: dict[int, list[Objective]], show: str = ""
) -> PlanSummary:
    rows = [row for plan in plans for row in rows_of[plan.pk]]
    counts = Counter(row.counted_as for row in rows)
    return PlanSummary(status_counts(counts), tuple(plan_warnings(rows, show)))


def outcome_of(plans: Sequence[Plan], rows_of: dict[int, list[Objective]]) -> str:
    """What became of the quarter, in words, once all its plans are closed."""
    if not plans or not all(plan.is_closed for plan in plans):
        return ""
    rows = [row for plan in plans for row in rows_of[plan.pk]]
    promised = [row for row in rows if is_promised(row)] or rows
    unfinished = [row for row in rows if not row.is_finished]
    return Outcome(
        promised=len(promised),
        done=sum(row.is_finished for row in promised),
        unfinished=len(unfinished),
        carried=sum(row.is_carried for row in unfinished),
    ).in_words


def is_promised(objective):
    said = objective.commitment_or_none
    return said is not None and not said.is_added_later


def state_shown(plan):
    """Everything that the heading of a plan shows about its state."""
    return plan.state, plan.committed_at, plan.closed_at, plan.draft_note


def plan_section(team, plan, objectives, show="", **common):
    context = row_context(team, plan, objectives, **common)
    shown = filter(KINDS[show].is_odd, objectives) if show else objectives
    buckets = [(label, list(rows)) for label, rows in groupby(shown, key=bucket)]
    new = planned_in(plan)
    if context.is_edited and (not buckets or buckets[-1][0] != new):
        buckets.append((new, []))
    tables = (PlanTable(rows, plan, label, context) for label, rows in buckets)
    is_empty = plan.is_draft and not objectives
    return PlanSection(plan, tuple(tables), context.is_edited, is_empty)


def row_context(team, plan, objectives, **common):
    """What is the same for all rows of a plan."""
    was_committed = not plan.is_draft or plan.committed_at is not None
    has_commitments = was_committed and any(
        objective.commitment_or_none for objective in objectives
    )
    return RowContext(team, has_commitments, **common)


def bucket(objective):
    """Left over from Q1, or planned in the quarter itself."""
    predecessor = objective.predecessor
    if predecessor is None:
        return planned_in(objective.plan)
    return f"left over from {predecessor.plan.quarter.short_label}"


def planned_in(plan):
    return f"planned in {plan.quarter.short_label}"


def likely_etas(quarter):
    """Its three months, as people type them."""
    first = quarter.first_day
    months = (divmod(first.month - 1 + step, 12) for step in range(3))
    days = (datetime.date(first.year + years, month + 1, 1) for years, month in months)
    return [f"{day:%b %Y}" for day in days]


def plan_warnings(objectives, show=""):
    """A warning for each kind that some rows have, and for the one that is shown."""
    for key, kind in KINDS.items():
        count = sum(map(kind.is_odd, objectives))
        if count or key == show:
            text = kind.one if count == 1 else kind.many
            yield PlanWarning(count, text, key, key == show)


def is_unanswered(objective):
    is_open = not (objective.is_finished or objective.has_disposition)
    return is_open and objective.plan.is_committed


def is_to_accept(objective):
    """Whether another team has handed it over, and this one has not answered."""
    link = one_or_none(objective, "carried_from")
    return link is not None and not link.is_accepted


def is_impossible(objective):
    return objective.eta_precision == Precision.IMPOSSIBLE


def has_unread_eta(objective):
    return objective.eta_precision == Precision.UNREAD


def is_early(objective):
    return objective.is_early


def is_beyond(objective):
    return objective.is_beyond


def has_blank_eta(objective):
    return not objective.eta.strip()


def has_blank_measure(objective):
    return not objective.measure.strip()


def has_blank_dependency(objective):
    return not objective.dependency.strip()


def has_blank_status(objective):
    return objective.counted_as == "blank"


def has_unread_status(objective):
    return objective.counted_as == "unread"


class Kind(NamedTuple):
    """What makes a row odd, and what one such row and several are called."""

    is_odd: Callable[[Objective], bool]
    one: str
    many: str


KINDS = {
    "unanswered": Kind(
        is_unanswered,
        "unfinished objective to carry over, defer or drop",
        "unfinished objectives to carry over, defer or drop",
    ),
    "to_accept": Kind(
        is_to_accept,
        "objective handed over to accept",
        "objectives handed over to accept",
    ),
    "impossible_eta": Kind(is_impossible, "impossible ETA", "impossible ETAs"),
    "unread_eta": Kind(
        has_unread_eta, "ETA not read as a date", "ETAs not read as dates"
    ),
    "early_eta": Kind(is_early, "ETA before the quarter", "ETAs before the quarter"),
    "late_eta": Kind(is_beyond, "ETA after the quarter", "ETAs after the quarter"),
    "blank_eta": Kind(has_blank_eta, "blank ETA", "blank ETAs"),
}
