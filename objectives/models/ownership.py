"""Whose an objective is: somebody's of its team, or of a group of that."""

from django.core.exceptions import ValidationError
from django.db import models

from objectives.models.member import Member
from objectives.models.plan import Plan


class Ownership(models.Model):
    owner = models.ForeignKey(
        "objectives.Member",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="objectives",
    )

    class Meta:
        abstract = True

    def check_owner(self):
        """Raise ValidationError where the owner that was set is not of its root team.

        Who changed teams since stays the owner until somebody sets another one.
        """
        if self.owner_id and self._is_owner_set() and not self.fit_owner:
            refusal = ValidationError("The owner is on another team.", "other_team")
            raise ValidationError({"owner": refusal})

    @property
    def fit_owner(self):
        """Its owner, or None where they are not of its root team."""
        fit = Member.objects.fit_to_own(self.plan.team)
        return fit.filter(pk=self.owner_id).first()

    def _is_owner_set(self):
        """Whether it was given to somebody else, or brought to another root team."""
        read = getattr(self, "_read", {})
        if self.owner_id != read.get("owner_id"):
            return True
        stood = Plan.objects.filter(pk=read.get("plan_id")).select_related("team")
        is_moved = self.plan_id != read.get("plan_id")
        return is_moved and {row.team.root_pk for row in stood} != {
            self.plan.team.root_pk
        }
