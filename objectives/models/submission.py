import datetime

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from goals_tracker.database.verbs import alters_data

LIFETIME = datetime.timedelta(days=1)
MOST_REMOVED = 100


class SubmissionQuerySet(models.QuerySet["Submission"]):
    @alters_data
    def begin(self, digest, *, by, at):
        """Claim this digest before anything else is written.

        A request with the same digest waits here for the first one. Raises
        IntegrityError if that one was saved.
        """
        self.remove_old(at=at)
        return self.create(by=by, digest=digest, at=at)

    @alters_data
    def remove_old(self, *, at):
        """Remove some old ones, skipping those that are being removed elsewhere."""
        old = self.filter(at__lte=at - LIFETIME).order_by()
        pks = old.select_for_update(skip_locked=True).values_list("pk", flat=True)
        self.filter(pk__in=list(pks[:MOST_REMOVED])).delete()


class Submission(models.Model):
    """A posted form with its result, in case it is posted again.

    `digest` identifies the request; `saved` refers to the rows that it created, or has
    a text. It is saved in the same transaction as they are.
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
                violation_error_message="This has already been sent.",
            ),
        ]

    def __str__(self):
        return self.digest

    @alters_data
    def save_result(self, saved):
        """Save the result: a row, several rows, or a text."""
        self.saved = as_json(saved)
        self.save(update_fields=["saved"])

    def result(self):
        """The saved result. Raises ValidationError if all its rows are deleted."""
        rows = [row for row in map(row_from, self.saved.get("rows", ())) if row]
        if self.saved.get("rows") and not rows:
            raise ValidationError("This has been deleted in the meantime.", code="gone")
        if "rows" in self.saved:
            return rows if self.saved["several"] else rows[0]
        return self.saved.get("text")


def as_json(saved):
    """The result as JSON, with references to rows."""
    if isinstance(saved, models.Model):
        return {"rows": [reference_to(saved)], "several": False}
    if isinstance(saved, list):
        return {"rows": [reference_to(row) for row in saved], "several": True}
    return {} if saved is None else {"text": str(saved)}


def reference_to(row):
    return [row._meta.label_lower, row.pk]


def row_from(reference):
    label, pk = reference
    return apps.get_model(label)._base_manager.filter(pk=pk).first()
