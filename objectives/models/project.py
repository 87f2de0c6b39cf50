from django.db import models
from django.db.models import Count, Q

from objectives.models.record import Record
from objectives.models.team import Team


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def covered_by(self, team, quarter):
        """What the team and its groups did unplanned in that quarter."""
        covered = self.filter(Q(team=team) | Q(team__parent=team), quarter=quarter)
        return covered.select_related("displaced").order_by("position", "pk")

    def counted_by_team(self, teams, quarter):
        """How many each of these teams and their groups has in that quarter."""
        of_these = Q(team__in=teams) | Q(team__parent__in=teams)
        counted = self.filter(of_these, quarter=quarter).order_by()
        return counted.values("team_id").annotate(count=Count("pk"))


class Project(Record):
    """Work done in a quarter that nobody had planned for it."""

    team = models.ForeignKey(
        "objectives.Team", on_delete=models.PROTECT, related_name="projects"
    )
    quarter = models.ForeignKey(
        "objectives.Quarter", on_delete=models.PROTECT, related_name="projects"
    )
    text = models.CharField(max_length=1000)
    requested_by = models.CharField("who asked for it", max_length=120, blank=True)
    displaced = models.ForeignKey(
        "objectives.Objective",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="displaced_by",
        verbose_name="what it displaced",
    )
    position = models.PositiveIntegerField(default=0)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["quarter", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="project_text",
                violation_error_message="Say what was done.",
            )
        ]

    def __str__(self):
        return self.text
