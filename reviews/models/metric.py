from datetime import UTC, datetime, time

from django.db import models
from django.db.models import FilteredRelation, Q

from objectives.models import Team
from objectives.models.record import Record


class MetricQuerySet(models.QuerySet):
    def without_readings_of(self, quarter):
        """Those of which nothing is known in that quarter."""
        return self.with_readings_of(quarter).filter(shown=None)

    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def with_readings_of(self, quarter):
        """Joined as `shown` with the readings of that quarter, the oldest first."""
        first = datetime.combine(quarter.first_day, time.min, tzinfo=UTC)
        end = datetime.combine(quarter.last_day, time.max, tzinfo=UTC)
        shown = FilteredRelation(
            "readings", condition=Q(readings__at__gte=first, readings__at__lte=end)
        )
        return self.annotate(shown=shown).order_by(
            "position", "name", "pk", "shown__at"
        )


class Metric(Record):
    """A named series of a team, with its unit and where it is read."""

    class Display(models.TextChoices):
        CHART = "chart", "A chart on a slide of its own"
        CALLOUT = "callout", "A number among the callouts"

    team = models.ForeignKey(
        "objectives.Team", on_delete=models.CASCADE, related_name="metrics"
    )
    name = models.CharField(max_length=80)
    heading = models.CharField("chart heading", max_length=80, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120, blank=True)
    monitor = models.CharField(
        "monitors", max_length=160, blank=True, help_text="As the source names them."
    )
    period = models.CharField(
        max_length=80, blank=True, help_text="As the source states it."
    )
    note = models.CharField(
        max_length=240,
        blank=True,
        help_text="Why there are no figures, where there are none.",
    )
    display = models.CharField(max_length=8, choices=Display, default=Display.CHART)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MetricQuerySet.as_manager()

    class Meta:
        ordering = ["team", "position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"],
                name="metric_once",
                violation_error_message="The team has a metric of this name.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="metric_name",
                violation_error_message="Give the metric a name.",
            ),
            models.CheckConstraint(
                condition=Q(display__in=["chart", "callout"]),
                name="metric_display",
                violation_error_message="Choose how the metric is shown.",
            ),
        ]

    def __str__(self):
        return self.name
