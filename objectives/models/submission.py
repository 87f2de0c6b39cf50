import datetime

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from goals_tracker.verbs import alters_data

KEPT = datetime.timedelta(days=1)
MOST_REMOVED = 100


class SubmissionQuerySet(models.QuerySet["Submission"]):
    @alters_data
    def begin(self, digest, *, by, at):
        """Claim what is being sent, before anything else of it is written.

        Whoever sends the same waits here for the first. Raises IntegrityError where
        that one was saved.
        """
        self.remove_old(at=at)
        return self.create(by=by, digest=digest, at=at)

    @alters_data
    def remove_old(self, *, at):
        """Remove some of those that nobody sends again, past those who do the same."""
        old = self.filter(at__lte=at - KEPT).order_by()
        pks = old.select_for_update(skip_locked=True).values_list("pk", flat=True)
        self.filter(pk__in=list(pks[:MOST_REMOVED])).delete()


class Submission(models.Model):
    """A form that somebody sent, and what came of it, for when it comes again.

    `digest` tells it from all others of that person; `saved` names the rows that it
    made, or has what was said of it. Written along with them, or not at all.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    digest = models.CharField(max_length=64)
    saved = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(db_index=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "digest"],
                name="submission_once",
                violation_error_message="This was sent before.",
            ),
        ]

    def __str__(self):
        return self.digest

    @alters_data
    def keep(self, saved):
        """Keep what came of it: a row, rows, or whatever a form says in words."""
        self.saved = told(saved)
        self.save(update_fields=["saved"])

    def found(self):
        """What came of it, as it is now. Raises ValidationError if all that is gone."""
        rows = [row for row in map(row_at, self.saved.get("rows", ())) if row]
        if self.saved.get("rows") and not rows:
            raise ValidationError("It has been deleted meanwhile.", code="gone")
        if "rows" in self.saved:
            return rows if self.saved["several"] else rows[0]
        return self.saved.get("text")


def told(saved):
    """The same as JSON."""
    if isinstance(saved, models.Model):
        return {"rows": [name_of(saved)], "several": False}
    if isinstance(saved, list):
        return {"rows": [name_of(row) for row in saved], "several": True}
    return {} if saved is None else {"text": str(saved)}


def name_of(row):
    return [row._meta.label_lower, row.pk]


def row_at(name):
    label, pk = name
    return apps.get_model(label)._base_manager.filter(pk=pk).first()
