from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from goals_tracker.database.verbs import alters_data
from goals_tracker.tasks import engine
from objectives.models.background_work import BackgroundWork, BackgroundWorkQuerySet

NO_ADDRESS = "This metric has no address to fetch from."


class FetchRequestQuerySet(BackgroundWorkQuerySet["FetchRequest"]):
    def check_ask(self, metric):
        """Raise ValidationError where there is no host, or where it is asked by now."""
        if not metric.url:
            raise ValidationError(NO_ADDRESS, code="no_address")
        if self.unfinished().filter(host=metric.host).exists():
            raise ValidationError(
                "Figures are being fetched from %(host)s already, for another metric. "
                "Try again when that has ended.",
                code="host",
                params={"host": metric.host},
            )

    @alters_data
    def ask(self, metric, *, task, by, at):
        """The fetch of this metric: the one that is under way, or a new one."""
        self.give_up(at=at)
        try:
            with transaction.atomic():
                # Two clicks on one metric wait for each other here.
                metric.lock()
                if found := self.filter(metric=metric).unfinished().first():
                    return found
                self.check_ask(metric)
                self.filter(metric=metric).delete()
                asked = self.create(metric=metric, host=metric.host, by=by, asked_at=at)
                asked.set(task=engine.enqueue(task, asked.pk))
                return asked
        except IntegrityError:
            self.check_ask(metric)  # somebody has just asked that host
            raise


class FetchRequest(BackgroundWork):
    """A fetch that somebody has asked for: how it goes, and what came of the last one.

    `said` is what it brought. A host is asked for one metric at a time.
    """

    metric = models.OneToOneField(
        "reviews.Metric", on_delete=models.CASCADE, related_name="fetch_request"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    host = models.CharField(max_length=255)
    said = models.TextField(blank=True)

    objects = FetchRequestQuerySet.as_manager()

    class Meta:
        ordering = ["metric"]
        constraints = [
            models.UniqueConstraint(
                fields=["host"],
                condition=Q(finished_at=None),
                name="fetch_request_host_once",
                violation_error_message="Figures are being fetched from this host.",
            ),
        ]

    def __str__(self):
        return f"A fetch from {self.host}"
