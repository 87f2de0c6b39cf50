from goals_tracker.tables import Column, Table
from objectives.plan_row import PlanRow


class PlanTable(Table):
    """Some of a plan's objectives, from `ObjectiveQuerySet.for_plan_page`."""

    row_template = "objectives/rows/plan_row.html"

    title = Column("Objective")
    measure = Column("Measure of success")
    dependency = Column("Dependency")
    eta = Column("ETA")
    status = Column("Status")

    def __init__(self, objectives, plan, team, label, *, is_promise_known):
        super().__init__(objectives, caption=f"{plan.team}, {label}")
        self.is_promise_known = is_promise_known
        self.plan, self.team, self.label = plan, team, label
        self.columns["measure"].column.verbose_name = plan.get_third_column_display()

    def context(self, record):
        row = PlanRow(record, self.team, is_promise_known=self.is_promise_known)
        return {"row": row}


class OverviewTable(Table):
    """Teams in a quarter, each a `TeamLine`."""

    row_template = "objectives/rows/team_line.html"

    team = Column("Team")
    plan = Column("Plan")
    objectives = Column("Objectives")
    unanswered = Column("To carry over, defer or drop")
    unplanned = Column("Unplanned")
    review = Column("Review")


class QuarterTable(Table):
    """A team's quarters, each a `TeamLine`."""

    row_template = "objectives/rows/quarter_line.html"

    quarter = Column("Quarter")
    plan = Column("Plan")
    objectives = Column("Objectives")
    review = Column("Review")
