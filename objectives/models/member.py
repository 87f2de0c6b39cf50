from django.conf import settings
from django.db import models
from django.db.models import Q

from objectives.models.record import Record


class MemberQuerySet(models.QuerySet):
    def covered_by(self, team):
        """The people of the team and its groups, leads first."""
        members = self.filter(Q(team=team) | Q(team__parent=team))
        return members.select_related("team").for_deck()

    def for_deck(self):
        """People in the order the team slide shows them: leads first."""
        return self.order_by("-is_lead", "position", "name", "pk")


class Member(Record):
    """A person on a team, with or without an account here."""

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
                violation_error_message="Give the person's name.",
            ),
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(user__isnull=False),
                name="member_once",
                violation_error_message="This account is on the team already.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def initials(self):
        """First letters of the first and the last name: CP for Chase Pettet."""
        words = self.name.split()
        return "".join(word[0] for word in dict.fromkeys(words[:1] + words[-1:]))
