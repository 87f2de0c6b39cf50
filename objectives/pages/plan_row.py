"""What the row of an objective says on a plan page, from a row that was fetched.

No queries: the row comes from `ObjectiveQuerySet.for_plan_page`. A page may have a
thousand rows, so what is the same for all of them is worked out once, in a `Sight`.
"""

import json
from functools import cache, cached_property
from typing import NamedTuple

from django.urls import reverse

from objectives.parsing.eta import Precision
from objectives.text.inline import marked_runs
from objectives.text.phrases import lateness
from objectives.text.status_counts import LABELS


class Cell(NamedTuple):
    """Words as typed, marked where the commitment said something else."""

    runs: tuple
    is_changed: bool
    said: tuple


class Sight(NamedTuple):
    """What a page knows for all rows of a plan.

    `team` is whose page it is; `is_promise_known` says whether the plan's commitments
    are on record, so that an objective without one was added later; `is_edited`
    whether the reader may change the rows.
    """

    team: object
    is_promise_known: bool
    is_edited: bool = False


class PlanRow:
    """An objective on the page of a team's quarter."""

    def __init__(self, objective, sight):
        self.objective, self.sight = objective, sight
        self.is_edited = sight.is_edited
        promise = objective.promise
        self.is_added = sight.is_promise_known and not promise
        self.title = self.cell("title", promise)
        self.measure = self.cell("measure", promise)
        self.dependency = self.cell("dependency", promise)
        self.eta = self.cell("eta", promise)
        self.status = Cell(marked_runs(None, objective.status), False, ())

    def cell(self, field, promise):
        text = getattr(self.objective, field)
        said = getattr(promise, field) if promise else None
        is_changed = said is not None and said != text
        old = marked_runs(text, said) if is_changed else ()
        return Cell(marked_runs(said, text), is_changed, old)

    @property
    def values(self):
        """What stands in the fields, as a form sends it, for editing in place."""
        row = self.objective
        return json.dumps(
            {
                "title": row.title,
                "owner": row.owner_id or "",
                "is_tentative": row.is_tentative,
                "measure": row.measure,
                "dependency": row.dependency,
                "eta": row.eta,
                "chosen_eta_day": str(row.chosen_eta_day or ""),
                "status": row.status,
                "chosen_state": row.chosen_state,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @property
    def detail(self):
        """The address of the objective's own page."""
        return address_with("objective_detail", self.objective.pk)

    @property
    def change(self):
        """The address of the form with all its fields."""
        page = f"?page={self.sight.team.slug}"
        return address_with("objective_change", self.objective.pk) + page

    @property
    def displaced_by(self):
        """The unplanned work that took its place."""
        return self.objective.displaced_by.all()

    @cached_property
    def eta_note(self):
        """How the ETA was read, where that deserves a warning."""
        objective, quarter = self.objective, self.objective.plan.quarter
        if objective.eta_precision == Precision.IMPOSSIBLE:
            return objective.eta_reading.reading
        if objective.eta_precision == Precision.UNREAD:
            return "not read as a date"
        if objective.eta_day and objective.eta_day < quarter.first_day:
            return "before the quarter"
        return ""

    @property
    def chosen_day(self):
        """The day that a person chose to count with, in words."""
        day = self.objective.chosen_eta_day
        return f"{day.day} {day:%B %Y}"

    @property
    def counted_as(self):
        return self.objective.counted_as

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
        own = self.sight.team
        team = other.plan.team if own.parent_id else own
        page = page_address(team.slug, other.plan.quarter.slug)
        return f"{page}#objective-{other.pk}"


@cache
def pattern(name):
    """An address with a number in it, cut where the number stands."""
    return reverse(name, args=[0]).rsplit("0", 1)


def address_with(name, pk):
    head, tail = pattern(name)
    return f"{head}{pk}{tail}"


def page_address(team, quarter):
    """The plan page, without a look-up of the address for each row."""
    head, tail = page_pattern()
    return f"{head}{team}/{quarter}{tail}"


@cache
def page_pattern():
    return reverse("plan_detail", args=["team", "quarter"]).rsplit("team/quarter", 1)
