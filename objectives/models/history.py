"""The base of every row that people write.

Saving or deleting a `Record` writes a `Change` in the same transaction. Own rows
rather than django-simple-history: one readable table for all nouns instead of one
shadow table for each, and names that outlive the rows they point at.

Only what was set since the row was read is written, so that two people who change
different fields of it do not undo each other's work; `change` also keeps apart two who
change the same field.
"""

from itertools import chain, groupby
from operator import attrgetter

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.deletion import Collector

from objectives.models.change import Change
from objectives.models.deletion import Deletion


class Conflict(ValidationError):
    """Somebody else has changed these fields since the writer saw them.

    `theirs` has what stands in each of them now.
    """

    def __init__(self, theirs):
        super().__init__("Somebody else has changed this meanwhile.", code="conflict")
        self.theirs = theirs


class Record(models.Model):
    class Meta:
        abstract = True

    def save(self, *args, by=None, at=None, action="", reason="", **kwargs):
        """Save what was set, and say so in the audit trail in the name of `by`."""
        with transaction.atomic():
            before = self._stored()
            if before:
                kwargs["update_fields"] = self._set_fields(kwargs.get("update_fields"))
            fields = self._differences(before, kwargs.get("update_fields"))
            super().save(*args, **kwargs)
            self._read = self._attributes()
            if fields or before is None:
                action = action or ("changed" if before else "added")
                self.record(action, fields, by=by, at=at, reason=reason)

    def delete(self, *args, by=None, at=None, reason="", **kwargs):
        """Delete, and keep what stood here: to be read for ever, to be undone a while.

        Returns the `Deletion` that undoes it.
        """
        with transaction.atomic():
            going, links = self._going()
            moment = {"by": by, "at": at, "reason": reason}
            for row in going:
                if isinstance(row, Record):
                    gone = {name: [text, ""] for name, text in row._values().items()}
                    row.record("deleted", gone, **moment)
            for field, _, rows in links:
                for row in rows if issubclass(field.model, Record) else ():
                    row.record_link(field, cut=True, **moment)
            deletion = Deletion.objects.keep(self, going, links, by=by, at=at)
            super().delete(*args, **kwargs)
            return deletion

    @classmethod
    def record_all(cls, *, by, at, reason=""):
        """Enter every row as added, as where they were written past `save`."""
        rows = cls._base_manager.order_by("pk").fetch_mode(models.FETCH_PEERS)
        Change.objects.bulk_create(
            row.entry("added", row._differences(None, ()), by=by, at=at, reason=reason)
            for row in rows
        )

    # Django's own hook for what else to keep of a row that was read.
    @classmethod
    def from_db(cls, db, field_names, values, **kwargs):
        row = super().from_db(db, field_names, values, **kwargs)
        row._read = dict(zip(field_names, values, strict=False))
        return row

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self._read = self._attributes()

    @transaction.atomic
    def change(self, values, *, was, by, at, **record):
        """Set these fields, unless somebody else has set one of them meanwhile.

        `was` has what the writer saw in each field; None takes what stands there, as
        where nobody saw it. Raises `Conflict` where the row now says something third.
        """
        self.lock()
        self.check_was(values, was)
        for name, value in values.items():
            setattr(self, name, value)
        self.save(by=by, at=at, **record)

    change.alters_data = True

    def check_was(self, values, was):
        """Raise `Conflict` unless each field says what it was, or already the new."""
        theirs = {
            name: getattr(self, name)
            for name in was or ()
            if not alike(getattr(self, name), was[name])
            and not alike(getattr(self, name), values[name])
        }
        if theirs:
            raise Conflict(theirs)

    def lock(self):
        """Wait for other writers of this row, then see what they left behind."""
        self.lock_plans()
        # In no order: one by rows of other tables would lock those as well.
        rows = type(self)._base_manager.filter(pk=self.pk).order_by()
        if not rows.select_for_update(no_key=True).values_list("pk"):
            raise ValidationError("It has been deleted meanwhile.", code="gone")
        self.refresh_from_db()

    def lock_plans(self):
        """Wait for verbs on the plans that a write of this row has to do with."""
        apps.get_model("objectives", "Plan").objects.lock(self.touched_plans())

    def touched_plans(self):
        """The keys of the plans that must not close while this row is written."""
        return []

    def _attributes(self):
        """What stands in the fields that were read, by the names of their columns."""
        names = (field.attname for field in self._meta.concrete_fields)
        return {name: self.__dict__[name] for name in names if name in self.__dict__}

    def _set_fields(self, asked_for):
        """The names of the fields that say something else than when they were read."""
        read = getattr(self, "_read", {})
        return [
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key
            and (asked_for is None or field.name in asked_for)
            and field.attname in self.__dict__
            and (
                field.attname not in read
                or read[field.attname] != getattr(self, field.attname)
            )
        ]

    def _going(self):
        """This row and those that are deleted along with it; links that are cut.

        A link is a field, the key it leads to, and the rows in which it is emptied.
        """
        collector = Collector(using=self._state.db, origin=self)
        collector.collect([self])
        found = chain(*collector.data.values(), *collector.fast_deletes)
        links = [
            (field, key, list(rows))
            for (field, _), groups in collector.field_updates.items()
            for key, rows in by_target(field, chain(*groups))
        ]
        return [self, *(row for row in found if row != self)], links

    def _stored(self):
        if self.pk is None:
            return None
        return type(self)._base_manager.filter(pk=self.pk).first()

    def _values(self):
        return {field.name: readable(self, field) for field in self._meta.local_fields}

    def _differences(self, before, written):
        if before is None:
            return {name: ["", value] for name, value in self._values().items()}
        return {
            field.name: [readable(before, field), readable(self, field)]
            for field in self._meta.local_fields
            if field.name in written
            and getattr(before, field.attname) != getattr(self, field.attname)
        }

    def record_restored(self, *, by, at):
        """Enter that this row is back, with all that it says."""
        self.record("restored", self._differences(None, ()), by=by, at=at)

    def record_link(self, field, *, cut, **moment):
        """Enter that a link of this row is cut, or mended again, along with another."""
        name = readable(self, field)
        self.record(
            "changed", {field.name: [name, ""] if cut else ["", name]}, **moment
        )

    def record(self, action, fields, *, by, at, reason=""):
        """Write an entry of the audit trail about this row."""
        self.entry(action, fields, by=by, at=at, reason=reason).save()

    def entry(self, action, fields, *, by, at, reason=""):
        """The unsaved entry of the audit trail about this row."""
        moment = {"at": at} if at else {}
        return Change(
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


def by_target(field, rows):
    """The rows in groups that lead to the same one, each with the key of that."""
    key = attrgetter(field.attname)
    return groupby(sorted(rows, key=key), key)


def alike(one, other):
    """Whether two values of a field say the same; space around a text says nothing."""
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other


def readable(row, field):
    """A field's value as text that stays readable when other rows are gone."""
    if field.is_relation:
        related = getattr(row, field.name)
        return "" if related is None else str(related)
    if field.value_from_object(row) is None:
        return ""
    return field.value_to_string(row)
