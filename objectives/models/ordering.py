"""Where an objective stands: in which of the team's plans, and at which place in it."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from objectives.models.plan import Plan


class Placement(models.Model):
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def check_move(self, plan):
        """Raise ValidationError unless it may stand in that plan of the quarter."""
        self.check_change()
        if plan.quarter_id != self.plan.quarter_id:
            raise ValidationError(
                "Carry it over to move it to another quarter.", code="other_quarter"
            )
        if plan.team.root_pk != self.plan.team.root_pk:
            raise ValidationError("That is another team's plan.", code="other_team")
        if plan.is_closed:
            raise ValidationError("That group's plan is closed.", code="closed")

    @transaction.atomic
    def move(self, plan=None, *, before=None, by, at):
        """Stand before that objective, or last, in its own plan or another group's."""
        plan = plan or self.plan
        Plan.objects.lock([self.plan_id, plan.pk])
        self.lock()
        self.check_move(plan)
        rows = list(plan.objectives.exclude(pk=self.pk).leftovers_first())
        place = rows.index(before) if before in rows else len(rows)
        rows.insert(place, self)
        for position, row in enumerate(rows, 1):
            row.position = row.position if row is self else position
        # The others only make room: the move is the one thing that was done.
        type(self).objects.bulk_update(rows[:place] + rows[place + 1 :], ["position"])
        self.plan, self.position = plan, place + 1
        self.save(by=by, at=at, action="moved")

    move.alters_data = True

    @transaction.atomic
    def step(self, offset, *, by, at):
        """Change places with the one above (-1) or below (1) it, if there is one."""
        self.lock()
        rows = list(self.plan.objectives.leftovers_first())
        place = rows.index(self) + offset
        if 0 <= place < len(rows):
            beside = [*rows, None][place + (offset > 0)]
            self.move(before=beside, by=by, at=at)

    step.alters_data = True

    @transaction.atomic
    def duplicate(self, *, by, at):
        """A copy below it, without its status, its promise and its lineage."""
        self.lock()
        names = ("title", "measure", "dependency", "eta", "chosen_eta_day")
        copy = type(self)(
            plan=self.plan,
            owner=self.fit_owner,
            is_tentative=self.is_tentative,
            position=self.position,
            **{name: getattr(self, name) for name in names},
        )
        copy.save(by=by, at=at)
        rows = list(self.plan.objectives.new().leftovers_first())
        after = [row for row in rows if row.position > self.position]
        copy.move(before=next(iter(after), None), by=by, at=at)
        return copy

    duplicate.alters_data = True
