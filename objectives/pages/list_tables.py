"""The tables of lists of everything, and the columns of their exports."""

from django.utils import timezone

from goals_tracker.lists.keyset import Order, both_ways
from goals_tracker.lists.tables import Column, Table
from objectives.models.expressions import Beginning, EtaDay, EtaDayFromEnd, UnreadFirst

BY_QUARTER = ("quarter_rank", "plan", "position")
# The lowest rank is the newest quarter, so ascending quarters are descending ranks.
OLDEST_FIRST = tuple(reversed(both_ways(*BY_QUARTER)))
# Blanks come last in both directions.
BY_ETA = (
    Order((EtaDay("eta_day"), UnreadFirst("eta_precision"))),
    Order((EtaDayFromEnd("eta_day"), "eta_precision"), is_backwards=True),
)


def day_of(moment):
    return timezone.localdate(moment) if moment else None


def said(row, name):
    """A text of the row's commitment, if it has one."""
    return getattr(row.said, name) if row.said else None


class ListTable(Table):
    """A table of rows that have all their texts ready."""

    def context(self, record):
        return {"row": record}


class ObjectiveTable(ListTable):
    row_template = "objectives/rows/objective_list_row.html"
    default_sort = "-quarter"

    title = Column(
        "Objective",
        text=lambda row: row.objective.title,
        sort=both_ways(Beginning("title")),
    )
    measure = Column(
        "Measure of success", text=lambda row: row.objective.measure, visible=False
    )
    dependency = Column(
        "Dependency", text=lambda row: row.objective.dependency, visible=False
    )
    team = Column("Team", text=lambda row: row.team)
    quarter = Column("Quarter", text=lambda row: row.quarter, sort=OLDEST_FIRST)
    tags = Column("Tags", text=lambda row: row.objective.tags)
    owner = Column("Owner", text=lambda row: row.owner)
    eta = Column("ETA", text=lambda row: row.objective.eta, sort=BY_ETA)
    eta_day = Column(
        "ETA as a day", text=lambda row: row.objective.eta_day, visible=False
    )
    days_late = Column(
        "Days late", text=lambda row: row.days_late or None, visible=False
    )
    status = Column(
        "Status",
        text=lambda row: row.objective.status,
        sort=both_ways("state", *BY_QUARTER),
    )
    state = Column("State", text=lambda row: row.state, visible=False)
    percent = Column("Percent", text=lambda row: row.objective.percent, visible=False)
    came_from = Column("Carried from", text=lambda row: row.came_from, visible=False)
    goes_on_in = Column(
        "Carried over to", text=lambda row: row.goes_on_in, visible=False
    )
    deferred_to = Column(
        "Deferred to", text=lambda row: row.objective.deferred_to, visible=False
    )
    dropped = Column(
        "Reason for dropping",
        text=lambda row: row.objective.dropped_reason,
        visible=False,
    )
    said_title = Column(
        "Objective when committed", text=lambda row: said(row, "title"), visible=False
    )
    said_measure = Column(
        "Measure when committed", text=lambda row: said(row, "measure"), visible=False
    )
    said_dependency = Column(
        "Dependency when committed",
        text=lambda row: said(row, "dependency"),
        visible=False,
    )
    said_eta = Column(
        "ETA when committed", text=lambda row: said(row, "eta"), visible=False
    )
    committed = Column(
        "Committed on", text=lambda row: row.said and day_of(row.said.at), visible=False
    )
    added = Column(
        "Added later", text=lambda row: "yes" if row.is_added else None, visible=False
    )
    reference = Column(
        "Reference", text=lambda row: row.objective.reference, visible=False
    )
    reference_url = Column(
        "Link of the reference",
        text=lambda row: row.objective.reference_url,
        visible=False,
    )

    def __init__(self, rows, **extra):
        super().__init__(rows, **extra)
        if not any(row.tags for row in rows):
            self.columns.hide("tags")


class PlanListTable(ListTable):
    row_template = "objectives/rows/plan_list_row.html"
    default_sort = "-quarter"

    team = Column("Team", text=lambda row: row.team)
    quarter = Column(
        "Quarter",
        text=lambda row: row.quarter,
        sort=tuple(reversed(both_ways("quarter_rank"))),
    )
    state = Column(
        "State", text=lambda row: row.state, sort=both_ways("state", "quarter_rank")
    )
    done = Column("Done", text=lambda row: row.done)
    total = Column("Objectives", text=lambda row: row.total, visible=False)
    carried = Column("Carried over", text=lambda row: row.carried)
    unanswered = Column("To carry over, defer or drop", text=lambda row: row.unanswered)
    committed = Column(
        "Committed", text=lambda row: day_of(row.plan.committed_at), visible=False
    )
    closed = Column(
        "Closed", text=lambda row: day_of(row.plan.closed_at), visible=False
    )


class CarryOverTable(ListTable):
    row_template = "objectives/rows/carry_over_list_row.html"
    default_sort = "-made"

    title = Column("Objective", text=lambda row: row.before.title)
    team = Column("Team", text=lambda row: row.team)
    came_from = Column("From", text=lambda row: row.came_from)
    goes_on_in = Column("To", text=lambda row: row.goes_on_in)
    next_title = Column("New wording", text=lambda row: row.after.title, visible=False)
    reason = Column(
        "Reason", text=lambda row: row.reason, sort=both_ways("reason_kind")
    )
    note = Column("Note", text=lambda row: row.link.note, visible=False)
    state = Column("State now", text=lambda row: row.state)
    made = Column(
        "Carried over on", text=lambda row: day_of(row.link.at), sort=both_ways()
    )


class ProjectTable(ListTable):
    row_template = "objectives/rows/unplanned_list_row.html"
    default_sort = "-quarter"

    title = Column("Unplanned work", text=lambda row: row.project.text)
    team = Column("Team", text=lambda row: row.team)
    quarter = Column(
        "Quarter",
        text=lambda row: row.quarter,
        sort=both_ways("quarter__first_day", "team", "position"),
    )
    asked = Column(
        "Asked for by",
        text=lambda row: row.project.requested_by,
        sort=both_ways("requested_by"),
    )
    displaced = Column("Instead of", text=lambda row: row.displaced or None)
