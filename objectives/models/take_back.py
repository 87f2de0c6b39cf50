"""Taking back what was answered when a quarter was closed, or answering otherwise.

A carry-over is taken back as long as nobody counts on its successor: its plan is a
draft that never promised it, and it does not continue anywhere itself. What carrying
over has copied is deleted, and can be restored as an objective of its own; what stood
there before stays.
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction

from goals_tracker.database.verbs import alters_data
from objectives.models.carry_over import CarryOver
from objectives.models.disposition import NO_ANSWER, Disposed
from objectives.models.team import Team
from objectives.parsing.status import State


class Answered(Disposed):
    class Meta:
        abstract = True

    @property
    def carried_to_pk(self):
        """The key of its successor, to notice that somebody has chosen another."""
        return self.successor and self.successor.pk

    @property
    def commitment_or_none(self):
        raise NotImplementedError

    def _append_status(self, *, by, at):
        raise NotImplementedError

    def check_take_back(self):
        """Raise ValidationError unless its answer may be taken back."""
        self.check_change()
        if not self.has_disposition:
            raise ValidationError("It has no answer to take back.", code="unanswered")
        if self.successor:
            self.successor.check_let_go()

    def check_let_go(self):
        """Raise ValidationError if somebody counts on it, as on a successor."""
        if self.is_carried:
            raise ValidationError(
                "It was carried over again, from %(quarter)s. Take that back first.",
                code="continued",
                params={"quarter": self.plan.quarter},
            )
        if self.commitment_or_none:
            raise ValidationError(
                "It was promised in %(quarter)s. Drop it there, with a reason.",
                code="promised",
                params={"quarter": self.plan.quarter},
            )
        if not self.plan.is_draft:
            raise ValidationError(
                "The plan of %(quarter)s is %(state)s. Reopen that plan first.",
                code="committed",
                params={
                    "quarter": self.plan.quarter,
                    "state": self.plan.get_state_display().lower(),
                },
            )

    @alters_data
    @transaction.atomic
    def take_back(self, *, by, at, reason="", was=None):
        """Take its answer back, so that it is unanswered again.

        Returns the `Deletion` of the copy that carrying over has made, if any. Raises
        ValidationError with the codes of `check_take_back`, and `ConflictError` unless
        the answer is as it `was`.
        """
        # As in `carry_over`, so that the two wait for each other.
        Team.objects.select_for_update(no_key=True).get(pk=self.plan.team.root_pk)
        links = CarryOver.objects.filter(predecessor=self.pk)
        link = links.select_related("successor__plan__quarter").first()
        successor = link and link.successor
        there = successor.plan.quarter if successor else self.plan.quarter
        self._lock_plans_and_self(there, successor)
        self.check_unchanged(NO_ANSWER | {"carried_to_pk": None}, was)
        self.check_take_back()
        moment = {"by": by, "at": at, "reason": reason}
        deletion = self._cut(link, **moment) if link else None
        for name, value in (NO_ANSWER | {"reason_kind": ""}).items():
            setattr(self, name, value)
        self.save(action="taken back", **moment)
        return deletion

    def _cut(self, link, **moment):
        """Remove the carry-over, and the copy that it made."""
        successor, is_copy = link.successor, link.has_copied
        before = ["", f"{successor} ({successor.plan})"][::-1]
        self.log_change("taken back", {"carried_over_as": before}, **moment)
        CarryOver.objects.filter(pk=link.pk).delete()
        self.refresh_from_db()
        successor.start_lineage(self, **moment)
        return successor.delete(**moment) if is_copy else None

    def start_lineage(self, predecessor, **moment):
        """Continue nothing any more."""
        self.lock()
        fields = {"continues": [f"{predecessor} ({predecessor.plan})", ""]}
        self.log_change("changed", fields, **moment)
        self.lineage = uuid.uuid4()
        type(self)._base_manager.filter(pk=self.pk).update(lineage=self.lineage)

    @alters_data
    @transaction.atomic
    def finish(self, *, by, at, was=None):
        """Say that it was done after all."""
        values = {"chosen_state": State.DONE, "reason_kind": ""}
        self._dispose(values, was, self._check_disposition)
        self.save(by=by, at=at, action="finished")
        self._append_status(by=by, at=at)
