"""One or two lines over the reviewed quarter and the one before."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from reviews.charts.drawing import (
    SIZE,
    Dot,
    Drawing,
    Label,
    Path,
    Rect,
    Shape,
    clipped,
    long,
)
from reviews.charts.scale import Scale, known_value_text, scale, value_text
from reviews.snapshot.values import MetricData, Month, Outage, Snapshot, Stroke

TOP, BOTTOM = 34, 30
ENDS = 132  # for the names of two lines, to their right
MOST_NOTES = 3
SHORT_UNIT = 4
ROLES = ("main", "second")


@dataclass(frozen=True, slots=True)
class Frame:
    """The position of times and values on the drawing."""

    left: float
    right: float
    bottom: float
    start: float
    middle: float  # when the reviewed quarter begins
    end: float
    scale: Scale

    def x(self, at: float) -> float:
        share = (at - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - self.scale.share(value) * (self.bottom - TOP)


def drawing(
    metric: MetricData, snapshot: Snapshot, width: float, height: float
) -> Drawing:
    """The metric's lines, with its target and its service's incidents."""
    months = snapshot.calendar[9:16]
    frame = framed(metric, months, width, height)
    shapes = (
        *axes(frame, months, metric.unit),
        *target(frame, metric),
        *incidents(frame, metric, snapshot.incidents),
        *lines(frame, metric),
    )
    return Drawing(width, height, alternative(metric, snapshot), shapes)


def framed(
    metric: MetricData, months: tuple[Month, ...], width: float, height: float
) -> Frame:
    """The frame that fits the target and all values of the lines."""
    values = [
        value for line in metric.lines for stroke in line.strokes for _, value in stroke
    ]
    if metric.target is not None:
        values.append(metric.target)
    found = scale(values)
    longest = max(long(axis_words(label, metric.unit)) for label in found.labels)
    return Frame(
        left=longest + 10,
        right=width - (ENDS if len(metric.lines) > 1 else 8),
        bottom=height - BOTTOM,
        start=months[0].at,
        middle=months[3].at,
        end=months[-1].at,
        scale=found,
    )


def axis_words(label: str, unit: str) -> str:
    return f"{label} {unit}".rstrip() if len(unit) <= SHORT_UNIT else label


def axes(frame: Frame, months: tuple[Month, ...], unit: str) -> Iterator[Shape]:
    """The reviewed quarter as a band, grid lines with values, months below."""
    band = frame.x(frame.middle)
    height = frame.bottom - TOP + 28
    yield Rect("band", band, TOP - 28, frame.right - band, height)
    for tick, label in zip(frame.scale.ticks, frame.scale.labels, strict=True):
        y = frame.y(tick)
        yield Path("grid", ((frame.left, y), (frame.right, y)))
        yield Label(
            "soft", frame.left - 8, y + 5, axis_words(label, unit), anchor="end"
        )
    for month, after in zip(months, months[1:], strict=False):
        x = (frame.x(month.at) + frame.x(after.at)) / 2
        yield Label("soft", x, frame.bottom + 24, month.label)
    yield Label("soft", frame.left + 8, TOP - 10, months[0].quarter, anchor="start")
    yield Label("accent", band + 8, TOP - 10, months[3].quarter, anchor="start")
    if len(unit) > SHORT_UNIT:
        room = frame.right - band - long(months[3].quarter) - 40
        yield Label("soft", frame.right - 6, TOP - 10, clipped(unit, room), "end")


def target(frame: Frame, metric: MetricData) -> Iterator[Shape]:
    """The target as a dotted line, with its label where the lines leave most room."""
    if metric.target is None:
        return
    y = frame.y(metric.target)
    yield Path("target", ((frame.left, y), (frame.right, y)))
    text = f"target {value_text(metric.target, short(metric.unit))}"
    start, end = ("start", frame.left + 8), ("end", frame.right - 6)
    places = [
        Label("target", x, y + rise, text, anchor)
        for anchor, x in (start, end)
        for rise in (-7, 18)
    ]
    yield min(places, key=lambda place: crossings(frame, metric, place))


def crossings(frame: Frame, metric: MetricData, label: Label) -> int:
    """How many points of the lines that label would cover."""
    left = label.x - (label.width if label.anchor == "end" else 0)
    return sum(
        left <= frame.x(at) <= left + label.width
        and label.y - SIZE <= frame.y(value) <= label.y + 4
        for line in metric.lines
        for stroke in line.strokes
        for at, value in stroke
    )


def short(unit: str) -> str:
    return unit if len(unit) <= SHORT_UNIT else ""


def lines(frame: Frame, metric: MetricData) -> Iterator[Shape]:
    """Each line in two colours: the context, then the reviewed quarter."""
    # The first line on top.
    for line, role in reversed(list(zip(metric.lines, ROLES, strict=False))):
        for stroke in line.strokes:
            before, now = parted(stroke, frame.middle)
            yield from drawn(frame, f"{role}-context", before)
            yield from drawn(frame, role, now)
    if len(metric.lines) > 1:
        yield from ends(frame, metric)


def parted(stroke: Stroke, at: float) -> tuple[Stroke, Stroke]:
    """The points before a moment and from then on; the two parts join."""
    first = bisect_right(stroke, (at, float("-inf")))
    before, now = stroke[:first], stroke[first:]
    return (before + now[:1] if before else ()), now


def drawn(frame: Frame, role: str, stroke: Stroke) -> Iterator[Shape]:
    points = tuple((frame.x(at), frame.y(value)) for at, value in stroke)
    if len(points) == 1:
        yield Dot(role, *points[0])
    elif points:
        yield Path(role, points)


def ends(frame: Frame, metric: MetricData) -> Iterator[Label]:
    """The names of two lines beside their last points, kept apart."""
    last = [
        (frame.y(line.strokes[-1][-1][1]), line.name, role)
        for line, role in zip(metric.lines, ROLES, strict=False)
        if line.strokes
    ]
    reached = float("-inf")
    for y, name, role in sorted(last):
        reached = max(y + 5, reached + SIZE + 4)
        yield Label(
            role, frame.right + 8, reached, clipped(name, ENDS - 8), anchor="start"
        )


def incidents(
    frame: Frame, metric: MetricData, found: tuple[Outage, ...]
) -> Iterator[Shape]:
    """A tick for each noticed incident of the service; the longest have labels."""
    own = [
        one
        for one in found
        if frame.middle <= one.began < frame.end
        and metric.service in ("", one.service)
        and one.is_noticed
    ]
    named = sorted(own, key=lambda one: -(one.seconds or 0))[:MOST_NOTES]
    taken: list[tuple[float, float, float]] = []
    for one in own:
        x = frame.x(one.began)
        yield Path("incident", ((x, TOP), (x, frame.bottom)))
    for one in sorted(named, key=lambda one: one.began):
        yield noted(frame, one, taken)


def noted(frame: Frame, one: Outage, taken: list[tuple[float, float, float]]) -> Label:
    """An incident's label at the first height that is free."""
    text = clipped(incident_words(one), frame.right - frame.left)
    x, half = frame.x(one.began), long(text) / 2
    x = min(max(x, frame.left + half), frame.right - half)
    y = TOP + SIZE
    while any(y == other and a < x + half and x - half < b for a, b, other in taken):
        y += SIZE + 6
    taken.append((x - half, x + half, y))
    return Label("danger", x, y, text)


