"""Places for labels that nothing crosses.

What is drawn is kept as the heights that it takes in narrow columns, so that looking
for a free place costs the same for ten values and for a thousand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from reviews.charts.drawing import Box, Label, Path

STEP = 6.0
APART = 2.0  # px between a label and anything else
Rows = tuple[Label, ...]


class Places:
    """Where labels can stand within these bounds: left, top, right, bottom."""

    def __init__(self, bounds: Box) -> None:
        self.bounds = bounds
        self.taken: dict[int, list[tuple[float, float]]] = defaultdict(list)

    def take_line(self, points: Sequence[tuple[float, float]]) -> None:
        for (x1, y1), (x2, y2) in pairwise(sorted(points)):
            for column in range(int(x1 // STEP), int(x2 // STEP) + 1):
                left, right = max(x1, column * STEP), min(x2, (column + 1) * STEP)
                rise = (y2 - y1) / (x2 - x1) if x2 > x1 else 0
                ends = (y1 + rise * (left - x1), y1 + rise * (right - x1))
                ends = ends if x2 > x1 else (y1, y2)
                self.taken[column].append((min(ends), max(ends)))

    def take(self, box: Box) -> None:
        left, top, right, bottom = box
        for column in range(int(left // STEP), int(right // STEP) + 1):
            self.taken[column].append((top, bottom))

    def is_free(self, box: Box) -> bool:
        left, top, right, bottom = box
        first, highest, last, lowest = self.bounds
        if left < first or top < highest or right > last or bottom > lowest:
            return False
        return not any(
            low <= bottom + APART and high >= top - APART
            for column in range(int(left // STEP), int(right // STEP) + 1)
            for low, high in self.taken.get(column, ())
        )

    def place(self, candidates: Iterable[Rows]) -> Rows:
        """The first of these groups of labels that has room; nothing if none has."""
        for rows in candidates:
            if all(self.is_free(row.box) for row in rows):
                for row in rows:
                    self.take(row.box)
                return rows
        return ()


def rows_at(role: str, x: float, y: float, texts: Sequence[str], anchor: str) -> Rows:
    """Lines of a label, the first with its base line at `y`."""
    return tuple(
        Label(role, x, y + 21 * number, text, anchor)
        for number, text in enumerate(texts)
    )


def around(role: str, x: float, y: float, texts: Sequence[str]) -> Iterator[Rows]:
    """Where the words for a point can be, the nearest first."""
    above = y - 14 - 21 * (len(texts) - 1)
    for shift in (6, -16, 28, -38, 50):
        yield rows_at(role, x + 14, y + shift, texts, "start")
        yield rows_at(role, x - 14, y + shift, texts, "end")
    for anchor in ("middle", "start", "end"):
        yield rows_at(role, x, above, texts, anchor)
        yield rows_at(role, x, y + 26, texts, anchor)


def broken(
    role: str, y: float, left: float, right: float, labels: Iterable[Label]
) -> Iterator[Path]:
    """A level line, with a gap at each label that it would cross."""
    boxes = (label.box for label in labels)
    gaps = sorted((a - 4, b + 4) for a, top, b, foot in boxes if top <= y <= foot)
    for start, stop in gaps:
        if start > left and left < right:
            yield Path(role, ((left, y), (min(start, right), y)))
        left = max(left, stop)
    if left < right:
        yield Path(role, ((left, y), (right, y)))
