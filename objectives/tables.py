from django.urls import reverse

from goals_tracker.tables import Column, Table
from objectives.eta import Precision
from objectives.tally import LABELS
from objectives.wording import lateness, marked_runs

CELLS = "objectives/cells/"


class TextColumn(Column):
    """Words as typed, marked where the commitment said something else."""

    field = ""

    def __init__(self, field, template_name="text", **extra):
        super().__init__(f"{CELLS}{template_name}.html", **extra)
        self.field = field

    def context(self, record, table):
        text, promise = getattr(record, self.field), record.promise
        said = getattr(promise, self.field) if promise else None
        is_changed = said is not None and said != text
        return {
            "objective": record,
            "runs": marked_runs(said, text),
            "is_changed": is_changed,
            "said": marked_runs(text, said) if is_changed else (),
        }


class TitleColumn(TextColumn):
    def context(self, record, table):
        is_added = table.is_promise_known and not record.promise
        return super().context(record, table) | {"is_added": is_added}


class EtaColumn(TextColumn):
    """The ETA as typed, and how it was read where that deserves a warning."""

    def context(self, record, table):
        context = super().context(record, table)
        if record.eta_precision == Precision.IMPOSSIBLE:
            context["reading"] = record.eta_reading.reading
        elif record.eta_day and record.eta_day < table.plan.quarter.first_day:
            context["reading"] = "before the quarter"
        return context


class StatusColumn(Column):
    """The state, the words as typed, how late it is and what becomes of it."""

    def context(self, record, table):
        quarters = table.plan.quarter.ordinal - record.first_ordinal + 1
        return {
            "objective": record,
            "runs": marked_runs(None, record.status),
            "counted_as": record.counted_as,
            "label": state_words(record),
            "lateness": lateness(quarters, record.is_finished),
            "before": record.predecessor and table.address(record.predecessor),
            "after": record.successor and table.address(record.successor),
        }


def state_words(objective):
    """At risk · about 50 %."""
    words = LABELS[objective.counted_as].capitalize()
    if objective.percent is None:
        return words
    about = "about " * objective.is_about
    return f"{words} · {about}{objective.percent}\u00a0%"


class PlanTable(Table):
    """Some of a plan's objectives, from `ObjectiveQuerySet.for_plan_page`.

    `is_promise_known` says whether the plan's commitments are on record, so that an
    objective without one was added later.
    """

    title = TitleColumn("title", "title", verbose_name="Objective")
    measure = TextColumn("measure")
    dependency = TextColumn("dependency", verbose_name="Dependency")
    eta = EtaColumn("eta", verbose_name="ETA")
    status = StatusColumn(f"{CELLS}status.html", verbose_name="Status")

    def __init__(self, objectives, plan, team, label, *, is_promise_known):
        super().__init__(objectives, caption=f"{plan.team}, {label}")
        self.is_promise_known = is_promise_known
        self.plan, self.team, self.label = plan, team, label
        self.columns["measure"].column.verbose_name = plan.get_third_column_display()

    def row_id(self, record):
        return f"objective-{record.pk}"

    def address(self, objective):
        """Where another quarter's objective of this lineage stands.

        On the page of the same team where that covers it, else on its own team's.
        """
        team = objective.plan.team if self.team.parent_id else self.team
        page = reverse("plan_detail", args=[team.slug, objective.plan.quarter.slug])
        return f"{page}#objective-{objective.pk}"


class OverviewTable(Table):
    """Teams in a quarter, each a `TeamLine`."""

    team = Column(f"{CELLS}team.html", verbose_name="Team")
    plan = Column(f"{CELLS}plan.html", verbose_name="Plan")
    objectives = Column(f"{CELLS}tally.html", verbose_name="Objectives")
    unanswered = Column(
        f"{CELLS}unanswered.html", verbose_name="To carry over, defer or drop"
    )
    unplanned = Column(f"{CELLS}unplanned.html", verbose_name="Unplanned")
    review = Column(f"{CELLS}review.html", verbose_name="Review")

    def row_css(self, record):
        return "is-group" if record.team.parent_id else ""


class QuarterTable(Table):
    """A team's quarters, each a `TeamLine`."""

    quarter = Column(f"{CELLS}quarter.html", verbose_name="Quarter")
    plan = Column(f"{CELLS}states.html", verbose_name="Plan")
    objectives = Column(f"{CELLS}tally.html", verbose_name="Objectives")
    review = Column(f"{CELLS}review.html", verbose_name="Review")
