"""A team's metrics, and a metric's readings, as their pages show them.

The number of queries is the same for one reading and for a hundred thousand: a page
begins after a reading, and is found by index.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.http import urlencode

from goals_tracker.lists import keyset
from objectives.models import Quarter, Team
from reviews.models import Metric

PER_PAGE = 30
MOST_QUARTERS = 60


@dataclass(frozen=True, slots=True)
class OfTeam:
    """The metrics of a team or a group, in deck order."""

    team: Team
    metrics: list[Metric]


def metrics_by_team(team):
    """The team's metrics, then those of its groups."""
    rows = Metric.objects.covered_by(team).for_list()
    groups = groupby(rows, lambda metric: metric.team)
    return [OfTeam(one, list(found)) for one, found in groups]


class Readings:
    """A metric's readings, filtered by the query string in `data`.

    Raises ValidationError for an address that no link leads to.
    """

    def __init__(self, metric, data):
        self.metric, self.data = metric, data
        self.count = metric.readings.count()
        self.first, self.last = metric.readings.span()
        self.quarters = self._quarters()
        self.quarter = self._quarter(data.get("quarter", ""))
        self.page = self._page()

    def _quarters(self):
        """Those from its first reading to its last, the newest first."""
        if not self.first:
            return []
        zone = timezone.get_default_timezone()
        first, last = (timezone.localdate(at, zone) for at in (self.first, self.last))
        rows = Quarter.objects.filter(last_day__gte=first, first_day__lte=last)
        return list(rows.order_by("-first_day")[:MOST_QUARTERS])

    def _quarter(self, slug):
        if not slug:
            return None
        found = [one for one in self.quarters if one.slug == slug]
        if not found:
            raise ValidationError("There is no such quarter here.", code="quarter")
        return found[0]

    def _page(self):
        rows = self.metric.readings.order_by()
        if self.quarter:
            rows = rows.in_quarter(self.quarter)
        _, newest_first = keyset.both_ways("at")
        return keyset.paginate(
            rows,
            newest_first,
            size=PER_PAGE,
            name=f"readings of {self.metric.pk}",
            after=self.data.get("after", ""),
            before=self.data.get("before", ""),
        )

    @cached_property
    def rows(self):
        return list(self.metric.readings.filter(pk__in=self.page.pks).order_by("-at"))

    @property
    def next(self):
        return self.page.next and self._address(after=self.page.next)

    @property
    def previous(self):
        return self.page.previous and self._address(before=self.page.previous)

    def _address(self, **words):
        kept = {"quarter": self.quarter.slug} if self.quarter else {}
        return f"?{urlencode(kept | words)}#readings"
