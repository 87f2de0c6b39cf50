"""The CSV of Jira and of Linear: columns that come twice, days in their own way."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain

from objectives.importing.sources.grid import Line

JIRA = frozenset(("Issue key", "Summary", "Issue Type"))
LINEAR = frozenset(("ID", "Title", "Team", "Cycle Name"))
CUSTOM_FIELD = re.compile(r"Custom field \((.+)\)")
JIRA_DAY = re.compile(r"(\d{1,2}/[A-Za-z]{3}/\d{2,4})( \d{1,2}:\d\d( [AP]M)?)?")
LINEAR_DAY = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2} \d\d \d{4}) [\d:]{8} GMT.*"
)


def tracked(lines: Iterable[Line], first: Line) -> tuple[str, Iterator[Line]]:
    """The kind of file that these headings tell of, and its lines put in order."""
    names = frozenset(name.strip() for name in first.cells)
    if names >= JIRA:
        return "jira", in_order(lines, first, jira_day)
    if names >= LINEAR:
        return "linear", in_order(lines, first, linear_day)
    return "csv", iter(lines)


def in_order(
    lines: Iterable[Line], first: Line, day: Callable[[str], str]
) -> Iterator[Line]:
    """Columns of the same name as one, days as ISO."""
    places: dict[str, list[int]] = {}
    for index, name in enumerate(first.cells):
        places.setdefault(CUSTOM_FIELD.sub(r"\1", name.strip()), []).append(index)
    rest = iter(lines)
    next(rest, None)
    rows = (
        replace(line, cells=[merged(line.cells, at, day) for at in places.values()])
        for line in rest
    )
    return chain([replace(first, cells=[*places], is_heading=True)], rows)


def merged(cells: list[str], places: list[int], day: Callable[[str], str]) -> str:
    values = (cells[at].strip() for at in places if at < len(cells))
    return ", ".join(dict.fromkeys(day(value) for value in values if value))


def jira_day(value: str) -> str:
    """15/Jan/24 12:00 AM is 2024-01-15."""
    found = JIRA_DAY.fullmatch(value)
    if not found:
        return value
    year = "%Y" if len(found[1].rsplit("/", 1)[1]) == 4 else "%y"
    return iso(found[1], f"%d/%b/{year}") or value


def linear_day(value: str) -> str:
    """Mon Jan 15 2024 00:00:00 GMT+0000 (GMT) is 2024-01-15."""
    found = LINEAR_DAY.fullmatch(value)
    return iso(found[1], "%b %d %Y") or value if found else value


def iso(text: str, form: str) -> str:
    try:
        return datetime.strptime(text, form).date().isoformat()
    except ValueError:
        return ""