def incident_words(one: Outage) -> str:
    """19 Nov: outage, 2 h 10 min, users noticed."""
    day = " ".join(one.began_words.split()[:2])
    parts = (
        one.title,
        length_words(one.seconds),
        "users noticed" * bool(one.is_noticed),
    )
    return f"{day}: {', '.join(filter(None, parts))}"


def length_words(seconds: float | None) -> str:
    """2 h 10 min; empty if unknown."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if not minutes:
        return f"{seconds:.0f} s"
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = (
        (f"{days} d", days),
        (f"{hours} h", hours),
        (f"{minutes % 60} min", minutes % 60),
    )
    return " ".join(text for text, is_there in parts if is_there)


def alternative(metric: MetricData, snapshot: Snapshot) -> str:
    """The chart's figures as sentences."""
    months = zip(snapshot.calendar[9:15], metric.months[9:15], strict=False)
    said = "; ".join(
        f"{month.label} {month.year}: {known_value_text(value, metric.unit)}"
        for month, value in months
    )
    before, now = snapshot.calendar[9].quarter, snapshot.calendar[12].quarter
    lines = [
        f"{'Lines' if len(metric.lines) > 1 else 'A line'} over six months. {said}.",
        f"{before}: {known_value_text(metric.before, metric.unit)};"
        f" {now}: {known_value_text(metric.value, metric.unit)}.",
    ]
    lines += [
        f"{line.name} in {now}: {known_value_text(line.value, metric.unit)}."
        for line in metric.lines[1:]
    ]
    return " ".join(lines)
