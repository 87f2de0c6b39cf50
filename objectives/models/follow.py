from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from goals_tracker.database.verbs import alters_data
from objectives.models.tag import Tag
from objectives.models.team import Team

NOUNS = ("team", "objective", "tag")


class FollowQuerySet(models.QuerySet["Follow"]):
    def on(self, row):
        """Those about this team, objective or tag."""
        return self.filter(**{row._meta.model_name: row.pk})

    def visible_to(self, user):
        """Those about teams that the user may read, and about tags in use there."""
        teams = Team.objects.visible_to(user).values("pk")
        seen = Q(team__in=teams) | Q(objective__plan__team__in=teams)
        keys = Team.objects.keys_visible_to(user)
        seen |= Q(tag__in=Tag.objects.used_in(keys).values("pk"))
        return self.filter(seen, user=user.pk)

    def for_page(self):
        names = ("team", "tag", "objective__plan__team", "objective__plan__quarter")
        return self.select_related(*names)

    def is_followed(self, row, user):
        """Whether this user follows it, by choice or as the owner of an objective."""
        chosen = self.on(row).filter(user=user.pk).first()
        if chosen is not None:
            return not chosen.is_stopped
        owner = getattr(row, "owner", None)
        return owner is not None and owner.user_id == user.pk

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

    @property
    def address(self):
        """The page of what it is about."""
        if self.tag:
            return reverse("objective_list", query={"tag": self.tag.name})
        if self.team:
            return self.team.get_absolute_url()
        return reverse("objective_detail", args=[self.objective_id])

    @property
    def choice_address(self):
        """Where the choice is made."""
        return choice_address(self.target)


def choice_address(row):
    noun = row._meta.model_name
    return reverse(f"{noun}_follow", args=[row.slug if noun == "team" else row.pk])
