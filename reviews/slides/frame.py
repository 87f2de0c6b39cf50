"""What stands around a slide's title and content: the eyebrow above, the foot below.

Lengths are CSS px of a 1280 px slide, as in `deck.css`. What is longer than its place
is cut to one line, but for the licence's sentence, which is set smaller.
"""

import functools
from dataclasses import dataclass
from itertools import accumulate

from reviews.design.text_width import depth, shortened, width
from reviews.slides.base import TextRun, split_runs

EYEBROW_WIDTH, CORNER_WIDTH = 640, 480
HEAD_SIZE = 16
NOTICE_WIDTH, PLACE_WIDTH = 640, 186
FOOT_SIZE, FOOT_LINE = 12, 16
# A notice of two lines, with room for letters of a fallback font.
TWO_LINES = 38
SEGMENTS_WIDTH, GAP, LEAST = 220, 4, 3
# Slides that are all panel.
WITHOUT_HEAD = ("cover", "opener")


@dataclass(frozen=True, slots=True)
class Segment:
    """A section's place on a line of the whole meeting."""

    x: float
    width: float


@functools.lru_cache(maxsize=512)
def segments(
    seconds: tuple[int, ...], room: float = SEGMENTS_WIDTH
) -> tuple[Segment, ...]:
    """A segment for each section, as wide as its time; all alike if none has any."""
    if not seconds:
        return ()
    gap = min(GAP, room / len(seconds) / 3)
    least = min(LEAST, room / len(seconds) / 3)
    free = room - gap * (len(seconds) - 1) - least * len(seconds)
    whole = sum(seconds)
    shares = [one / whole if whole else 1 / len(seconds) for one in seconds]
    widths = [least + free * share for share in shares]
    starts = accumulate((one + gap for one in widths[:-1]), initial=0.0)
    return tuple(map(Segment, starts, widths))


@functools.lru_cache(maxsize=512)
def eyebrow(name: str, time: str) -> str:
    """The name before the time, on one line with it."""
    used = width(time, HEAD_SIZE) + HEAD_SIZE if time else 0
    return shortened(name, EYEBROW_WIDTH - used, HEAD_SIZE, "semibold")


def corner(runs: tuple[TextRun, ...]) -> tuple[TextRun, ...]:
    """The text at the top right, on one line."""
    text = "".join(run.text for run in runs)
    kept = shortened(text, CORNER_WIDTH, HEAD_SIZE, "semibold")
    if kept == text or not kept.endswith("…"):
        return runs
    return (*split_runs(runs, len(kept) - 1)[0], TextRun("…"))


@functools.lru_cache(maxsize=512)
def place(number: int, section: str) -> str:
    """3 What we did: the section's number and its name."""
    before = f"{number}\u2002"
    room = PLACE_WIDTH - width(before, FOOT_SIZE)
    return before + shortened(section, room, FOOT_SIZE)


@functools.lru_cache(maxsize=64)
def notice_class(notice: str) -> str:
    """How the notice is set: on one line, two, or smaller on more."""
    used = depth(notice, NOTICE_WIDTH, FOOT_SIZE, FOOT_LINE)
    if used > TWO_LINES:
        return " is-long"
    return " is-two" if used > FOOT_LINE * 1.5 else ""
