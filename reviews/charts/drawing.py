"""The shapes of every chart. Lengths are CSS px of a 1280 px slide."""

from dataclasses import dataclass

from reviews.design.text_width import width

SIZE = 16
Box = tuple[float, float, float, float]


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
    """A single value: one with no line to it, or one that is pointed out."""

    role: str
    x: float
    y: float
    r: float = 3.5


@dataclass(frozen=True, slots=True)
class Label:
    """A text; `y` is its base line, `anchor` is start, middle or end."""

    role: str
    x: float
    y: float
    text: str
    anchor: str = "middle"
    size: int = SIZE

    @property
    def width(self) -> float:
        return long(self.text, self.size)

    @property
    def box(self) -> Box:
        """What it covers: left, top, right, bottom."""
        left = self.x - self.width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return left, self.y - self.size, left + self.width, self.y + 0.3 * self.size


Shape = Rect | Path | Dot | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: its shapes from back to front, and its figures as a text."""

    width: float
    height: float
    text: str
    shapes: tuple[Shape, ...]


def long(text: str, size: int = SIZE) -> float:
    """The px that a label takes in bold, the widest face used."""
    return width(text, size, "bold") + 2


def clipped(text: str, room: float) -> str:
    """The text, cut to that many px; at least its first letter."""
    if long(text) <= room:
        return text
    kept = text
    while len(kept) > 1 and long(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
