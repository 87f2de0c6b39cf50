from django.db import models

# How long after a check-in was due those who lead the team are told.
GRACE_DAYS = 7
# What to-do lists of a team without messages go by.
USUAL_DAYS = 14


class Cadence(models.TextChoices):
    """How often a team's people are asked for the status of their objectives."""

    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Every four weeks"
    OFF = "off", "Never"

    @property
    def days(self) -> int:
        """The days after which a status counts as old."""
        return {Cadence.WEEKLY: 7, Cadence.MONTHLY: 28}.get(self, USUAL_DAYS)
