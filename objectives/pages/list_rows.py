"""The rows of lists, from objects that were fetched.

No queries. A row has all its texts and addresses ready, since a list may have a
thousand of them.
"""

from typing import NamedTuple

from django.urls import reverse

from objectives.parsing.status import State
from objectives.parsing.tags import tags_in
from objectives.text.phrases import late_by
from objectives.text.status_counts import state_in_words

OVER = (State.DONE, State.DROPPED, State.MISSED)


class TeamName(NamedTuple):
    """A team's name with its parent's in front."""

    parent: str
    name: str

    def __str__(self):
        return f"{self.parent} › {self.name}" if self.parent else self.name


class ListContext:
    """What all rows of a page have in common: teams, quarters and the day."""

    def __init__(self, teams, quarters, on):
        self.teams = {team.pk: team for team in teams}
        self.quarters = {quarter.rank: quarter for quarter in quarters}
        self.labels = {quarter.rank: quarter.label for quarter in quarters}
        self.on = on
        self.pages, self.words = {}, {}
        # Reversed once: only the number differs.
        self.detail = reverse("objective_detail", args=[0]).rsplit("0", 1)

    def address_of(self, objective):
        return str(objective.pk).join(self.detail)

    def team(self, pk):
        if pk not in self.words:
            team = self.teams[pk]
            parent = team.parent.name if team.parent_id else ""
            self.words[pk] = TeamName(parent, team.name)
        return self.words[pk]

    def page_of(self, team_pk, rank):
        """The address of a plan page, reversed once for each."""
        if (team_pk, rank) not in self.pages:
            words = [self.teams[team_pk].slug, self.quarters[rank].slug]
            self.pages[team_pk, rank] = reverse("plan_detail", args=words)
        return self.pages[team_pk, rank]


class ObjectiveListRow:
    """An objective from `ObjectiveListQuerySet.for_list`."""

    def __init__(self, row, context):
        self.objective = row
        self.address = context.address_of(row)
        self.team = context.team(row.team_pk)
        self.plan_address = context.page_of(row.team_pk, row.quarter_rank)
        self.quarter = context.labels.get(row.quarter_rank)
        self.owner = row.owner.name if row.owner_id else ""
        self.tags = tags_in(row.tags)
        self.said = row.commitment_or_none
        self.counted_as = row.counted_as
        self.state = state_in_words(self.counted_as, row.percent, row.is_about)
        self.came_from = context.labels.get(row.from_rank)
        self.goes_on_in = context.labels.get(row.to_rank)
        self.days_late = self.days_late_on(context.on)
        self.lateness = late_by(self.days_late) if self.days_late else ""
        quarter = context.quarters.get(row.quarter_rank)
        self.is_beyond = quarter is not None and row.lies_beyond(quarter)

    @property
    def is_added(self):
        """Whether it was added after the first commitment, as far as that is known."""
        said = self.said
        return said.is_added_later if said else self.objective.is_plan_promised

    def days_late_on(self, on):
        """As in `ObjectiveListQuerySet.overdue`; 0 if it is not overdue."""
        row = self.objective
        if row.eta_day is None or row.eta_day >= on or row.state in OVER:
            return 0
        if row.deferred_to or row.dropped_reason or row.to_rank is not None:
            return 0
        return (on - row.eta_day).days


class PlanListRow:
    """A plan with the counts of its objectives by state."""

    def __init__(self, plan, context, counts):
        self.plan = plan
        self.address = context.page_of(plan.team_id, plan.quarter_rank)
        self.team = context.team(plan.team_id)
        self.quarter = context.labels.get(plan.quarter_rank)
        self.state = plan.get_state_display()
        states = counts.states[plan.pk]
        self.total, self.done = sum(states.values()), states[State.DONE]
        self.unanswered, self.carried = (
            counts.unanswered[plan.pk],
            counts.carried[plan.pk],
        )
        self.unfinished = self.total - self.done
        self.since = plan.closed_at or plan.committed_at
        self.note = plan.draft_note


class CarryOverListRow:
    """A carry-over from `CarryOverQuerySet.for_list`."""

    def __init__(self, link, context):
        before, after = link.predecessor, link.successor
        self.link, self.before, self.after = link, before, after
        self.address = context.address_of(before)
        self.next_address = context.address_of(after)
        self.team = context.team(link.team_pk)
        self.came_from = context.labels.get(before.quarter_rank)
        self.goes_on_in = context.labels.get(after.quarter_rank)
        self.reason = link.get_reason_kind_display() if link.reason_kind else ""
        self.counted_as = after.counted_as
        self.state = state_in_words(after.counted_as, after.percent, after.is_about)
        self.is_retitled = before.title != after.title


class ProjectListRow:
    """Unplanned work from `ProjectQuerySet.for_list`."""

    def __init__(self, project, context):
        self.project, self.team = project, context.team(project.team_id)
        rank = project.quarter.rank
        self.quarter = context.labels.get(rank)
        self.address = f"{context.page_of(project.team_id, rank)}#unplanned"
        displaced = project.displaced
        self.displaced = displaced.title if displaced else ""
        self.displaced_address = context.address_of(displaced) if displaced else ""
