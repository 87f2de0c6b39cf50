"""What the row of an objective says on a plan page, from a row that was fetched.

No queries: the row comes from `ObjectiveQuerySet.for_plan_page`.
"""

from typing import NamedTuple

from django.urls import reverse

from objectives.eta import Precision
from objectives.tally import LABELS
from objectives.wording import lateness, marked_runs


class Cell(NamedTuple):
    """Words as typed, marked where the commitment said something else."""

    runs: tuple
    is_changed: bool
    said: tuple


class PlanRow:
    """An objective on the page of `team`'s quarter.

    `is_promise_known` says whether the plan's commitments are on record, so that an
    objective without one was added later.
    """

    def __init__(self, objective, team, *, is_promise_known):
        self.objective, self.team = objective, team
        self.is_added = is_promise_known and not objective.promise
        self.title = self.cell("title")
        self.measure = self.cell("measure")
        self.dependency = self.cell("dependency")
        self.eta = self.cell("eta")
        self.status = Cell(marked_runs(None, objective.status), False, ())

    def cell(self, field):
        text, promise = getattr(self.objective, field), self.objective.promise
        said = getattr(promise, field) if promise else None
        is_changed = said is not None and said != text
        old = marked_runs(text, said) if is_changed else ()
        return Cell(marked_runs(said, text), is_changed, old)

    @property
    def eta_note(self):
        """How the ETA was read, where that deserves a warning."""
        objective, quarter = self.objective, self.objective.plan.quarter
        if objective.eta_precision == Precision.IMPOSSIBLE:
            return objective.eta_reading.reading
        if objective.eta_day and objective.eta_day < quarter.first_day:
            return "before the quarter"
        return ""

    @property
    def state(self):
        """At risk · about 50 %."""
        words = LABELS[self.objective.counted_as].capitalize()
        if self.objective.percent is None:
            return words
        about = "about " * self.objective.is_about
        return f"{words} · {about}{self.objective.percent}\u00a0%"

    @property
    def lateness(self):
        objective = self.objective
        quarters = objective.plan.quarter.ordinal - objective.first_ordinal + 1
        return lateness(quarters, objective.is_finished)

    @property
    def before(self):
        """Where its predecessor stands, if it has one."""
        return self.address(self.objective.predecessor)

    @property
    def after(self):
        """Where its successor stands, if it has one."""
        return self.address(self.objective.successor)

    def address(self, other):
        """On the page of the same team where that covers it, else on its own team's."""
        if other is None:
            return ""
        team = other.plan.team if self.team.parent_id else self.team
        page = reverse("plan_detail", args=[team.slug, other.plan.quarter.slug])
        return f"{page}#objective-{other.pk}"
