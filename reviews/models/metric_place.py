"""The position of a metric among its team's, in the order of the deck."""

from django.db import models, transaction

from goals_tracker.database.verbs import alters_data
from objectives.models.history import AuditedModel


class MetricPlace(AuditedModel):
    team: models.ForeignKey
    position: models.PositiveSmallIntegerField

    class Meta:
        abstract = True

    def take_last_place(self):
        """Place a new metric after the team's others."""
        last = self.team.metrics.aggregate(place=models.Max("position"))
        self.position = 0 if last["place"] is None else last["place"] + 1

    @alters_data
    @transaction.atomic
    def step(self, offset, *, by, at):
        """Swap with the metric above (-1) or below (1), if there is one."""
        rows = self._beside()
        if self not in rows:
            return
        place = rows.index(self)
        moved = rows.pop(place)
        if not 0 <= place + offset <= len(rows):
            return
        rows.insert(place + offset, moved)
        for position, row in enumerate(rows):
            row.position = position
        # Only the moved metric is logged; the others just make room.
        others = [row for row in rows if row != moved]
        self.team.metrics.bulk_update(others, ["position"])
        moved.save(by=by, at=at, action="moved")

    def _beside(self):
        """The team's metrics in deck order, locked in key order."""
        rows = self.team.metrics.all()
        locked = rows.select_for_update(no_key=True).order_by("pk")
        keys = list(locked.values_list("pk", flat=True))
        return list(rows.filter(pk__in=keys).order_by("position", "name", "pk"))
