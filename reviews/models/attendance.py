from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from goals_tracker.database.verbs import alters_data
from objectives.models.history import AuditedModel


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def of(self, review, meeting, *, is_first):
        """Who was at a meeting, saved or not; None is a review without one.

        What was written before there was a meeting is about the first.
        """
        rows = self.filter(review=review).filter(
            Q(meeting=meeting) | Q(meeting=None) if is_first else Q(meeting=meeting)
        )
        found = rows.order_by(models.F("meeting").asc(nulls_last=True)).first()
        return found or Attendance(review=review, meeting=meeting)


class Attendance(AuditedModel):
    """Who was at a meeting: a name a line, as people were called then."""

    review = models.ForeignKey(
        "reviews.Review", on_delete=models.PROTECT, related_name="attendances"
    )
    meeting = models.OneToOneField(
        "reviews.Meeting",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    names = models.TextField(blank=True, validators=[MaxLengthValidator(10_000)])

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "attendances"
        ordering = ["review", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(meeting=None),
                name="attendance_once",
                violation_error_message="Who was there is written down already.",
            )
        ]

    def __str__(self):
        return ", ".join(self.people)

    @property
    def team_id(self):
        return self.review.team_id

    @property
    def people(self):
        return self.names.splitlines()

    @alters_data
    def set_people(self, names, *, was, by, at):
        """Write who was there, unless somebody else has done so meanwhile."""
        text = "\n".join(names)
        if self.pk:
            self.change({"names": text}, was={"names": was}, by=by, at=at)
        else:
            self.names = text
            self.save(by=by, at=at)
