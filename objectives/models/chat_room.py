import datetime

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from goals_tracker.database.verbs import alters_data
from objectives.models.history import AuditedModel

# A room that cannot be reached for so long is turned off.
PATIENCE = datetime.timedelta(days=3)
LONGEST_ADDRESS = 1_000
KEPT = datetime.timedelta(days=7)


class ChatRoomQuerySet(models.QuerySet["ChatRoom"]):
    def of(self, team):
        """The rooms of a team, or of the organisation if that is None."""
        return self.filter(team=team).select_related("secret", "team")

    def wanting(self, kind, team):
        """The rooms that are told this of a team: its own, its parent's, all teams'."""
        about = Q(team=None) | Q(team=team.pk) | Q(team=team.parent_id)
        if team.parent_id is None:
            about = Q(team=None) | Q(team=team.pk)
        return self.filter(about, off_at=None, **{f"tells_{kind}": True})

    def off_in(self, teams):
        """Rooms of these teams that were turned off because they failed."""
        failed = self.filter(off_at__isnull=False).exclude(failure="")
        return failed.filter(team__in=teams).select_related("team")


class ChatRoom(AuditedModel):
    """A room of a chat that is told what happens in a team, or in all of them."""

    team = models.ForeignKey(
        "objectives.Team",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="chat_rooms",
    )
    name = models.CharField(max_length=80)
    tells_committed = models.BooleanField("a plan is committed", default=True)
    tells_published = models.BooleanField("a review is published", default=True)
    tells_started = models.BooleanField("a review starts", default=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)

    objects = ChatRoomQuerySet.as_manager()

    class Meta:
        ordering = ["team", "name", "pk"]

    def __str__(self):
        return self.name

    @property
    def page(self):
        """The address of the page with the team's rooms, or the organisation's."""
        if self.team is None:
            return reverse("chat_room_list")
        return reverse("team_chat_room_list", args=[self.team.slug])

    @property
    def is_on(self):
        return self.off_at is None and hasattr(self, "secret")

    @property
    def address(self):
        """Where it is; whoever has it can write there."""
        return self.secret.address

    @alters_data
    @transaction.atomic
    def keep_address(self, address, *, by, at):
        """Lead there from now on. The audit trail says that, and not where."""
        ChatSecret.objects.update_or_create(room=self, defaults={"address": address})
        self.refresh_from_db()
        self.log_change("address changed", {}, by=by, at=at)

    @alters_data
    def delete(self, *args, **kwargs):
        # So that what could be restored has no secret in it.
        ChatSecret.objects.filter(room=self).delete()
        return super().delete(*args, **kwargs)

    @alters_data
    @transaction.atomic
    def turn_on(self, *, by, at):
        self.lock()
        self.off_at, self.failing_since, self.failure = None, None, ""
        self.save(by=by, at=at, action="turned on")

    @alters_data
    @transaction.atomic
    def turn_off(self, *, by, at):
        self.lock()
        self.off_at = at
        self.save(by=by, at=at, action="turned off")

    @alters_data
    def reached(self):
        """It could be reached."""
        failing = ChatRoom.objects.filter(pk=self.pk, off_at=None)
        failing.exclude(failure="").update(failing_since=None, failure="")

    @alters_data
    @transaction.atomic
    def failed(self, failure, *, at):
        """It could not be reached; gives whether that has turned it off just now."""
        self.lock()
        since = self.failing_since or at
        ChatRoom.objects.filter(pk=self.pk).update(failing_since=since, failure=failure)
        self.refresh_from_db()
        if self.off_at or at - since < PATIENCE:
            return False
        self.off_at = at
        self.save(by=None, at=at, action="turned off", reason=failure)
        return True


class ChatSecret(models.Model):
    """A room's address, apart from what pages, the audit trail and deletions show."""

    room = models.OneToOneField(
        ChatRoom, on_delete=models.CASCADE, related_name="secret"
    )
    address = models.TextField()

    def __str__(self):
        return f"Address of {self.room_id}"


class ChatLineQuerySet(models.QuerySet["ChatLine"]):
    def remove_old(self, *, at):
        """Remove lines that nobody waits for any more."""
        self.filter(until__lt=at - KEPT).delete()


class ChatLine(models.Model):
    """One line to a room, asked for once by its key."""

    class Kind(models.TextChoices):
        COMMITTED = "committed", "A plan is committed"
        PUBLISHED = "published", "A review is published"
        STARTED = "started", "A review starts"
        TEST = "test", "A test"

    room = models.ForeignKey(ChatRoom, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=9, choices=Kind)
    key = models.CharField(max_length=80)
    text = models.TextField()
    path = models.CharField(max_length=300)
    until = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ChatLineQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "key"],
                name="chat_line_once",
                violation_error_message="This line was asked for already.",
            )
        ]

    def __str__(self):
        return self.text

    @alters_data
    def set(self, **values):
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=[*values])

    @alters_data
    def end(self, *, at, failure=""):
        self.set(ended_at=at, failure=failure)
