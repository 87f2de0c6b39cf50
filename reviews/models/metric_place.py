"""Where a metric stands among its team's, which is the order of the deck."""

from django.db import models, transaction

from goals_tracker.verbs import alters_data
from objectives.models.history import AuditedModel


class MetricPlace(AuditedModel):
    team: models.ForeignKey
    position: models.PositiveSmallIntegerField

    class Meta:
        abstract = True

    def take_last_place(self):
        """Stand after all that the team has, as one that is new does."""
        last = self.team.metrics.aggregate(place=models.Max("position"))
        self.position = 0 if last["place"] is None else last["place"] + 1

    @alters_data
    @transaction.atomic
    def step(self, offset, *, by, at):
        """Change places with the one above (-1) or below (1) it, if there is one."""
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
        # The others only make room: the move is the one thing that was done.
        others = [row for row in rows if row != moved]
        self.team.metrics.bulk_update(others, ["position"])
        moved.save(by=by, at=at, action="moved")

    def _beside(self):
        """The team's metrics as the deck has them, locked in an order that is fixed."""
        rows = self.team.metrics.all()
        locked = rows.select_for_update(no_key=True).order_by("pk")
        keys = list(locked.values_list("pk", flat=True))
        return list(rows.filter(pk__in=keys).order_by("position", "name", "pk"))
