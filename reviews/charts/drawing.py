"""What every chart is made of. Lengths are CSS px of a 1280 px slide."""

from dataclasses import dataclass

SIZE = 16
# A letter's width at the most, as labels are kept apart and inside by it.
LETTER = 8.6


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; the role names its colour."""

    role: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points."""

    role: str
    points: tuple[tuple[float, float], ...]

    @property
    def d(self) -> str:
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Dot:
    """A reading that no line leads to."""

    role: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """A text; `y` is its base line, `anchor` is start, middle or end."""

    role: str
    x: float
    y: float
    text: str
    anchor: str = "middle"

    @property
    def width(self) -> float:
        return LETTER * len(self.text)


Shape = Rect | Path | Dot | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: its shapes from back to front, and its figures as a text."""

    width: float
    height: float
    text: str
    shapes: tuple[Shape, ...]


def clipped(text: str, room: float) -> str:
    """The text, cut to so many px."""
    most = max(1, int(room / LETTER))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
