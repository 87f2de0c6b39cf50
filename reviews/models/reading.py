from django.db import models
from django.db.models import Q

# The finite numbers: what a comparison with these leaves out is infinite, or none.
MOST = 1.7976931348623157e308
LEAST = -MOST


class Reading(models.Model):
    """One value of a metric at one moment, or for the period that begins there.

    No `Record`: they come by the hundred thousand, and the trail of their metric says
    what came in when, and from where.
    """

    metric = models.ForeignKey(
        "reviews.Metric", on_delete=models.CASCADE, related_name="readings"
    )
    at = models.DateTimeField("time")
    value = models.FloatField()
    comment = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["metric", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "at"],
                name="reading_once",
                violation_error_message="The metric has a value for that time.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=LEAST, value__lte=MOST),
                name="reading_finite",
                violation_error_message="Give a number.",
            ),
        ]

    def __str__(self):
        return f"{self.value:g}"
