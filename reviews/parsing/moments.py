"""Parse the times in files and answers of servers into moments in UTC. Pure.

The package's docstring has the rules.
"""

import calendar
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from reviews.parsing.figures import ParseError, quoted

FIRST_YEAR, LAST_YEAR = 1900, 2199
CLOCK = r"""
    (?P<hour>\d{1,2}):(?P<minute>\d{2})
    (?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?
    (?:[ ]?(?P<half>[AP]M))?
    (?:[ ]?(?P<offset>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?
"""
ISO = re.compile(
    rf"""(?P<year>\d{{4}})(?P<mark>[-/])(?P<month>\d{{1,2}})
    (?:(?P=mark)(?P<day>\d{{1,2}})(?:(?:T|[ ]+){CLOCK})?)?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
SLASHED = re.compile(
    rf"""(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})/(?P<year>\d{{4}})
    (?:,?[ ]+{CLOCK})?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
DAY_FIRST, MONTH_FIRST = "day", "month"
SECONDS = re.compile(r"\d{9,10}(?:\.\d{1,9})?", re.ASCII)
MILLISECONDS = re.compile(r"\d{13}", re.ASCII)
EARLIEST, LATEST = 100_000_000, 10_000_000_000  # in Unix seconds: 9 or 10 digits
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class OrderUnknownError(ParseError):
    """Nobody said whether the day or the month comes first, and it matters."""


def date_order(texts: Iterable[str], given: str = "") -> str:
    """Whether the day or the month comes first in the dates with slashes of a file.

    As `given`, or as one of them shows; raises OrderUnknownError where it could be
    either.
    """
    if given:
        return given
    either = ""
    for text in texts:
        if "/" in text[1:3] and (found := SLASHED.fullmatch(text)):
            one, two = int(found["one"]), int(found["two"])
            if one > 12 or two > 12:
                return DAY_FIRST if one > 12 else MONTH_FIRST
            either = either or text * (0 < one != two > 0)
    if either:
        raise OrderUnknownError(either_way(either))
    return MONTH_FIRST


def either_way(text: str) -> str:
    """The two days that such a date can mean, as a question."""
    one, two, year = map(int, text.split()[0].rstrip(",").split("/"))
    first, second = (
        f"{a} {calendar.month_name[b]} {year}" for a, b in ((one, two), (two, one))
    )
    return (
        f"{quoted(text)} can be {first} or {second}. "
        "Choose whether the day or the month comes first."
    )


def moment_of(text: str, zone: tzinfo, order: str = MONTH_FIRST) -> datetime:
    """The moment in a text; raises ParseError."""
    if found := ISO.fullmatch(text) or SLASHED.fullmatch(text):
        return dated(text, found, zone, order)
    if SECONDS.fullmatch(text):
        return of_seconds(float(text), text)
    if MILLISECONDS.fullmatch(text):
        return of_seconds(int(text) / 1000, text)
    if not text:
        raise ParseError("A value has no time.")
    raise ParseError(f"{quoted(text)} is not a time. Write it as 2014-10-31 23:59.")


def moment_of_number(number: object) -> datetime:
    """The moment of a JSON number; raises ParseError."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ParseError(f"{quoted(number)} is not a time in seconds.")
    if EARLIEST * 10_000 <= number < LATEST * 1000:
        return of_seconds(number / 1000, number)
    return of_seconds(number, number)


def of_seconds(seconds: float, text: object) -> datetime:
    # Compared so that NaN is refused too.
    if not EARLIEST <= seconds < LATEST:
        raise ParseError(f"{quoted(text)} is not a time in Unix seconds.")
    moment = EPOCH + timedelta(seconds=seconds)
    return within(moment, text)


def within(moment: datetime, text: object) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ParseError(f"{quoted(text)} is not between {FIRST_YEAR} and {LAST_YEAR}.")
    return moment


def dated(text: str, found: re.Match[str], zone: tzinfo, order: str) -> datetime:
    year, month, day = day_parts(found, order)
    if month > 12 and found.re is SLASHED:
        raise ParseError(
            f"{quoted(text)} has no month {month}: "
            f"with slashes, the {order} comes first here."
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ParseError(f"{quoted(text)} is not between {FIRST_YEAR} and {LAST_YEAR}.")
    try:
        midnight = datetime(year, month, day)
    except ValueError:
        raise ParseError(f"{quoted(text)} is not in the calendar.") from None
    if found["hour"] is None:
        return beginning(midnight, zone, text)
    naive = midnight + time_of_day(found, text)
    offset = found["offset"]
    if offset is None:
        return here(naive, zone, text)
    return within((naive - offset_of(offset, text)).replace(tzinfo=UTC), text)


def day_parts(found: re.Match[str], order: str) -> tuple[int, int, int]:
    """Year, month and day."""
    if found.re is ISO:
        return int(found["year"]), int(found["month"]), int(found["day"] or 1)
    one, two = int(found["one"]), int(found["two"])
    month, day = (two, one) if order == DAY_FIRST else (one, two)
    return int(found["year"]), month, day


def time_of_day(found: re.Match[str], text: str) -> timedelta:
    """The time since midnight."""
    hour, minute = int(found["hour"]), int(found["minute"])
    second = int(found["second"] or 0)
    half = (found["half"] or "").upper()
    hours = range(1, 13) if half else range(24)
    if hour not in hours or minute > 59 or second > 59:
        raise ParseError(f"{quoted(text)} has no such time of day.")
    if half:
        hour = hour % 12 + 12 * (half == "PM")
    micro = int((found["fraction"] or "").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)


def offset_of(offset: str, text: str) -> timedelta:
    if offset[0] not in "+-":
        return timedelta()
    digits = offset[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        raise ParseError(f"{quoted(text)} has no such offset.")
    span = timedelta(hours=hours, minutes=minutes)
    return span if offset[0] == "+" else -span


def here(naive: datetime, zone: tzinfo, text: str) -> datetime:
    """The moment of a local time in the zone, if it occurred exactly once."""
    if (shift := shift_at(naive, zone)) > timedelta():
        raise ParseError(
            f"{quoted(text)} does not exist in {zone}, where clocks went forward then. "
            "Write its offset, as +01:00."
        )
    if shift < timedelta():
        raise ParseError(
            f"{quoted(text)} happened twice in {zone}, where clocks went back then. "
            "Write its offset, as +01:00."
        )
    return naive.replace(tzinfo=zone).astimezone(UTC)


def beginning(midnight: datetime, zone: tzinfo, text: str) -> datetime:
    """The start of a day in the zone; where clocks change then, one o'clock."""
    moment = midnight.replace(tzinfo=zone).astimezone(UTC)
    # Samoa once skipped a whole day.
    if shift_at(midnight, zone) and moment.astimezone(zone).date() != midnight.date():
        raise ParseError(f"{quoted(text)} does not exist in {zone}.")
    return moment


def shift_at(naive: datetime, zone: tzinfo) -> timedelta:
    """How far clocks go forward at that time; negative if they go back."""
    placed = naive.replace(tzinfo=zone)
    before, after = placed.utcoffset(), placed.replace(fold=1).utcoffset()
    if before == after:
        return timedelta()
    return (after or timedelta()) - (before or timedelta())
