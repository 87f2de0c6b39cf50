"""Read the day that a person meant by the ETA they typed.

The typed text is the record; what is derived here only sorts it and compares it with
a quarter. A period stands for its last day: "end of June 2015" and "early June 2015"
are June 2015, "EOQ" is the plan's quarter. A range begins with its start and has the
day and the precision of its end. Whatever could mean two different things stays
unread: 03/04/2025, "Q2 2015" where the fiscal year does not start in January,
"Q2 2014-15" where it does, a month or "Q3" without a plan to give it a year. A bare
year is the calendar year, "FY16" the fiscal year that ends in 2016, or starts in it
where years are named by their first; 2011-12 is December 2011. Where the organisation
has said whether the day or the month comes first, 03/04/2025 is read as well. A space
inside a date does not matter: "15. 06. 2015", "Q 3". "TBD", "n/a", "-" and a
placeholder, "<date>", say nothing. No clock and no database: the plan's quarter is an
argument, and with it the month in which the fiscal year of that quarter began. Years
1900 to 2199, digits 0 to 9.
"""

import enum
import functools
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from objectives.parsing.years import BOTH, FIRST, year_name

LONGEST = 80
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


@dataclass(frozen=True)
class Eta:
    """A typed ETA and how it was read; `day` is the last day that it can mean."""

    text: str
    precision: Precision
    first: date | None = None
    day: date | None = None
    reading: str = ""

    @property
    def sort_key(self) -> tuple[int, date, int]:
        """Known days first, then ETAs that could not be read, then blank ones."""
        if self.day is not None:
            return 0, self.day, self.precision
        return (1 if self.precision is Precision.UNREAD else 2), date.max, 0

    def lies_before(self, first_day: date) -> bool:
        return self.day is not None and self.day < first_day

    def lies_after(self, last_day: date) -> bool:
        return self.first is not None and self.first > last_day


class _Span(NamedTuple):
    precision: Precision
    first: date
    day: date
    reading: str


@dataclass(frozen=True)
class _Context:
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


type _Groups = dict[str, str | None]
type _Reader = Callable[[_Groups, _Context], _Span | None]

_NOTHING = re.compile(
    r"|-+|[–—]|tb[acd]|n/?a|none|nil|unknown|not (?:set|known)|no eta"
    r"|to be (?:determined|decided|defined|confirmed|announced)"
)
_PLACEHOLDER = re.compile(r"[<\[{]+([^<>\[\]{}]+)[>\]}]+")
_IN_BRACKETS = re.compile(r"[(<\[{]+([^()<>\[\]{}]+)[)>\]}]+")
_JOINTS = re.compile(
    r"(?<=[0-9]) ?([-/.]) ?(?=[0-9])"
    r"|(?<=\bq) (?=[1-4]\b)|(?<=[0-9]) (?=(?:st|nd|rd|th)\b)"
)
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS = {name.lower(): number for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}

_DASHES = str.maketrans({"‐": "-", "‑": "-", "−": "-", "’": "'", ",": " "})
_PREFIX = re.compile(
    r"(?:(?:by|in|on|from|until|till|around|about|circa|ca|c|approx|approximately|est"
    r"|early|mid|late|beginning|start|end(?! (?:quarter|year|fiscal year|fy)$| year ))"
    r"[ -]|[~≈] ?|eo(?=q[1-4]|fy ?[0-9']))+"
)
_RANGE = re.compile(r" ?(?:->|=>|→|–|—) ?| (?:-|to|through|thru|until|till) ")
_FISCAL_DASH = re.compile(r"(?<=[0-9]{4})[–—](?=[0-9]{2}(?![0-9]))")

_Y = r"(?P<year>[0-9]{4})"
_M = r"(?P<month>0[1-9]|1[0-2])"
_D = r"(?P<day>[0-9]{1,2})"
_ONE, _TWO = r"(?P<one>[0-9]{1,2})", r"(?P<two>[0-9]{1,2})"
_TH = r"(?:st|nd|rd|th)"
_NAME = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_Q = r"q(?P<quarter>[1-4])"
_LABEL = (
    r"(?:(?:(?P<fiscal>fy|fiscal year) ?'?)?(?P<year>(?:[0-9]{2}){1,2})"
    r"(?:[-/](?P<next>(?:[0-9]{2}){1,2}))?)"
)


