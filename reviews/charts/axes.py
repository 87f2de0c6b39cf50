"""What a chart's values are held against: grid, zero, unit, and the target."""

from collections.abc import Callable, Iterable, Iterator

from reviews.charts.drawing import Label, Path, Shape, long
from reviews.charts.placing import Places, Rows, broken
from reviews.charts.scale import Scale, scale, value_text

SHORT_UNIT = 4
Place = Callable[[float], float]


def fitting(values: list[float], *, from_zero: bool = False) -> Scale:
    """The scale of these values; from zero, unless that would hide how they differ."""
    low, high = min(values, default=0), max(values, default=0)
    if not low and not high:
        values = [0, 1]
    is_near = high - low > max(abs(low), abs(high)) / 4
    return scale(values, from_zero=from_zero or is_near)


def short(unit: str) -> str:
    return unit if len(unit) <= SHORT_UNIT else ""


def tick_texts(axis: Scale, unit: str) -> list[str]:
    """The ticks' labels; the highest has the unit, if that is short."""
    return [*axis.labels[:-1], f"{axis.labels[-1]} {short(unit)}".rstrip()]


def left_of(axis: Scale, unit: str) -> float:
    """The px that the ticks' labels take."""
    return max(map(long, tick_texts(axis, unit))) + 12


def grid(
    axis: Scale, unit: str, edges: tuple[float, float], y: Place, among: Iterable[Label]
) -> Iterator[Shape]:
    """A line for each tick, which leaves out labels; zero is stronger."""
    left, right = edges
    labels = tuple(among)
    for tick, text in zip(axis.ticks, tick_texts(axis, unit), strict=True):
        role = "zero" if tick == 0 else "grid"
        yield from broken(role, y(tick), left, right, labels)
        yield Label("soft", left - 10, y(tick) + 6, text, anchor="end")


def zero_line(
    axis: Scale, edges: tuple[float, float], y: Place
) -> tuple[tuple[float, float], ...]:
    """The ends of the line at zero, which no label interrupts, if it is on the axis."""
    if not axis.low <= 0 <= axis.high:
        return ()
    return (edges[0], y(0)), (edges[1], y(0))


def target_line(value: float, edges: tuple[float, float], y: Place) -> Path:
    return Path("target", ((edges[0], y(value)), (edges[1], y(value))))


def target_label(
    value: float, unit: str, edges: tuple[float, float], y: Place, places: Places
) -> Rows:
    """The target's name, where nothing crosses it; none if there is no such place."""
    left, right = edges
    text = f"target {value_text(value, short(unit))}"
    middle = (left + right) / 2
    candidates = [
        (Label("target", x, y(value) + shift, text, anchor),)
        for x, anchor in ((left + 6, "start"), (right - 6, "end"), (middle, "middle"))
        for shift in (21, -9)
    ]
    aside = (Label("target", right + 12, y(value) + 5, "target", "start"),)
    return places.place([*candidates, aside])
