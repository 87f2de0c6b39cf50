from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from objectives.models import Team
from objectives.models.history import AuditedModel
from reviews.models.meeting import LONGEST_STILL, Meeting


class MinuteQuerySet(models.QuerySet["Minute"]):
    def visible_to(self, user):
        return self.filter(review__team__in=Team.objects.visible_to(user).values("pk"))

    def with_rehearsal(self):
        """Annotated with `in_rehearsal`: whether it was noted in a rehearsal."""
        at = OuterRef("at")
        is_on = Q(ended_at=None, started_at__gt=at - LONGEST_STILL)
        rehearsals = Meeting.objects.filter(
            Q(ended_at__gte=at) | is_on,
            review=OuterRef("review"),
            is_rehearsal=True,
            started_at__lte=at,
        )
        return self.annotate(in_rehearsal=Exists(rehearsals))


class Minute(AuditedModel):
    """A note of what was said or decided in a meeting, tied to a slide's stable id.

    `heading` is the slide's title at the time, in case the slide is removed later; a
    minute of the whole meeting has no slide. Without a `meeting` it belongs to the one
    that had begun `at` that time.
    """

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        DECISION = "decision", "Decision"

    review = models.ForeignKey(
        "reviews.Review", on_delete=models.PROTECT, related_name="minutes"
    )
    meeting = models.ForeignKey(
        "reviews.Meeting",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.NOTE)
    slide = models.CharField(max_length=200, blank=True)
    heading = models.CharField(max_length=240, blank=True)
    text = models.TextField(validators=[MaxLengthValidator(20_000)])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField()

    objects = MinuteQuerySet.as_manager()

    class Meta:
        ordering = ["review", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="minute_text",
                violation_error_message="Enter what was said.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["note", "decision"]),
                name="minute_kind",
                violation_error_message="Choose a note or a decision.",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def team_id(self):
        return self.review.team_id
