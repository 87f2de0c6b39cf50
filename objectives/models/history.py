"""The base of every model that people edit: an audit trail, and no lost updates.

Saving or deleting an `AuditedModel` writes a `Change` in the same transaction. It is
not django-simple-history because one readable table serves all models instead of a
shadow table for each, and its names outlive the rows they refer to.

Only fields that were set since the row was read are written, so two people who change
different fields do not undo each other's work. `change` also detects two people who
change the same field.
"""

from collections import defaultdict
from copy import copy
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models.deletion import Collector

from goals_tracker.database.verbs import alters_data
from objectives.models.change import Change
from objectives.models.deletion import Deletion
from objectives.models.naming import name_of

# Rows in a statement that writes many.
AT_ONCE = 500


class ConflictError(ValidationError):
    """Somebody else has changed these fields since they were shown.

    `theirs` has the stored value of each, `changes` the entry of the audit trail that
    says who wrote it, where that is known.
    """

    def __init__(self, theirs, changes=None):
        super().__init__(
            "Someone else has changed this in the meantime.", code="conflict"
        )
        self.theirs, self.changes = theirs, changes or {}


class AuditedModel(models.Model):
    class Meta:
        abstract = True

    def save(self, *args, by=None, at=None, action="", reason="", also=None, **kwargs):
        """Save the fields that were set, and log the change as made by `by`.

        `also` is what the entry says besides, as the fields: before and after.
        """
        with transaction.atomic():
            before = self._stored()
            if before:
                kwargs["update_fields"] = self._set_fields(kwargs.get("update_fields"))
            fields = self._differences(before, kwargs.get("update_fields"))
            super().save(*args, **kwargs)
            self._read = self._attributes()
            if fields or before is None:
                action = action or ("changed" if before else "added")
                fields = fields | (also or {})
                self.log_change(action, fields, by=by, at=at, reason=reason)

    def delete(self, *args, by=None, at=None, reason="", **kwargs):
        """Delete, and log what was deleted.

        Returns the `Deletion` that can undo it for a while.
        """
        with transaction.atomic():
            deleted, links = self._cascade()
            moment = {"by": by, "at": at, "reason": reason}
            for row in deleted:
                if isinstance(row, AuditedModel):
                    before = {name: [text, ""] for name, text in row._values().items()}
                    row.log_change("deleted", before, **moment)
            for field, _, rows in links:
                for row in rows if issubclass(field.model, AuditedModel) else ():
                    row.log_link(field, cut=True, **moment)
            deletion = Deletion.objects.save_rows(self, deleted, links, by=by, at=at)
            super().delete(*args, **kwargs)
            return deletion

    @classmethod
    def log_all_added(cls, *, by, at, reason=""):
        """Log every row as added, for rows that were written without `save`."""
        rows = cls._base_manager.order_by("pk").fetch_mode(models.FETCH_PEERS)
        moment = {"by": by, "at": at, "reason": reason}
        Change.objects.bulk_create(
            row.new_change("added", row._differences(None, ()), **moment)
            for row in rows
        )

    @classmethod
    @alters_data
    @transaction.atomic
    def add_all(cls, rows, *, by, at, reason=""):
        """Insert many rows at once, with the entries that saving each would write."""
        entries = [row._differences(None, ()) for row in rows]
        cls._default_manager.bulk_create(rows, batch_size=AT_ONCE)
        moment = {"by": by, "at": at, "reason": reason}
        pairs = list(zip(rows, entries, strict=True))
        cls.log_all("added", pairs, **moment)
        return rows

    @classmethod
    @alters_data
    @transaction.atomic
    def change_all(cls, rows, *, by, at, action="changed", reason=""):
        """Write the fields that were set in many rows, which are locked, as `save`."""
        entries, by_fields = [], defaultdict(list)
        for row in rows:
            names = row._set_fields(None)
            fields = row._differences(row._as_read(), names)
            if fields:
                entries.append((row, fields))
                by_fields[tuple(names)].append(row)
        for names, some in by_fields.items():
            cls._base_manager.bulk_update(some, names, batch_size=AT_ONCE)
        cls.log_all(action, entries, by=by, at=at, reason=reason)
        return [row for row, _ in entries]

    @classmethod
    def log_all(cls, action, entries, *, by, at, reason=""):
        """Save entries of the audit trail: pairs of a row and its fields."""
        moment = {"by": by, "at": at, "reason": reason}
        made = [row.new_change(action, fields, **moment) for row, fields in entries]
        if made:
            Change.objects.bulk_create(made, batch_size=AT_ONCE)
        for row, _ in entries:
            row._read = row._attributes()

    @classmethod
    def from_db(cls, db, field_names, values, **kwargs):
        row = super().from_db(db, field_names, values, **kwargs)
        row._read = dict(zip(field_names, values, strict=False))
        return row

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self._read = self._attributes()

    @alters_data
    @transaction.atomic
    def change(self, values, *, was, by, at, **saving):
        """Set these fields, unless somebody else has changed one of them.

        `was` has the value of each field that the writer saw; None skips the check.
        Raises `ConflictError` if the stored value is neither that nor the new one.
        """
        self.lock()
        self.check_unchanged(values, was)
        for name, value in values.items():
            setattr(self, name, value)
        self.save(by=by, at=at, **saving)

    def check_unchanged(self, values, was):
        """Raise `ConflictError` unless each field has its old or its new value."""
        theirs = {
            name: getattr(self, name)
            for name in was or ()
            if not is_equal(getattr(self, name), was[name])
            and not is_equal(getattr(self, name), values[name])
        }
        if theirs:
            raise ConflictError(
                theirs, {name: self._change_to(name) for name in theirs}
            )

    def _change_to(self, name):
        """The entry of the audit trail by which a field has come to its value."""
        if name not in {field.name for field in self._meta.fields}:
            return None  # such as whether it was missed, which others say
        last = Change.objects.of_field(self, name).first()
        text = as_text(self, self._meta.get_field(name))
        return last if last and last.fields[name][1] == text else None

    def lock(self):
        """Wait for other writers of this row, then read it again."""
        self.lock_plans()
        # Unordered: ordering by other tables would lock their rows as well.
        rows = type(self)._base_manager.filter(pk=self.pk).order_by()
        if not rows.select_for_update(no_key=True).values_list("pk"):
            raise ValidationError("This has been deleted in the meantime.", code="gone")
        self.refresh_from_db()

    def lock_plans(self):
        """Wait for verbs on the plans that a write of this row affects."""
        apps.get_model("objectives", "Plan").objects.lock(self.touched_plans())

    def touched_plans(self):
        """The keys of the plans that must not close while this row is written."""
        return []

    def _attributes(self):
        """The values of the fields that were loaded, by attribute name."""
        names = (field.attname for field in self._meta.concrete_fields)
        return {name: self.__dict__[name] for name in names if name in self.__dict__}

    @property
    def set_fields(self):
        """The names of the fields that were set since it was read."""
        return self._set_fields(None)

    def _set_fields(self, requested):
        """The names of the fields whose values have changed since they were read."""
        read = getattr(self, "_read", {})
        return [
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key
            and (requested is None or field.name in requested)
            and field.attname in self.__dict__
            and (
                field.attname not in read
                or read[field.attname] != getattr(self, field.attname)
            )
        ]

    def _cascade(self):
        """The rows that are deleted with this one, itself first, and links set to null.

        A link is a field, the key it refers to and the rows in which it is null then.
        """
        collector = Collector(using=self._state.db or DEFAULT_DB_ALIAS, origin=self)
        collector.collect([self])
        # The stubs take sets and querysets of rows for single rows.
        deleted: list[Any] = [*collector.data.values(), *collector.fast_deletes]
        field_updates: dict[Any, Any] = collector.field_updates
        links = [
            (field, key, list(rows))
            for (field, _), updates in field_updates.items()
            for key, rows in grouped_by_target(field, chain(*updates))
        ]
        return [self, *(row for row in chain(*deleted) if row != self)], links

    def _as_read(self):
        """A row with the values that this one had when it was read."""
        before = copy(self)
        for name, value in getattr(self, "_read", {}).items():
            setattr(before, name, value)
        return before

    def _stored(self):
        if self.pk is None:
            return None
        return type(self)._base_manager.filter(pk=self.pk).first()

    def _values(self):
        return {field.name: as_text(self, field) for field in self._meta.local_fields}

    def _differences(self, before, written):
        if before is None:
            return {name: ["", value] for name, value in self._values().items()}
        return {
            field.name: [as_text(before, field), as_text(self, field)]
            for field in self._meta.local_fields
            if field.name in written
            and getattr(before, field.attname) != getattr(self, field.attname)
        }

    def log_restored(self, *, by, at):
        """Log that this row was restored, with all its values."""
        self.log_change("restored", self._differences(None, ()), by=by, at=at)

    def log_link(self, field, *, cut, **moment):
        """Log that a link of this row is set to null or restored."""
        name = as_text(self, field)
        self.log_change(
            "changed", {field.name: [name, ""] if cut else ["", name]}, **moment
        )

    def log_change(self, action, fields, *, by, at, reason=""):
        """Save an entry of the audit trail about this row."""
        self.new_change(action, fields, by=by, at=at, reason=reason).save()

    def new_change(self, action, fields, *, by, at, reason=""):
        """An unsaved entry of the audit trail about this row."""
        moment = {"at": at} if at else {}
        return Change(
            by=by,
            by_name=name_of(by),
            action=action,
            noun=self._meta.label_lower,
            object_pk=self.pk,
            object_name=str(self)[:200],
            fields=fields,
            reason=reason,
            **moment,
        )


def grouped_by_target(field, rows):
    """Group the rows by the key that they refer to."""
    key = attrgetter(field.attname)
    return groupby(sorted(rows, key=key), key)


def is_equal(one, other):
    """Whether two values of a field are equal, ignoring white space in texts."""
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other


def as_text(row, field):
    """A field's value as text that stays readable once related rows are gone."""
    if field.is_relation:
        related = getattr(row, field.name)
        return "" if related is None else str(related)
    if field.value_from_object(row) is None:
        return ""
    return field.value_to_string(row)
