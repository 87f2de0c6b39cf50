from collections.abc import Callable
from functools import reduce
from operator import or_

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import get_text_list

from goals_tracker.pictures import images
from objectives.models.change import Change
from objectives.models.history import AuditedModel
from objectives.models.organization import Organization, Readers
from objectives.models.team import Team
from objectives.text.phrases import initials

# What apps above keep of people by their names: functions of a member and all names
# that they had, each with what it found, in words.
found_elsewhere: list[Callable[["Member", set[str]], list[str]]] = []


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def covered_by(self, team):
        """The people of the team and its groups, leads first."""
        members = self.filter(Q(team=team) | Q(team__parent=team))
        return members.select_related("team").for_deck()

    def fit_to_own(self, team, *, since=None, owner=None):
        """Members of the team, its parent and its groups, who may own its objectives.

        Without those who had left before the day `since`. `owner` is the key of the
        current owner, who is always included.
        """
        root = team.root_pk
        fit = (Q(team=root) | Q(team__parent=root)) & still_there(since)
        return self.filter(fit | Q(pk=owner)).order_by("name", "pk")

    def who_read(self, team, on):
        """Members with an account that may read what is the team's."""
        able = self.present(on).filter(user__is_active=True)
        if Organization.objects.exclude(readers=Readers.TEAM).exists():
            return able
        own = Q(team=team.root_pk) | Q(team__parent=team.root_pk)
        return able.filter(own | Q(user__is_staff=True))

    def named(self, words):
        """Members whose names begin with one of these words, with their teams."""
        begin = (Q(name__istartswith=word) for word in words)
        found = self.filter(reduce(or_, begin, Q(pk__in=[])))
        return found.select_related("team").order_by("name", "pk")

    def present(self, on):
        """Members who have not left by that day."""
        return self.filter(still_there(on))

    def there_in(self, quarter):
        """Members who were on their team for a day of that quarter at least."""
        joined = Q(joined_on=None) | Q(joined_on__lte=quarter.last_day)
        return self.present(quarter.first_day).filter(joined)

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
    left_on = models.DateField(null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(joined_on=None)
                | Q(left_on=None)
                | Q(left_on__gte=F("joined_on")),
                name="member_left_after_joining",
                violation_error_message="The last day is before the first one.",
            ),
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.lock()
        self.check_delete()
        return super().delete(*args, **kwargs)

    def clean(self):
        if self.joined_on and self.left_on and self.left_on < self.joined_on:
            refusal = ValidationError(
                "They joined later. Enter a day after that.", code="before_joining"
            )
            raise ValidationError({"left_on": refusal})
        twins = Member.objects.filter(team=self.team_id, user=self.user_id)
        if self.user_id and twins.exclude(pk=self.pk).exists():
            refusal = ValidationError(
                "This account is already on the team.", code="taken"
            )
            raise ValidationError({"user": refusal})

    @property
    def has_left(self):
        return self.left_on is not None and self.left_on < timezone.localdate()

    def check_delete(self):
        """Raise ValidationError if something still tells of this person."""
        if found := self.kept_by():
            raise ValidationError(
                "%(person)s cannot be deleted, because records name them: %(what)s. "
                "Enter the day they left instead.",
                code="kept",
                params={"person": self, "what": get_text_list(found, "and")},
            )

    def kept_by(self):
        """What they own or owned, in words; empty for who never owned anything."""
        names = self.all_names()
        found = ["objectives"] if self.owns_or_owned(names) else []
        for find in found_elsewhere:
            found += find(self, names)
        return found

    def all_names(self):
        """Their name and those that they had before."""
        same = Member.objects.filter(pk=self.pk)
        return {self.name, *Change.objects.values_of(same, "name")} - {""}

    def owns_or_owned(self, names):
        """Whether they own an objective of their team, or did before."""
        if self.objectives.exists():
            return True
        root = self.team.root_pk
        of_team = Q(plan__team=root) | Q(plan__team__parent=root)
        rows = apps.get_model("objectives", "Objective").objects.filter(of_team)
        return bool(names & Change.objects.values_of(rows, "owner"))

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


def still_there(on):
    """The condition that someone has not left before that day; any day if None."""
    return Q(left_on=None) | Q(left_on__gte=on) if on else Q()
