"""A bar for each of fifteen months, with the reviewed quarter's in another colour."""

from collections.abc import Callable, Iterator

from reviews.charts.drawing import Drawing, Label, Path, Rect, Shape, clipped, long
from reviews.charts.scale import Scale, digits_text, known_value_text, scale
from reviews.snapshot.values import MetricData, Month, Snapshot

TOP, BOTTOM = 34, 58
GAP = 0.3
Place = Callable[[float], float]
REVIEWED = 12  # the first month of the reviewed quarter


def drawing(
    metric: MetricData, snapshot: Snapshot, width: float, height: float
) -> Drawing:
    """A bar for each month, up or down from zero; none for an unknown month."""
    months = snapshot.calendar
    values = list(metric.months)
    held = [value for value in values if value is not None]
    if metric.target is not None:
        held.append(metric.target)
    axis = scale(held, from_zero=True)
    left = max(map(long, axis.labels)) + 10
    step = (width - left) / len(values)
    bottom = height - BOTTOM

    def y(value: float) -> float:
        return bottom - axis.share(value) * (bottom - TOP)

    shapes = (
        *grid(axis, left, width, y),
        *bars(values, left, step, y, metric.unit),
        *below(months, left, step, bottom),
        *aim(metric, left, width, y),
    )
    return Drawing(width, height, alternative(metric, months), shapes)


def grid(axis: Scale, left: float, right: float, y: Place) -> Iterator[Shape]:
    for tick, label in zip(axis.ticks, axis.labels, strict=True):
        role = "axis" if tick == 0 else "grid"
        yield Path(role, ((left, y(tick)), (right, y(tick))))
        yield Label("soft", left - 8, y(tick) + 5, label, anchor="end")


def bars(
    values: list[float | None], left: float, step: float, y: Place, unit: str
) -> Iterator[Shape]:
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
            place = foot + 18 if value < 0 else top - 6
            yield Label("accent" if is_now else "soft", middle, place, text)


def below(
    months: tuple[Month, ...], left: float, step: float, bottom: float
) -> Iterator[Shape]:
    """The names of the months and of their quarters."""
    for number, month in enumerate(months[:-1]):
        middle = left + (number + 0.5) * step
        yield Label("soft", middle, bottom + 24, clipped(month.label, step))
        if number % 3 == 1:
            role = "accent" if number > REVIEWED else "soft"
            yield Label(role, middle, bottom + 48, month.quarter)


def aim(metric: MetricData, left: float, right: float, y: Place) -> Iterator[Shape]:
    if metric.target is not None:
        height = y(metric.target)
        yield Path("target", ((left, height), (right, height)))
        text = f"target {digits_text(metric.target, metric.unit)}"
        yield Label("target", left + 4, height - 6, text, anchor="start")


def alternative(metric: MetricData, months: tuple[Month, ...]) -> str:
    """The bars' figures as sentences."""
    said = "; ".join(
        f"{month.label} {month.year}: {known_value_text(value, metric.unit)}"
        for month, value in zip(months, metric.months, strict=False)
    )
    return f"A bar for each month. {said}."
