from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from goals_tracker.database.verbs import alters_data
from objectives.models.history import AuditedModel

SIGNER = signing.Signer(salt="reviews.calendar_feed", sep=".")


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def of(self, user):
        """A person's feeds, their own first."""
        rows = self.filter(user=user).select_related("team")
        return rows.order_by(F("team__name").asc(nulls_first=True), "pk")

    def at(self, token):
        """The feed at this address; none if nobody signed it or it has ended."""
        try:
            pk, _, number = SIGNER.unsign(token).partition("-")
            found = self.filter(pk=pk, number=number, user__is_active=True)
        except (signing.BadSignature, ValueError):
            return self.none()
        return found.select_related("user", "team")

    @alters_data
    @transaction.atomic
    def add(self, user, team, *, by, at):
        """The person's feed of that team, or of what is their own if that is None."""
        if found := self.filter(user=user, team=team).first():
            return found
        feed = self.model(user=user, team=team)
        feed.save(by=by, at=at)
        return feed


class CalendarFeed(AuditedModel):
    """An address from which somebody's calendar reads days of a team, or their own.

    The address is signed, not stored: whoever has the database alone has none. It shows
    what its owner may see when it is read, and ends with the account.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    team = models.ForeignKey(
        "objectives.Team",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    # Of its address: a renewed feed has the next, and the former one ends.
    number = models.PositiveIntegerField(default=1)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["user", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "team"],
                name="calendar_feed_of_team_once",
                violation_error_message="You have a calendar of this team.",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(team__isnull=True),
                name="calendar_feed_of_own_once",
                violation_error_message="You have a calendar of your own.",
            ),
        ]

    def __str__(self):
        return self.team.name if self.team else "Your teams and objectives"

    def get_absolute_url(self):
        return reverse("calendar", args=[SIGNER.sign(f"{self.pk}-{self.number}")])

    @alters_data
    @transaction.atomic
    def renew(self, *, by, at):
        """Give it another address; the former one ends."""
        self.lock()
        self.number += 1
        self.save(by=by, at=at, action="renewed")
