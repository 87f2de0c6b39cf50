"""Single values with the limits of what they do by themselves: signal or noise."""

from collections.abc import Iterator
from dataclasses import dataclass

from reviews.charts.axes import fitting, grid, left_of, short, zero_line
from reviews.charts.drawing import Dot, Drawing, Label, Path, Rect, Shape, clipped
from reviews.charts.line import day_text
from reviews.charts.notes import NOTE_ROW, note_marks
from reviews.charts.placing import Places, around
from reviews.charts.scale import Scale, value_text
from reviews.snapshot.metric_values import Behaviour, MetricData, Point, Signal
from reviews.snapshot.values import Month, Snapshot

TOP, BOTTOM, RIGHT = 36, 38, 150
EDGE = 14
FEWEST = 8
EACH = {"": "figure", "week": "week", "month": "month"}


@dataclass(frozen=True, slots=True)
class Field:
    """Where values are on the drawing: one after the other, whatever lies between."""

    left: float
    right: float
    top: float
    bottom: float
    count: int
    axis: Scale

    def x(self, number: float) -> float:
        steps = max(1, self.count - 1)
        return self.left + EDGE + number * (self.right - self.left - 2 * EDGE) / steps

    def y(self, value: float) -> float:
        return self.bottom - self.axis.share(value) * (self.bottom - self.top)


def drawing(
    metric: MetricData, snapshot: Snapshot, width: float, height: float
) -> Drawing:
    """The values in their order, mean and limits, and signals in red."""
    found = metric.behaviour
    assert found is not None
    field = field_of(metric, found, width, height)
    months = snapshot.calendar
    spots = [(field.x(n), field.y(value)) for n, (_, value) in enumerate(found.points)]
    places = Places((field.left, field.top - 4, width, field.bottom))
    places.take_line(spots)
    edges = (field.left, field.right)
    places.take_line(zero_line(field.axis, edges, field.y))
    levels = list(level_lines(found, field))
    for level in levels:
        places.take_line(level.points)
    labels = [*level_labels(found, field, metric.unit, places)]
    marked = [is_signal(point, found.signals) for point in found.points]
    labels += signal_labels(metric, found, spots, months, places)
    shapes = (
        *reviewed(found, field, months),
        *grid(field.axis, metric.unit, edges, field.y, labels),
        *levels,
        *values(spots, marked),
        *labels,
        *days_below(found.points, field, months),
        *quarter_names(found, field, months, metric.unit),
        *marks(metric, found, field),
    )
    return Drawing(width, height, alternative(metric, months), shapes)


def field_of(
    metric: MetricData, found: Behaviour, width: float, height: float
) -> Field:
    values = [value for _, value in found.points]
    axis = fitting(values + [value for value, _ in shown_levels(found)])
    left, top = left_of(axis, metric.unit), TOP + NOTE_ROW * bool(metric.notes)
    return Field(left, width - RIGHT, top, height - BOTTOM, len(values), axis)


def shown_levels(found: Behaviour) -> Iterator[tuple[float, str]]:
    """Mean and limits; no limit that no value could ever reach."""
    if found.mean is None or found.lower is None or found.upper is None:
        return
    yield found.mean, "mean"
    yield found.upper, "upper limit"
    if found.lower >= 0 or any(value < 0 for _, value in found.points):
        yield found.lower, "lower limit"


def level_lines(found: Behaviour, field: Field) -> Iterator[Path]:
    for value, name in shown_levels(found):
        role = "mean" if name == "mean" else "limit"
        yield Path(role, ((field.left, field.y(value)), (field.right, field.y(value))))


def level_labels(
    found: Behaviour, field: Field, unit: str, places: Places
) -> Iterator[Label]:
    """The names of mean and limits, to their right."""
    for value, name in shown_levels(found):
        text = clipped(f"{name} {value_text(value, short(unit))}", RIGHT - 14)
        x, y = field.right + 10, field.y(value)
        shifts = (6, -6, 18, -18, 30, -30, 42, -42)
        choices = ((Label("soft", x, y + shift, text, "start"),) for shift in shifts)
        yield from places.place(choices)


def is_signal(point: Point, signals: tuple[Signal, ...]) -> bool:
    return any(one.first <= point[0] <= one.last for one in signals)


def values(spots: list[tuple[float, float]], marked: list[bool]) -> Iterator[Shape]:
    if len(spots) > 1:
        yield Path("main-thin", tuple(spots))
    for spot, is_marked in zip(spots, marked, strict=True):
        yield Dot("incident" if is_marked else "main", *spot, 5 if is_marked else 3.5)


def signal_labels(
    metric: MetricData,
    found: Behaviour,
    spots: list[tuple[float, float]],
    months: tuple[Month, ...],
    places: Places,
) -> Iterator[Label]:
    """The last of the signals, where it happened."""
    at = {point[0]: place for place, point in enumerate(found.points)}
    for one in reversed(found.signals):
        spot = spots[at[one.last]]
        text = value_text(found.points[at[one.last]][1], short(metric.unit))
        label = places.place(
            around("danger", *spot, [f"{text}, {day_text(one.last, months)}"])
        )
        if label:
            yield from label
            return


