from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from goals_tracker.database.verbs import alters_data

NOUNS = ("team", "objective", "tag")


class FollowQuerySet(models.QuerySet["Follow"]):
    def on(self, row):
        """Those about this team, objective or tag."""
        return self.filter(**{row._meta.model_name: row.pk})

    @alters_data
    @transaction.atomic
    def choose(self, row, *, by, at, is_stopped=False):
        """Follow it from now on, or no longer."""
        values = {"is_stopped": is_stopped, "at": at}
        target = {row._meta.model_name: row}
        self.update_or_create(user=by, **target, defaults=values)


class Follow(models.Model):
    """Somebody's choice to be told, once a week, what changed in something.

    Owners follow their objectives without one; `is_stopped` says that they do not.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    team = models.ForeignKey(
        "objectives.Team",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="follows",
    )
    objective = models.ForeignKey(
        "objectives.Objective",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="follows",
    )
    tag = models.ForeignKey(
        "objectives.Tag",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="follows",
    )
    is_stopped = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "follower"
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False, objective=None, tag=None)
                | Q(team=None, objective__isnull=False, tag=None)
                | Q(team=None, objective=None, tag__isnull=False),
                name="follow_one_thing",
                violation_error_message="Follow one thing at a time.",
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", noun],
                    condition=Q(**{f"{noun}__isnull": False}),
                    name=f"follow_{noun}_once",
                    violation_error_message="You follow this already.",
                )
                for noun in NOUNS
            ),
        ]

    def __str__(self):
        return str(self.target)

    @property
    def target(self):
        """What it is about."""
        return self.team or self.objective or self.tag
