"""What happens to an objective that is unfinished at the end of its quarter.

It is carried over to a later quarter, deferred to a named time, dropped with a reason,
or missed: it was not achieved, and nothing is said of later. The row itself stays as it
was.
"""

import uuid
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction

from goals_tracker.database.verbs import alters_data
from objectives.models.carry_over import CarryOver, ReasonKind
from objectives.models.ownership import Owned
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
    # The carry-overs from it and to it.
    links_on: Any
    links_back: Any

    class Meta:
        abstract = True

    @property
    def is_finished(self) -> bool:
        raise NotImplementedError

    @property
    def is_missed(self) -> bool:
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
        ends = models.Q(predecessor=self.pk) | models.Q(successor=self.pk)
        return list(CarryOver.objects.filter(ends).with_ends())

    @property
    def predecessor(self):
        link = one_or_none(self, "carried_from")
        return link and link.predecessor

    @property
    def successor(self):
        link = one_or_none(self, "carried_to")
        return link and link.successor

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
