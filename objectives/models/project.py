from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Max, Q

from goals_tracker.database.verbs import alters_data
from objectives.models.history import AuditedModel
from objectives.models.plan import Plan
from objectives.models.team import Team

LONGEST_TEXT = 1000


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def covered_by(self, team, quarter):
        """The unplanned work of the team and its groups in that quarter."""
        covered = self.filter(Q(team=team) | Q(team__parent=team), quarter=quarter)
        return covered.select_related("displaced").order_by("position", "pk")

    def in_teams(self, pks):
        """The work of the teams with these keys, or all if that is None."""
        return self if pks is None else self.filter(team__in=pks)

    def apart_from(self, pks):
        """The work of all but the teams with these keys."""
        return self.exclude(team__in=pks) if pks else self

    def in_quarter(self, quarter):
        return self.filter(quarter=quarter)

    def displacing(self, is_displacing):
        """Work that was done instead of an objective, or only that which was not."""
        return self.filter(displaced__isnull=not is_displacing)

    def searched(self, text):
        """Work with this in its text, or in who asked for it."""
        return self.filter(Q(text__icontains=text) | Q(requested_by__icontains=text))

    def for_list(self):
        """Work with everything that a row of a list shows."""
        return self.order_by().select_related("displaced", "quarter")

    def with_place(self):
        """Fetch the team and the quarter as well."""
        return self.select_related("team__parent", "quarter")

    @alters_data
    @transaction.atomic
    def add(self, team, quarter, texts, *, by, at, seen=None, **shared):
        """Add a row for each of these texts, after the existing ones.

        `shared` are values for all of them. `seen` is the key of the last row that
        the author saw, or 0, so that a text posted twice is added once.
        """
        # One at a time in a team and its groups. There may be no plan to lock.
        Team.objects.select_for_update(no_key=True).get(pk=team.root_pk)
        if seen is not None:
            newer = self.filter(team=team, quarter=quarter, pk__gt=seen, **shared)
            sent_before = set(newer.values_list("text", flat=True))
            texts = [text for text in texts if text not in sent_before]
        first = self.next_position(team, quarter)
        common = {"team": team, "quarter": quarter, **shared}
        rows = [
            self.model(text=text, position=position, **common)
            for position, text in enumerate(texts, first)
        ]
        for row in rows:
            row.save(by=by, at=at)
        return rows

    def next_position(self, team, quarter):
        """The position after all rows of the team in that quarter."""
        last = self.filter(team=team, quarter=quarter).aggregate(last=Max("position"))
        return (last["last"] or 0) + 1

    def counted_by_team(self, pks, quarter):
        """The key of each of these teams, or of every one, with the count of its rows.

        Groups are teams of their own here.
        """
        rows = self.in_teams(pks).in_quarter(quarter)
        counted = rows.order_by().values_list("team_id")
        return counted.annotate(count=Count("pk"))


class Project(AuditedModel):
    """Unplanned work that was done in a quarter."""

    team = models.ForeignKey(
        "objectives.Team", on_delete=models.PROTECT, related_name="projects"
    )
    quarter = models.ForeignKey(
        "objectives.Quarter", on_delete=models.PROTECT, related_name="projects"
    )
    text = models.CharField(max_length=LONGEST_TEXT)
    requested_by = models.CharField("who asked for it", max_length=120, blank=True)
    displaced = models.ForeignKey(
        "objectives.Objective",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="displaced_by",
        verbose_name="displaced objective",
    )
    position = models.PositiveIntegerField(default=0)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["quarter", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="project_text",
                violation_error_message="Enter what was done.",
            )
        ]

    def __str__(self):
        return self.text

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.lock_plans()
        self.check_change()
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.lock()
        self.check_delete()
        return super().delete(*args, **kwargs)

    def clean(self):
        if self.team_id and self.quarter_id:
            self.check_change()

    def check_change(self):
        """Raise ValidationError if the quarter is closed or another team is displaced.

        Work can displace only objectives of its own team and quarter, or its groups'.
        """
        self.check_delete()
        displaced = self.displaced
        if displaced is None:
            return
        if displaced.plan.team.root_pk != self.team.root_pk:
            raise ValidationError(
                {
                    "displaced": ValidationError(
                        "That objective belongs to another team.", "other_team"
                    )
                }
            )
        if displaced.plan.quarter_id != self.quarter_id:
            refusal = ValidationError(
                "That objective is in another quarter.", "other_quarter"
            )
            raise ValidationError({"displaced": refusal})

    def check_delete(self):
        """Raise ValidationError if all plans of the quarter are closed."""
        states = set(self._plans().values_list("state", flat=True))
        if states == {Plan.State.CLOSED}:
            raise ValidationError(
                "This quarter is closed. Reopen its plan to change what was done.",
                code="closed",
            )

    def _plans(self):
        """The plans of the quarter; once all are closed, so is the unplanned work."""
        return Plan.objects.covered_by(self.team, self.quarter).order_by()

    def touched_plans(self):
        return self._plans().values_list("pk", flat=True)
