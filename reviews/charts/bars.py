"""A bar for each of fifteen months, with the reviewed quarter's in another colour."""

from collections.abc import Iterator

from reviews.charts.axes import (
    Place,
    fitting,
    grid,
    left_of,
    short,
    target_label,
    target_line,
)
from reviews.charts.drawing import Drawing, Label, Path, Rect, Shape, clipped, long
from reviews.charts.placing import Places
from reviews.charts.scale import digits_text, known_value_text
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import Month, Snapshot

TOP, BOTTOM, RIGHT = 36, 60, 70
GAP = 0.3
REVIEWED = 12  # the first month of the reviewed quarter


def drawing(
    metric: MetricData, snapshot: Snapshot, width: float, height: float
) -> Drawing:
    """A bar for each month, up or down from zero; none for an unknown month."""
    months, values = snapshot.calendar, list(metric.months)
    known = [value for value in values if value is not None]
    aims = [] if metric.target is None else [metric.target]
    axis = fitting([*known, *aims], from_zero=True)
    left, right = left_of(axis, metric.unit), width - RIGHT
    step, bottom = (right - left) / len(values), height - BOTTOM

    def y(value: float) -> float:
        return bottom - axis.share(value) * (bottom - TOP)

    found = tuple(bars(values, left, step, y, metric.unit, bottom))
    places = Places((left, 0, width, bottom))
    for shape in found:
        places.take(edges_of(shape))
    labels = [shape for shape in found if isinstance(shape, Label)]
    aim: list[Path] = []
    if metric.target is not None:
        aim.append(target_line(metric.target, (left, right), y))
        # A value that the line would cross is left to the text.
        labels = [one for one in labels if not is_crossed(one, y(metric.target))]
        places.take_line(aim[0].points)
        labels += target_label(metric.target, "", (left, right), y, places)
    shapes = (
        band(left, step, right, bottom),
        *grid(axis, metric.unit, (left, right), y, labels),
        *(shape for shape in found if isinstance(shape, Rect)),
        *aim,
        *labels,
        *below(months, left, step, bottom),
        *unit_above(metric.unit, left, left + REVIEWED * step),
    )
    return Drawing(width, height, alternative(metric, months), shapes)


def band(left: float, step: float, right: float, bottom: float) -> Rect:
    start = left + REVIEWED * step
    return Rect("band", start, 6, right - start, bottom - 6)


def unit_above(unit: str, left: float, right: float) -> Iterator[Label]:
    """A unit that is too long for the axis."""
    if unit and not short(unit):
        yield Label("soft", left + 6, 22, clipped(unit, right - left), "start")


def edges_of(shape: Rect | Label) -> tuple[float, float, float, float]:
    if isinstance(shape, Label):
        return shape.box
    return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height


def is_crossed(label: Label, y: float) -> bool:
    _, top, _, foot = label.box
    return top - 2 <= y <= foot + 2


def bars(
    values: list[float | None],
    left: float,
    step: float,
    y: Place,
    unit: str,
    floor: float,
) -> Iterator[Rect | Label]:
    """Each month's bar, with its value if there is room."""
    for number, value in enumerate(values):
        x, is_now = left + number * step, number >= REVIEWED
        middle = x + step / 2
        if value is None:
            yield Label("soft", middle, y(0) - 6, "–")
            continue
        top, foot = min(y(value), y(0)), max(y(value), y(0))
        role = "bar" if is_now else "bar-context"
        yield Rect(role, x + step * GAP / 2, top, step * (1 - GAP), max(1, foot - top))
        text = digits_text(value, unit)
        if long(text) <= step:
            # Below a bar, unless the names of the months are there.
            is_below = value < 0 and foot + 24 <= floor
            place = foot + 20 if is_below else top - 7
            yield Label("accent" if is_now else "soft", middle, place, text)


def below(
    months: tuple[Month, ...], left: float, step: float, bottom: float
) -> Iterator[Shape]:
    """The names of the months and of their quarters."""
    for number, month in enumerate(months[:-1]):
        middle = left + (number + 0.5) * step
        yield Label("soft", middle, bottom + 26, clipped(month.label, step))
        if number % 3 == 1:
            role = "accent" if number > REVIEWED else "soft"
            yield Label(role, middle, bottom + 50, clipped(month.quarter, 3 * step))


def alternative(metric: MetricData, months: tuple[Month, ...]) -> str:
    """The bars' figures as sentences."""
    said = "; ".join(
        f"{month.label} {month.year}: {known_value_text(value, metric.unit)}"
        for month, value in zip(months, metric.months, strict=False)
    )
    return f"A bar for each month. {said}."
