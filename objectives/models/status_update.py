from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from objectives.models.team import Team
from objectives.parsing.status import State

STATES = [(state.value, state.value.replace("_", " ").capitalize()) for state in State]


class StatusUpdateQuerySet(models.QuerySet["StatusUpdate"]):
    def visible_to(self, user):
        return self.filter(
            objective__plan__team__in=Team.objects.visible_to(user).values("pk")
        )

    def update(self, **kwargs):
        raise ValidationError("A status update cannot be edited.", code="append_only")

    def delete(self):
        raise ValidationError("A status update cannot be deleted.", code="append_only")


class StatusUpdate(models.Model):
    """The status of an objective at one moment. Appended, never edited."""

    objective = models.ForeignKey(
        "objectives.Objective", on_delete=models.CASCADE, related_name="status_updates"
    )
    state = models.CharField(max_length=12, choices=STATES, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    is_about = models.BooleanField("only about that percentage", default=False)
    text = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    author_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    objects = StatusUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=999),
                name="status_update_percent",
                violation_error_message="Enter a percentage from 0 to 999.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["", *State]),
                name="status_update_state",
                violation_error_message="Choose one of the states.",
            ),
        ]

    def __str__(self):
        return self.text or self.get_state_display()

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError(
                "A status update cannot be edited.", code="append_only"
            )
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError("A status update cannot be deleted.", code="append_only")
