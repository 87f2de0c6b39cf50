"""The base of every row that people write.

Saving or deleting a `Record` writes a `Change` in the same transaction. Own rows
rather than django-simple-history: one readable table for all nouns instead of one
shadow table for each, and names that outlive the rows they point at.
"""

from itertools import chain

from django.db import models, transaction
from django.db.models.deletion import Collector

from objectives.models.change import Change


class Record(models.Model):
    class Meta:
        abstract = True

    def save(self, *args, by=None, at=None, action="", reason="", **kwargs):
        """Save, and say so in the audit trail in the name of `by`."""
        with transaction.atomic():
            before = self._stored()
            super().save(*args, **kwargs)
            fields = self._differences(before)
            if fields or before is None:
                action = action or ("changed" if before else "added")
                self._record(action, fields, by=by, at=at, reason=reason)

    def delete(self, *args, by=None, at=None, reason="", **kwargs):
        """Delete, and keep what stood here in the audit trail."""
        with transaction.atomic():
            for row in self._going():
                gone = {name: [value, ""] for name, value in row._values().items()}
                row._record("deleted", gone, by=by, at=at, reason=reason)
            return super().delete(*args, **kwargs)

    def _going(self):
        """This record, then the records that the database deletes along with it."""
        collector = Collector(using=self._state.db, origin=self)
        collector.collect([self])
        found = chain(*collector.data.values(), *collector.fast_deletes)
        parts = (row for row in found if isinstance(row, Record) and row != self)
        return [self, *parts]

    def _stored(self):
        if self.pk is None:
            return None
        return type(self)._base_manager.filter(pk=self.pk).first()

    def _values(self):
        return {field.name: readable(self, field) for field in self._meta.local_fields}

    def _differences(self, before):
        if before is None:
            return {name: ["", value] for name, value in self._values().items()}
        return {
            field.name: [readable(before, field), readable(self, field)]
            for field in self._meta.local_fields
            if getattr(before, field.attname) != getattr(self, field.attname)
        }

    def _record(self, action, fields, *, by, at, reason):
        moment = {"at": at} if at else {}
        Change.objects.create(
            by=by,
            by_name=by.get_username() if by else "",
            action=action,
            noun=self._meta.label_lower,
            object_pk=self.pk,
            object_name=str(self)[:200],
            fields=fields,
            reason=reason,
            **moment,
        )


def readable(row, field):
    """A field's value as text that stays readable when other rows are gone."""
    if field.is_relation:
        related = getattr(row, field.name)
        return "" if related is None else str(related)
    value = field.value_to_string(row)
    return "" if value is None else value
