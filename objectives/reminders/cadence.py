"""Which week's message is due at a moment. Pure.

A week is named by its Monday. Its message is due from the person's day and hour on, by
the clock where they are, and not for long: what could not be sent then is not sent.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
# A machine that was down for longer has missed the week.
LATEST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Slot:
    """The day and the hour at which somebody gets their message."""

    weekday: int
    hour: int
    zone: ZoneInfo

    def begins(self, monday: date) -> datetime:
        """When that week's message is due. An hour that clocks skip is the next."""
        day = monday + timedelta(days=self.weekday)
        local = datetime.combine(day, time(self.hour), tzinfo=self.zone)
        return local.astimezone(UTC)

    def ends(self, monday: date) -> datetime:
        """When the next week's is due, and nothing of this one counts any more."""
        return self.begins(monday + WEEK)

    def week_at(self, at: datetime) -> date | None:
        """The Monday of the week whose message is due then, if one is."""
        day = at.astimezone(self.zone).date()
        monday = day - timedelta(days=day.weekday())
        for week in (monday, monday - WEEK):
            begins = self.begins(week)
            if begins <= at:
                return week if at < begins + LATEST else None
        return None
