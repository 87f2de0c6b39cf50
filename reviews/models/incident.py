import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from objectives.models import Team
from objectives.models.history import AuditedModel

MOST_SERVICES = 100


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def covered_by(self, team):
        """The incidents of the team and its groups."""
        return self.filter(Q(team=team) | Q(team__parent=team))

    def services_of(self, team):
        """The names of the services in these incidents, each once."""
        named = self.filter(team=team).exclude(service="").order_by("service")
        return named.values_list("service", flat=True).distinct()[:MOST_SERVICES]


class Incident(AuditedModel):
    """A service disruption: when it began, how long it lasted, whether users noticed.

    Unknown values stay empty: a missing duration is not zero minutes.
    """

    team = models.ForeignKey(
        "objectives.Team", on_delete=models.CASCADE, related_name="incidents"
    )
    title = models.CharField(max_length=160)
    service = models.CharField(
        max_length=80, blank=True, help_text="The service that was disrupted."
    )
    started_at = models.DateTimeField("began")
    duration = models.DurationField(null=True, blank=True)
    is_user_visible = models.BooleanField("users could notice", null=True, blank=True)
    link = models.URLField(blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="incident_title",
                violation_error_message="Enter what happened.",
            ),
            models.CheckConstraint(
                condition=Q(duration=None) | Q(duration__gte=datetime.timedelta()),
                name="incident_duration",
                violation_error_message="It must end after it begins.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        place = f"incident-{self.pk}"
        return reverse("incident_list", args=[self.team.slug], fragment=place)

    @property
    def ended_at(self):
        """When it ended, or None if that is not known."""
        return None if self.duration is None else self.started_at + self.duration
