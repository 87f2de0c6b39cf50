import uuid

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Max, Q

from objectives.eta import Precision, read_eta
from objectives.models.carry_over import CarryOver, ReasonKind
from objectives.models.objective_rows import ObjectiveQuerySet
from objectives.models.plan import Plan
from objectives.models.quarter import Quarter
from objectives.models.record import Record
from objectives.models.status_update import STATES, StatusUpdate
from objectives.models.team import Team
from objectives.status import State, read_status

PRECISIONS = [(precision.value, precision.name.lower()) for precision in Precision]
# A text, what a person chose for it, and what stands there where nobody did.
CHOICES = (("eta", "chosen_eta_day", None), ("status", "chosen_state", ""))
LONG_TEXT = [MaxLengthValidator(20_000)]


class Objective(Record):
    """Something a team set out to do in a quarter, in the words people typed.

    The texts are the record. State, percentage and day are what the readers made of
    them, kept for sorting and counting; `chosen_state` and `chosen_eta_day` are what a
    person says against them.
    """

    plan = models.ForeignKey(
        "objectives.Plan", on_delete=models.PROTECT, related_name="objectives"
    )
    title = models.CharField("objective", max_length=1000)
    measure = models.TextField("measure of success", blank=True, validators=LONG_TEXT)
    dependency = models.TextField(blank=True, validators=LONG_TEXT)
    eta = models.CharField("ETA", max_length=200, blank=True)
    status = models.TextField(blank=True, validators=LONG_TEXT)
    owner = models.ForeignKey(
        "objectives.Member",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="objectives",
    )
    is_tentative = models.BooleanField("tentative, or only assisting", default=False)
    position = models.PositiveIntegerField(default=0)
    lineage = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)

    chosen_state = models.CharField(
        "state",
        max_length=12,
        choices=STATES,
        blank=True,
        help_text="Leave empty to have it read from the status.",
    )
    state = models.CharField(
        max_length=12, choices=STATES, blank=True, editable=False, db_index=True
    )
    percent = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    is_about = models.BooleanField(default=False, editable=False)
    chosen_eta_day = models.DateField(
        "day to count with",
        null=True,
        blank=True,
        help_text="Leave empty to have it read from the ETA.",
    )
    eta_day = models.DateField(null=True, blank=True, editable=False)
    eta_precision = models.PositiveSmallIntegerField(
        choices=PRECISIONS, default=Precision.NONE, editable=False
    )

    deferred_to = models.CharField(max_length=80, blank=True)
    dropped_reason = models.TextField(blank=True)
    reason_kind = models.CharField(max_length=20, choices=ReasonKind, blank=True)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="objective_title",
                violation_error_message="Say what the objective is.",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                name="objective_percent",
                violation_error_message="A percentage is a number from 0 to 100.",
            ),
            models.CheckConstraint(
                condition=Q(deferred_to="") | Q(dropped_reason=""),
                name="objective_one_disposition",
                violation_error_message="Either defer the objective or drop it.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["", *State], chosen_state__in=["", *State]),
                name="objective_state",
                violation_error_message="Choose one of the states.",
            ),
            models.CheckConstraint(
                condition=Q(reason_kind__in=["", *ReasonKind.values]),
                name="objective_reason_kind",
                violation_error_message="Choose one of the reasons.",
            ),
        ]

    def __str__(self):
        return self.title

    @transaction.atomic
    def save(self, *args, **kwargs):
        self._lock_plans()
        self.check_change()
        self.read_texts()
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self._lock_plans()
        self.check_delete()
        return super().delete(*args, **kwargs)

    def get_absolute_url(self):
        return f"{self.plan.get_absolute_url()}#objective-{self.pk}"

    def clean(self):
        if self.plan_id:
            self.check_change()

    @property
    def is_finished(self):
        return self.state == State.DONE

    @property
    def counted_as(self):
        """Its state, or why it has none, as `counted_by_state` has it."""
        return self.state or ("unread" if self.status else "blank")

    @property
    def is_carried(self):
        return one_or_none(self, "carried_to") is not None

    @property
    def has_disposition(self):
        return bool(self.deferred_to or self.dropped_reason or self.is_carried)

    @property
    def promise(self):
        """The commitment, or None where the objective was added afterwards."""
        return one_or_none(self, "commitment")

    @property
    def predecessor(self):
        link = one_or_none(self, "carried_from")
        return link and link.predecessor

    @property
    def successor(self):
        link = one_or_none(self, "carried_to")
        return link and link.successor

    @property
    def eta_reading(self):
        quarter = self.plan.quarter
        return read_eta(
            self.eta,
            quarter_first_day=quarter.first_day,
            year_start_month=quarter.year_start_month,
        )

    @property
    def eta_warning(self):
        """What is odd about the ETA in its quarter, in few words; empty if nothing."""
        eta, quarter = self.eta_reading, self.plan.quarter
        if self.chosen_eta_day:
            is_early = self.chosen_eta_day < quarter.first_day
            return "before the quarter" if is_early else ""
        if eta.precision == Precision.IMPOSSIBLE:
            return "no such day"
        if eta.precision == Precision.UNREAD:
            return "not read as a date"
        if eta.lies_before(quarter.first_day):
            return "before the quarter"
        return ""

    @property
    def status_reading(self):
        return read_status(self.status)

    def read_texts(self):
        """Set what is derived from the texts."""
        eta, status = self.eta_reading, self.status_reading
        self.eta_day, self.eta_precision = eta.day, eta.precision
        if self.chosen_eta_day:
            self.eta_day, self.eta_precision = self.chosen_eta_day, Precision.DAY
        self.percent, self.is_about = status.percent, status.is_about
        self.state = self.chosen_state or status.state or ""

    def check_change(self):
        """Raise ValidationError where the quarter is closed, so past changing."""
        if self._plans().filter(state=Plan.State.CLOSED).exists():
            raise ValidationError(
                "This quarter is closed. Reopen its plan to change it.", code="closed"
            )

    def _plans(self):
        """The plan it stands in, and the one it stood in if it is being moved."""
        stored = Objective.objects.filter(pk=self.pk).order_by().values("plan")
        return Plan.objects.filter(Q(pk=self.plan_id) | Q(pk__in=stored)).order_by("pk")

    def lock(self):
        """Wait for other writers of its plan, then see what they left behind."""
        self._lock_plans()
        super().lock()

    def _lock_plans(self):
        """Wait for verbs on its plans, so that none is closed half-way."""
        list(self._plans().select_for_update().values_list("pk"))

    def check_delete(self):
        """Raise ValidationError unless nothing would be lost from the record."""
        self.check_change()
        if self.promise:
            raise ValidationError(
                "This objective was committed. Drop it with a reason instead.",
                code="committed",
            )
        if self.is_carried or self.predecessor:
            raise ValidationError(
                "This objective is part of a lineage. Drop it with a reason instead.",
                code="carried",
            )

    def check_carry_over(self, to_quarter, *, successor=None):
        """Raise ValidationError unless this objective may continue in that quarter."""
        if self.is_finished:
            raise ValidationError("This objective is finished.", code="finished")
        if self.dropped_reason:
            raise ValidationError("This objective was dropped.", code="dropped")
        if self.plan.is_draft:
            raise ValidationError("Commit the plan first.", code="draft")
        if not self.plan.quarter < to_quarter:
            raise ValidationError("Carry over to a later quarter.", code="not_later")
        if CarryOver.objects.filter(predecessor=self).exists():
            raise ValidationError("It is carried over already.", code="carried")
        if successor:
            self._check_successor(to_quarter, successor)

    def _check_successor(self, to_quarter, successor):
        if successor.plan.quarter != to_quarter:
            raise ValidationError(
                "The successor stands in another quarter.", code="other_quarter"
            )
        if successor.plan.team.root_pk != self.plan.team.root_pk:
            raise ValidationError("The successor is another team's.", code="other_team")
        successor.check_change()
        if CarryOver.objects.filter(successor=successor).exists():
            raise ValidationError(
                "That objective continues another one already.", code="taken"
            )

    @transaction.atomic
    def carry_over(
        self, to_quarter, *, by, at, reason_kind="", note="", successor=None
    ):
        """Continue in a later quarter: copy and link; this row stays as it is.

        `successor` links an objective that stands there already in place of a copy.
        Returns the successor. Raises ValidationError with the codes of
        `check_carry_over`, and `closed` where the later plan is closed.
        """
        # One at a time in a team and its groups: two at once could claim the same
        # successor, or both open the later plan.
        Team.objects.select_for_update(no_key=True).get(pk=self.plan.team.root_pk)
        self.lock()
        self.check_carry_over(to_quarter, successor=successor)
        if successor:
            Objective.objects.filter(lineage=successor.lineage).update(
                lineage=self.lineage
            )
            successor.lineage = self.lineage
        else:
            successor = self._copied_to(to_quarter, by=by, at=at)
        link = CarryOver(
            predecessor=self,
            successor=successor,
            reason_kind=reason_kind,
            note=note,
            by=by,
            at=at,
        )
        link.save(by=by, at=at)
        return successor

    carry_over.alters_data = True

    def _copied_to(self, to_quarter, *, by, at):
        to_quarter = Quarter.objects.opened(to_quarter)
        plan = Plan.objects.filter(team=self.plan.team, quarter=to_quarter).first()
        if plan is None:
            plan = Plan(team=self.plan.team, quarter=to_quarter)
            plan.save(by=by, at=at)
        last = plan.objectives.aggregate(last=Max("position"))["last"] or 0
        copy = Objective(
            plan=plan,
            title=self.title,
            measure=self.measure,
            dependency=self.dependency,
            eta=self.eta,
            owner=self.owner,
            is_tentative=self.is_tentative,
            lineage=self.lineage,
            position=last + 1,
        )
        copy.save(by=by, at=at)
        return copy

    def check_defer(self, until):
        """Raise ValidationError unless it may be put off to that named time."""
        self._check_disposition()
        if not until.strip():
            raise ValidationError("Say until when.", code="no_time")

    def check_drop(self, reason):
        """Raise ValidationError unless it may be given up for that reason."""
        self._check_disposition()
        if not reason.strip():
            raise ValidationError("Say why it is dropped.", code="no_reason")

    def _check_disposition(self):
        self.check_change()
        if self.is_finished:
            raise ValidationError("This objective is finished.", code="finished")
        if self.is_carried:
            raise ValidationError("It is carried over already.", code="carried")

    @transaction.atomic
    def defer(self, until, *, by, at, reason_kind=""):
        """Put it off to a named time outside the next plan: *next FY*."""
        self.lock()
        self.check_defer(until)
        self.deferred_to, self.dropped_reason = until, ""
        self.reason_kind = reason_kind
        self.save(by=by, at=at, action="deferred")

    defer.alters_data = True

    @transaction.atomic
    def drop(self, reason, *, by, at, reason_kind=""):
        """Give it up, and say why."""
        self.lock()
        self.check_drop(reason)
        self.deferred_to, self.dropped_reason = "", reason
        self.reason_kind = reason_kind
        self.save(by=by, at=at, action="dropped", reason=reason)

    drop.alters_data = True

    @transaction.atomic
    def change(self, values, *, was, by, at, **record):
        """Set these fields; a new status is appended to the timeline as well.

        What a person chose for a text goes with that text.
        """
        for text, chosen, nothing in CHOICES:
            if text in values and chosen not in values:
                values = values | {chosen: nothing}
                was = was and was | {chosen: getattr(self, chosen)}
        super().change(values, was=was, by=by, at=at, **record)
        if {"status", "chosen_state"} & values.keys():
            self._append_status(by=by, at=at)

    change.alters_data = True

    @transaction.atomic
    def update_status(self, text, *, by, at, state="", was=None):
        """Take a new status, and append it to the timeline, the same one included.

        `was` has the `status` and `chosen_state` that the author saw, if they are to
        be guarded against somebody else's.
        """
        values = {"status": text, "chosen_state": state}
        super().change(values, was=was, by=by, at=at, action="updated")
        return self._append_status(by=by, at=at)

    update_status.alters_data = True

    def _append_status(self, *, by, at):
        return StatusUpdate.objects.create(
            objective=self,
            state=self.state,
            percent=self.percent,
            is_about=self.is_about,
            text=self.status,
            author=by,
            author_name=by.get_username() if by else "",
            at=at,
        )

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
        both = Plan.objects.filter(pk__in=[self.plan_id, plan.pk]).order_by("pk")
        list(both.select_for_update().values_list("pk"))
        self.lock()
        self.check_move(plan)
        rows = list(plan.objectives.exclude(pk=self.pk).leftovers_first())
        place = rows.index(before) if before in rows else len(rows)
        rows.insert(place, self)
        for position, row in enumerate(rows, 1):
            row.position = row.position if row is self else position
        # The others only make room: the move is the one thing that was done.
        Objective.objects.bulk_update(rows[:place] + rows[place + 1 :], ["position"])
        self.plan, self.position = plan, place + 1
        self.save(by=by, at=at, action="moved")

    move.alters_data = True

    @transaction.atomic
    def duplicate(self, *, by, at):
        """A copy below it, without its status, its promise and its lineage."""
        self.lock()
        names = ("title", "measure", "dependency", "eta", "chosen_eta_day")
        copy = Objective(
            plan=self.plan,
            owner=self.owner,
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


def one_or_none(row, name):
    """The row at the other end of a one-to-one link, or None."""
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None
