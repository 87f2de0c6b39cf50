"""How many lines a text takes, without a layout engine.

Slides are cut to size here, so the answer must never be too low: lines break as in the
engine that makes them shorter (`line_breaks`), unknown characters count as wide, and
kerning, which mostly narrows, is left out. Widths are CSS px of a 1280 px slide, from
the advance widths in the bundled fonts, and for other letters the greatest of their
script's font (`scripts`). So a line in browser or PDF never holds less than here.
"""

import contextlib
import functools
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path

from fontTools.ttLib import TTFont

from reviews.design import scripts
from reviews.design.line_breaks import line_end

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
# A little less than the width given, for rounding in the engines.
SAFE = 0.985
WIDE = 1.0
PICTOGRAPH = 1.4
UNKNOWN = 0.95


@functools.cache
def advances(face: str) -> dict[str, float]:
    """The width of each character of a bundled face, in em."""
    with TTFont(FONTS / f"goals-sans-{face}.ttf", lazy=True) as font:
        per_em = font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        found = font.getBestCmap().items()
        return {chr(code): widths[name][0] / per_em for code, name in found}


@functools.lru_cache(maxsize=4096)
def fallback(char: str) -> float:
    """The greatest width of a character in a fallback font, in em."""
    if found := scripts.letters().get(char):
        return found[1]
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if ord(char) >= 0x1F000:
        return PICTOGRAPH
    return WIDE if unicodedata.east_asian_width(char) in "WF" else UNKNOWN


def width(text: str, size: float, face: str = "regular") -> float:
    """The width of a text on one line, in px."""
    return size * sum(steps(text, advances(face)))


def steps(text: str, known: dict[str, float]) -> list[float]:
    """The width of each character, in em."""
    with contextlib.suppress(KeyError):
        return list(map(known.__getitem__, text))
    found = [known[char] if char in known else fallback(char) for char in text]
    if scripts.IS_OTHER.search(text):
        for at, char in enumerate(text):
            if char == " ":
                found[at] = scripts.SPACE
            elif scripts.is_joined(text, at):
                found[at] = scripts.joined()[char]
    return found


def shortened(text: str, room: float, size: float, face: str = "regular") -> str:
    """The text on one line of that many px, with an ellipsis where it was cut."""
    line, limit = " ".join(text.split()), room * SAFE
    if width(line, size, face) <= limit:
        return line
    edges = accumulate(steps(line, advances(face)))
    at = next((n for n, edge in enumerate(edges) if edge * size > limit), 0)
    # An Arabic letter may be wider where it is the last one.
    while at and width(f"{line[:at].rstrip()}…", size, face) > limit:
        at -= 1
    return f"{line[:at].rstrip()}…"


@functools.lru_cache(maxsize=8192)
def breaks(
    text: str, room: float, size: float, face: str = "regular", most: int | None = None
) -> tuple[int, ...]:
    """The offset at which each line of the text ends, or each of the first `most`."""
    return tuple(islice(_ends(text, room * SAFE / size, advances(face)), most))


def _ends(text: str, room: float, known: dict[str, float]) -> Iterator[int]:
    """The line ends of all paragraphs."""
    start = 0
    for paragraph in text.replace("\t", " ").split("\n"):
        for end in _paragraph(paragraph, room, known):
            yield start + end
        start += len(paragraph) + 1


def _paragraph(text: str, room: float, known: dict[str, float]) -> Iterator[int]:
    """The line ends of one paragraph, its room in em. Spaces may stick out."""
    edges = [*accumulate(steps(text, known), initial=0.0)]
    start, stop = 0, len(text.rstrip(" "))
    while True:
        full = max(bisect_right(edges, edges[start] + room) - 1, start + 1)
        if start + 1 < full < stop and scripts.is_joined(text, full - 1):
            # At the end of a line it would have another form, and may be wider.
            is_over = edges[full - 1] + fallback(text[full - 1]) > edges[start] + room
            full -= is_over
        if full >= stop:
            break
        start = line_end(text, start, full)
        yield start
    yield len(text)


@functools.lru_cache(maxsize=8192)
def line_height(text: str, size: float, line: float, face: str = "regular") -> float:
    """The px of each line: another than `line` if other fonts are needed."""
    others = set(text) - advances(face).keys() - {"\n"}
    return scripts.line_height(others, size, line) if others else line


def depth(
    text: str,
    room: float,
    size: float,
    line: float,
    face: str = "regular",
    limit: float | None = None,
) -> float:
    """The px that a text takes from its first line to its last.

    What takes more than `limit` px is not measured to its end: it only is more.
    """
    each = line_height(text, size, line, face)
    most = None if limit is None else max(0, int(limit // each)) + 1
    return len(breaks(text, room, size, face, most)) * each
