"""Numbers as people read them, and axes with round ones."""

import math
from dataclasses import dataclass

STEPS = (1, 2, 2.5, 5, 10)
WANTED = 4
# Larger numbers are drawn as this: their differences would overflow.
LARGEST = 1e300
# Values that differ by a smaller share than this are drawn as equal.
FINEST = 1e-12


def value_text(value: float, unit: str = "") -> str:
    """2.14 s: three digits, or all before the point; 99.982 % in full."""
    return f"{digits_text(value, unit)} {unit}".rstrip()


def known_value_text(value: float | None, unit: str = "") -> str:
    """The same, or that there are no figures."""
    return "no figures" if value is None else value_text(value, unit)


def digits_text(value: float, unit: str = "") -> str:
    """The number alone."""
    return number_text(value, places(value, unit))


def change_text(value: float, before: float, unit: str = "") -> str:
    """−0.31 s: the difference from before, to as many places as both have."""
    rest = value - before
    if unit == "%":
        most = max(places(value, unit), places(before, unit))
    elif value == round(value) and before == round(before):
        most = 0
    else:
        most = significant(max(abs(value), abs(before)), 2)
    text = number_text(rest, most)
    sign = "+" if rest > 0 else ""
    return f"{sign}{text} {'points' if unit == '%' else unit}".rstrip()


def distance_text(value: float, other: float, unit: str = "") -> str:
    """0.31 s: how far apart two values are; never 0 for different ones."""
    text = change_text(max(value, other), min(value, other), unit).lstrip("+")
    if value == other or not text.startswith("0") or text[1:2] == ".":
        return text
    rest = abs(value - other)
    word = "points" if unit == "%" else unit
    return f"{number_text(rest, significant(rest, 0))} {word}".rstrip()


def places(value: float, unit: str) -> int:
    """How many decimal places are significant."""
    if value == round(value):
        return 0
    # For 99.98 per cent, the distance from 100 counts.
    is_nearly_all = unit == "%" and 90 < value < 100
    return significant(100 - value, 1) if is_nearly_all else significant(abs(value), 2)


def significant(size: float, more: int) -> int:
    """The decimal places for a number's first digit and `more` others."""
    return min(6, max(0, more - math.floor(math.log10(size))))


def number_text(value: float, most: int) -> str:
    """The number with at most that many decimal places."""
    if value and not 1e-4 <= abs(value) < 1e15:
        text = f"{value:.3g}"
    elif most:
        text = f"{value:,.{most}f}".rstrip("0").rstrip(".")
    else:
        text = f"{value:,.0f}"
    return "0" if text == "-0" else text.replace("-", "\u2212")


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` with a label at each of its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    def share(self, value: float) -> float:
        """Where a value lies, from 0 at the low end to 1 at the high one."""
        return (held(value) - self.low) / (self.high - self.low)


def held(value: float) -> float:
    return max(-LARGEST, min(LARGEST, value))


def scale(values: list[float], *, from_zero: bool = False) -> Scale:
    """The axis for these values; raises ValueError if one is not a number."""
    if not all(map(math.isfinite, values)):
        raise ValueError("A chart takes numbers only.")
    shown = [held(value) for value in values] or [0.0]
    if from_zero:
        shown.append(0.0)
    low, high = min(shown), max(shown)
    if high - low <= FINEST * max(abs(low), abs(high), FINEST):
        room = max(abs(low) / 10, FINEST) if low else 1.0
        low, high = low - room, high + room
    step = round_step((high - low) / WANTED)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(number * step for number in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks, tuple(tick_words(t, step) for t in ticks))


def round_step(rough: float) -> float:
    """The next round number from there on."""
    size = 10.0 ** math.floor(math.log10(rough))
    return next(size * step for step in STEPS if size * step >= rough * 0.999)


def tick_words(tick: float, step: float) -> str:
    """A tick with as many places as its step needs."""
    if step >= 1e12 or step < 1e-6:
        return f"{tick:.3g}".replace("-", "\u2212")
    places = next((n for n in range(8) if abs(step * 10**n % 1) < 1e-9), 7)
    return f"{tick:,.{places}f}".replace("-", "\u2212")
