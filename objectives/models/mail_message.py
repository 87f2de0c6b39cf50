import datetime
import uuid

from django.conf import settings
from django.db import models

from goals_tracker.database.verbs import alters_data
from objectives.models.background_work import BackgroundWork, BackgroundWorkQuerySet

# Longer than anything is asked for again under the same key.
LIFETIME = datetime.timedelta(days=120)


class MailMessageQuerySet(BackgroundWorkQuerySet["MailMessage"]):
    @alters_data
    def ask(self, rows):
        """Add those whose key is not there yet; gives these alone.

        One statement, so that of two who ask at once for the same one adds it.
        """
        mark = uuid.uuid4().hex
        for row in rows:
            row.key, row.task = row.key or uuid.uuid4().hex, mark
        self.bulk_create(rows, ignore_conflicts=True)
        return self.filter(task=mark).order_by("pk")

    @alters_data
    def remove_old(self, *, at):
        self.filter(asked_at__lte=at - LIFETIME).delete()


class MailMessage(BackgroundWork):
    """A mail that is to be sent, or was, by its template and what it is about.

    `facts` refers to rows; texts and links are made when it is sent, so that it says
    what is true then, and nothing here opens anything. A `key` is never sent twice.
    """

    key = models.CharField(max_length=200, unique=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    # In place of the account's own.
    address = models.EmailField(blank=True)
    template = models.CharField(max_length=100)
    facts = models.JSONField(default=dict, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    # Since when a mail server has it, perhaps.
    begun_at = models.DateTimeField(null=True, blank=True)

    objects = MailMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.template

    @property
    def is_sent(self):
        return bool(self.finished_at and not self.error)

    @property
    def to(self):
        """Where it goes; empty where its account has no address or may not sign in."""
        if self.account and not self.account.is_active:
            return ""
        return self.address or (self.account.email if self.account else "")

    def is_too_late(self, *, at):
        return self.until is not None and self.until <= at

    @alters_data
    def end(self, *, at, error=""):
        """End it, and forget what it was about: nobody needs that any more."""
        self.set(finished_at=at, error=error, facts={}, address="")