@functools.lru_cache(maxsize=4096)
def read_eta(
    text: str,
    *,
    quarter_first_day: date | None = None,
    year_start_month: int = 1,
    year_names: str = BOTH,
    date_order: str = "",
) -> Eta:
    """Read an ETA; words without a year get it from the plan's quarter."""
    words = text.strip()
    if len(words) > LONGEST:
        return Eta(text, Precision.UNREAD, reading="not read")
    words = _tidy(words)
    if says_nothing(words) or _is_placeholder(words):
        return Eta(text, Precision.NONE)
    context = _context(quarter_first_day, year_start_month, year_names, date_order)
    # Joined only where it cannot be read as it is: "2014 - 2015" is a range.
    span = _span(words, context) or _span(_JOINTS.sub(r"\1", words), context)
    if span is None:
        return Eta(text, Precision.UNREAD, reading="not read")
    return Eta(text, *span)


def says_nothing(text: str) -> bool:
    """Whether a text is blank, or says that nothing is known."""
    words = text.strip()
    if len(words) > LONGEST:
        return False
    words = _tidy(words)
    found = _IN_BRACKETS.fullmatch(words)
    inside = found[1].strip() if found else words
    return bool(_NOTHING.fullmatch(inside)) and bool(inside or not found)


def is_relative(text: str) -> bool:
    """Whether it means its own quarter or year, whichever that is: "EOQ"."""
    return not re.search(rf"[0-9]|\b{_NAME}", _tidy(text.strip()))


def _is_placeholder(words: str) -> bool:
    """Whether it is <what to write here>: no time and no number in brackets."""
    found = _PLACEHOLDER.fullmatch(words)
    inside = found[1].strip() if found else ""
    if not re.search("[a-z]", inside) or re.search("[0-9]", inside):
        return False
    return _span(inside, _context(date(2000, 1, 1), 1)) is None


def _tidy(words: str) -> str:
    words = re.sub(r"(?<=[a-z])\.", "", words.lower().translate(_DASHES))
    return _FISCAL_DASH.sub("-", " ".join(words.split()).rstrip(" .?"))


def _context(
    quarter_first_day: date | None,
    start_month: int,
    year_names: str = BOTH,
    date_order: str = "",
) -> _Context:
    context = _Context(start_month, year_names, date_order)
    if quarter_first_day is None:
        return context
    quarter = quarter_first_day.year * 12 + quarter_first_day.month - 1
    year = context.year_before(quarter)
    is_of_that_year = (quarter - year) % 3 == 0
    known = year if is_of_that_year else None
    return replace(context, quarter=quarter, year=known, window=known)


def _span(words: str, context: _Context) -> _Span | None:
    words = " ".join(word for word in words.split() if word not in ("of", "the"))
    match _RANGE.split(words):
        case [_]:
            return _period(words, context)
        case [start, end]:
            return _range(start, end, context)
    return None


def _range(start: str, end: str, context: _Context) -> _Span | None:
    """Read both ends; an end without a year gets the nearest from the other."""
    last = _period(end, replace(context, quarter=None, year=None, window=None))
    if last is not None and last.precision is not Precision.YEAR:
        context = replace(context, window=_month_of(last.day) - 11)
    first = _period(start, context)
    if first is None or first.precision is Precision.IMPOSSIBLE:
        return None
    if last is None and first.precision is not Precision.YEAR:
        last = _period(end, replace(context, window=_month_of(first.first)))
    if last is None or first.first > last.day:
        return None
    reading = f"{first.reading} to {last.reading}"
    return _Span(last.precision, first.first, last.day, reading)


def _period(words: str, context: _Context) -> _Span | None:
    prefix = _PREFIX.match(words)
    words = words[prefix.end() :] if prefix else words
    for form, read in _FORMS:
        if found := form.fullmatch(words):
            return read(found.groupdict(), context)
    return None


def _day(groups: _Groups, context: _Context) -> _Span | None:
    month = _month_meant(groups, context)
    if month is None:
        return None
    number = int(groups["day"] or 0)
    # "Jun 15" in 2015 is a day or the whole month; the month is right either way.
    if groups.get("bare") == "" and number == month // 12 % 100:
        return _months(Precision.MONTH, month, month)
    return _day_of(month, number)


def _day_either_way(groups: _Groups, context: _Context) -> _Span | None:
    """Read a day and a month where only one order is possible, or is agreed on."""
    one, two, year = (int(groups[name] or 0) for name in ("one", "two", "year"))
    order = context.date_order if groups["cut"] == "/" else ""
    is_day_first = one > 12 or (two <= 12 and order == DAY_FIRST)
    day, month = (one, two) if is_day_first else (two, one)
    if not 1 <= month <= 12 or (day <= 12 and day != month and not order):
        return None
    return _day_of(_month_number(year, month), day)


def _month(groups: _Groups, context: _Context) -> _Span | None:
    month = _month_meant(groups, context)
    return None if month is None else _months(Precision.MONTH, month, month)


