"""An objective over its quarters, each with the texts that it had there. No queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import get_text_list

from objectives.models.disposition import one_or_none
from objectives.pages.plan_row import PlanRow, RowContext
from objectives.text.inline import Run, marked_runs
from objectives.text.phrases import cardinal


@dataclass(frozen=True, slots=True)
class LineageStep:
    """One quarter; what it set out to do is marked where the quarter before differs."""

    row: PlanRow
    title: tuple[Run, ...]
    measure: tuple[Run, ...]
    dependency: tuple[Run, ...]
    eta: tuple[Run, ...]

    @property
    def objective(self) -> Any:
        return self.row.objective

    @property
    def state(self) -> str:
        return self.row.state

    @property
    def lateness(self) -> str:
        return self.row.lateness

    @property
    def outcome(self) -> str:
        """What became of it at the end of that quarter, and why; empty if nothing."""
        objective = self.objective
        answer = objective.carried_to if objective.is_carried else objective
        words = fate_of(objective)
        if words and answer.reason_kind:
            return f"{words} · {answer.get_reason_kind_display()}"
        return words


def fate_of(objective: Any) -> str:
    if objective.is_carried:
        return "Carried over " + get_text_list(places_of(objective), "and")
    if objective.deferred_to:
        return f"Deferred to {objective.deferred_to}"
    if objective.dropped_reason:
        return f"Dropped: {objective.dropped_reason}"
    if objective.is_missed:
        return "Missed"
    return "Done" if objective.is_finished else ""


def places_of(objective: Any) -> list[str]:
    """To Q3 2014-15, and to Q3 2014-15 of Search where another team goes on."""
    plans = [
        link.successor.plan for link in (objective.carried_to, *objective.further_on)
    ]
    own = objective.plan.team.root_pk
    places = (
        f"to {plan.quarter}" + f" of {plan.team}" * (plan.team.root_pk != own)
        for plan in plans
    )
    return [
        f"{place} as {cardinal(count)}" * (count > 1) or place
        for place, count in Counter(places).items()
    ]


def lineage_steps(objectives: Iterable[Any]) -> list[LineageStep]:
    """The steps of a lineage, from its rows in the order of their quarters."""
    steps: list[LineageStep] = []
    objectives = list(objectives)
    by_pk = {row.pk: row for row in objectives}
    for objective in objectives:
        link = one_or_none(objective, "carried_from")
        before = by_pk.get(link.predecessor_id) if link else None
        row = PlanRow(objective, RowContext(objective.plan.team, False))
        steps.append(LineageStep(row, **texts_of(objective, before)))
    return steps


def texts_of(objective: Any, before: Any) -> dict[str, tuple[Run, ...]]:
    return {
        name: marked_runs(before and getattr(before, name), getattr(objective, name))
        for name in ("title", "measure", "dependency", "eta")
    }


def quarters_in_words(steps: Iterable[LineageStep]) -> str:
    """Three quarters."""
    count = len({step.objective.plan.quarter_id for step in steps})
    return f"{cardinal(count)} quarter{'s' * (count != 1)}"
