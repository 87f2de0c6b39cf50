from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse

from goals_tracker.database.verbs import alters_data
from objectives.models.change import Change
from objectives.models.commitment import Commitment
from objectives.models.history import AuditedModel
from objectives.models.plan_queryset import PlanQuerySet


class Plan(AuditedModel):
    """A team's quarter: drafted, committed, closed. Owns its objectives."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        COMMITTED = "committed", "Committed"
        CLOSED = "closed", "Closed"

    class ThirdColumn(models.TextChoices):
        MEASURE = "measure", "Measure of success"
        IMPACT = "impact", "Expected impact"

    team = models.ForeignKey(
        "objectives.Team", on_delete=models.PROTECT, related_name="plans"
    )
    quarter = models.ForeignKey(
        "objectives.Quarter", on_delete=models.PROTECT, related_name="plans"
    )
    state = models.CharField(
        max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    draft_reason = models.CharField(
        "why it is a draft",
        max_length=160,
        blank=True,
        help_text="For example: to be finalized in our off-site meeting.",
    )
    draft_until = models.DateField("draft until", null=True, blank=True)
    third_column = models.CharField(
        max_length=10, choices=ThirdColumn, default=ThirdColumn.MEASURE
    )
    # Copied from the quarter, so that one index covers the order of lists.
    quarter_rank = models.IntegerField(default=0, editable=False)
    # Both are unknown for plans entered from older records.
    committed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter__first_day", "team__position", "team__name", "pk"]
        indexes = [
            models.Index(fields=["quarter_rank", "id"], name="plan_by_quarter"),
            models.Index(fields=["state", "quarter_rank", "id"], name="plan_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "quarter"],
                name="plan_once",
                violation_error_message="The team already has a plan for that quarter.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "committed", "closed"]),
                name="plan_state",
                violation_error_message="A plan must be a draft, committed or closed.",
            ),
            models.CheckConstraint(
                condition=Q(third_column__in=["measure", "impact"]),
                name="plan_third_column",
                violation_error_message="Choose a heading for the third column.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(state="closed"),
                name="plan_closed_at",
                violation_error_message="Only a closed plan can have a closing time.",
            ),
        ]

    def __str__(self):
        return f"{self.team} {self.quarter}"

    @transaction.atomic
    def save(self, *args, **kwargs):
        if self._state.adding:
            self.check_team()
        is_moved = self.quarter_id != getattr(self, "_read", {}).get("quarter_id")
        if is_moved:
            self.quarter_rank = self.quarter.rank
        super().save(*args, **kwargs)
        if is_moved:
            self.objectives.update(quarter_rank=self.quarter_rank)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.lock()
        self.check_delete()
        return super().delete(*args, **kwargs)

    def clean(self):
        if self._state.adding and self.team_id:
            self.check_team()

    def get_absolute_url(self):
        return reverse("plan_detail", args=[self.team.slug, self.quarter.slug])

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_committed(self):
        return self.state == self.State.COMMITTED

    @property
    def is_closed(self):
        return self.state == self.State.CLOSED

    @property
    def was_committed(self):
        """Whether it was committed before, also if nobody knows when."""
        reopened = Change.objects.of(self).reopenings()
        return bool(self.committed_at) or reopened.exists()

    @property
    def draft_note(self):
        """Why and until when it is a draft; empty if it is not."""
        if not self.is_draft:
            return ""
        day = self.draft_until
        until = f"{day:%b} {day.day}" if day else ""
        return " ".join(filter(None, [self.draft_reason, until]))

    def check_team(self):
        """Raise ValidationError if its team gets no new plans."""
        if self.team.is_archived:
            raise ValidationError(
                "%(team)s is archived. Unarchive it to start a plan.",
                code="archived",
                params={"team": self.team},
            )

    @alters_data
    @transaction.atomic
    def add(self, rows, *, by, at):
        """Add an objective for each of these rows, last in their order.

        A row has fields by name. Raises ValidationError that names the row.
        """
        self.lock()
        last = self.objectives.aggregate(last=Max("position"))["last"] or 0
        model = self.objectives.model
        added = [
            model(plan=self, position=last + number, **row)
            for number, row in enumerate(rows, 1)
        ]
        for number, objective in enumerate(added, 1):
            try:
                objective.full_clean()
            except ValidationError as refusal:
                said = " ".join(refusal.messages)
                words = f"Row {number}: {said}" if len(added) > 1 else said
                raise ValidationError(words, code="row") from refusal
            objective.save(by=by, at=at)
        return added

    def check_commit(self):
        """Raise ValidationError unless this draft may be committed."""
        if not self.is_draft:
            raise ValidationError("This plan is already committed.", code="not_draft")
        if not self.objectives.exists():
            raise ValidationError("Add an objective first.", code="empty")

    def check_delete(self):
        """Raise ValidationError unless it is a draft without objectives."""
        if not self.is_draft:
            raise ValidationError(
                "This plan is committed, so it cannot be deleted.", code="not_draft"
            )
        if self.objectives.exists():
            raise ValidationError(
                "This plan has objectives. Delete them first.", code="not_empty"
            )

    def check_reopen(self, reason, *, was=None):
        """Raise ValidationError unless it may go one step back for that reason.

        `was` is the state on the page, so that two clicks do not go two steps.
        """
        if was and self.state != was:
            raise ValidationError(
                "Someone else has changed the state of this plan.", code="state"
            )
        if self.is_draft:
            raise ValidationError("This plan is already a draft.", code="draft")
        if not reason.strip():
            raise ValidationError(
                "Enter a reason for reopening the plan.", code="no_reason"
            )

    def check_close(self):
        """Raise ValidationError if an unfinished objective has no disposition."""
        if not self.is_committed:
            raise ValidationError("Only a committed plan can be closed.", code="state")
        open_rows = self.objectives.unfinished().without_disposition().count()
        if open_rows:
            raise ValidationError(
                "Unfinished objectives without an answer: %(count)d. Carry over, "
                "defer or drop each one.",
                code="no_disposition",
                params={"count": open_rows},
            )

    @alters_data
    @transaction.atomic
    def commit(self, *, by, at):
        """Save a commitment for every objective that has none yet.

        What other teams have handed over is accepted so, where it was not yet.
        Raises ValidationError with the codes of `check_commit`.
        """
        self.lock()
        self.check_commit()
        fresh = self.objectives.filter(commitment=None).select_related("owner")
        later = self.was_committed
        Commitment.objects.bulk_create(
            [Commitment.of(row, at=at, is_added_later=later) for row in fresh]
        )
        links = apps.get_model("objectives", "CarryOver").objects
        for link in links.into_plans([self]).to_accept():
            link.accept(by=by, at=at)
        self.state = self.State.COMMITTED
        self.committed_at = self.committed_at or at
        self.save(by=by, at=at, action="committed")

    @alters_data
    @transaction.atomic
    def reopen(self, reason, *, by, at, was=None):
        """Go one step back: closed to committed, or committed to draft."""
        self.lock()
        self.check_reopen(reason, was=was)
        closed = self.is_closed
        self.state = self.State.COMMITTED if closed else self.State.DRAFT
        self.closed_at = None
        self.save(by=by, at=at, action="reopened", reason=reason)

    @alters_data
    @transaction.atomic
    def close(self, *, by, at):
        """End the quarter; its objectives are read-only afterwards."""
        self.lock()
        self.check_close()
        self.state = self.State.CLOSED
        self.closed_at = at
        self.save(by=by, at=at, action="closed")

    def log_objective(self, verb, change, **moment):
        """Log what was done to one of its objectives, for the plan's own history."""
        self.log_change(f"objective {verb}", {"objective": change}, **moment)

    def lock(self):
        """Lock this plan against verbs and writers of its rows, then read it again."""
        # Unordered: ordering by other tables would lock their rows as well.
        rows = Plan.objects.filter(pk=self.pk).order_by()
        if not rows.select_for_update().values_list("pk"):
            raise ValidationError("This plan has been deleted.", code="gone")
        self.refresh_from_db()
