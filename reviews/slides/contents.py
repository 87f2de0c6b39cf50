from dataclasses import dataclass

from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series

KIND = "contents"
TITLE = "Contents"
NAME_WIDTH = 600
STATUS_WIDTH = 430
SIZE = 20
LINE = 26
SMALL_SIZE = 16
SMALL_LINE = 21
PADDING = 11
HEAD = 34


@dataclass(frozen=True, slots=True)
class Entry:
    """A review in a quarter's book; a missing one has no page, but a reason."""

    team: str
    status: str
    page: int = 0
    address: str = ""
    is_draft: bool = False


def slides(entries: list[Entry]) -> list[Slide]:
    """Every review with its page."""
    pages = list(filled(entries, entry_height, content_height(TITLE) - HEAD))
    return series(KIND, "contents", TITLE, "", pages)


def entry_height(entry: Entry) -> float:
    """The px of a row: the higher of its two cells."""
    name = depth(entry.team, NAME_WIDTH, SIZE, LINE, "semibold")
    words = f"Draft {entry.status}"
    status = depth(words, STATUS_WIDTH, SMALL_SIZE, SMALL_LINE, "semibold")
    return max(name, status + LINE - SMALL_LINE) + PADDING
