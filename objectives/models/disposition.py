"""What happens to an objective that is unfinished at the end of its quarter.

It is carried over to a later quarter, deferred to a named time, dropped with a reason,
or missed: it was not achieved, and nothing is said of later. The row itself stays as it
was.
"""

import uuid

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.db.models import Max

from goals_tracker.database.verbs import alters_data
from objectives.models.carry_over import CarryOver, ReasonKind
from objectives.models.ownership import Owned
from objectives.models.plan import Plan
from objectives.models.quarter import Quarter
from objectives.models.team import Team
from objectives.parsing.status import State

# The fields of an answer that is no carry-over, and their values without one.
NO_ANSWER = {"deferred_to": "", "dropped_reason": "", "is_missed": False}


def one_or_none(row, name):
    """The row at the other end of a one-to-one link, or None."""
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None


class Disposed(Owned):
    lineage = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    deferred_to = models.CharField(max_length=80, blank=True)
    dropped_reason = models.TextField(blank=True)
    reason_kind = models.CharField(max_length=20, choices=ReasonKind, blank=True)

    class Meta:
        abstract = True

    @property
    def is_finished(self) -> bool:
        raise NotImplementedError

    @property
    def is_missed(self) -> bool:
        raise NotImplementedError

    def pinned(self, quarter, values):
        raise NotImplementedError

    @property
    def is_carried(self):
        return one_or_none(self, "carried_to") is not None

    @property
    def disposition_state(self):
        """The state that its disposition implies, or an empty string."""
        if self.dropped_reason:
            return State.DROPPED
        return State.DEFERRED if self.deferred_to else ""

    @property
    def has_disposition(self):
        is_put_aside = self.deferred_to or self.dropped_reason or self.is_missed
        return bool(is_put_aside or self.is_carried)

    @property
    def links(self):
        """The carry-overs to and from it."""
        links = (one_or_none(self, name) for name in ("carried_from", "carried_to"))
        return [link for link in links if link]

    @property
    def predecessor(self):
        link = one_or_none(self, "carried_from")
        return link and link.predecessor

    @property
    def successor(self):
        link = one_or_none(self, "carried_to")
        return link and link.successor

    def check_carry_over(self, to_quarter, *, successor=None):
        """Raise ValidationError unless this objective may continue in that quarter."""
        if self.is_finished:
            raise ValidationError(
                "This objective is already finished.", code="finished"
            )
        if self.dropped_reason:
            raise ValidationError(
                "This objective was dropped. Change its answer first.", code="dropped"
            )
        if self.plan.is_draft:
            raise ValidationError("Commit the plan first.", code="draft")
        if not self.plan.quarter < to_quarter:
            raise ValidationError("Carry over to a later quarter.", code="not_later")
        if CarryOver.objects.filter(predecessor=self.pk).exists():
            raise ValidationError("It has already been carried over.", code="carried")
        if successor:
            self._check_successor(to_quarter, successor)

    def _check_successor(self, to_quarter, successor):
        if successor.plan.quarter != to_quarter:
            raise ValidationError(
                "The objective you chose is in another quarter.", code="other_quarter"
            )
        if successor.plan.team.root_pk != self.plan.team.root_pk:
            raise ValidationError(
                "The objective you chose belongs to another team.", code="other_team"
            )
        successor.check_change()
        if CarryOver.objects.filter(successor=successor).exists():
            raise ValidationError(
                "That objective already continues another one.", code="taken"
            )

    @alters_data
    @transaction.atomic
    def carry_over(
        self,
        to_quarter,
        *,
        by,
        at,
        reason_kind="",
        note="",
        successor=None,
        values=None,
        was=None,
    ):
        """Copy to a later quarter, link the two and return the copy.

        `successor` is an existing objective to link in place of a copy; `values` has
        the fields of the copy that differ. Raises ValidationError with the codes of
        `check_carry_over` and those of the copy's own rules (`closed`, or `other_team`
        for its owner), and `ConflictError` unless the disposition is as it `was`.
        """
        # One at a time in a team and its groups: two at once could claim the same
        # successor, or both create the later plan.
        Team.objects.select_for_update(no_key=True).get(pk=self.plan.team.root_pk)
        self._lock_plans_and_self(to_quarter, successor)
        self.check_unchanged(was or {}, was)
        self.check_carry_over(to_quarter, successor=successor)
        if successor:
            self._link_lineage(successor, by=by, at=at)
        else:
            successor = self._copy_to(to_quarter, values or {}, by=by, at=at)
        link = CarryOver(
            predecessor=self,  # type: ignore[misc]  # an Objective
            successor=successor,
            reason_kind=reason_kind,
            note=note,
            by=by,
            at=at,
        )
        link.save(by=by, at=at)
        return successor

    def _lock_plans_and_self(self, to_quarter, successor):
        """Lock all plans that are written, in one order, and then this objective."""
        there = Plan.objects.covered_by(self.plan.team, to_quarter).order_by()
        keys = {*self.touched_plans(), *there.values_list("pk", flat=True)}
        if successor:
            keys.update(row.plan_id for row in self._chain_of(successor))
        Plan.objects.lock(keys)
        self.lock()

    def _chain_of(self, successor):
        """That objective and the rest of its lineage."""
        return type(self)._base_manager.filter(lineage=successor.lineage).order_by("pk")

    def _link_lineage(self, successor, *, by, at):
        """Merge the lineage of the successor into this one."""
        chain = self._chain_of(successor)
        fields = {
            "lineage": [str(successor.lineage), str(self.lineage)],
            "continues": ["", f"{self} ({self.plan})"],
        }
        for row in chain:
            row.log_change("continued", fields, by=by, at=at)
        chain.update(lineage=self.lineage)
        successor.lineage = self.lineage

    def _copy_to(self, to_quarter, values, *, by, at):
        to_quarter = Quarter.objects.opened(to_quarter)
        plan = Plan.objects.filter(team=self.plan.team, quarter=to_quarter).first()
        if plan is None:
            plan = Plan(team=self.plan.team, quarter=to_quarter)
            plan.save(by=by, at=at)
        last = plan.objectives.aggregate(last=Max("position"))["last"] or 0
        names = (
            *("title", "measure", "dependency", "eta", "is_tentative"),
            *("tags", "reference", "reference_url"),
        )
        own = {
            "owner": self.fit_owner_in(to_quarter),
            **self.pinned(to_quarter, values),
        }
        values = own | values
        copy = type(self)(
            plan=plan,
            lineage=self.lineage,
            position=last + 1,
            **{name: getattr(self, name) for name in names} | values,
        )
        copy.save(by=by, at=at)
        return copy

    def check_defer(self, until):
        """Raise ValidationError unless it may be deferred to that named time."""
        self._check_disposition()
        if not until.strip():
            raise ValidationError("Enter when it is deferred to.", code="no_time")

    def check_drop(self, reason):
        """Raise ValidationError unless it may be dropped for that reason."""
        self._check_disposition()
        if not reason.strip():
            raise ValidationError("Enter a reason for dropping it.", code="no_reason")

    def check_miss(self):
        """Raise ValidationError unless it may be called missed."""
        self._check_disposition()
        if self.plan.is_draft:
            raise ValidationError("Commit the plan first.", code="draft")

    def _check_disposition(self):
        self.check_change()
        if self.is_finished:
            raise ValidationError(
                "This objective is already finished.", code="finished"
            )
        if self.is_carried:
            raise ValidationError(
                "It was carried over. Take the carry-over back first.", code="carried"
            )

    @alters_data
    @transaction.atomic
    def defer(self, until, *, by, at, reason_kind="", note="", was=None):
        """Defer it to a named time outside the next plan: *next FY*."""
        values = {"deferred_to": until, "reason_kind": reason_kind}
        self._dispose(values, was, lambda: self.check_defer(until))
        self.save(by=by, at=at, action="deferred", reason=note)

    @alters_data
    @transaction.atomic
    def drop(self, reason, *, by, at, reason_kind="", was=None):
        """Drop it, with a reason."""
        values = {"dropped_reason": reason, "reason_kind": reason_kind}
        self._dispose(values, was, lambda: self.check_drop(reason))
        self.save(by=by, at=at, action="dropped", reason=reason)

    @alters_data
    @transaction.atomic
    def miss(self, *, by, at, reason_kind="", note="", was=None):
        """Say that it was not achieved. It may still be carried over."""
        values = {"is_missed": True, "reason_kind": reason_kind}
        self._dispose(values, was, self.check_miss)
        self.save(by=by, at=at, action="missed", reason=note)

    def _dispose(self, values, was, check):
        """Set one disposition in place of another, unless somebody else has set one."""
        self.lock()
        values = NO_ANSWER | values
        self.check_unchanged(values, was)
        check()
        for name, value in values.items():
            setattr(self, name, value)
