"""How readings are added to a metric, changed and removed."""

import math
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone

from goals_tracker.database.verbs import alters_data
from objectives.models.history import ConflictError
from reviews.models.metric_place import MetricPlace
from reviews.parsing.values import LARGEST

# Of three parameters each, of which SQLite takes 32,766.
BATCH = 10_000
UPSERT = """
INSERT INTO reviews_reading (metric_id, at, value, comment) VALUES {}
ON CONFLICT (metric_id, at) DO UPDATE SET value = excluded.value
"""
UPSERTED = "(%s, %s, %s, '')"
# Up to this many are looked up one by one, more by the time between first and last.
FEW = 500
# Up to this many are in the audit trail with their values; more are only counted.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many readings were new, changed or the same; the first and last moment."""

    new: int = 0
    changed: int = 0
    same: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def __str__(self):
        counts = (
            (self.new, "new"),
            (self.changed, "changed"),
            (self.same, "unchanged"),
        )
        parts = [f"{count:,} {word}" for count, word in counts if count]
        if not parts:
            return "There are no readings."
        *most, last = parts
        said = f"{', '.join(most)} and {last}" if most else last
        return f"Readings: {said} ({trail_span((self.first, self.last))})."


class MetricReadings(MetricPlace):
    """A metric's verbs on its readings. Each locks the metric first."""

    computed: models.CharField
    readings: Any  # the manager of the rows that lead here

    class Meta:
        abstract = True

    def check_import(self, readings):
        """Raise ValidationError unless these readings may be imported."""
        if self.computed:
            raise ValidationError(
                "This metric is computed. To replace a value, add a reading by hand, "
                "with the reason as its comment.",
                code="computed",
            )
        for _, value in readings:
            check_value(value)

    @alters_data
    @transaction.atomic
    def import_readings(self, readings, *, by, at, source):
        """Add or change readings by these pairs of moment and value.

        Comments stay. If nothing changes, nothing is written, not even to the trail.
        """
        self.lock()
        self.check_import(readings)
        values = dict(readings)
        if not values:
            return ImportResult()
        before = self._values_at(values)
        new = {
            moment: value for moment, value in values.items() if moment not in before
        }
        changed = {
            moment: value
            for moment, value in values.items()
            if moment in before and before[moment] != value
        }
        if new or changed:
            self._write(new | changed)
            said = {"from": ["", source], **trail_counts(new, changed, before)}
            self.log_change("figures imported", said, by=by, at=at)
        same = len(values) - len(new) - len(changed)
        return ImportResult(len(new), len(changed), same, min(values), max(values))

    def check_reading(self, value, comment):
        """Raise ValidationError unless that value may be entered by hand."""
        check_value(value)
        if self.computed and not comment.strip():
            raise ValidationError(
                "Enter a comment that says why the computed figure is wrong.",
                code="no_comment",
            )

    @alters_data
    @transaction.atomic
    def put_reading(self, moment, value, comment="", *, was=None, by, at):
        """Add a reading typed by hand, or replace `was`, the one that its writer saw.

        Raises ValidationError with the codes of `check_reading`, with `gone`,
        `conflict`, or `taken` for a time that has a value.
        """
        self.lock()
        self.check_reading(value, comment)
        reading = self._unchanged(was) if was else self.readings.model(metric=self)
        if was is None or was.at != moment:
            self._check_free(moment)
        before = trail_values(reading) if was else {}
        reading.at, reading.value, reading.comment = moment, value, comment
        after = trail_values(reading)
        said = {
            name: [before.get(name, ""), after.get(name, "")]
            for name in before | after
            if before.get(name, "") != after.get(name, "")
        }
        if said:
            reading.save()
            action = "reading changed" if was else "reading added"
            self.log_change(action, said, by=by, at=at)
        return reading

    @alters_data
    @transaction.atomic
    def remove_readings(self, first, last, *, by, at):
        """Remove the readings from one moment to another, both included.

        Returns how many there were.
        """
        self.lock()
        rows = self.readings.filter(at__gte=first, at__lte=last).order_by()
        gone = dict(rows.values_list("at", "value"))
        if gone:
            rows.delete()
            said = {"readings": [str(len(gone)), ""], "times": [trail_span(gone), ""]}
            if len(gone) <= MOST_NAMED:
                said |= {
                    trail_time(at): [trail_number(value), ""]
                    for at, value in gone.items()
                }
            self.log_change("readings removed", said, by=by, at=at)
        return len(gone)

    def _values_at(self, moments):
        rows = self.readings.order_by()
        if len(moments) <= FEW:
            rows = rows.filter(at__in=moments)
        else:
            rows = rows.filter(at__gte=min(moments), at__lte=max(moments))
        return dict(rows.values_list("at", "value"))

    def _write(self, values):
        """Insert these values, or replace those at the same moments.

        In SQL: for a hundred thousand, the ORM takes ten times as long, and on SQLite
        every other writer waits.
        """
        adapted = connection.ops.adapt_datetimefield_value
        with connection.cursor() as cursor:
            for some in batched(values.items(), BATCH):
                rows = ((self.pk, adapted(at), value) for at, value in some)
                marks = ", ".join([UPSERTED] * len(some))
                cursor.execute(UPSERT.format(marks), list(chain.from_iterable(rows)))

    def _unchanged(self, was):
        """The reading, if it is as its writer saw it."""
        reading = self.readings.filter(at=was.at).first()
        if reading is None:
            raise ValidationError("It has been deleted in the meantime.", code="gone")
        names = ("value", "comment")
        if any(getattr(reading, name) != getattr(was, name) for name in names):
            raise ConflictError({name: getattr(reading, name) for name in names})
        return reading

    def _check_free(self, moment):
        if self.readings.filter(at=moment).exists():
            raise ValidationError(
                {
                    "at": ValidationError(
                        "The metric already has a value for that time.", code="taken"
                    )
                }
            )


def check_value(value):
    """Raise ValidationError unless it is finite and within the limit."""
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValidationError("Enter a number up to 1e30.", code="number")


def trail_counts(new, changed, before):
    """An import for the audit trail: counts, and each value that was replaced."""
    said = {"new_readings": ["", str(len(new))]} if new else {}
    if changed:
        said["changed_readings"] = ["", str(len(changed))]
    if len(changed) <= MOST_NAMED:
        said |= {
            trail_time(at): [trail_number(before[at]), trail_number(value)]
            for at, value in changed.items()
        }
    return said | {"times": ["", trail_span(new | changed)]}


def trail_span(moments):
    first, last = trail_time(min(moments)), trail_time(max(moments))
    return first if first == last else f"{first} to {last}"


def trail_values(reading):
    said = {trail_time(reading.at): trail_number(reading.value)}
    return said | ({"comment": reading.comment} if reading.comment else {})


def trail_time(moment):
    """A moment for the audit trail, with its time zone."""
    here = timezone.localtime(moment, timezone.get_default_timezone())
    second = f":{here:%S}" if here.second or here.microsecond else ""
    return f"{here:%Y-%m-%d %H:%M}{second} {here:%Z}"


def trail_number(value):
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
