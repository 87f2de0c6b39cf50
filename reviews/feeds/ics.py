"""Events as iCalendar (RFC 5545), for the programs that read it.

Moments are in UTC, so that no program needs a time zone to get them right when clocks
change. The same events give the same bytes.
"""

import datetime
from collections.abc import Iterable

import icalendar

from reviews.feeds.events import Event

DAY = datetime.timedelta(days=1)
OFTEN = datetime.timedelta(hours=1)


def ics(name: str, events: Iterable[Event], *, site: str, install: str) -> bytes:
    """A calendar; `site` begins the links, `install` ends what tells events apart."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Goals Tracker//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", OFTEN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(component(event, site, install))
    return calendar.to_ical()


def component(event: Event, site: str, install: str) -> icalendar.Event:
    found = icalendar.Event()
    found.add("uid", f"{event.uid}@{install}")
    found.add("sequence", event.revision)
    found.add("dtstamp", event.changed_at.astimezone(datetime.UTC))
    found.add("last-modified", event.changed_at.astimezone(datetime.UTC))
    found.add("summary", event.summary)
    found.add("url", f"{site}{event.address}")
    found.add("dtstart", event.begins)
    found.add("dtend", event.begins + (event.lasts or DAY))
    # A day on which something is due keeps nobody from meetings.
    found.add("transp", "OPAQUE" if event.lasts else "TRANSPARENT")
    return found
