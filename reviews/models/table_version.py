from collections import Counter

from django.db import InterfaceError, OperationalError, connection, models

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
        for source, number in self.rows():
            sums[source] += number
        return tuple(sorted(sums.items()))

    def rows(self) -> list[tuple[str, int]]:
        """Read the rows, once more on a new connection if the old one is closed.

        Often the only query of a request, so it also serves as the connection's health
        check: Django's own would cost as much again.
        """
        if connection.in_atomic_block:
            return fetched(self.ROWS)
        connection.health_check_done = True  # type: ignore[attr-defined]  # Django's own
        try:
            return fetched(self.ROWS)
        except (OperationalError, InterfaceError):
            connection.close()
            return fetched(self.ROWS)


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
