from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from goals_tracker import images
from objectives.models.history import AuditedModel
from objectives.models.team import Team
from objectives.text.phrases import initials


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def covered_by(self, team):
        """The people of the team and its groups, leads first."""
        members = self.filter(Q(team=team) | Q(team__parent=team))
        return members.select_related("team").for_deck()

    def fit_to_own(self, team, *, owner=None):
        """Members of the team, its parent and its groups, who may own its objectives.

        `owner` is the key of the current owner, who is always included.
        """
        root = team.root_pk
        fit = Q(team=root) | Q(team__parent=root) | Q(pk=owner)
        return self.filter(fit).order_by("name", "pk")

    def with_photo(self, name):
        """Members with this photo, by its name below MEDIA_ROOT."""
        return self.filter(photo=name)

    def for_deck(self):
        """Members in the order of the team slide: leads first."""
        return self.order_by("-is_lead", "position", "name", "pk")


class Member(AuditedModel):
    """A person in a team, with or without an account."""

    team = models.ForeignKey(
        "objectives.Team", on_delete=models.CASCADE, related_name="members"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="account",
    )
    name = models.CharField(max_length=80)
    role = models.CharField("role title", max_length=80, blank=True)
    photo = models.ImageField(upload_to="photos/", blank=True)
    is_lead = models.BooleanField("leads the team", default=False)
    joined_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["team", "position", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="member_name",
                violation_error_message="Enter the person's name.",
            ),
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(user__isnull=False),
                name="member_once",
                violation_error_message="This account is already on the team.",
            ),
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.lock()
        return super().delete(*args, **kwargs)

    def clean(self):
        twins = Member.objects.filter(team=self.team_id, user=self.user_id)
        if self.user_id and twins.exclude(pk=self.pk).exists():
            refusal = ValidationError(
                "This account is already on the team.", code="taken"
            )
            raise ValidationError({"user": refusal})

    def touched_plans(self):
        """Plans with objectives that would lose their owner with this person."""
        return self.objectives.order_by().values_list("plan", flat=True)

    @property
    def photo_name(self):
        """The last part of the photo's address; empty if there is no file."""
        name = self.photo.name or ""
        return name.rpartition("/")[2] if images.exists(name) else ""

    @property
    def initials(self):
        return initials(self.name)
