from collections import Counter
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.db.models import Max


class VersionQuerySet(models.QuerySet):
    # Read at every request for a deck, so that one short statement is all it costs.
    # PostgreSQL takes twice as long to plan and sort the sums of so few rows.
    ROWS = "SELECT source, weight FROM reviews_version"

    def current(self):
        """For each table written so far, a number that every committed write moves.

        Pairs of table and number, hashable. Summed over rows that writers append
        rather than counted up in one row: writers do not wait for each other, and a
        writer's rows count from its commit on, never before, so that nothing read
        earlier can be kept under a later number.
        """
        return self.current_with_rows()[0]

    def current_with_rows(self):
        """The same, and how many rows it was summed over."""
        with connection.cursor() as cursor:
            cursor.execute(self.ROWS)
            rows = cursor.fetchall()
        return tuple(sorted(summed(rows).items())), len(rows)

    @transaction.atomic
    def fold(self):
        """Put one row of the same sum for each table in place of many."""
        rows = list(self.select_for_update())
        self.filter(pk__in=[row.pk for row in rows]).delete()
        sums = summed((row.source, row.weight) for row in rows)
        self.bulk_create(Version(source=s, weight=w) for s, w in sums.items())

    @contextmanager
    def as_one_write(self):
        """Let what is written inside count once, though it be a hundred thousand rows.

        SQLite's triggers run for every row, and PostgreSQL's for every statement. In a
        transaction of SQLite nobody else writes, so that all rows since are its own.
        """
        if connection.vendor != "sqlite":
            yield
            return
        last = self.aggregate(last=Max("pk"))["last"] or 0
        yield
        added = self.filter(pk__gt=last).order_by()
        sources = set(added.values_list("source", flat=True))
        added.delete()
        self.bulk_create(Version(source=source) for source in sources)


class Version(models.Model):
    """Written by triggers with every write that a deck could show; see `triggers`."""

    source = models.CharField("table", max_length=63)
    weight = models.BigIntegerField(default=1)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.source} {self.weight}"


def summed(rows):
    """The weights of each source, added up."""
    sums = Counter()
    for source, weight in rows:
        sums[source] += weight
    return sums
