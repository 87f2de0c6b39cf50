"""A strip of days: which were as good as their target, and what time was lost."""

from collections.abc import Iterator
from itertools import pairwise

from reviews.charts.axes import Place, grid, left_of, target_label, target_line
from reviews.charts.drawing import Drawing, Label, Path, Rect, Shape
from reviews.charts.placing import Places
from reviews.charts.scale import Scale, known_value_text, scale, value_text
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import Month, Snapshot

STRIP_TOP, STRIP = 40, 64
PLOT_TOP, BELOW = 146, 92
HIGHEST = 460
LEAST_PLOT = 60
GAP = 0.24
SHORT = 0.45  # how much lower a missed day is: colour alone must not tell them apart
RIGHT = 70
WHOLE = 100.0
WORDS = {
    True: {"met": "met", "missed": "missed", "unknown": "not known"},
    False: {"met": "without loss", "missed": "with time lost", "unknown": "not known"},
}


def drawing(
    metric: MetricData, snapshot: Snapshot, width: float, height: float
) -> Drawing:
    """A cell for each day, below it what was lost, on a true scale, then months."""
    days = metric.uptime.days if metric.uptime else ()
    height = min(height, HIGHEST)
    axis = axis_of(days, metric.target)
    left, right, bottom = left_of(axis, "%"), width - RIGHT, height - BELOW
    step = (right - left) / max(1, len(days))
    deep = max(8.0, min(STRIP, bottom - STRIP_TOP - 4))
    cells = [
        cell(kind_of(day, metric.target), left + n * step, step, deep)
        for n, day in enumerate(days)
    ]
    shapes = (
        *cells,
        *counts(days, metric.target, left),
        *lost(days, metric.target, axis, (left, right, width), bottom),
        *below(snapshot.calendar[12:16], metric, left, right, bottom),
    )
    return Drawing(width, height, alternative(metric, snapshot), shapes)


def kind_of(day: float | None, target: float | None) -> str:
    """Whether a day met its target; without one, whether nothing was lost."""
    if day is None:
        return "unknown"
    return "met" if day >= (WHOLE if target is None else target) else "missed"


def cell(kind: str, x: float, step: float, deep: float) -> Rect:
    """A day: lower if it was missed, hollow if it is not known."""
    drop = deep * SHORT * (kind == "missed")
    return Rect(kind, x, STRIP_TOP + drop, step * (1 - GAP), deep - drop)


def counts(
    days: tuple[float | None, ...], target: float | None, left: float
) -> Iterator[Label]:
    """89 days met, 2 missed, 1 not known: each in its colour, in one line."""
    kinds = [kind_of(day, target) for day in days]
    x, noun = left, True
    for kind, words in WORDS[target is not None].items():
        if count := kinds.count(kind):
            days_word = f" day{'s' * (count != 1)}" * noun
            role = "soft" if kind == "unknown" else kind
            label = Label(role, x, 24, f"{count}{days_word} {words}", "start")
            yield label
            x, noun = x + label.width + 24, False


def axis_of(days: tuple[float | None, ...], target: float | None) -> Scale:
    """From the worst day, or the target, to the whole of the time."""
    known = [max(0.0, min(WHOLE, day)) for day in days if day is not None]
    aims = [] if target is None else [max(0.0, min(WHOLE, target))]
    lowest = min([*known, *aims], default=WHOLE)
    return scale([lowest if lowest < WHOLE else 99.0, WHOLE])


def lost(
    days: tuple[float | None, ...],
    target: float | None,
    axis: Scale,
    edges: tuple[float, float, float],
    bottom: float,
) -> Iterator[Shape]:
    """What each day lost, hanging from the whole, as long as it was."""
    left, right, width = edges
    step = (right - left) / max(1, len(days))

    def y(value: float) -> float:
        return bottom - axis.share(value) * (bottom - PLOT_TOP)

    places = Places((left, PLOT_TOP, width, bottom))
    bars = list(losses(days, left, step, y(WHOLE), y))
    for bar in bars:
        places.take((bar.x, bar.y, bar.x + bar.width, bar.y + bar.height))
    aims: tuple[Shape, ...] = ()
    labels: tuple[Label, ...] = ()
    if target is not None and axis.low <= target <= axis.high:
        line = target_line(target, (left, right), y)
        places.take_line(line.points)
        labels = target_label(target, "%", (left, right), y, places)
        aims = (line,)
    if bottom - PLOT_TOP < LEAST_PLOT:
        return  # the strip alone says it
    yield from grid(axis, "%", (left, right), y, labels)
    yield from (*bars, *aims, *labels)


def losses(
    days: tuple[float | None, ...], left: float, step: float, top: float, y: Place
) -> Iterator[Rect]:
    for number, day in enumerate(days):
        if day is not None and day < WHOLE:
            deep = max(1.5, y(max(0.0, day)) - top)
            yield Rect("down", left + number * step, top, step * (1 - GAP), deep)


def below(
    months: tuple[Month, ...],
    metric: MetricData,
    left: float,
    right: float,
    bottom: float,
) -> Iterator[Shape]:
    """Each month's name, its figure and whether that was met."""
    length = months[-1].at - months[0].at
    values = metric.months[12:15]
    for (month, after), value in zip(pairwise(months), values, strict=True):
        start = left + (month.at - months[0].at) / length * (right - left)
        stop = left + (after.at - months[0].at) / length * (right - left)
        yield Path("axis", ((start, bottom + 12), (stop - 4, bottom + 12)))
        middle = (start + stop) / 2
        yield Label("soft", middle, bottom + 36, f"{month.label} {month.year}")
        yield Label("strong", middle, bottom + 60, known_value_text(value, "%"))
        if value is not None and metric.target is not None:
            kind = kind_of(value, metric.target)
            yield Label(kind, middle, bottom + 84, kind)


def alternative(metric: MetricData, snapshot: Snapshot) -> str:
    """The strip's figures as sentences."""
    months = snapshot.calendar[12:15]
    said = "; ".join(
        f"{month.label} {month.year}: {known_value_text(value, '%')}"
        for month, value in zip(months, metric.months[12:15], strict=True)
    )
    days = metric.uptime.days if metric.uptime else ()
    told = [day for day in days if day is not None]
    aim = (
        ""
        if metric.target is None
        else f" The target is {value_text(metric.target, '%')}."
    )
    return (
        f"A strip of {len(days)} days, {sum(day < WHOLE for day in told)} of them with"
        f" time lost, {len(days) - len(told)} without figures.{aim} {said}."
    )
