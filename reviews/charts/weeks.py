"""Six weeks and twelve months beside each other, each with last year's line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from reviews.charts.axes import (
    Place,
    fitting,
    grid,
    left_of,
    short,
    target_label,
    target_line,
    zero_line,
)
from reviews.charts.drawing import Dot, Drawing, Label, Path, Rect, Shape, clipped
from reviews.charts.notes import NOTE_ROW, note_marks
from reviews.charts.placing import Places, Rows, around
from reviews.charts.scale import Scale, known_value_text, value_text
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import Month, Snapshot

TOP, BOTTOM = 62, 38
SHARE = 0.38  # of the width, for the weeks
APART = 28
EDGE = 26  # px from the axis to the first value, and from the last one to the edge
REVIEWED = 9  # the first month of the reviewed quarter
FEWEST = 4  # weeks that are worth a chart
Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """Values that follow each other, and those of a year before."""

    title: str
    labels: tuple[str, ...]
    now: tuple[float | None, ...]
    ago: tuple[float | None, ...]
    reviewed: int  # the first value of the reviewed quarter
    target: float | None
    times: tuple[float, ...]  # when each begins, and when the last one ends


def drawing(
    metric: MetricData, snapshot: Snapshot, width: float, height: float
) -> Drawing:
    """The weeks on the left, if there are figures for them, and the months."""
    panels = panels_of(metric, snapshot)
    axes = axes_of(metric, panels)
    edges = [(0.0, width)]
    if len(panels) == 2:
        cut = width * SHARE
        edges = [(0.0, cut - APART / 2), (cut + APART / 2, width)]
    shapes = tuple(
        shape
        for panel, axis, (left, right) in zip(panels, axes, edges, strict=True)
        for shape in drawn(metric, panel, axis, (left, right, height))
    )
    return Drawing(width, height, alternative(metric, panels), shapes)


def panels_of(metric: MetricData, snapshot: Snapshot) -> list[Panel]:
    """What can be drawn: a count's target is one for a month."""
    found = []
    if sum(week.value is not None for week in metric.weeks) >= FEWEST:
        is_count = metric.statistic == "count"
        found.append(weeks_panel(metric, None if is_count else metric.target))
    found.append(months_panel(metric, snapshot.calendar[3:]))
    return found


def weeks_panel(metric: MetricData, target: float | None) -> Panel:
    weeks = metric.weeks
    return Panel(
        title=f"{len(weeks)} weeks to {weeks[-1].label}",
        labels=tuple(week.label for week in weeks),
        now=tuple(week.value for week in weeks),
        ago=tuple(week.year_ago for week in weeks),
        reviewed=0,
        target=target,
        times=(*(week.at for week in weeks), weeks[-1].at + 7 * 86_400),
    )


def months_panel(metric: MetricData, months: tuple[Month, ...]) -> Panel:
    return Panel(
        title="12 months",
        labels=tuple(month.label for month in months[:-1]),
        now=metric.months[3:],
        ago=metric.months_year_ago or (None,) * 12,
        reviewed=REVIEWED,
        target=metric.target,
        times=tuple(month.at for month in months),
    )


def axes_of(metric: MetricData, panels: list[Panel]) -> list[Scale]:
    """One scale for both, unless a count of a month is no count of a week."""
    held = [[*known(one.now), *known(one.ago), *known([one.target])] for one in panels]
    if metric.statistic != "count":
        every = [value for values in held for value in values]
        held = [every] * len(panels)
    return [fitting(values) for values in held]


def known(values: Values) -> list[float]:
    return [value for value in values if value is not None]


def drawn(
    metric: MetricData, panel: Panel, axis: Scale, size: tuple[float, float, float]
) -> Iterator[Shape]:
    """A panel between two edges."""
    start, right, height = size
    left = start + left_of(axis, metric.unit)
    has_notes = any(panel.times[0] <= one.at < panel.times[-1] for one in metric.notes)
    top, bottom = TOP + NOTE_ROW * bool(metric.notes), height - BOTTOM

    def x(number: float) -> float:
        steps = max(1, len(panel.labels) - 1)
        return left + EDGE + number * (right - left - 2 * EDGE) / steps

    def y(value: float) -> float:
        return bottom - axis.share(value) * (bottom - top)

    places = Places((left, top - 4, right, bottom))
    places.take_line(zero_line(axis, (left, right), y))
    lines = [*strokes("ago", panel.ago, x, y), *strokes("main", panel.now, x, y)]
    for line in lines:
        take(places, line)
    labels: list[Label] = []
    aims: list[Shape] = []
    if panel.target is not None:
        aim = target_line(panel.target, (left, right), y)
        places.take_line(aim.points)
        aims.append(aim)
    labels += named_ends(metric, panel, x, y, places)
    if panel.target is not None:
        edges = (left, right)
        labels += target_label(panel.target, metric.unit, edges, y, places)
    yield from heading(panel, metric.unit, left, right, x, bottom)
    yield from grid(axis, metric.unit, (left, right), y, labels)
    yield from below(panel, x, bottom)
    yield from (*lines, *aims, *labels)
    if has_notes:
        yield from marks(metric, panel, x, (left, right), top)


