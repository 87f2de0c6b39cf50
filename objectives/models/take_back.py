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
from objectives.models.carrying import Carried
from objectives.models.disposition import NO_ANSWER
from objectives.models.team import Team
from objectives.parsing.status import State


class Answered(Carried):
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
        for link in self.links_on.select_related("successor__plan__quarter"):
            link.successor.check_let_go()

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

        Returns the `Deletion` of the copy that carrying over has made, if any, with
        those of further copies as its `others`. Raises ValidationError with the codes
        of `check_take_back`, and `ConflictError` unless the answer is as it `was`.
        """
        links = self._locked_links()
        self.check_unchanged(NO_ANSWER | {"carried_to_pk": None}, was)
        self.check_take_back()
        moment = {"by": by, "at": at, "reason": reason}
        cut = (self._cut(link, **moment) for link in links)
        deletion, *others = [*filter(None, cut)] or [None]
        if deletion:
            deletion.others = others
        for name, value in (NO_ANSWER | {"reason_kind": ""}).items():
            setattr(self, name, value)
        self.save(action="taken back", **moment)
        return deletion

    def _locked_links(self):
        """The links to its successors, once nobody else writes them."""
        links = self.links_on.with_ends()
        roots = {link.successor.plan.team.root_pk for link in links}
        # As in `carry_over`, so that the two wait for each other.
        Team.objects.lock({self.plan.team.root_pk, *roots})
        links = list(links.all())
        ends = [link.successor for link in links]
        self._lock_plans_and_self(
            [(row.plan.team, row.plan.quarter, row) for row in ends]
        )
        return links

    def check_cut(self, link):
        """Raise ValidationError unless it may go on without that successor."""
        self.check_change()
        if link is None:
            raise ValidationError("This was taken back already.", code="unanswered")
        link.successor.check_let_go()

    @alters_data
    @transaction.atomic
    def cut(self, successor, *, by, at, reason=""):
        """Take back that it goes on as this one; returns as `take_back` does."""
        links = self._locked_links()
        link = next((one for one in links if one.successor == successor), None)
        self.check_cut(link)
        return self._cut(link, by=by, at=at, reason=reason)

    def _cut(self, link, **moment):
        """Remove the carry-over, and the copy that it made for this one alone."""
        successor, is_copy = link.successor, link.has_copied
        before = ["", f"{successor} ({successor.plan})"][::-1]
        self.log_change("taken back", {"carried_over_as": before}, **moment)
        CarryOver.objects.remove(link)
        self.refresh_from_db()
        successor.part_from(self, **moment)
        is_needed = successor.links_back.exists()
        return successor.delete(**moment) if is_copy and not is_needed else None

    def part_from(self, predecessor, **moment):
        """Continue it no more, and nothing of its lineage without another link."""
        self.lock()
        fields = {"continues": [f"{predecessor} ({predecessor.plan})", ""]}
        self.log_change("changed", fields, **moment)
        linked = self._linked()
        if predecessor.pk not in linked:
            self.lineage = uuid.uuid4()
            rows = type(self)._base_manager.filter(pk__in=linked)
            rows.update(lineage=self.lineage)

    def _linked(self):
        """The keys of all objectives that links lead to from here, its own too."""
        links = CarryOver.objects.filter(predecessor__lineage=self.lineage).order_by()
        pairs = list(links.values_list("predecessor", "successor"))
        found, fresh = set(), {self.pk}
        while fresh:
            found |= fresh
            beside = {pk for pair in pairs if fresh & {*pair} for pk in pair}
            fresh = beside - found
        return found

    @alters_data
    @transaction.atomic
    def finish(self, *, by, at, was=None):
        """Say that it was done after all."""
        values = {"chosen_state": State.DONE, "reason_kind": ""}
        self._dispose(values, was, self._check_disposition)
        self.save(by=by, at=at, action="finished")
        self._append_status(by=by, at=at)
