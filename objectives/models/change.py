import datetime
import logging
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format

from goals_tracker.database.verbs import alters_data
from goals_tracker.serving import logs

logger = logging.getLogger(__name__)
HOUR = datetime.timedelta(hours=1)
# No request that can be undone writes more entries, with those of others meanwhile.
MOST_TOGETHER = 5000


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, *rows):
        """The history of one row, or of several together, newest first."""
        keys: dict[str, list[int]] = {}
        for row in rows:
            keys.setdefault(row._meta.label_lower, []).append(row.pk)
        these = (Q(noun=noun, object_pk__in=pks) for noun, pks in keys.items())
        return self.filter(reduce(or_, these, Q(pk__in=[])))

    def reopenings(self):
        return self.filter(action="reopened")

    def values_of(self, rows, name):
        """The values that this field has had in any of these rows."""
        these = self.filter(
            noun=rows.model._meta.label_lower,
            object_pk__in=rows.order_by().values("pk"),
            fields__has_key=name,
        )
        pairs = these.order_by().values_list(f"fields__{name}", flat=True)
        return {value for pair in pairs.iterator() for value in pair}

    def of_field(self, row, name):
        """The changes of one field of a row, newest first."""
        return self.of(row).filter(fields__has_key=name).order_by("-pk")

    def texts_of(self, comments):
        """The texts that edited comments had before, by key, the oldest first."""
        edited = [one for one in comments if one.edited_at and not one.is_deleted]
        changes = self.of(*edited).filter(action="edited") if edited else ()
        found: dict[int, list[str]] = {}
        for change in reversed(changes):
            found.setdefault(change.object_pk, []).append(change.fields["text"][0])
        return found

    def made_with(self, change):
        """What the same request has changed of the same kind of rows, newest first."""
        if change.by_id is None or not change.request_id:
            return self.filter(pk=change.pk)
        # By their keys, since nothing else leads to a request's without reading all.
        near = (change.pk - MOST_TOGETHER, change.pk + MOST_TOGETHER)
        same = self.filter(request_id=change.request_id, by=change.by_id)
        return same.filter(noun=change.noun, pk__range=near).order_by("-pk")

    def bulk_create(self, objs, *args, **kwargs):
        entries = list(objs)
        for entry in entries:
            entry.request_id = logs.current.get()
        logger.info("%s entries of the audit trail", len(entries))
        return super().bulk_create(entries, *args, **kwargs)

    @alters_data
    @transaction.atomic
    def count_again(self, row, action, fields, *, at):
        """Count the same once more in its entry of the last hour; False without one.

        Nothing else of an entry ever changes. Of two that come at once there may be
        two entries.
        """
        latest = self.of(row).filter(action=action, at__gt=at - HOUR)
        for name, value in fields.items():
            latest = latest.filter(**{f"fields__{name}": value})
        entry = latest.select_for_update().first()
        if entry is None:
            return False
        times = int(entry.fields["times"][1]) + 1
        counted = entry.fields | {"times": ["", str(times)]}
        super(ChangeQuerySet, self.filter(pk=entry.pk)).update(fields=counted)
        return True

    def update(self, **kwargs):
        raise ValidationError("The audit trail cannot be edited.", code="append_only")

    def delete(self):
        raise ValidationError("The audit trail cannot be deleted.", code="append_only")


class Change(models.Model):
    """One entry of the audit trail: who changed what, when, and the old values.

    Names are copied, so that the entry stays readable after the row and the account
    are deleted. `request_id` leads to the lines of the log about the same request.
    """

    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    by_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=40)
    noun = models.CharField(max_length=80)
    object_pk = models.BigIntegerField()
    object_name = models.CharField(max_length=200)
    fields = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["noun", "object_pk", "-at"], name="change_of_row")
        ]

    def __str__(self):
        return f"{self.object_name} {self.action}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError(
                "The audit trail cannot be edited.", code="append_only"
            )
        self.request_id = logs.current.get()
        row = f"{self.noun} {self.object_pk}"
        logger.info("%s: %s by %s", row, self.action, self.by_id)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError("The audit trail cannot be deleted.", code="append_only")

    @property
    def who_and_when(self):
        """For the beginning of a sentence."""
        moment = date_format(timezone.localtime(self.at), "j M Y, H:i")
        return f"{self.by_name or 'Someone'} ({moment})"
