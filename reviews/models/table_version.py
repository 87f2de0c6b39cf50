from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection, models, transaction
from django.utils import timezone

Versions = tuple[tuple[str, int], ...]


class TableVersionQuerySet(models.QuerySet["TableVersion"]):
    # Read at every request for a deck, so kept to one short statement. Sums in SQL take
    # PostgreSQL twice as long to plan and sort, for so few rows.
    ROWS = "SELECT source, number FROM reviews_tableversion"

    def current(self) -> Versions:
        """For each table written so far, a number that every committed write raises.

        Pairs of table and number, hashable. A writer's numbers count from its commit
        on, never before, so that nothing read earlier can be cached under a later
        number.
        """
        sums: Counter[str] = Counter()
        for source, number in fetched(self.ROWS):
            sums[source] += number
        return tuple(sorted(sums.items()))

    def raise_above(self, before: Versions, *, at: datetime) -> None:
        """Let no page that was cached until now be taken for one of these rows.

        Also where nobody knows what was counted before, as on a new machine: the clock,
        in microseconds, is ahead of every count of writes.
        """
        clock = int(at.timestamp() * 1_000_000)
        with transaction.atomic():
            rows = [*before, *self.current()]
            self.all().delete()
            for source, number in highest(rows, clock).items():
                self.create(source=source, number=number)


def highest(rows: Iterable[tuple[str, int]], clock: int) -> dict[str, int]:
    """One more than any number of each table."""
    found: dict[str, int] = {}
    for source, number in rows:
        found[source] = max(number, found.get(source, clock)) + 1
    return found


def raise_after_restore(**kwargs: object) -> Callable[[], None]:
    """Let the numbers outlive a restore of the database; a receiver of a signal."""
    table = TableVersion._meta.db_table
    is_there = table in connection.introspection.table_names()
    before = TableVersion.objects.current() if is_there else ()
    return lambda: TableVersion.objects.raise_above(before, at=timezone.now())


def fetched(statement: str) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


class TableVersion(models.Model):
    """How often a table that a deck could show was written; see `triggers`.

    One row a table on SQLite. On PostgreSQL as many as had writers at the same time:
    each transaction counts in a row that no other one holds, so that none waits.
    """

    source = models.CharField("table", max_length=63)
    slot = models.BigIntegerField(default=0)
    number = models.BigIntegerField(default=1)

    objects = TableVersionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "slot"],
                name="table_version_slot",
                violation_error_message="This row counts the table already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"
