from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from goals_tracker.database.verbs import alters_data
from objectives.models import Team
from objectives.models.history import AuditedModel


def day(moment):
    return date_format(timezone.localtime(moment), "j M Y")


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user):
        return self.filter(review__team__in=Team.objects.visible_to(user).values("pk"))

    def in_force(self):
        """Published and not withdrawn."""
        return self.filter(withdrawn_at=None)


class Publication(AuditedModel):
    """One published version of a review: its snapshot, frozen."""

    review = models.ForeignKey(
        "reviews.Review", on_delete=models.PROTECT, related_name="publications"
    )
    number = models.PositiveSmallIntegerField("version")
    snapshot = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["review", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "number"],
                name="publication_number_once",
                violation_error_message="This version already exists.",
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(withdrawn_at__isnull=True),
                name="publication_one_in_force",
                violation_error_message="This review is already published.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
                name="publication_withdrawn_because",
                violation_error_message="Enter a reason for withdrawing it.",
            ),
        ]

    def __str__(self):
        return f"{self.review}, version {self.number}"

    @property
    def status_words(self):
        """Its status on pages: Version 2, published 14 Jan 2015."""
        words = f"Version {self.number}, published {day(self.at)}"
        if not self.withdrawn_at:
            return words
        return f"{words}, withdrawn {day(self.withdrawn_at)}: {self.withdrawn_because}"

    def save(self, *args, **kwargs):
        before = self._stored()
        if before and before.snapshot != self.snapshot:
            raise ValidationError(
                "A published version cannot be changed.", code="frozen"
            )
        super().save(*args, **kwargs)

    @alters_data
    def save_with_files(self, files, **trail):
        """Save it with its (name, content type, content)."""
        self.save(**trail)
        for name, content_type, content in files:
            self.files.create(name=name, content_type=content_type, content=content)

    def delete(self, *args, **kwargs):
        raise ValidationError("A published version cannot be changed.", code="frozen")
