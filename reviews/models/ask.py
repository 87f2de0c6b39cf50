from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import F, Q

from goals_tracker.database.verbs import alters_data
from objectives.models import Team
from objectives.models.history import AuditedModel


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, user):
        return self.filter(review__team__in=Team.objects.visible_to(user).values("pk"))

    def for_review(self, review):
        """The review's own asks, and those of earlier reviews that were still open."""
        first_day = review.quarter.first_day
        is_open = Q(closed_in=None) | Q(closed_in__quarter__first_day__gte=first_day)
        is_earlier = Q(review__quarter__first_day__lt=first_day) & is_open
        found = self.filter(Q(review=review) | is_earlier, review__team=review.team_id)
        return found.select_related("review__quarter", "closed_in__quarter").order_by(
            F("review__quarter__first_day").asc(), "pk"
        )


class Ask(AuditedModel):
    """What the team asks of others, was asked to bring next time, or has to do.

    It is carried into every later review of the team until it is closed in one.
    """

    class Kind(models.TextChoices):
        ASK = "ask", "Ask"
        NEXT_TIME = "next_time", "For next time"
        ACTION = "action", "Action"

    review = models.ForeignKey(
        "reviews.Review", on_delete=models.PROTECT, related_name="asks"
    )
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.ASK)
    slide = models.CharField(max_length=200, blank=True)
    text = models.TextField(validators=[MaxLengthValidator(2_000)])
    reason = models.TextField(
        "why",
        blank=True,
        validators=[MaxLengthValidator(2_000)],
        help_text="What it makes possible, or what happens without it.",
    )
    owner = models.CharField(
        max_length=80, blank=True, help_text="Who will answer, bring or do it."
    )
    due_on = models.DateField("by", null=True, blank=True)
    answer = models.TextField(blank=True, validators=[MaxLengthValidator(2_000)])
    closed_in = models.ForeignKey(
        "reviews.Review",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="asks_closed",
    )

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["review", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="ask_text",
                violation_error_message="Enter what is asked.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["ask", "next_time", "action"]),
                name="ask_kind",
                violation_error_message="Choose an ask, a request or an action.",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def team_id(self):
        return self.review.team_id

    @property
    def state(self):
        """`closed`, `answered` or `open`."""
        if self.closed_in_id:
            return "closed"
        return "answered" if self.answer else "open"

    @property
    def is_action(self):
        return self.kind == self.Kind.ACTION

    @property
    def state_words(self):
        """The state as people say it: an action is done."""
        return "done" if self.is_action and self.closed_in_id else self.state

    def check_close(self, review):
        """Raise ValidationError unless that review may close it."""
        if self.closed_in_id:
            raise ValidationError("It is already closed.", code="closed")
        is_later = review.quarter.first_day >= self.review.quarter.first_day
        if review.team_id != self.review.team_id or not is_later:
            raise ValidationError("Close it in a review that shows it.", code="unseen")

    def check_reopen(self):
        """Raise ValidationError unless it is closed."""
        if not self.closed_in_id:
            raise ValidationError("It is not closed.", code="open")

    @alters_data
    @transaction.atomic
    def close(self, review, *, by, at):
        """Close it in this review: later reviews do not show it."""
        self.lock()
        self.check_close(review)
        self.closed_in = review
        self.save(by=by, at=at, action="closed")

    @alters_data
    @transaction.atomic
    def reopen(self, *, by, at):
        """Show it in later reviews again."""
        self.lock()
        self.check_reopen()
        self.closed_in = None
        self.save(by=by, at=at, action="reopened")
