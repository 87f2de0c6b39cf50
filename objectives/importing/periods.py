"""Which quarter a period means: `FY21-Q1`, `2024q3`, `AJ 23/24-Q2`, `H2 2025`. Pure.

A half-year and a year mean the quarter in which they end. What could mean two quarters
is read, but not for sure: somebody is to look at it.
"""

import enum
import re
from dataclasses import dataclass

from objectives.parsing.eta import Precision, read_eta, says_nothing
from objectives.parsing.years import BOTH, FIRST

LONGEST = 60


class PeriodKind(enum.StrEnum):
    QUARTER = "quarter"
    HALF = "half-year"
    YEAR = "year"
    MONTH = "month"
    SHELF = "shelf"


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter by the year in which its fiscal year starts; a shelf has none."""

    kind: PeriodKind
    fiscal_year: int | None = None
    number: int | None = None
    is_sure: bool = True

    @property
    def is_tag(self) -> bool:
        """Whether the quarter alone would say less."""
        return self.kind is not PeriodKind.QUARTER


_YEAR = (
    r"(?:(?P<fiscal>fy|fiscal year|financial year) ?'?)?(?P<year>[0-9]{4}|[0-9]{2})"
    r"(?:[/-](?P<next>[0-9]{4}|[0-9]{2}))?"
)
_CUT = r"[ /_.,'-]{0,3}"
_PART = r"(?:q(?:uarter ?|tr ?)?(?P<quarter>[1-4])|h(?:alf ?)?(?P<half>[12]))"
_TURNED = r"(?:(?P<quarter>[1-4])q|(?P<half>[12])h)"
# Two fiscal calendars may have quarters of one name; ours then say from which month.
_FROM = r"(?P<month>-[a-z]{3}| \(from [a-z]+\))?"
_WORD = r"(?:(?!fy)[^\W\d_]{1,12}[ .:-]{1,2})?"
_FORMS = [
    re.compile(form)
    for form in (
        rf"{_WORD}{_YEAR}{_CUT}{_PART}{_FROM}",
        rf"{_PART}{_CUT}(?:of )?{_YEAR}{_FROM}",
        rf"(?P<quarter>[1-4])(?:st|nd|rd|th) quarter (?:of )?{_YEAR}",
        rf"{_TURNED} ?{_YEAR}",
        rf"(?:(?:calendar |cy ?)?(?:year )?){_YEAR}",
    )
]
_SHELF = re.compile(
    r"later|some ?day|backlog|future|next|next up|parking lot|icebox|ice box|shelf"
    r"|unscheduled|not planned|not scheduled|ideas?|wish ?list|long[- ]term|ongoing"
)
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'"})


def read_period(
    text: str, *, year_start_month: int = 1, year_names: str = BOTH, **_: str
) -> Period | None:
    """The quarter that a text means in this calendar, or None."""
    words = " ".join(text.casefold().translate(_DASHES).split()).strip(" .:")
    if len(words) > LONGEST:
        return None
    if _SHELF.fullmatch(words):
        return Period(PeriodKind.SHELF)
    if says_nothing(words):
        return None
    for form in _FORMS:
        if found := form.fullmatch(words):
            return _from_groups(found.groupdict(), year_start_month, year_names)
    return _from_months(words, year_start_month)


def is_period(text: str) -> bool:
    """Whether it would be nothing else in a table."""
    found = read_period(text)
    return found is not None and found.kind is not PeriodKind.MONTH


def _from_groups(
    groups: dict[str, str | None], start: int, names: str
) -> Period | None:
    year = _fiscal_year(groups, start, names)
    if year is None:
        return None
    first, is_sure = year
    is_sure = is_sure and not groups.get("month")
    if quarter := groups.get("quarter"):
        return Period(PeriodKind.QUARTER, first, int(quarter), is_sure)
    if half := groups.get("half"):
        return Period(PeriodKind.HALF, first, 2 * int(half), is_sure)
    if len(groups["year"] or "") == 2 and not (groups["fiscal"] or groups["next"]):
        return None
    return Period(PeriodKind.YEAR, first, 4, is_sure)


def _fiscal_year(
    groups: dict[str, str | None], start: int, names: str
) -> tuple[int, bool] | None:
    """The calendar year in which the fiscal year starts, and whether that is sure."""
    year, following = _full(groups["year"] or ""), groups["next"]
    if not 1900 <= year <= 2198:
        return None
    if following is not None:
        is_next = _full(following) == year + 1
        return (year, start != 1) if is_next else None
    if start == 1:
        return year, True
    return (year if names == FIRST else year - 1), bool(groups["fiscal"])


def _full(digits: str) -> int:
    return int(digits) + 2000 * (len(digits) == 2)


def _from_months(words: str, start: int) -> Period | None:
    eta = read_eta(words)
    known = (Precision.DAY, Precision.MONTH)
    if eta.day is None or eta.precision not in known:
        return None
    before = (eta.day.month - start) % 12
    year = eta.day.year - (eta.day.month < start)
    return Period(PeriodKind.MONTH, year, before // 3 + 1)
