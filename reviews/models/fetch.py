from django.db import models


class Fetch(models.Model):
    """The result of the last fetch of a metric's readings, and when one last succeeded.

    Not an `AuditedModel`: scheduled fetches would flood the audit trail.
    """

    metric = models.OneToOneField(
        "reviews.Metric", on_delete=models.CASCADE, related_name="fetch"
    )
    at = models.DateTimeField("tried at")
    good_at = models.DateTimeField("went well at", null=True, blank=True)
    # Why it failed, in a sentence; empty after a success.
    failure = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["metric"]

    def __str__(self):
        return self.failure or "Fetched"
