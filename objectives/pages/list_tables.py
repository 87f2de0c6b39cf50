"""The tables of all objectives, plans and carry-overs, and what their files have."""

from django.utils import timezone

from goals_tracker.keyset import Order, both_ways
from goals_tracker.tables import Column, Table
from objectives.models.orders import Beginning, EtaDay, EtaDayFromEnd, UnreadFirst

BY_QUARTER = ("quarter_rank", "plan", "position")
# Of a rank, the lowest is the newest: the other way round is the oldest first.
OLDEST_FIRST = tuple(reversed(both_ways(*BY_QUARTER)))
# Blanks come last both ways.
BY_ETA = (
    Order((EtaDay("eta_day"), UnreadFirst("eta_precision"))),
    Order((EtaDayFromEnd("eta_day"), "eta_precision"), is_backwards=True),
)


def day_of(moment):
    return timezone.localdate(moment) if moment else None


class LineTable(Table):
    """A table of lines, which have everything ready."""

    def context(self, record):
        return {"line": record}


class ObjectiveTable(LineTable):
    row_template = "objectives/rows/objective_line.html"
    default_sort = "-quarter"

    title = Column(
        "Objective",
        text=lambda line: line.row.title,
        sort=both_ways(Beginning("title")),
    )
    measure = Column(
        "Measure of success", text=lambda line: line.row.measure, visible=False
    )
    dependency = Column(
        "Dependency", text=lambda line: line.row.dependency, visible=False
    )
    team = Column("Team", text=lambda line: line.team)
    quarter = Column("Quarter", text=lambda line: line.quarter, sort=OLDEST_FIRST)
    owner = Column("Owner", text=lambda line: line.owner)
    eta = Column("ETA", text=lambda line: line.row.eta, sort=BY_ETA)
    eta_day = Column("ETA as a day", text=lambda line: line.row.eta_day, visible=False)
    days_late = Column(
        "Days late", text=lambda line: line.days_late or None, visible=False
    )
    status = Column(
        "Status",
        text=lambda line: line.row.status,
        sort=both_ways("state", *BY_QUARTER),
    )
    state = Column("State", text=lambda line: line.state, visible=False)
    percent = Column("Percent", text=lambda line: line.row.percent, visible=False)
    came_from = Column("Carried from", text=lambda line: line.came_from, visible=False)
    goes_on_in = Column(
        "Carried over to", text=lambda line: line.goes_on_in, visible=False
    )
    deferred_to = Column(
        "Deferred to", text=lambda line: line.row.deferred_to, visible=False
    )
    dropped = Column(
        "Dropped because", text=lambda line: line.row.dropped_reason, visible=False
    )


class PlanListTable(LineTable):
    row_template = "objectives/rows/plan_line.html"
    default_sort = "-quarter"

    team = Column("Team", text=lambda line: line.team)
    quarter = Column(
        "Quarter",
        text=lambda line: line.quarter,
        sort=tuple(reversed(both_ways("quarter_rank"))),
    )
    state = Column(
        "State", text=lambda line: line.state, sort=both_ways("state", "quarter_rank")
    )
    done = Column("Done", text=lambda line: line.done)
    total = Column("Objectives", text=lambda line: line.total, visible=False)
    unanswered = Column(
        "To carry over, defer or drop", text=lambda line: line.unanswered
    )
    committed = Column(
        "Committed", text=lambda line: day_of(line.plan.committed_at), visible=False
    )
    closed = Column(
        "Closed", text=lambda line: day_of(line.plan.closed_at), visible=False
    )


class CarryOverTable(LineTable):
    row_template = "objectives/rows/carry_over_line.html"
    default_sort = "-made"

    title = Column("Objective", text=lambda line: line.before.title)
    team = Column("Team", text=lambda line: line.team)
    came_from = Column("From", text=lambda line: line.came_from)
    goes_on_in = Column("To", text=lambda line: line.goes_on_in)
    next_title = Column(
        "There it says", text=lambda line: line.after.title, visible=False
    )
    reason = Column(
        "Reason", text=lambda line: line.reason, sort=both_ways("reason_kind")
    )
    note = Column("Note", text=lambda line: line.link.note, visible=False)
    state = Column("How it stands now", text=lambda line: line.state)
    made = Column(
        "Carried over on", text=lambda line: day_of(line.link.at), sort=both_ways()
    )
