from goals_tracker.lists.tables import Column, Table
from objectives.pages.plan_row import PlanRow
from objectives.text.status_counts import state_in_words


class PlanTable(Table):
    """A part of a plan's table, from `ObjectiveQuerySet.for_plan_page`."""

    row_template = "objectives/rows/plan_row.html"

    title = Column("Objective")
    measure = Column("Measure of success")
    dependency = Column("Dependency")
    owner = Column("Who")
    eta = Column("ETA")
    state = Column("State")
    status = Column("Status")

    def __init__(self, objectives, plan, label, context):
        super().__init__(objectives, caption=f"{plan.team}, {label}")
        self.plan, self.label, self.row_context = plan, label, context
        self.columns["measure"].column.verbose_name = plan.get_third_column_display()

    @property
    def is_new(self):
        """Whether its rows were planned in the quarter, and not carried into it."""
        return not any(record.predecessor for record in self.data)

    @property
    def done(self):
        """How many of them are done."""
        return sum(record.counted_as == "done" for record in self.data)

    def context(self, record):
        return {"row": PlanRow(record, self.row_context)}


class CheckInTable(Table):
    """Objectives to check in together, each a `StatusForm`."""

    row_template = "objectives/rows/check_in_row.html"

    title = Column("Objective")
    last = Column("So far")
    status = Column("Status now")
    still = Column("Last update")

    def __init__(self, rows, caption, *, now):
        super().__init__(rows, caption=caption)
        self.now = now

    def context(self, record):
        row = record.instance
        words = state_in_words(row.counted_as, row.percent, row.is_about)
        return {"form": record, "objective": row, "words": words, "now": self.now}


def counted(name):
    """The two orders of a column of counts."""
    return name, f"-{name}"


class OverviewTable(Table):
    """Teams in a quarter, each an `OverviewRow`."""

    row_template = "objectives/rows/overview_row.html"

    team = Column("Team")
    plan = Column("Plan")
    done = Column("Done", sort=counted("done"))
    fates = Column("What became of it")
    carried = Column("Carried over", sort=counted("carried"))
    late = Column("Late", sort=counted("late"))
    unplanned = Column("Unplanned", sort=counted("unplanned"))
    review = Column("Review")


class QuarterTable(Table):
    """A team's quarters, each a `TeamQuarterRow`."""

    row_template = "objectives/rows/quarter_row.html"

    quarter = Column("Quarter")
    plan = Column("Plan")
    objectives = Column("Objectives")
    review = Column("Review")
