"""What happened, as numbers above a chart; their texts are listed beneath it."""

from collections.abc import Callable, Iterator

from reviews.charts.drawing import Dot, Label, Path, Shape
from reviews.snapshot.metric_values import Note

MOST_NOTES = 6
NOTE_ROW = 30
RADIUS = 11


def note_marks(
    notes: tuple[Note, ...],
    x: Callable[[float], float],
    edges: tuple[float, float],
    top: float,
    within: tuple[float, float] = (float("-inf"), float("inf")),
) -> Iterator[Shape]:
    """A number for each note, above its moment or as near to it as there is room."""
    own = [
        (number, note)
        for number, note in enumerate(notes, start=1)
        if within[0] <= note.at < within[1]
    ]
    reached = edges[0] - RADIUS
    for place_of, (number, note) in enumerate(own, start=1):
        behind = (len(own) - place_of) * (2 * RADIUS + 2)
        place = max(x(note.at), reached + RADIUS + 1)
        place = min(place, edges[1] - RADIUS - behind)
        reached = place + RADIUS + 1
        y = top - NOTE_ROW + RADIUS
        yield Path("note", ((place, y + RADIUS), (x(note.at), top - 2)))
        yield Dot("note", place, y, RADIUS)
        yield Label("on-note", place, y + 6, str(number))
