import datetime
from itertools import batched, chain

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

# The finite numbers: whatever is not between these is infinite or NaN.
MOST = 1.7976931348623157e308
LEAST = -MOST
# Of five parameters each, of which SQLite takes 32,766.
BATCH = 5_000
INSERT = "INSERT INTO reviews_reading (id, metric_id, at, value, comment) VALUES "


def midnight(day):
    """The start of that day in this site's time zone."""
    zone = timezone.get_default_timezone()
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone)


class ReadingQuerySet(models.QuerySet["Reading"]):
    def in_quarter(self, quarter):
        """From the midnight at which the quarter begins to the one at which it ends."""
        after = quarter.last_day + datetime.timedelta(days=1)
        first, end = map(midnight, (quarter.first_day, after))
        return self.filter(at__gte=first, at__lt=end)

    def span(self):
        """The moments of the first and the last reading, or None."""
        moments = self.order_by("at").values_list("at", flat=True)
        return moments.first(), moments.last()


class Reading(models.Model):
    """A metric's value at one moment, or for the period that begins then.

    Not an `AuditedModel`: there are hundreds of thousands, and their metric's audit
    trail says what was imported when, and from where.
    """

    metric = models.ForeignKey(
        "reviews.Metric", on_delete=models.CASCADE, related_name="readings"
    )
    at = models.DateTimeField("time")
    value = models.FloatField()
    comment = models.CharField(max_length=240, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["metric", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "at"],
                name="reading_once",
                violation_error_message="The metric already has a value for that time.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=LEAST, value__lte=MOST),
                name="reading_finite",
                violation_error_message="Enter a number.",
            ),
        ]

    def __str__(self):
        return f"{self.value:g}"

    @classmethod
    def restore_all(cls, rows):
        """Insert the rows of a deletion; the database checks its constraints.

        In SQL, as for imports: on SQLite every other writer waits.
        """
        adapted = connection.ops.adapt_datetimefield_value
        with connection.cursor() as cursor:
            for some in batched(rows, BATCH):
                marks = ", ".join(["(%s, %s, %s, %s, %s)"] * len(some))
                said = (
                    (row.pk, row.metric_id, adapted(row.at), row.value, row.comment)
                    for row in some
                )
                cursor.execute(f"{INSERT}{marks}", list(chain.from_iterable(said)))