def take(places: Places, shape: Path | Dot) -> None:
    if isinstance(shape, Path):
        places.take_line(shape.points)
    else:
        reach = shape.r + 1
        places.take(
            (shape.x - reach, shape.y - reach, shape.x + reach, shape.y + reach)
        )


def strokes(role: str, values: Values, x: Place, y: Place) -> Iterator[Path | Dot]:
    """A line through each run of values that are known, with a dot on each."""
    run: list[tuple[float, float]] = []
    for number, value in enumerate((*values, None)):
        if value is not None:
            run.append((x(number), y(value)))
            continue
        if len(run) > 1:
            yield Path(role, tuple(run))
        yield from (Dot(role, *point, 4 if role == "main" else 3) for point in run)
        run = []


def named_ends(
    metric: MetricData, panel: Panel, x: Place, y: Place, places: Places
) -> Iterator[Label]:
    """The last value, the highest one, and what the other line is."""
    spots = [
        (number, value) for number, value in enumerate(panel.now) if value is not None
    ]
    unit = short(metric.unit)
    if spots:
        number, value = spots[-1]
        yield from places.place(spots_around(number, value, unit, x, y))
        peak = max(spots, key=lambda spot: spot[1])
        if peak[1] > value:
            yield from places.place(spots_around(*peak, unit, x, y))
    earlier = [
        (number, value) for number, value in enumerate(panel.ago) if value is not None
    ]
    for number, value in (*earlier[-1:], *earlier[:1], *earlier[1:-1]):
        found = places.place(around("soft", x(number), y(value), ["a year before"]))
        if found:
            yield from found
            return


def spots_around(
    number: float, value: float, unit: str, x: Place, y: Place
) -> Iterator[Rows]:
    """A value's label above or below its dot first, then beside it."""
    text = value_text(value, unit)
    for anchor in ("middle", "end", "start"):
        for shift in (-12, 26, -30, 44):
            yield (Label("main", x(number), y(value) + shift, text, anchor),)
    yield from around("main", x(number), y(value), [text])


def heading(
    panel: Panel, unit: str, left: float, right: float, x: Place, bottom: float
) -> Iterator[Shape]:
    """What the panel shows, over the reviewed quarter's tint."""
    step = x(1) - x(0)
    start = left if not panel.reviewed else x(panel.reviewed) - step / 2
    yield Rect("band", start, 6, right - start, bottom - 6)
    title = f"{panel.title}, {unit}" if unit and not short(unit) else panel.title
    yield Label("strong", left + 6, 26, clipped(title, right - left - 12), "start")


def below(panel: Panel, x: Place, bottom: float) -> Iterator[Label]:
    """The names of weeks or months, as many as there is room for."""
    step = x(1) - x(0)
    widest = max(Label("soft", 0, 0, text).width for text in panel.labels)
    every = max(1, ceil((widest + 8) / max(1.0, step)))
    last = len(panel.labels) - 1
    for number, text in enumerate(panel.labels):
        if (last - number) % every == 0:
            role = "accent" if number >= panel.reviewed else "soft"
            yield Label(role, x(number), bottom + 26, text)


def marks(
    metric: MetricData,
    panel: Panel,
    x: Place,
    edges: tuple[float, float],
    top: float,
) -> Iterator[Shape]:
    """The notes of the panel's time, above the value that they are of."""

    def place(at: float) -> float:
        later = [n for n, start in enumerate(panel.times) if start <= at]
        return x(later[-1] if later else 0)

    start, end = panel.times[0], panel.times[-1]
    yield from note_marks(metric.notes, place, edges, top, within=(start, end))


def alternative(metric: MetricData, panels: list[Panel]) -> str:
    """The figures of both as sentences."""
    return " ".join(f"{one.title}: {said(one, metric.unit)}." for one in panels)


def said(panel: Panel, unit: str) -> str:
    return "; ".join(
        f"{label}: {known_value_text(now, unit)}"
        + ("" if ago is None else f" (a year before {value_text(ago, unit)})")
        for label, now, ago in zip(panel.labels, panel.now, panel.ago, strict=True)
    )