def reviewed(
    found: Behaviour, field: Field, months: tuple[Month, ...]
) -> Iterator[Rect]:
    """The tint behind the values of the reviewed quarter."""
    first = first_reviewed(found, months)
    if first < field.count:
        left = field.x(first - 0.5) if first else field.left
        yield Rect("band", left, 6, field.right - left, field.bottom - 6)


def first_reviewed(found: Behaviour, months: tuple[Month, ...]) -> int:
    return sum(at < months[12].at for at, _ in found.points)


def quarter_names(
    found: Behaviour, field: Field, months: tuple[Month, ...], unit: str
) -> Iterator[Label]:
    """The reviewed quarter above its values, and what each value is."""
    first = first_reviewed(found, months)
    start = field.x(first - 0.5) + 8 if first else field.left + 6
    if first < field.count:
        name = Label("accent", start, 26, months[12].quarter, "start")
        width = name.width
        if start + width > field.right:
            name = Label("accent", field.right - 4, 26, months[12].quarter, "end")
            start = field.right - 4 - width
        yield name
    room = (start if first else field.right) - field.left - 20
    each = f"each {EACH[found.each]}"
    text = f"{each}, {unit}" if unit and not short(unit) else each
    if first and room > 60:
        yield Label("soft", field.left + 6, 26, clipped(text, room), "start")


def days_below(
    points: tuple[Point, ...], field: Field, months: tuple[Month, ...]
) -> Iterator[Label]:
    """The days of some values, as many as there is room for."""
    reached = float("-inf")
    for number, (at, _) in enumerate(points):
        label = Label("soft", field.x(number), field.bottom + 26, day_of(at, months))
        if label.box[0] >= max(reached + 16, 0):
            reached = label.box[2]
            yield label


def day_of(at: float, months: tuple[Month, ...]) -> str:
    """The day, or nothing for one before the months that the review knows."""
    return day_text(at, months) if at >= months[0].at else ""


def marks(metric: MetricData, found: Behaviour, field: Field) -> Iterator[Shape]:
    """The notes, above the value that they are of."""
    times = [at for at, _ in found.points]

    def place(at: float) -> float:
        return field.x(max(0, sum(time <= at for time in times) - 1))

    edges = (field.left, field.right)
    within = (times[0], float("inf"))
    yield from note_marks(metric.notes, place, edges, field.top, within=within)


def verdict(metric: MetricData, snapshot: Snapshot) -> tuple[str, str]:
    """Signal, noise or too few to tell; and the sentence that says why."""
    found, months = metric.behaviour, snapshot.calendar
    if found is None or found.mean is None:
        count = found.baseline if found else 0
        figures = f"{count} figure{'s' * (count != 1)}"
        return "Too few to tell", f"{figures} so far; limits need {FEWEST}."
    own = [one for one in found.signals if one.last >= months[12].at]
    if own:
        said = [signal_words(one, found, months) for one in own]
        more = f" And {len(said) - 2} more." if len(said) > 2 else ""
        return "Signal", " ".join(said[-2:]) + more
    return "Noise", (
        f"Nothing in {months[12].quarter} is more than chance: no value beyond the "
        "limits, no 8 in a row on one side of the mean, no 3 of 4 near a limit."
    )


def signal_words(one: Signal, found: Behaviour, months: tuple[Month, ...]) -> str:
    """Which rule a signal broke, and when."""
    last = day_text(one.last, months)
    side = "above" if one.is_above else "below"
    which = "upper" if one.is_above else "lower"
    when = f"{EACH['week']} of {last}" if found.each == "week" else last
    if one.rule == "beyond":
        return f"{when[0].upper()}{when[1:]} is {side} the {which} limit."
    since = f"{day_of(one.first, months) or 'earlier'} to {last}"
    if one.rule == "near":
        return f"3 of 4 are near the {which} limit, {since}."
    count = sum(one.first <= at <= one.last for at, _ in found.points)
    return f"{max(8, count)} in a row are {side} the mean, {since}."


def baseline_words(metric: MetricData, snapshot: Snapshot) -> str:
    """Where the limits come from."""
    found = metric.behaviour
    if found is None or found.mean is None:
        return ""
    end = day_of(found.baseline_end, snapshot.calendar)
    until = f", up to {end}" if end else ""
    each = EACH[found.each]
    return f"Mean and limits of the first {found.baseline} {each}s{until}"


def alternative(metric: MetricData, months: tuple[Month, ...]) -> str:
    """The values as sentences, the newest 26 of them."""
    found = metric.behaviour
    assert found is not None
    said = "; ".join(
        f"{day_of(at, months) or 'earlier'}: {value_text(value, metric.unit)}"
        for at, value in found.points[-26:]
    )
    levels = "; ".join(
        f"{name} {value_text(value, metric.unit)}"
        for value, name in shown_levels(found)
    )
    return f"Single values. {levels}. {said}." if levels else f"Single values. {said}."
