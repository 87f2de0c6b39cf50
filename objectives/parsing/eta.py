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

import functools
import re
from dataclasses import dataclass, replace
from datetime import date

from objectives.parsing.periods import DAY_FIRST as DAY_FIRST
from objectives.parsing.periods import MONTH_FIRST as MONTH_FIRST
from objectives.parsing.periods import MONTH_NAME, Context, Span, month_of, read_period
from objectives.parsing.periods import Precision as Precision
from objectives.parsing.years import BOTH

LONGEST = 80


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

_DASHES = str.maketrans({"‐": "-", "‑": "-", "−": "-", "’": "'", ",": " "})
_RANGE = re.compile(r" ?(?:->|=>|→|–|—) ?| (?:-|to|through|thru|until|till) ")
_FISCAL_DASH = re.compile(r"(?<=[0-9]{4})[–—](?=[0-9]{2}(?![0-9]))")


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
    return not re.search(rf"[0-9]|\b{MONTH_NAME}", _tidy(text.strip()))


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
) -> Context:
    context = Context(start_month, year_names, date_order)
    if quarter_first_day is None:
        return context
    quarter = quarter_first_day.year * 12 + quarter_first_day.month - 1
    year = context.year_before(quarter)
    is_of_that_year = (quarter - year) % 3 == 0
    known = year if is_of_that_year else None
    return replace(context, quarter=quarter, year=known, window=known)


def _span(words: str, context: Context) -> Span | None:
    words = " ".join(word for word in words.split() if word not in ("of", "the"))
    match _RANGE.split(words):
        case [_]:
            return read_period(words, context)
        case [start, end]:
            return _range(start, end, context)
    return None


def _range(start: str, end: str, context: Context) -> Span | None:
    """Read both ends; an end without a year gets the nearest from the other."""
    last = read_period(end, replace(context, quarter=None, year=None, window=None))
    if last is not None and last.precision is not Precision.YEAR:
        context = replace(context, window=month_of(last.day) - 11)
    first = read_period(start, context)
    if first is None or first.precision is Precision.IMPOSSIBLE:
        return None
    if last is None and first.precision is not Precision.YEAR:
        last = read_period(end, replace(context, window=month_of(first.first)))
    if last is None or first.first > last.day:
        return None
    reading = f"{first.reading} to {last.reading}"
    return Span(last.precision, first.first, last.day, reading)
