from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from goals_tracker.database.verbs import alters_data
from goals_tracker.tasks import engine
from goals_tracker.tasks.engine import RETENTION
from objectives.models import Team
from objectives.models.background_work import BackgroundWorkQuerySet
from objectives.models.kept_file import FilePiece, KeptFile

# Of one person, at once and altogether: a file may well have ten megabytes.
MOST_UNFINISHED = 3
MOST_KEPT = 10


class BookQuerySet(BackgroundWorkQuerySet["Book"]):
    def visible_to(self, user, *, at):
        """The user's own, for a week; administrators see everybody's."""
        kept = Q(finished_at=None) | Q(finished_at__gt=at - RETENTION)
        sees_all = user.is_active and user.is_staff
        own = self if sees_all else self.filter(by=user.pk)
        return own.filter(kept).select_related("quarter", "by")

    def unfinished(self):
        return self.filter(finished_at=None, cancelled_at=None)

    def latest_first(self):
        return self.order_by("-asked_at", "-pk")

    def check_ask(self, quarter, *, by):
        """Raise ValidationError where there is nothing in it, or enough on the way."""
        if not Team.objects.visible_to(by).reviewed_in(quarter).exists():
            raise ValidationError(
                "You cannot see any reviews of this quarter.", code="empty"
            )
        if self.filter(by=by).unfinished().count() >= MOST_UNFINISHED:
            raise ValidationError(
                "You already have %(count)s books in progress. Wait for one, or cancel "
                "one.",
                code="enough",
                params={"count": MOST_UNFINISHED},
            )

    @alters_data
    @transaction.atomic
    def ask(self, quarter, kind, *, task, by, at):
        """A book of that quarter: the one that is being made for them, or a new one."""
        # Two clicks of one person wait for each other here.
        get_user_model().objects.select_for_update().get(pk=by.pk)
        same = self.filter(quarter=quarter, kind=kind, by=by)
        if found := same.unfinished().first():
            return found
        self.check_ask(quarter, by=by)
        self.let_go(by=by)
        book = self.create(quarter=quarter, kind=kind, by=by, asked_at=at)
        book.set(task=engine.enqueue(task, book.pk))
        return book

    def let_go(self, *, by):
        """Remove the oldest of theirs, so that one more can be kept."""
        own = self.filter(by=by, finished_at__isnull=False).latest_first()
        old = own.values_list("pk", flat=True)[MOST_KEPT - 1 :]
        self.filter(pk__in=list(old)).delete()

    @alters_data
    def remove_old(self, *, at):
        """Remove what was made a week ago."""
        return self.filter(finished_at__lte=at - RETENTION).delete()


class Book(KeptFile):
    """All reviews of a quarter that its asker may see, as one file, in the making.

    `teams` are those in it, `gaps` the reviews that could not be made, each as (name,
    why).
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "One PDF, with contents and bookmarks"
        ZIP = "zip", "A ZIP with a PDF of each review"

    quarter = models.ForeignKey(
        "objectives.Quarter", on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField("format", max_length=3, choices=Kind)
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    teams = models.JSONField(default=list, blank=True)
    gaps = models.JSONField(default=list, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)

    objects = BookQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["pdf", "zip"]),
                name="book_kind",
                violation_error_message="Choose one PDF or a ZIP.",
            ),
        ]

    def __str__(self):
        return f"The book of {self.quarter}"

    def get_absolute_url(self):
        return reverse("book_detail", args=[self.pk])

    @property
    def name(self):
        """What its file is called: 2014-15-q2-reviews.pdf."""
        return f"{self.quarter.slug}-reviews.{self.kind}"

    @property
    def state(self):
        """One word for where it stands."""
        if self.cancelled_at:
            return "stopping" if self.is_begun else "cancelled"
        if not self.finished_at:
            return "running" if self.is_begun else "waiting"
        if self.error:
            return "failed"
        return "gaps" if self.gaps else "done"

    @property
    def words(self):
        """The same in a few words."""
        missing = f"{len(self.gaps)} review{'s' * (len(self.gaps) != 1)} missing"
        return {
            "waiting": "Waiting",
            "running": "In progress",
            "stopping": "Cancelling",
            "cancelled": "Cancelled",
            "failed": "Failed",
            "gaps": f"Ready, with {missing}",
            "done": "Ready",
        }[self.state]

    @property
    def is_made(self):
        return self.state in ("done", "gaps")

    @property
    def is_unfinished(self):
        return self.state in ("waiting", "running", "stopping")

    @property
    def kept_until(self):
        return self.finished_at and self.finished_at + RETENTION

    def is_abandoned(self):
        return self.state == "running" and super().is_abandoned()

    def may_be_handed_to(self, user):
        """Whether this user may see every team in it, now."""
        seen = Team.objects.keys_visible_to(user)
        return seen is None or set(self.teams) <= set(seen)

    @alters_data
    def cancel(self, *, at):
        """Stop the making; its worker finds out before the next review."""
        going_on = Book.objects.filter(pk=self.pk).unfinished()
        going_on.update(cancelled_at=at)

    @alters_data
    def begin(self, teams, *, attempt):
        """Say how many reviews there are; again where another worker has started it."""
        keys = [team.pk for team in teams]
        self.set(attempt=attempt, total=len(keys), done=0, teams=keys, gaps=[])

    def is_cancelled(self):
        """Whether it was cancelled, or removed, by now."""
        return not Book.objects.filter(pk=self.pk, cancelled_at=None).exists()


class BookPiece(FilePiece):
    """A megabyte of a book's file."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="pieces")

    class Meta:
        ordering = ["book", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["book", "number"],
                name="book_piece_once",
                violation_error_message="The book already has this piece.",
            )
        ]

    def __str__(self):
        return f"{self.book}, piece {self.number}"
