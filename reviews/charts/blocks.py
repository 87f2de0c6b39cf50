"""Blocks, one for each objective or piece of work, and the ribbons between them.

Lengths are CSS px of a 1280 px slide. Blocks of one colour are one path, so that
hundreds of them cost no more than a few.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# What is not decided is drawn as an outline, inside its block.
HOLLOW = frozenset(("open",))
OUTLINE = 2
# Between the blocks of a list that are as high as its lines.
GAP = 3


@dataclass(frozen=True, slots=True)
class Size:
    """A block's size, and the gap to the next one."""

    width: float
    height: float
    gap: float

    @property
    def step(self) -> float:
        return self.height + self.gap

    def in_a_row(self, room: float) -> int:
        return max(1, int((room + self.gap) // (self.width + self.gap)))

    def rows(self, count: int, room: float) -> int:
        return -(-count // self.in_a_row(room))

    def depth(self, count: int, room: float) -> float:
        """The px that so many blocks take below each other, in rows of `room` px."""
        return max(0, self.rows(count, room) * self.step - self.gap)


@dataclass(frozen=True, slots=True)
class Area:
    """A path of one colour: filled, an outline, or faint as a ribbon."""

    role: str
    d: str
    style: str = "filled"


@dataclass(frozen=True, slots=True)
class Blocks:
    """A drawing without words: what it shows is beside it as text."""

    width: float
    height: float
    areas: tuple[Area, ...]


def rectangle(x: float, y: float, width: float, height: float) -> str:
    return (
        f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z"
    )


def number(value: float) -> str:
    """With no more digits than a drawing needs."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def boxes(role: str, places: Iterable[tuple[float, float]], size: Size) -> Area:
    """Blocks with their upper left corners at these places."""
    inset, style = (OUTLINE / 2, "outline") if role in HOLLOW else (0, "filled")
    # A small block has no room for an outline inside it.
    inset = min(inset, size.height / 4)
    width, height = size.width - 2 * inset, size.height - 2 * inset
    drawn = (rectangle(x + inset, y + inset, width, height) for x, y in places)
    return Area(role, "".join(drawn), style)


def grid(role: str, count: int, size: Size, room: float) -> Blocks:
    """So many blocks in rows."""
    across = size.in_a_row(room)
    places = (
        (index % across * (size.width + size.gap), index // across * size.step)
        for index in range(count)
    )
    area = boxes(role, places, size)
    return Blocks(room, size.depth(count, room), (area,) if count else ())


def column(role: str, count: int, size: Size, line: float, room: float) -> Blocks:
    """A block at the middle of each line of a list."""
    first = (line - GAP - size.height) / 2
    places = ((0.0, first + index * line) for index in range(count))
    return Blocks(room, count * line, (boxes(role, places, size),))


def stack_height(count: int, size: Size, most: float) -> float:
    """The px of a stack of so many blocks; a bar of `most` px, if they take more."""
    return min(most, max(0, count * size.step - size.gap))


def flow(
    parts: list[tuple[str, int, float, float]],
    size: Size,
    top: float,
    tall: float,
    box: tuple[float, float],
) -> Blocks:
    """A stack at the left of the box, and a ribbon to where each part of it goes.

    A part is its role, its count, and the top and bottom of its blocks at the right.
    Where a stack is not as tall as its blocks would be, it is a bar.
    """
    count, start = sum(part[1] for part in parts), top
    is_bar = count * size.step - size.gap > tall
    gap = 1 if is_bar else size.gap
    each = (tall - gap * (len(parts) - 1)) / max(1, count)
    areas: list[Area] = []
    for role, share, upper, lower in parts:
        deep = share * each if is_bar else share * size.step - size.gap
        ribbon = ribbon_path(size.width, start, start + deep, box[0], upper, lower)
        areas.append(Area(role, ribbon, "faint"))
        block = Size(size.width, deep, 0) if is_bar else size
        starts = [start + n * size.step for n in range(1 if is_bar else share)]
        areas.append(boxes(role, [(0.0, y) for y in starts], block))
        start += deep + gap
    return Blocks(*box, tuple(areas))


def ribbon_path(
    left: float, start: float, stop: float, right: float, upper: float, lower: float
) -> str:
    """From one edge to the other, level at both ends."""
    middle = (left + right) / 2
    there = (middle, start, middle, upper, right, upper)
    back = (middle, lower, middle, stop, left, stop)
    return (
        f"M{number(left)} {number(start)}C{' '.join(map(number, there))}"
        f"V{number(lower)}C{' '.join(map(number, back))}z"
    )
