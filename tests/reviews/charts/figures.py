"""A snapshot of TechOps' quarter with one metric in it, as charts take it."""

import datetime
from dataclasses import replace

from reviews.snapshot.metric_values import ChartLine, MetricData
from reviews.snapshot.values import Licence, Month, Snapshot

WIDTH, HEIGHT = 830, 430


def moment(*when):
    """Seconds since 1970 of a day, in UTC."""
    return datetime.datetime(*when, tzinfo=datetime.UTC).timestamp()


def month(number):
    year, index = divmod(2013 * 12 + 9 + number, 12)
    labels = ["Q2 2013-14", "Q3 2013-14", "Q4 2013-14", "Q1 2014-15", "Q2 2014-15"]
    label = [*labels, "Q3 2014-15"][number // 3]
    at = moment(year, index + 1, 1)
    return Month(at, f"{datetime.date(year, index + 1, 1):%b}", year, label)


CALENDAR = tuple(month(number) for number in range(16))
METRIC = MetricData(
    pk=1,
    name="Response time",
    heading="",
    unit="s",
    source="Graphite",
    monitor="",
    period="",
    note="",
    display="chart",
    figures=(),
    statistic="median",
)
SNAPSHOT = Snapshot(
    format=3,
    language="en-gb",
    organization="Example",
    licence=Licence("", "", "", "", ""),
    team="Team",
    team_slug="team",
    quarter="Q2 2014-15",
    quarter_slug="2014-15-q2",
    months="October–December 2014",
    next_quarter="Q3 2014-15",
    held_at="",
    slot_seconds=None,
    presenters="",
    headcount=None,
    people=(),
    sections=(),
    plans=(),
    next_plans=(),
    projects=(),
    metrics=(),
    calendar=CALENDAR,
)


def metric(*strokes, **fields):
    """A metric with a line of these strokes, if there are any."""
    lines = (ChartLine("median", strokes, None),) if strokes else ()
    return replace(METRIC, **{"lines": lines, "months": (None,) * 15} | fields)


def of_role(drawing, role):
    return [shape for shape in drawing.shapes if shape.role == role]


def paths(drawing, role):
    """The lines of that role, without its dots and labels."""
    return [shape for shape in of_role(drawing, role) if hasattr(shape, "points")]


def dots(drawing, role):
    return [shape for shape in of_role(drawing, role) if hasattr(shape, "r")]


def ticks(drawing):
    """The y of each tick by its value."""
    labels = [one for one in of_role(drawing, "soft") if one.anchor == "end"]
    return {
        float(one.text.split()[0].replace("−", "-").replace(",", "")): one.y - 6
        for one in labels
        if one.text[-1].isdigit() or one.text[0].isdigit() or one.text[0] == "−"
    }


def crossed(drawing):
    """The labels that a line, a dot, a bar or another label crosses."""
    labels = [shape for shape in drawing.shapes if hasattr(shape, "text")]
    return [
        label.text
        for label in labels
        if any(
            hits(shape, label)
            for shape in drawing.shapes
            if shape is not label and shape.role not in ("band", "note")
        )
    ]


def hits(shape, label):
    if label.role == "on-note":
        return False
    left, top, right, bottom = inner(label)
    if hasattr(shape, "points"):
        pairs = zip(shape.points, shape.points[1:], strict=False)
        return any(meets(a, b, (left, top, right, bottom)) for a, b in pairs)
    if hasattr(shape, "text"):
        a, b, c, d = inner(shape)
    elif hasattr(shape, "r"):
        a, b, c, d = shape.x - 3, shape.y - 3, shape.x + 3, shape.y + 3
    else:
        a, b = shape.x, shape.y
        c, d = a + shape.width, b + shape.height
    return a < right and c > left and b < bottom and d > top


def inner(label):
    """The letters of a label, without the room around them."""
    left, _, right, _ = label.box
    return left + 2, label.y - 0.7 * label.size, right - 2, label.y


def meets(a, b, box):
    """Whether a straight line passes through a box, sampled closely."""
    left, top, right, bottom = box
    steps = max(2, int(max(abs(a[0] - b[0]), abs(a[1] - b[1]))))
    points = (
        (a[0] + (b[0] - a[0]) * n / steps, a[1] + (b[1] - a[1]) * n / steps)
        for n in range(steps + 1)
    )
    return any(left < x < right and top < y < bottom for x, y in points)


def texts(drawing):
    return [shape.text for shape in drawing.shapes if hasattr(shape, "text")]


def is_inside(drawing):
    """Whether everything stands on the drawing, labels with their width included."""
    return all(
        left >= -0.5
        and right <= drawing.width + 0.5
        and top >= -0.5
        and bottom <= drawing.height + 0.5
        for left, top, right, bottom in map(box, drawing.shapes)
    )


def box(shape):
    if hasattr(shape, "points"):
        xs, ys = zip(*shape.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)
    if hasattr(shape, "text"):
        part = {"start": 0, "middle": 0.5, "end": 1}[shape.anchor]
        left = shape.x - part * shape.width
        return left, shape.y - 12, left + shape.width, shape.y + 4
    if hasattr(shape, "height"):
        return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
    return shape.x, shape.y, shape.x, shape.y
