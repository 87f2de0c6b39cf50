from dataclasses import dataclass

from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series

KIND = "contents"
TITLE = "Contents"
NAME_WIDTH = 600
STATUS_WIDTH = 430
HEAD = 34


@dataclass(frozen=True, slots=True)
class Step:
    """The size and line of names and of what is beside them, and a row's padding."""

    size: int
    line: int
    small_size: int
    small_line: int
    padding: int


# The larger where all reviews are on one slide then.
AIRY, DENSE = Step(28, 38, 20, 28, 27), Step(20, 26, 16, 21, 11)


@dataclass(frozen=True, slots=True)
class Entry:
    """A review in a quarter's book; a missing one has no page, but a reason."""

    team: str
    status: str
    page: int = 0
    address: str = ""
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    entries: tuple[Entry, ...]
    is_airy: bool


def slides(entries: list[Entry]) -> list[Slide]:
    """Every review with its page."""
    room = content_height(TITLE) - HEAD
    step = AIRY if sum(entry_height(one, AIRY) for one in entries) <= room else DENSE
    pages = [
        Contents(page, step is AIRY)
        for page in filled(entries, lambda one: entry_height(one, step), room)
    ]
    return series(KIND, "contents", TITLE, "", pages)


def entry_height(entry: Entry, step: Step) -> float:
    """The px of a row: the higher of its two cells."""
    name = depth(entry.team, NAME_WIDTH, step.size, step.line, "semibold")
    words = f"Draft {entry.status}"
    small = step.small_size, step.small_line
    status = depth(words, STATUS_WIDTH, *small, "semibold")
    return max(name, status + step.line - step.small_line) + step.padding
