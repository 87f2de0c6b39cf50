from django.db import models

from objectives.models.record import Record


class Reading(Record):
    """One value of a metric at one moment, or for the period that ends there."""

    metric = models.ForeignKey(
        "reviews.Metric", on_delete=models.CASCADE, related_name="readings"
    )
    at = models.DateTimeField()
    value = models.FloatField()
    comment = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["metric", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "at"],
                name="reading_once",
                violation_error_message="The metric has a value for that time.",
            )
        ]

    def __str__(self):
        return f"{self.value:g}"
