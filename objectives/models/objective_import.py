"""What is being imported, how its columns are called, and how its statuses read."""

import datetime
import json
import zlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q

from goals_tracker.database.verbs import alters_data
from objectives.models.background_work import BackgroundWork, BackgroundWorkQuerySet
from objectives.models.status_update import STATES
from objectives.parsing.pasted_rows import folded_name

WEEK = datetime.timedelta(days=7)
LONGEST_STATUS = 200


def packed(value):
    """As compressed JSON: a table may have fifty thousand rows."""
    return zlib.compress(json.dumps(value, cls=DjangoJSONEncoder).encode())


def unpacked(content):
    return json.loads(zlib.decompress(bytes(content))) if content else {}


class ImportQuerySet(BackgroundWorkQuerySet["Import"]):
    def visible_to(self, user):
        """Their own alone."""
        return self.filter(author=user.pk)

    def unfinished(self):
        return super().unfinished().exclude(task="")

    def for_list(self):
        """Without what was read and what was written."""
        return self.defer("content", "journal")

    @alters_data
    def begin(self, author, *, name, source, at, team=None, quarter=""):
        """Keep what was read, as JSON, for the steps that follow."""
        self.remove_old(at=at)
        return self.create(
            author=author,
            name=" ".join(name.split())[:200] or "Pasted text",
            content=packed(source),
            team=team,
            quarter=quarter,
            asked_at=at,
        )

    @alters_data
    def remove_old(self, *, at):
        self.filter(asked_at__lte=at - Import.LIFETIME).delete()


class Import(BackgroundWork):
    """A table that somebody is bringing in, from reading it to undoing it.

    `content` is what was read, `journal` what was written, both packed. `mapping`,
    `choices` and `outcome` belong to `objectives.importing`. It is kept for a week.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imports"
    )
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    # Where the author came from, for rows that do not say.
    team = models.ForeignKey(
        "objectives.Team",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    quarter = models.CharField(max_length=20, blank=True)
    table = models.PositiveIntegerField(null=True, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField("rows", default=0)
    done = models.PositiveIntegerField("rows written", default=0)
    outcome = models.JSONField(default=dict, blank=True)
    journal = models.BinaryField(default=b"")
    undone_at = models.DateTimeField(null=True, blank=True)

    LIFETIME = WEEK

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    @property
    def is_applied(self):
        return bool(self.finished_at and not self.error)

    @property
    def is_undone(self):
        return self.undone_at is not None

    @property
    def source(self):
        """What was read, as JSON."""
        return unpacked(self.content)

    @property
    def written(self):
        """What was written, as JSON."""
        return unpacked(self.journal)

    def check_change(self):
        """Raise ValidationError if it is being written or has been."""
        if self.finished_at and not self.error:
            raise ValidationError("This has been imported.", code="applied")
        if self.task and not self.finished_at:
            raise ValidationError("This is being imported.", code="running")

    @alters_data
    @transaction.atomic
    def choose(self, **fields):
        """Set its table, mapping or choices; what failed may be tried again."""
        self.lock()
        self.check_change()
        self.set(task="", finished_at=None, error="", attempt=0, **fields)

    def lock(self):
        """Wait for others who write it, then read it again."""
        rows = Import.objects.filter(pk=self.pk).order_by()
        if not rows.select_for_update().values_list("pk"):
            raise ValidationError("This import has been removed.", code="gone")
        self.refresh_from_db()


class ImportMappingQuerySet(models.QuerySet["ImportMapping"]):
    def named(self, name):
        """The one of this name, whatever its case."""
        return self.filter(folded=folded_name(name))

    @alters_data
    def keep(self, name, columns, *, by, at):
        """Keep what columns mean under this name, in place of what it had."""
        name = " ".join(name.split())[:80]
        values = {"name": name, "columns": columns, "by": by, "at": at}
        return self.update_or_create(folded=folded_name(name)[:160], defaults=values)[0]


class ImportMapping(models.Model):
    """What the columns of a kind of table mean, kept by name for the next time."""

    name = models.CharField(max_length=80)
    folded = models.CharField(max_length=160, unique=True, editable=False)
    columns = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField()

    objects = ImportMappingQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="import_mapping_name",
                violation_error_message="Enter a name for the columns.",
            ),
        ]

    def __str__(self):
        return self.name


class StatusReadingQuerySet(models.QuerySet["StatusReading"]):
    def states(self):
        """The state that was chosen for each text, by its folded form."""
        return dict(self.values_list("folded", "state"))

    @alters_data
    def keep(self, states, *, by, at):
        """Keep the state that was chosen for each of these texts."""
        rows = [
            self.model(text=text, folded=folded_status(text), state=state, by=by, at=at)
            for text, state in states.items()
            if folded_status(text)
        ]
        self.bulk_create(
            {row.folded: row for row in rows}.values(),
            update_conflicts=True,
            unique_fields=["folded"],
            update_fields=["text", "state", "by", "at"],
        )


class StatusReading(models.Model):
    """What the organisation means by a status; empty: nothing that can be counted."""

    text = models.TextField()
    folded = models.CharField(max_length=LONGEST_STATUS, unique=True, editable=False)
    state = models.CharField(max_length=12, choices=STATES, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField()

    objects = StatusReadingQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["", *dict(STATES)]),
                name="status_reading_state",
                violation_error_message="Choose one of the states.",
            ),
        ]

    def __str__(self):
        return self.text


def folded_status(text):
    """What spellings of a status have in common; empty for what nobody repeats."""
    folded = folded_name(text)
    return folded if len(folded) <= LONGEST_STATUS else ""
