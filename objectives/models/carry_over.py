from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from objectives.models.change import Change
from objectives.models.history import AuditedModel
from objectives.models.plan import Plan
from objectives.models.searched_text import SearchedText
from objectives.models.team import Team


class ReasonKind(models.TextChoices):
    STAFF_TIME = "staff_time", "Staff time"
    PRIORITY_PROJECT = "priority_project", "A priority project came first"
    PROCUREMENT = "procurement", "Procurement"
    DEPENDENCY = "dependency", "Waited for a dependency"
    SCOPE = "scope", "The scope changed"
    OTHER = "other", "Other"


class CarryOverQuerySet(models.QuerySet["CarryOver"]):
    def visible_to(self, user):
        return self.filter(
            predecessor__plan__team__in=Team.objects.visible_to(user).values("pk")
        )

    def in_teams(self, pks):
        """Carry-overs of the teams with these keys, or all if that is None."""
        if pks is None:
            return self
        return self.filter(predecessor__plan__team__in=pks)

    def apart_from(self, pks):
        """Carry-overs of other teams than those with these keys."""
        return self.exclude(predecessor__plan__team__in=pks) if pks else self

    def in_quarter(self, quarter):
        """Carry-overs from this quarter."""
        return self.filter(predecessor__quarter_rank=quarter.rank)

    def for_reason(self, kind):
        return self.filter(reason_kind=kind)

    def searched(self, text):
        """Carry-overs from objectives with all these words in their texts."""
        return self.filter(predecessor__in=SearchedText.objects.searched(text))

    def for_list(self):
        """Carry-overs with everything that a row of a list shows."""
        plan = Plan.objects.filter(pk=OuterRef("predecessor__plan"))
        rows = self.order_by().select_related("predecessor", "successor", "by")
        # Fetched by key, since a join may read all plans.
        return rows.annotate(team_pk=Subquery(plan.values("team")[:1]))


class CarryOver(AuditedModel):
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
        indexes = [
            models.Index(fields=["reason_kind", "id"], name="carry_over_by_reason")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="carry_over_two_rows",
                violation_error_message="An objective cannot carry over to itself.",
            ),
            models.CheckConstraint(
                condition=Q(reason_kind__in=["", *ReasonKind.values]),
                name="carry_over_reason_kind",
                violation_error_message="Choose one of the reasons.",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor.plan.quarter}"

    @property
    def has_copied(self) -> bool:
        """Whether it has made its successor, and not linked one that was there."""
        entries = Change.objects.of(self.successor)
        return entries.filter(action="added", at=self.at).exists()
