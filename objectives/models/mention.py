from django.conf import settings
from django.db import models


class Mention(models.Model):
    """Somebody whom a comment mentions."""

    comment = models.ForeignKey(
        "objectives.Comment", on_delete=models.CASCADE, related_name="mentions"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "user"],
                name="mention_once",
                violation_error_message="The comment mentions this account already.",
            )
        ]

    def __str__(self):
        return self.name
