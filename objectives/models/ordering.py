"""The position of an objective: in which of the team's plans, and where in it."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from goals_tracker.database.verbs import alters_data
from objectives.models.history import AuditedModel
from objectives.models.plan import Plan


class Ordered(AuditedModel):
    plan = models.ForeignKey(
        "objectives.Plan", on_delete=models.PROTECT, related_name="objectives"
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def check_change(self):
        """Raise ValidationError if the quarter is closed."""
        if self._plans().filter(state=Plan.State.CLOSED).exists():
            raise ValidationError(
                "This quarter is closed. Reopen its plan to change it.", code="closed"
            )

    def _plans(self):
        """Its plan, and the one that it is being moved from."""
        stored = type(self)._base_manager.filter(pk=self.pk).order_by().values("plan")
        return Plan.objects.filter(Q(pk=self.plan_id) | Q(pk__in=stored)).order_by()

    def touched_plans(self):
        return self._plans().values_list("pk", flat=True)

    def check_move(self, plan):
        """Raise ValidationError unless it may move to that plan of the quarter."""
        self.check_change()
        if plan.quarter_id != self.plan.quarter_id:
            raise ValidationError(
                "Carry it over to move it to another quarter.", code="other_quarter"
            )
        if plan.team.root_pk != self.plan.team.root_pk:
            raise ValidationError(
                "That plan belongs to another team.", code="other_team"
            )
        if plan.is_closed:
            raise ValidationError("That group's plan is closed.", code="closed")

    @alters_data
    @transaction.atomic
    def move(self, plan=None, *, before=None, by, at):
        """Move before that objective or to the end, in its own or another plan."""
        plan = plan or self.plan
        Plan.objects.lock([self.plan_id, plan.pk])
        self.lock()
        self.check_move(plan)
        below = self.row_below()
        rows = list(plan.objectives.exclude(pk=self.pk).leftovers_first())
        place = rows.index(before) if before in rows else len(rows)
        rows.insert(place, self)
        for position, row in enumerate(rows, 1):
            row.position = row.position if row is self else position
        # The others only make room, so they are not logged.
        others = rows[:place] + rows[place + 1 :]
        type(self)._base_manager.bulk_update(others, ["position"])
        self.plan, self.position = plan, place + 1
        also = {"below": [str(below.pk) if below else "", ""]}
        self.save(by=by, at=at, action="moved", also=also)

    def row_below(self):
        """The one that follows it in its plan, by which a move can be taken back."""
        rows = list(self.plan.objectives.leftovers_first())
        return next(iter(rows[rows.index(self) + 1 :]), None)

    @alters_data
    @transaction.atomic
    def step(self, offset, *, by, at):
        """Swap places with the objective above (-1) or below (1) it, if any."""
        self.lock()
        rows = list(self.plan.objectives.leftovers_first())
        place = rows.index(self) + offset
        if 0 <= place < len(rows):
            next_row = [*rows, None][place + (offset > 0)]
            self.move(before=next_row, by=by, at=at)
