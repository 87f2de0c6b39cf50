"""One or two lines over the reviewed quarter and the one before."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from reviews.charts.axes import (
    fitting,
    grid,
    left_of,
    short,
    target_label,
    target_line,
    zero_line,
)
from reviews.charts.drawing import Dot, Drawing, Label, Path, Rect, Shape, clipped, long
from reviews.charts.notes import NOTE_ROW, note_marks
from reviews.charts.placing import Places, Rows, around, rows_at
from reviews.charts.scale import Scale, known_value_text, value_text
from reviews.snapshot.metric_values import ChartLine, MetricData, Outage, Point, Stroke
from reviews.snapshot.values import Month, Snapshot

TOP, BOTTOM = 36, 38
LEAST_END, MOST_END = 70, 170  # for what stands at the end of a line
MOST_NAMED = 3
NOTE_WIDTH = 250
HOUR = 3600
DAY = 24 * HOUR
ROLES = ("main", "second")


@dataclass(frozen=True, slots=True)
class Frame:
    """The position of times and values on the drawing."""

    left: float
    right: float
    top: float
    bottom: float
    months: tuple[Month, ...]
    scale: Scale

    @property
    def start(self) -> float:
        return self.months[0].at

    @property
    def middle(self) -> float:
        """When the reviewed quarter begins."""
        return self.months[3].at

    @property
    def end(self) -> float:
        return self.months[-1].at

    @property
    def edges(self) -> tuple[float, float]:
        return self.left, self.right

    def x(self, at: float) -> float:
        share = (at - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)

    def spot(self, point: Point) -> tuple[float, float]:
        return self.x(point[0]), self.y(point[1])


@dataclass
class Layers:
    """The marks and the labels of a chart, as they find their places."""

    places: Places
    marks: list[Shape] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def mark(self, role: str, x: float, y: float) -> None:
        self.marks.append(Dot(role, x, y, 5))
        self.places.take((x - 5, y - 5, x + 5, y + 5))

    def name(self, candidates: Iterator[Rows]) -> None:
        self.labels += self.places.place(candidates)


def drawing(
    metric: MetricData, snapshot: Snapshot, width: float, height: float
) -> Drawing:
    """The metric's lines, with its target, notes and its service's incidents."""
    frame = framed(metric, snapshot.calendar[9:16], width, height)
    strokes = tuple(lines(frame, metric))
    layers = Layers(Places((frame.left, 0, width, frame.bottom)))
    layers.places.take_line(zero_line(frame.scale, frame.edges, frame.y))
    for stroke in strokes:
        if isinstance(stroke, Path):
            layers.places.take_line(stroke.points)
    if metric.target is not None:
        aim = target_line(metric.target, frame.edges, frame.y)
        layers.places.take_line(aim.points)
        layers.marks.append(aim)
    quarters(frame, metric.unit, layers)
    ends(frame, metric, layers)
    incidents(frame, metric, snapshot.incidents, layers)
    peak(frame, metric, layers)
    if metric.target is not None:
        layers.labels += target_label(
            metric.target, metric.unit, frame.edges, frame.y, layers.places
        )
    layers.marks += note_marks(
        metric.notes,
        frame.x,
        frame.edges,
        frame.top,
        within=(frame.start, frame.end),
    )
    shapes = (
        band(frame),
        *grid(frame.scale, metric.unit, frame.edges, frame.y, layers.labels),
        *months_below(frame),
        *strokes,
        *layers.marks,
        *layers.labels,
    )
    return Drawing(width, height, alternative(metric, snapshot), shapes)


def framed(
    metric: MetricData, months: tuple[Month, ...], width: float, height: float
) -> Frame:
    """The frame that fits the target and all values of the lines."""
    values = [value for line in metric.lines for _, value in points_of(line)]
    if metric.target is not None:
        values.append(metric.target)
    found = fitting(values)
    texts = [text for line in metric.lines for text in end_texts(line, metric, months)]
    wanted = max((long(text, 20) for text in texts), default=0) + 14
    return Frame(
        left=left_of(found, metric.unit),
        right=width - max(LEAST_END, min(MOST_END, wanted)),
        top=TOP + NOTE_ROW * bool(metric.notes),
        bottom=height - BOTTOM,
        months=months,
        scale=found,
    )


def points_of(line: ChartLine) -> Iterator[Point]:
    return (point for stroke in line.strokes for point in stroke)


def band(frame: Frame) -> Rect:
    """The reviewed quarter, tinted."""
    left = frame.x(frame.middle)
    return Rect("band", left, 6, frame.right - left, frame.bottom - 6)


def quarters(frame: Frame, unit: str, layers: Layers) -> None:
    """The names of both quarters above the chart, and there a long unit."""
    before, now = frame.months[0].quarter, frame.months[3].quarter
    start = frame.x(frame.middle) + 10
    labels = [
        Label("soft", frame.left + 6, 26, before, "start"),
        Label("accent", start, 26, now, "start"),
    ]
    if unit and not short(unit):
        room = frame.right - start - long(now) - 40
        labels.append(Label("soft", frame.right - 6, 26, clipped(unit, room), "end"))
    layers.labels += labels
    # No label between these names, nor where the numbers of notes are.
    layers.places.take((frame.left, 0, frame.right, frame.top - 4))


def months_below(frame: Frame) -> Iterator[Label]:
    for month, after in zip(frame.months, frame.months[1:], strict=False):
        x = (frame.x(month.at) + frame.x(after.at)) / 2
        yield Label("soft", x, frame.bottom + 26, month.label)


def lines(frame: Frame, metric: MetricData) -> Iterator[Shape]:
    """Each line in two colours: the context, then the reviewed quarter."""
    # The first line on top.
    for line, role in reversed(list(zip(metric.lines, ROLES, strict=False))):
        for stroke in line.strokes:
            before, now = parted(stroke, frame.middle)
            yield from drawn(frame, f"{role}-context", before)
            yield from drawn(frame, role, now)


def parted(stroke: Stroke, at: float) -> tuple[Stroke, Stroke]:
    """The parts before a moment and from then on, joined where the line crosses it."""
    first = bisect_left(stroke, (at, float("-inf")))
    before, now = stroke[:first], stroke[first:]
    if not before or not now:
        return before, now
    cut = ((at, between(before[-1], now[0], at)),)
    return before + cut, now if now[0][0] == at else cut + now


def between(one: Point, other: Point, at: float) -> float:
    """The height of the line between two points at a moment."""
    share = (at - one[0]) / (other[0] - one[0])
    return one[1] + share * (other[1] - one[1])


def drawn(frame: Frame, role: str, stroke: Stroke) -> Iterator[Shape]:
    points = tuple(map(frame.spot, stroke))
    if len(points) == 1:
        yield Dot(role, *points[0], 5)
    elif points:
        yield Path(role, points)


def ends(frame: Frame, metric: MetricData, layers: Layers) -> None:
    """The last value of each line, at its end."""
    for line, role in zip(metric.lines, ROLES, strict=False):
        last = max(points_of(line), default=None)
        if last is None:
            continue
        x, y = frame.spot(last)
        shown = role if last[0] >= frame.middle else "soft"
        layers.mark(shown if shown in ROLES else f"{role}-context", x, y)
        room = layers.places.bounds[2] - frame.right - 14
        texts = [clipped(t, room) for t in end_texts(line, metric, frame.months)]
        layers.name(end_places(frame, shown, (x, y), texts))


def end_texts(
    line: ChartLine, metric: MetricData, months: tuple[Month, ...]
) -> list[str]:
    """The last value, and of what: the line's name if there are two, or the day."""
    at, value = max(points_of(line), default=(0, 0))
    below = line.name if len(metric.lines) > 1 else day_text(at, months)
    return [value_text(value, short(metric.unit)), below]


