"""A day, month, quarter or year, as people name them: what one end of an ETA says.

Years 1900 to 2199, digits 0 to 9. A year that is not said is the context's.
"""

import enum
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from objectives.parsing.years import BOTH, FIRST, year_name

DAY_FIRST, MONTH_FIRST = "day", "month"


class Precision(enum.IntEnum):
    """How much of a date was given. Equal days are sorted in this order."""

    NONE = 0
    DAY = 1
    IMPOSSIBLE = 2
    MONTH = 3
    QUARTER = 4
    YEAR = 5
    UNREAD = 9


class Span(NamedTuple):
    precision: Precision
    first: date
    day: date
    reading: str


@dataclass(frozen=True)
class Context:
    """Where words without a year get one from. Months are counted from year 0."""

    start_month: int
    year_names: str = BOTH
    date_order: str = ""
    quarter: int | None = None
    year: int | None = None
    window: int | None = None

    def month(self, number: int) -> int | None:
        """The month of this number within the twelve months of the window."""
        if self.window is None:
            return None
        return self.window + (number - 1 - self.window) % 12

    def year_before(self, month: int) -> int:
        """The first month of the fiscal year that the month is in."""
        return month - (month - self.start_month + 1) % 12

    def year_name(self, first: int) -> str:
        return year_name(first // 12, self.start_month, self.year_names)


type Groups = dict[str, str | None]
type Reader = Callable[[Groups, Context], Span | None]
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS = {name.lower(): number for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_PREFIX = re.compile(
    r"(?:(?:by|in|on|from|until|till|around|about|circa|ca|c|approx|approximately|est"
    r"|early|mid|late|beginning|start|end(?! (?:quarter|year|fiscal year|fy)$| year ))"
    r"[ -]|[~≈] ?|eo(?=q[1-4]|fy ?[0-9']))+"
)

_Y = r"(?P<year>[0-9]{4})"
_M = r"(?P<month>0[1-9]|1[0-2])"
_D = r"(?P<day>[0-9]{1,2})"
_ONE, _TWO = r"(?P<one>[0-9]{1,2})", r"(?P<two>[0-9]{1,2})"
_TH = r"(?:st|nd|rd|th)"
MONTH_NAME = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_Q = r"q(?P<quarter>[1-4])"
_LABEL = (
    r"(?:(?:(?P<fiscal>fy|fiscal year) ?'?)?(?P<year>(?:[0-9]{2}){1,2})"
    r"(?:[-/](?P<next>(?:[0-9]{2}){1,2}))?)"
)


def read_period(words: str, context: Context) -> Span | None:
    prefix = _PREFIX.match(words)
    words = words[prefix.end() :] if prefix else words
    for form, read in _FORMS:
        if found := form.fullmatch(words):
            return read(found.groupdict(), context)
    return None


def _day(groups: Groups, context: Context) -> Span | None:
    month = _month_meant(groups, context)
    if month is None:
        return None
    number = int(groups["day"] or 0)
    # "Jun 15" in 2015 is a day or the whole month; the month is right either way.
    if groups.get("bare") == "" and number == month // 12 % 100:
        return _months(Precision.MONTH, month, month)
    return _day_of(month, number)


def _day_either_way(groups: Groups, context: Context) -> Span | None:
    """Read a day and a month where only one order is possible, or is agreed on."""
    one, two, year = (int(groups[name] or 0) for name in ("one", "two", "year"))
    order = context.date_order if groups["cut"] == "/" else ""
    is_day_first = one > 12 or (two <= 12 and order == DAY_FIRST)
    day, month = (one, two) if is_day_first else (two, one)
    if not 1 <= month <= 12 or (day <= 12 and day != month and not order):
        return None
    return _day_of(_month_number(year, month), day)


def _month(groups: Groups, context: Context) -> Span | None:
    month = _month_meant(groups, context)
    return None if month is None else _months(Precision.MONTH, month, month)


def _quarter(groups: Groups, context: Context) -> Span | None:
    number = groups.get("quarter")
    if number is None:
        return _quarter_from(context.quarter, context)
    offset = 3 * (int(number) - 1)
    if groups["year"] is None:
        month = (context.start_month - 1 + offset) % 12 + 1
        return _quarter_from(context.month(month), context)
    year = _fiscal_first(groups, context)
    return None if year is None else _quarter_from(year + offset, context)


def _quarter_from(first: int | None, context: Context) -> Span | None:
    if first is None:
        return None
    year = context.year_before(first)
    number, rest = divmod(first - year, 3)
    months = _month_names(first, first + 2)
    label = f"Q{number + 1} {context.year_name(year)} ({months})"
    return _months(Precision.QUARTER, first, first + 2, months if rest else label)


def _fiscal_year(groups: Groups, context: Context) -> Span | None:
    first = _fiscal_first(groups, context) if groups else context.year
    if first is None:
        return None
    name = context.year_name(first)
    if context.start_month != 1:
        name = f"fiscal year {name} ({_month_names(first, first + 11)})"
    return _months(Precision.YEAR, first, first + 11, name)


def _calendar_year(groups: Groups, context: Context) -> Span | None:
    if groups["end"] and context.start_month != 1:
        return None
    first = _month_number(int(groups["year"] or 0), 1)
    return _months(Precision.YEAR, first, first + 11, groups["year"])


def _month_meant(groups: Groups, context: Context) -> int | None:
    name, year = groups.get("name"), groups.get("year")
    month = _MONTHS[name] if name else int(groups["month"] or 0)
    if not 1 <= month <= 12:
        return None
    if year is None:
        return context.month(month)
    return _month_number(_full_year(year), month)


def _fiscal_first(groups: Groups, context: Context) -> int | None:
    """The first month of the fiscal year of a label such as FY16 or 2014-15."""
    year, following = groups["year"] or "", groups["next"]
    is_fiscal = bool(groups.get("fiscal"))
    in_january = context.start_month == 1
    first = _full_year(year)
    if following is not None:
        names_both = first + 1 in (int(following), _full_year(following))
        is_known = names_both and not in_january
    else:
        is_known = in_january or is_fiscal
        first -= not in_january and context.year_names != FIRST
    if not is_known or (len(year) == 2 and not is_fiscal):
        return None
    return _month_number(first, context.start_month)


def _full_year(digits: str) -> int:
    return int(digits) + 2000 * (len(digits) == 2)


def _month_number(year: int, month: int) -> int:
    return year * 12 + month - 1


def month_of(day: date) -> int:
    return _month_number(day.year, day.month)


def _day_of(month: int, number: int) -> Span | None:
    span = _months(Precision.DAY, month, month)
    if span is None or not 1 <= number <= 31:
        return None
    if number > span.day.day:
        reading = f"end of {span.reading}, no such day"
        return Span(Precision.IMPOSSIBLE, span.day, span.day, reading)
    day = span.first.replace(day=number)
    return Span(Precision.DAY, day, day, f"{number} {span.reading}")


def _months(
    precision: Precision, first: int, last: int, reading: str | None = None
) -> Span | None:
    if first < _month_number(1900, 1) or last > _month_number(2199, 12):
        return None
    year, month = divmod(last, 12)
    last_day = date(year, month + 1, monthrange(year, month + 1)[1])
    first_day = date(first // 12, first % 12 + 1, 1)
    return Span(precision, first_day, last_day, reading or _month_names(first, last))


def _month_names(first: int, last: int) -> str:
    end = f"{_MONTH_NAMES[last % 12]} {last // 12}"
    if first == last:
        return end
    year = "" if first // 12 == last // 12 else f" {first // 12}"
    return f"{_MONTH_NAMES[first % 12]}{year}–{end}"


_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(form), read)
    for form, read in (
        (rf"{_Y}(?P<cut>[-/.])(?P<month>[0-9]{{1,2}})(?P=cut){_D}", _day),
        (rf"{_ONE}(?P<cut>[-/.]){_TWO}(?P=cut){_Y}", _day_either_way),
        (rf"{_D}{_TH}?[ -]{MONTH_NAME}(?:[ -]{_Y})?", _day),
        (rf"{MONTH_NAME} {_D}{_TH}?(?: {_Y})", _day),
        (rf"{MONTH_NAME} {_D}(?:{_TH}|(?P<bare>))", _day),
        (rf"{_Y}[-/.]{_M}", _month),
        (rf"{_M}[-/.]{_Y}", _month),
        (rf"{MONTH_NAME}(?:[ /-]{_Y})?", _month),
        (rf"{MONTH_NAME} '(?P<year>[0-9]{{2}})", _month),
        (rf"{_Y}[ -]{MONTH_NAME}", _month),
        (rf"{_Q}(?:[ /-]?{_LABEL})?", _quarter),
        (rf"{_LABEL}[ /-]?{_Q}", _quarter),
        (r"eoq|end quarter|quarter end|this quarter", _quarter),
        (r"eoy|eofy|(?:end )?(?:fiscal year|fy)|end year|year end", _fiscal_year),
        (rf"(?P<end>eoy |end year )?{_Y}", _calendar_year),
        (r"(?P<year>[0-9]{4})[-/](?P<next>[0-9]{2})", _fiscal_year),
        (rf"(?=f){_LABEL}", _fiscal_year),
    )
)
