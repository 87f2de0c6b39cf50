"""The quarter's incidents: when, what, how long, and whether users noticed."""

from dataclasses import dataclass

from reviews.charts.line import length_words
from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series
from reviews.snapshot.metric_values import Outage
from reviews.snapshot.values import SectionData, Snapshot

KIND = "incidents"
TITLE_WIDTH = 542
SERVICE_SIZE, SERVICE_LINE = 16, 21
HEAD = 30
# The sizes of a row: its text, its lines and its padding; the largest that fits.
STEPS = {"airy": (22, 30, 37), "mid": (20, 27, 27), "dense": (18, 24, 17)}
NOTICED = {True: "Users noticed", False: "Not noticed", None: "Not known"}


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident; `kind` names its mark: noticed, unnoticed or unknown."""

    began: str
    title: str
    service: str
    length: str
    noticed: str
    kind: str
    link: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some incidents, in the sizes of a step."""

    rows: tuple[IncidentRow, ...]
    step: str


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """As many slides as the incidents need; none without incidents."""
    lines = [line(one) for one in snapshot.incidents]
    title = titled(snapshot.incidents)
    room = content_height(title) - HEAD
    step = largest(lines, room)
    found = filled(lines, lambda one: line_height(one, step), room)
    pages = [Page(rows, step) for rows in found]
    return series(KIND, f"{section.slug}--incidents", title, section.title, pages)


def titled(found: tuple[Outage, ...]) -> str:
    """4 incidents, 2 of them noticed by users."""
    noticed = sum(one.is_noticed is True for one in found)
    count = f"{len(found)} incident{'s' * (len(found) != 1)}"
    if not noticed:
        return f"{count}, none known to be noticed by users"
    if len(found) == 1:
        return f"{count}, noticed by users"
    return f"{count}, {noticed} of them noticed by users"


def line(one: Outage) -> IncidentRow:
    kind = {True: "noticed", False: "unnoticed", None: "unknown"}[one.is_noticed]
    return IncidentRow(
        began=one.began_words,
        title=one.title,
        service=one.service,
        length=length_words(one.seconds) or "not known",
        noticed=NOTICED[one.is_noticed],
        kind=kind,
        link=one.link,
    )


def largest(lines: list[IncidentRow], room: float) -> str:
    """The largest step that has all incidents on one slide, or the smallest."""
    for step in STEPS:
        if sum(line_height(one, step) for one in lines) <= room:
            return step
    return step


def line_height(one: IncidentRow, step: str) -> float:
    """The px of a row."""
    size, line, padding = STEPS[step]
    service = depth(one.service, TITLE_WIDTH, SERVICE_SIZE, SERVICE_LINE)
    title = depth(one.title, TITLE_WIDTH, size, line, "semibold")
    return title + service * bool(one.service) + padding
