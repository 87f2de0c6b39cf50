from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from objectives.models import Team
from reviews.models.metric_readings import MetricReadings
from reviews.models.reading import LEAST, MOST, Reading


class MetricQuerySet(models.QuerySet["Metric"]):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def covered_by(self, team):
        """The metrics of the team, then of its groups, each in deck order."""
        covered = self.filter(Q(team=team) | Q(team__parent=team))
        of_team = F("team__parent").asc(nulls_first=True)
        return covered.order_by(
            of_team, "team__position", "team__name", "position", "name", "pk"
        )

    def for_page(self):
        """With everything that the metric's page reads."""
        return self.select_related("team__parent", "fetch", "fetch_request", "second")

    def for_list(self):
        """With team, last reading and last fetch."""
        last = Reading.objects.filter(metric=OuterRef("pk")).order_by("-at")[:1]
        return self.select_related("team", "fetch").annotate(
            last_at=Subquery(last.values("at")),
            last_value=Subquery(last.values("value")),
        )

    def for_deck(self, team, start, end):
        """The team's metrics for slides, with the last comment of the quarter."""
        shown = Reading.objects.filter(metric=OuterRef("pk"), at__gte=start, at__lt=end)
        last = Subquery(shown.order_by("-at").values("comment")[:1])
        found = self.covered_by(team).annotate(last_comment=Coalesce(last, Value("")))
        return found.select_related("fetch", "second")


