"""The months of a review: from the same quarter a year ago to the reviewed one."""

import datetime
import functools

from django.conf import settings
from django.utils import timezone

from objectives.models import Quarter
from reviews.snapshot.values import Month

# Parts of the calendar, as slices of its months.
REVIEWED, BEFORE, YEAR_AGO = slice(12, 16), slice(9, 13), slice(0, 4)


def calendar(quarter: Quarter) -> tuple[Month, ...]:
    """The starts of fifteen months up to the quarter's last, and of the next."""
    names = (quarter.year_start_month, quarter.year_names)
    return months_to(quarter.first_day, *names, settings.TIME_ZONE)


def calendar_a_year_ago(quarter: Quarter) -> tuple[Month, ...]:
    """The same for that quarter a year before."""
    names = (quarter.year_start_month, quarter.year_names)
    first_day = quarter.first_day.replace(year=quarter.first_day.year - 1)
    return months_to(first_day, *names, settings.TIME_ZONE)


@functools.lru_cache(maxsize=64)
def months_to(
    first_day: datetime.date, year_start_month: int, year_names: str, zone: str
) -> tuple[Month, ...]:
    """The same, cached: every metric needs it, and it depends on the time zone too."""
    first = first_day.year * 12 + first_day.month - 1
    days = (
        datetime.date(number // 12, number % 12 + 1, 1)
        for number in range(first - 12, first + 4)
    )
    return tuple(
        Month(
            midnight(day),
            f"{day:%b}",
            day.year,
            Quarter.of(
                day, year_start_month=year_start_month, year_names=year_names
            ).label,
        )
        for day in days
    )


def midnight(day: datetime.date) -> float:
    """The start of that day in local time, in seconds since 1970."""
    zone = timezone.get_default_timezone()
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone).timestamp()


def edges(months: tuple[Month, ...], part: slice) -> tuple[float, float]:
    """The start and end of a part of the calendar."""
    return months[part][0].at, months[part][-1].at


def days_of(quarter: Quarter) -> list[float]:
    """The start of each day, and the end of the last."""
    count = (quarter.last_day - quarter.first_day).days + 2
    return [
        midnight(quarter.first_day + datetime.timedelta(days=number))
        for number in range(count)
    ]


def moments(months: tuple[Month, ...], part: slice) -> list[datetime.datetime]:
    """The edges as datetimes, for queries."""
    return [
        datetime.datetime.fromtimestamp(at, datetime.UTC) for at in edges(months, part)
    ]
