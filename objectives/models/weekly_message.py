import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q

from goals_tracker.database.verbs import alters_data

KEPT = datetime.timedelta(days=100)
WEEKDAYS = [
    (number, name)
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
]


class MessageSettings(models.Model):
    """When somebody gets their weekly message, and what is in it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="message_settings",
    )
    weekday = models.PositiveSmallIntegerField(
        "day", choices=WEEKDAYS, default=0, validators=[MaxValueValidator(6)]
    )
    hour = models.PositiveSmallIntegerField(
        "from", default=9, validators=[MaxValueValidator(23)]
    )
    wants_reminders = models.BooleanField("what you have to do", default=True)
    wants_digest = models.BooleanField("what changed in what you follow", default=True)

    class Meta:
        ordering = ["user"]
        verbose_name_plural = "message settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="message_settings_weekday",
                violation_error_message="Choose a day of the week.",
            ),
            models.CheckConstraint(
                condition=Q(hour__lte=23),
                name="message_settings_hour",
                violation_error_message="Choose an hour.",
            ),
        ]

    def __str__(self):
        return str(self.user)

    @property
    def is_off(self) -> bool:
        return not (self.wants_reminders or self.wants_digest)


class WeeklyMessageQuerySet(models.QuerySet["WeeklyMessage"]):
    def away_since(self, moment):
        """The keys of those who said after that moment that they were away."""
        rows = self.filter(away_at__gt=moment).order_by()
        return set(rows.values_list("user", flat=True))

    @alters_data
    def remove_old(self, *, at):
        self.filter(week__lt=(at - KEPT).date()).delete()


class WeeklyMessage(models.Model):
    """What one person is sent, or spared, in one week: there is never a second one.

    `objectives` are the keys of those whose status it asks for, `teams` of the teams
    that it asks about, so that each is asked about at its own pace.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    week = models.DateField("Monday of the week")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # Since when it says what changed: since the one before, if that is not long ago.
    changes_since = models.DateTimeField()
    objectives = models.JSONField(default=list, blank=True)
    teams = models.JSONField(default=list, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    away_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = WeeklyMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-week", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "week"],
                name="weekly_message_once",
                violation_error_message="This week's message is sent already.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, week of {self.week:%Y-%m-%d}"

    @alters_data
    @transaction.atomic
    def say_away(self, *, at):
        """Note that they were away: the grace begins again."""
        WeeklyMessage.objects.filter(pk=self.pk, away_at=None).update(away_at=at)