def _quarter(groups: _Groups, context: _Context) -> _Span | None:
    number = groups.get("quarter")
    if number is None:
        return _quarter_from(context.quarter, context)
    offset = 3 * (int(number) - 1)
    if groups["year"] is None:
        month = (context.start_month - 1 + offset) % 12 + 1
        return _quarter_from(context.month(month), context)
    year = _fiscal_first(groups, context)
    return None if year is None else _quarter_from(year + offset, context)


def _quarter_from(first: int | None, context: _Context) -> _Span | None:
    if first is None:
        return None
    year = context.year_before(first)
    number, rest = divmod(first - year, 3)
    months = _month_names(first, first + 2)
    label = f"Q{number + 1} {context.year_name(year)} ({months})"
    return _months(Precision.QUARTER, first, first + 2, months if rest else label)


def _fiscal_year(groups: _Groups, context: _Context) -> _Span | None:
    first = _fiscal_first(groups, context) if groups else context.year
    if first is None:
        return None
    name = context.year_name(first)
    if context.start_month != 1:
        name = f"fiscal year {name} ({_month_names(first, first + 11)})"
    return _months(Precision.YEAR, first, first + 11, name)


def _calendar_year(groups: _Groups, context: _Context) -> _Span | None:
    if groups["end"] and context.start_month != 1:
        return None
    first = _month_number(int(groups["year"] or 0), 1)
    return _months(Precision.YEAR, first, first + 11, groups["year"])


def _month_meant(groups: _Groups, context: _Context) -> int | None:
    name, year = groups.get("name"), groups.get("year")
    month = _MONTHS[name] if name else int(groups["month"] or 0)
    if not 1 <= month <= 12:
        return None
    if year is None:
        return context.month(month)
    return _month_number(_full_year(year), month)


def _fiscal_first(groups: _Groups, context: _Context) -> int | None:
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


def _month_of(day: date) -> int:
    return _month_number(day.year, day.month)


def _day_of(month: int, number: int) -> _Span | None:
    span = _months(Precision.DAY, month, month)
    if span is None or not 1 <= number <= 31:
        return None
    if number > span.day.day:
        reading = f"end of {span.reading}, no such day"
        return _Span(Precision.IMPOSSIBLE, span.day, span.day, reading)
    day = span.first.replace(day=number)
    return _Span(Precision.DAY, day, day, f"{number} {span.reading}")


def _months(
    precision: Precision, first: int, last: int, reading: str | None = None
) -> _Span | None:
    if first < _month_number(1900, 1) or last > _month_number(2199, 12):
        return None
    year, month = divmod(last, 12)
    last_day = date(year, month + 1, monthrange(year, month + 1)[1])
    first_day = date(first // 12, first % 12 + 1, 1)
    return _Span(precision, first_day, last_day, reading or _month_names(first, last))


def _month_names(first: int, last: int) -> str:
    end = f"{_MONTH_NAMES[last % 12]} {last // 12}"
    if first == last:
        return end
    year = "" if first // 12 == last // 12 else f" {first // 12}"
    return f"{_MONTH_NAMES[first % 12]}{year}–{end}"


_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(form), read)
    for form, read in (
        (rf"{_Y}(?P<cut>[-/.])(?P<month>[0-9]{{1,2}})(?P=cut){_D}", _day),
        (rf"{_ONE}(?P<cut>[-/.]){_TWO}(?P=cut){_Y}", _day_either_way),
        (rf"{_D}{_TH}?[ -]{_NAME}(?:[ -]{_Y})?", _day),
        (rf"{_NAME} {_D}{_TH}?(?: {_Y})", _day),
        (rf"{_NAME} {_D}(?:{_TH}|(?P<bare>))", _day),
        (rf"{_Y}[-/.]{_M}", _month),
        (rf"{_M}[-/.]{_Y}", _month),
        (rf"{_NAME}(?:[ /-]{_Y})?", _month),
        (rf"{_NAME} '(?P<year>[0-9]{{2}})", _month),
        (rf"{_Y}[ -]{_NAME}", _month),
        (rf"{_Q}(?:[ /-]?{_LABEL})?", _quarter),
        (rf"{_LABEL}[ /-]?{_Q}", _quarter),
        (r"eoq|end quarter|quarter end|this quarter", _quarter),
        (r"eoy|eofy|(?:end )?(?:fiscal year|fy)|end year|year end", _fiscal_year),
        (rf"(?P<end>eoy |end year )?{_Y}", _calendar_year),
        (r"(?P<year>[0-9]{4})[-/](?P<next>[0-9]{2})", _fiscal_year),
        (rf"(?=f){_LABEL}", _fiscal_year),
    )
)
