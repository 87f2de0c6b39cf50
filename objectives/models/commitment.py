from django.core.exceptions import ValidationError
from django.db import models


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def update(self, **kwargs):
        raise ValidationError("A commitment cannot be edited.", code="append_only")

    def delete(self):
        raise ValidationError("A commitment cannot be deleted.", code="append_only")


class Commitment(models.Model):
    """The texts of an objective when its plan was committed. Never edited later."""

    FIELDS = ("title", "measure", "dependency", "eta", "status", "is_tentative")

    objective = models.OneToOneField(
        "objectives.Objective", on_delete=models.PROTECT, related_name="commitment"
    )
    title = models.CharField(max_length=1000)
    measure = models.TextField(blank=True)
    dependency = models.TextField(blank=True)
    eta = models.CharField("ETA", max_length=200, blank=True)
    status = models.TextField(blank=True)
    owner_name = models.CharField(max_length=80, blank=True)
    is_tentative = models.BooleanField(default=False)
    # None if it is not known, for some plans that were reopened in earlier versions.
    is_added_later = models.BooleanField(
        "added after the first commitment", null=True, default=False
    )
    position = models.PositiveIntegerField(default=0)
    # Unknown for plans entered from older records.
    at = models.DateTimeField("committed at", null=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["objective__plan", "position", "pk"]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError("A commitment cannot be edited.", code="append_only")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError("A commitment cannot be deleted.", code="append_only")

    @classmethod
    def of(cls, objective, *, at, is_added_later=False):
        """An unsaved commitment to this objective as it is now."""
        copies = {name: getattr(objective, name) for name in cls.FIELDS}
        return cls(
            objective=objective,
            owner_name=objective.owner.name if objective.owner else "",
            position=objective.position,
            is_added_later=is_added_later,
            at=at,
            **copies,
        )
