"""A strip of days: how much of each the service was up."""

from collections.abc import Iterator
from itertools import pairwise

from reviews.charts.drawing import Drawing, Label, Path, Rect, Shape
from reviews.charts.scale import known_value_text
from reviews.snapshot.values import MetricData, Month, Snapshot

TOP = 8
BELOW = 84
HIGHEST = 240
GAP = 0.24
LEAST = 8  # the least height of a loss, so that it is visible
SEAM = 3  # the gap between up and lost: colour alone must not tell them apart


def drawing(
    metric: MetricData, snapshot: Snapshot, width: float, height: float
) -> Drawing:
    """A cell for each day, filled from below by its loss; months and figures below."""
    days = metric.uptime.days if metric.uptime else ()
    months = snapshot.calendar[12:16]
    values = metric.months[12:15]
    step = width / max(1, len(days))
    height = min(height, HIGHEST)
    bottom = height - BELOW
    shapes = (
        *(
            shape
            for n, day in enumerate(days)
            for shape in cell(day, n * step, step, bottom)
        ),
        *below(months, values, width, bottom),
    )
    return Drawing(width, height, alternative(metric, snapshot), shapes)


def cell(day: float | None, x: float, step: float, bottom: float) -> Iterator[Shape]:
    """A day: whole if nothing was lost, empty if unknown."""
    width, whole = step * (1 - GAP), bottom - TOP
    if day is None:
        yield Rect("unknown", x, bottom - 3, width, 3)
        return
    lost = max(0.0, min(100.0, 100 - day))
    # By its square root, so that losses of minutes and of hours look different.
    part = max(LEAST, (lost / 100) ** 0.5 * whole) if lost else 0
    if rest := max(0, whole - part - SEAM * bool(lost)):
        yield Rect("up", x, TOP, width, rest)
    if lost:
        yield Rect("down", x, bottom - part, width, part)


def below(
    months: tuple[Month, ...],
    values: tuple[float | None, ...],
    width: float,
    bottom: float,
) -> Iterator[Shape]:
    """Each month's name and figure under its days."""
    length = months[-1].at - months[0].at
    for (month, after), value in zip(pairwise(months), values, strict=True):
        start = (month.at - months[0].at) / length * width
        stop = (after.at - months[0].at) / length * width
        yield Path("axis", ((start, bottom + 8), (stop - 4, bottom + 8)))
        middle = (start + stop) / 2
        yield Label("soft", middle, bottom + 34, f"{month.label} {month.year}")
        yield Label("strong", middle, bottom + 62, known_value_text(value, "%"))


def alternative(metric: MetricData, snapshot: Snapshot) -> str:
    """The strip's figures as sentences."""
    months = snapshot.calendar[12:15]
    said = "; ".join(
        f"{month.label} {month.year}: {known_value_text(value, '%')}"
        for month, value in zip(months, metric.months[12:15], strict=True)
    )
    days = metric.uptime.days if metric.uptime else ()
    told = [day for day in days if day is not None]
    lost = sum(day < 100 for day in told)
    return (
        f"A strip of {len(days)} days, {lost} of them with time lost,"
        f" {len(days) - len(told)} without figures. {said}."
    )
