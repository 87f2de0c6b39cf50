"""The owner of an objective: a member of its team or of a group of it."""

from django.core.exceptions import ValidationError
from django.db import models

from objectives.models.member import Member
from objectives.models.ordering import Ordered
from objectives.models.plan import Plan


class Owned(Ordered):
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
        """Raise ValidationError if a new owner is not on its root team.

        An owner who has changed teams stays the owner until somebody sets another.
        """
        if self.owner_id and self._is_owner_set() and not self.fit_owner:
            is_here = Member.objects.fit_to_own(self.plan.team).filter(pk=self.owner_id)
            if is_here.exists():
                text, code = "The owner left before this quarter began.", "left"
            else:
                text, code = "The owner is on another team.", "other_team"
            raise ValidationError({"owner": ValidationError(text, code=code)})

    @property
    def fit_owner(self):
        """Its owner, or None if they are not on its root team or had left before."""
        return self.fit_owner_in(self.plan.quarter)

    def fit_owner_in(self, quarter, team=None):
        """The same for a copy in that quarter, also in another team."""
        team = team or self.plan.team
        fit = Member.objects.fit_to_own(team, since=quarter.first_day)
        return fit.filter(pk=self.owner_id).first() if self.owner_id else None

    def _is_owner_set(self):
        """Whether the owner has changed, or the root team."""
        read = getattr(self, "_read", {})
        if self.owner_id != read.get("owner_id"):
            return True
        before = Plan.objects.filter(pk__in=[read.get("plan_id")]).select_related(
            "team"
        )
        is_moved = self.plan_id != read.get("plan_id")
        return is_moved and {row.team.root_pk for row in before} != {
            self.plan.team.root_pk
        }
