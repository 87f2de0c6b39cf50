import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from goals_tracker.database.verbs import alters_data
from objectives.models.naming import name_of

# Whose page has not been heard from for this long may lose the clicker.
SILENCE = datetime.timedelta(seconds=30)


class Clicker(models.Model):
    """Who of those who may present a meeting moves its slides.

    Anyone may while `presenter` is empty. Somebody else asks for the clicker, and is
    given it or not; if the presenter's page is silent, they take it.
    """

    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # When the presenter's page last said that it is there.
    heard_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True

    # What a meeting has for all that it does.

    def _lock(self):
        raise NotImplementedError

    def _settle(self, at):
        raise NotImplementedError

    def _keep(self):
        raise NotImplementedError

    def is_presented_by(self, user):
        return self.presenter_id in (None, user.pk)

    def is_silent(self, at):
        """Whether the presenter's page has not been heard from for a while."""
        return self.heard_at is None or at - self.heard_at >= SILENCE

    def check_steer(self, user):
        """Raise ValidationError if somebody else has the clicker."""
        if not self.is_presented_by(user):
            raise ValidationError(
                "%(name)s presents. Ask for the clicker first.",
                code="not_presenting",
                params={"name": name_of(self.presenter)},
            )

    def check_hand_over(self, by):
        """Raise ValidationError unless it is theirs to give and somebody asks."""
        self.check_steer(by)
        if not self.asked_by:
            raise ValidationError("No one asks for the clicker.", code="not_asked")

    def check_take(self, at):
        """Raise ValidationError while the presenter is heard from."""
        if self.presenter and not self.is_silent(at):
            raise ValidationError(
                "%(name)s is still there. Ask for the clicker.",
                code="not_silent",
                params={"name": name_of(self.presenter)},
            )

    @alters_data
    @transaction.atomic
    def hear(self, *, by, at):
        """Note that this person's page is there; it is no change for followers."""
        self._lock()
        if self.presenter_id == by.pk:
            self.heard_at = at
            self.save(update_fields=["heard_at"])

    @alters_data
    @transaction.atomic
    def ask_for_clicker(self, *, by, at):
        """Ask whoever presents to hand over; whoever asks last is given it."""
        self._settle(at)
        if not self.is_presented_by(by):
            self.asked_by = by
            self._keep()

    @alters_data
    @transaction.atomic
    def hand_over(self, *, by, at):
        """Give the clicker to whoever asks for it."""
        self._settle(at)
        self.check_hand_over(by)
        self._give(self.asked_by, at)

    @alters_data
    @transaction.atomic
    def keep_clicker(self, *, by, at):
        """Turn the request down."""
        self._settle(at)
        self.check_hand_over(by)
        self.asked_by = None
        self._keep()

    @alters_data
    @transaction.atomic
    def take_clicker(self, *, by, at):
        """Take it from somebody whose page is silent."""
        self._settle(at)
        self.check_take(at)
        self._give(by, at)

    def _give(self, user, at):
        self.presenter, self.heard_at, self.asked_by = user, at, None
        self._keep()
