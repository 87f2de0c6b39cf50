from django.conf import settings
from django.db import models
from django.db.models import F, Q

from objectives.models.record import Record
from objectives.models.team import Team


class ReasonKind(models.TextChoices):
    STAFF_TIME = "staff_time", "Staff time"
    PRIORITY_PROJECT = "priority_project", "A priority project came first"
    PROCUREMENT = "procurement", "Procurement"
    DEPENDENCY = "dependency", "Waited for a dependency"
    SCOPE = "scope", "The scope changed"
    OTHER = "other", "Other"


class CarryOverQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(
            predecessor__plan__team__in=Team.objects.visible_to(user).values("pk")
        )


class CarryOver(Record):
    """The link from an unfinished objective to its successor in a later quarter."""

    predecessor = models.OneToOneField(
        "objectives.Objective", on_delete=models.PROTECT, related_name="carried_to"
    )
    successor = models.OneToOneField(
        "objectives.Objective", on_delete=models.PROTECT, related_name="carried_from"
    )
    reason_kind = models.CharField(max_length=20, choices=ReasonKind, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(null=True, blank=True)

    objects = CarryOverQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="carry_over_two_rows",
                violation_error_message="An objective does not succeed itself.",
            ),
            models.CheckConstraint(
                condition=Q(reason_kind__in=["", *ReasonKind.values]),
                name="carry_over_reason_kind",
                violation_error_message="Choose one of the reasons.",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor.plan.quarter}"
