"""A team's incidents as its page lists them: by quarter, the newest first.

A page begins after an incident, so that old pages cost no more than new ones.
"""

from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.http import urlencode

from goals_tracker.lists import keyset
from objectives.models import Organization, Quarter
from reviews.models import Incident

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class OfQuarter:
    """The incidents on a page that began in one quarter."""

    quarter: Quarter
    incidents: list[Incident]


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """A page of incidents, and the addresses of its neighbours."""

    groups: list[OfQuarter]
    previous: str
    next: str


def incident_page(team, *, after="", before=""):
    """A page of the team's incidents; raises ValidationError for a forged address."""
    _, newest_first = keyset.both_ways("started_at")
    found = keyset.paginate(
        Incident.objects.covered_by(team).order_by(),
        newest_first,
        size=PER_PAGE,
        name=f"incidents of {team.pk}",
        after=after,
        before=before,
    )
    return IncidentPage(
        by_quarter(found.pks),
        found.previous and f"?{urlencode({'before': found.previous})}",
        found.next and f"?{urlencode({'after': found.next})}",
    )


def by_quarter(pks):
    """These incidents by quarter, in the order of the page."""
    rows = Incident.objects.filter(pk__in=pks).select_related("team")
    quarters = list(Quarter.objects.all())
    organization = Organization.objects.first()
    calendar = organization.calendar if organization else {"year_start_month": 1}

    def quarter_of(incident):
        """The stored quarter, or else the one of the calendar."""
        on = timezone.localdate(incident.started_at)
        stored = (one for one in quarters if one.first_day <= on <= one.last_day)
        return next(stored, None) or Quarter.of(on, **calendar)

    groups = groupby(rows.order_by("-started_at", "-pk"), quarter_of)
    return [OfQuarter(quarter, list(found)) for quarter, found in groups]