def end_places(
    frame: Frame, role: str, spot: tuple[float, float], texts: list[str]
) -> Iterator[Rows]:
    """Beside the last point, or at the right edge as near to it as there is room."""
    for x in (spot[0] + 12, frame.right + 12):
        for shift in (7, -13, 27, -33, 47, -53, 67, -73, 87, -93):
            value, below = rows_at(role, x, spot[1] + shift, texts, "start")
            strong = Label(role, x, value.y, value.text, "start", size=20)
            yield strong, Label("soft", x, below.y, below.text, "start")


def peak(frame: Frame, metric: MetricData, layers: Layers) -> None:
    """The highest value of the quarter, unless the end or an incident says it."""
    line = metric.lines[0] if metric.lines else ChartLine("", (), None)
    now = [point for point in points_of(line) if point[0] >= frame.middle]
    if len(now) < 2:
        return
    highest = max(now, key=lambda point: point[1])
    x, y = frame.spot(highest)
    dots = [(one.x, one.y) for one in layers.marks if isinstance(one, Dot)]
    if (x, y) in dots or highest[1] == now[-1][1]:
        return
    layers.mark("main", x, y)
    day = day_text(highest[0], frame.months)
    text = f"{value_text(highest[1], short(metric.unit))}, {day}"
    layers.name(around("main", x, y, [text]))


def incidents(
    frame: Frame, metric: MetricData, found: tuple[Outage, ...], layers: Layers
) -> None:
    """A dot for each noticed incident of the service; the longest have their names."""
    own = [
        one
        for one in found
        if frame.middle <= one.began < frame.end
        and metric.service in ("", one.service)
        and one.is_noticed
    ]
    spots = {one: spot_of(frame, metric, one) for one in own}
    for x, y in spots.values():
        layers.mark("incident", x, y)
    for one in sorted(own, key=lambda one: -(one.seconds or 0))[:MOST_NAMED]:
        layers.name(around("danger", *spots[one], incident_texts(one)))


def spot_of(frame: Frame, metric: MetricData, one: Outage) -> tuple[float, float]:
    """The worst reading while it lasted; without any, the foot of the chart."""
    strokes = metric.lines[0].strokes if metric.lines else ()
    until = one.began + (one.seconds or 0)
    for stroke in strokes:
        if stroke[0][0] <= one.began <= stroke[-1][0] + DAY:
            first = max(0, bisect_left(stroke, (one.began, float("inf"))) - 1)
            during = [point for point in stroke[first:] if point[0] <= until]
            worst = min if metric.direction == "up" else max
            return frame.spot(worst(during, key=lambda point: point[1]))
    return frame.x(one.began), frame.bottom


def incident_texts(one: Outage) -> list[str]:
    """19 Nov: outage / 2 h 10 min, users noticed."""
    day = " ".join(one.began_words.split()[:2])
    length = length_words(one.seconds)
    rest = ", ".join(filter(None, (length, "users noticed" * bool(one.is_noticed))))
    head = clipped(f"{day}: {one.title}", NOTE_WIDTH)
    return [head + "," * (not head.endswith("…")), rest] if rest else [head]


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


def day_text(at: float, months: tuple[Month, ...]) -> str:
    """31 Dec: the day of a moment, by the starts of its months."""
    month, after = next(
        (pair for pair in zip(months, months[1:], strict=False) if at < pair[1].at),
        months[-2:],
    )
    length = after.at - month.at
    # In a month that loses an hour, days after that begin earlier.
    lost = round(length / DAY) * DAY - length
    return f"{int((at - month.at + max(0, lost)) // DAY) + 1} {month.label}"


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
