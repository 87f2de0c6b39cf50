from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from goals_tracker.database.verbs import alters_data
from goals_tracker.tasks import engine
from objectives.models.background_work import BackgroundWorkQuerySet
from objectives.models.kept_file import FilePiece, KeptFile
from objectives.models.team import Team

# Of one person, at once and altogether.
MOST_UNFINISHED = 3
MOST_KEPT = 10


class ExportQuerySet(BackgroundWorkQuerySet["Export"]):
    def visible_to(self, user, *, at):
        """Their own alone, for a day."""
        kept = Q(finished_at=None) | Q(finished_at__gt=at - Export.LIFETIME)
        return self.filter(kept, author=user.pk)

    def latest_first(self):
        return self.order_by("-asked_at", "-pk")

    def check_ask(self, *, by):
        """Raise ValidationError where enough are on the way."""
        if self.filter(author=by).unfinished().count() >= MOST_UNFINISHED:
            raise ValidationError(
                "%(count)s files are already being created for you. Wait for one.",
                code="enough",
                params={"count": MOST_UNFINISHED},
            )

    @alters_data
    @transaction.atomic
    def ask(self, listing, query, format, *, task, by, at):
        """That list as a file: the one that is being made for them, or a new one."""
        # Two clicks of one person wait for each other here.
        get_user_model().objects.select_for_update().get(pk=by.pk)
        self.give_up(at=at)
        same = self.filter(author=by, listing=listing, query=query, format=format)
        if found := same.unfinished().first():
            return found
        self.check_ask(by=by)
        same.delete()
        self.let_go(by=by)
        fields = {"listing": listing, "query": query, "format": format}
        export = self.create(author=by, asked_at=at, **fields)
        export.set(task=engine.enqueue(task, export.pk))
        return export

    def let_go(self, *, by):
        """Remove the oldest of theirs, so that one more can be kept."""
        own = self.filter(author=by, finished_at__isnull=False).latest_first()
        old = own.values_list("pk", flat=True)[MOST_KEPT - 1 :]
        self.filter(pk__in=list(old)).delete()

    @alters_data
    def remove_old(self, *, at):
        """Remove what was made a day ago."""
        return self.filter(finished_at__lte=at - Export.LIFETIME).delete()


class Export(KeptFile):
    """A list as a file, made in the background for its author alone.

    `query` has the filters and the order. `teams` are those whose rows could be in it,
    or nothing where that was all of them.
    """

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    listing = models.CharField("list", max_length=20)
    query = models.TextField(blank=True)
    format = models.CharField(max_length=4, choices=Format)
    total = models.PositiveIntegerField("rows", null=True, blank=True)
    done = models.PositiveIntegerField("rows written", default=0)
    teams = models.JSONField(null=True, blank=True)

    LIFETIME = timedelta(days=1)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=["csv", "xlsx"]),
                name="export_format",
                violation_error_message="Choose CSV or XLSX.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("export_detail", args=[self.pk])

    @property
    def name(self):
        """What its file is called: objectives.csv."""
        return f"{self.listing}.{self.format}"

    @property
    def words(self):
        """Where it stands, in a few words."""
        if self.finished_at:
            return "Failed" if self.error else "Ready"
        return "In progress" if self.is_begun else "Waiting"

    @property
    def is_made(self):
        return bool(self.finished_at and not self.error)

    @property
    def kept_until(self):
        return self.finished_at and self.finished_at + self.LIFETIME

    def may_be_handed_to(self, user):
        """Whether this user may still see every team whose rows can be in it."""
        seen = Team.objects.keys_visible_to(user)
        if seen is None or self.teams is None:
            return seen is None
        return set(self.teams) <= set(seen)


class ExportPiece(FilePiece):
    """A megabyte of an export's file."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="pieces")

    class Meta:
        ordering = ["export", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["export", "number"],
                name="export_piece_once",
                violation_error_message="The export already has this piece.",
            )
        ]

    def __str__(self):
        return f"{self.export}, piece {self.number}"
