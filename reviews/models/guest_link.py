import datetime

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from goals_tracker.database.verbs import alters_data
from objectives.models.history import AuditedModel

MOST_DAYS = 366
SIGNER = signing.Signer(salt="reviews.guest_link", sep=".")


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def at(self, token):
        """The link with this token, ended or not; none if nobody signed it."""
        try:
            return self.filter(pk=SIGNER.unsign(token))
        except (signing.BadSignature, ValueError):
            return self.none()


class GuestLink(AuditedModel):
    """An address at which somebody without an account may read one review.

    The address is signed, not stored: whoever has the database alone has no link.
    """

    review = models.ForeignKey(
        "reviews.Review", on_delete=models.CASCADE, related_name="guest_links"
    )
    name = models.CharField("who it is for", max_length=120)
    ends_on = models.DateField("last day")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("guest_deck", args=[SIGNER.sign(str(self.pk))])

    def is_open(self, day: datetime.date) -> bool:
        """Whether it opens on that day."""
        return self.taken_back_at is None and day <= self.ends_on

    @property
    def is_open_today(self) -> bool:
        return self.is_open(timezone.localdate())

    def check_ends_on(self, day):
        """Raise ValidationError unless the last day is within the next year."""
        days = (self.ends_on - day).days
        if days < 0:
            raise ValidationError({"ends_on": "Choose a day that is not over."})
        if days > MOST_DAYS:
            raise ValidationError({"ends_on": "Choose a day within the next year."})

    @alters_data
    @transaction.atomic
    def take_back(self, *, by, at):
        """End it now. Doing so twice is as good as once."""
        self.lock()
        if self.taken_back_at is None:
            self.taken_back_at = at
            self.save(by=by, at=at, action="taken back")