class Metric(MetricReadings):
    """A named series of a team: its unit, its statistic and its source.

    A computed metric counts what this site records; a reading overrides the computed
    value of its quarter, and its comment says why.
    """

    class Display(models.TextChoices):
        CHART = "chart", "A line over time"
        BARS = "bars", "A bar for each month"
        NUMBER = "number", "A big number"
        WEEKS = "weeks", "Six weeks and twelve months"
        PROCESS = "process", "Signal or noise"
        UPTIME = "uptime", "A strip of uptime"
        CALLOUT = "callout", "A number among the callouts"
        NONE = "none", "Not by itself"

    class Statistic(models.TextChoices):
        MEDIAN = "median", "Median"
        P95 = "p95", "95th percentile"
        COUNT = "count", "Count"
        PERCENT = "percent", "Per cent"

    class Direction(models.TextChoices):
        UP = "up", "More is better"
        DOWN = "down", "Less is better"

    class Computed(models.TextChoices):
        INCIDENTS = "incidents", "Incidents"
        UPTIME = "uptime", "Uptime, from incidents"
        DONE = "done", "Objectives done of those promised"
        UNPLANNED = "unplanned", "Unplanned work beside planned"

    class Counted(models.TextChoices):
        NOTICED = "noticed", "Incidents that users could notice"
        ALL = "all", "All incidents"

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        GRAPHITE = "graphite", "Graphite's render JSON"
        PROMETHEUS = "prometheus", "Prometheus' query_range"
        JSON = "json", "JSON of [time, value]"

    team = models.ForeignKey(
        "objectives.Team", on_delete=models.CASCADE, related_name="metrics"
    )
    name = models.CharField(max_length=80)
    heading = models.CharField(
        "finding",
        max_length=80,
        blank=True,
        help_text="What the figures show. It is the title of the slide; if it is "
        "blank, the name is.",
    )
    unit = models.CharField(
        max_length=40, blank=True, help_text="For example: s, %, requests."
    )
    statistic = models.CharField(
        "each reading is a",
        max_length=7,
        choices=Statistic,
        blank=True,
        help_text="Sets the quarter's value: the median of medians and percentiles, "
        "the sum of counts, the mean of percentages.",
    )
    direction = models.CharField(
        "which is better", max_length=4, choices=Direction, blank=True
    )
    target = models.FloatField(
        null=True, blank=True, help_text="Leave empty if there is none."
    )
    display = models.CharField(
        "shown as",
        max_length=8,
        choices=Display,
        default=Display.CHART,
        help_text="Six weeks and twelve months need a figure a week; last year's are "
        "shown beside them. Signal or noise says whether a figure is more than "
        "chance: it needs eight figures.",
    )
    baseline_until = models.DateField(
        "baseline until",
        null=True,
        blank=True,
        help_text="For signal or noise: the limits are those of the figures up to this "
        "day, at least eight. If it is blank, of the first twenty.",
    )
    second = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="second line",
        help_text="Drawn in the same chart, such as a 95th percentile.",
    )
    computed = models.CharField(
        "computed from", max_length=9, choices=Computed, blank=True
    )
    counted = models.CharField(
        "which incidents count", max_length=7, choices=Counted, default=Counted.NOTICED
    )
    service = models.CharField(
        max_length=80, blank=True, help_text="Only incidents of this service count."
    )
    source = models.CharField(
        max_length=120, blank=True, help_text="Named under the chart."
    )
    monitor = models.CharField(
        "monitors", max_length=160, blank=True, help_text="As the source names them."
    )
    period = models.CharField(
        max_length=80, blank=True, help_text="As the source states it."
    )
    note = models.CharField(
        max_length=240,
        blank=True,
        help_text="If there are no figures, why not.",
    )
    url = models.URLField(
        "fetched from",
        max_length=2_000,
        blank=True,
        help_text="The server fetches figures from here.",
    )
    format = models.CharField(
        "in the format",
        max_length=10,
        choices=Format,
        blank=True,
        help_text="Leave empty to detect it.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = MetricQuerySet.as_manager()

    class Meta:
        ordering = ["team", "position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"],
                name="metric_once",
                violation_error_message="The team already has a metric with this name.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="metric_name",
                violation_error_message="Enter a name for the metric.",
            ),
            models.CheckConstraint(
                condition=Q(
                    display__in=["chart", "bars", "number", "uptime", "callout", "none"]
                    + ["weeks", "process"]
                ),
                name="metric_display",
                violation_error_message="Choose how to show the metric.",
            ),
            models.CheckConstraint(
                condition=Q(statistic__in=["", "median", "p95", "count", "percent"]),
                name="metric_statistic",
                violation_error_message="Choose what a reading is.",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=["", "up", "down"]),
                name="metric_direction",
                violation_error_message="Choose which is better.",
            ),
            models.CheckConstraint(
                condition=Q(
                    computed__in=["", "incidents", "uptime", "done", "unplanned"]
                ),
                name="metric_computed",
                violation_error_message="Choose what to compute it from.",
            ),
            models.CheckConstraint(
                condition=Q(counted__in=["noticed", "all"]),
                name="metric_counted",
                violation_error_message="Choose which incidents count.",
            ),
            models.CheckConstraint(
                condition=Q(format__in=["", "csv", "graphite", "prometheus", "json"]),
                name="metric_format",
                violation_error_message="Choose a format.",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__gte=LEAST, target__lte=MOST),
                name="metric_target",
                violation_error_message="Enter the target as a number.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("metric_detail", args=[self.pk])

    @property
    def host(self):
        """The host that its figures are fetched from, or empty."""
        try:
            return urlsplit(self.url).hostname or ""
        except ValueError:
            return ""

    def clean(self):
        self.check_name()
        if self.second_id and self.second_id == self.pk:
            refusal = ValidationError("Choose another metric.", code="itself")
            raise ValidationError({"second": refusal})
        if self.second and self.second.team_id != self.team_id:
            refusal = ValidationError(
                "Choose a metric of the same team.", code="foreign"
            )
            raise ValidationError({"second": refusal})
        if self.computed == self.Computed.UPTIME and self.unit not in ("", "%"):
            refusal = ValidationError("Uptime must be in per cent.", code="unit")
            raise ValidationError({"unit": refusal})

    def check_name(self):
        """Raise ValidationError if another metric of the team has this name."""
        named = type(self).objects.filter(team=self.team_id, name=self.name)
        if named.exclude(pk=self.pk).exists():
            refusal = ValidationError(
                "The team already has a metric with this name.", code="taken"
            )
            raise ValidationError({"name": refusal})
