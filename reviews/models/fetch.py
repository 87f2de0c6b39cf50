from django.db import models


class Fetch(models.Model):
    """How fetching a metric's readings went last, and when it last went well.

    Not an `AuditedModel`: a scheduler's rounds would drown the audit trail.
    """

    metric = models.OneToOneField(
        "reviews.Metric", on_delete=models.CASCADE, related_name="fetch"
    )
    at = models.DateTimeField("tried at")
    good_at = models.DateTimeField("went well at", null=True, blank=True)
    # Why it failed, in a sentence; empty where it went well.
    failure = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["metric"]

    def __str__(self):
        return self.failure or "Fetched"
