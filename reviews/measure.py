"""How many lines a text takes, before any layout engine has seen it.

Slides are cut to size here, so the answer must never be too low: a line is broken at
spaces only (engines find more places), unknown characters count wide, and kerning,
which mostly narrows, is left out. Widths are CSS px of a 1280 px slide and come from
the advance widths in the bundled fonts. A line therefore never holds less in browser
or PDF than here; where another script falls back to an installed font, the estimate is
generous, not exact.
"""

import functools
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

# A little less than the width given, for rounding in the engines.
SAFE = 0.985
# How far another font's baseline may lie from ours, in em: a line grows by that much.
SHIFT = 0.15
WIDE = 1.0
PICTOGRAPH = 1.4
UNKNOWN = 0.95


@functools.cache
def advances(face: str) -> dict[str, float]:
    """The width of each character of a bundled face, in em."""
    path = Path(settings.BASE_DIR) / "static" / "fonts" / f"goals-sans-{face}.ttf"
    with TTFont(path, lazy=True) as font:
        per_em = font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        found = font.getBestCmap().items()
        return {chr(code): widths[name][0] / per_em for code, name in found}


@functools.lru_cache(maxsize=4096)
def fallback(char: str) -> float:
    """The width that a character of another font takes at the most, in em."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if ord(char) >= 0x1F000:
        return PICTOGRAPH
    return WIDE if unicodedata.east_asian_width(char) in "WF" else UNKNOWN


def width(text: str, size: float, face: str = "regular") -> float:
    """The width of a text on one line, in px."""
    known = advances(face)
    return size * sum(known[char] if char in known else fallback(char) for char in text)


@functools.lru_cache(maxsize=8192)
def breaks(
    text: str, room: float, size: float, face: str = "regular"
) -> tuple[int, ...]:
    """The offset at which each line of the text ends; as many as there are lines."""
    ends: list[int] = []
    start = 0
    for paragraph in text.split("\n"):
        ends.extend(_paragraph(text, start, start + len(paragraph), room, size, face))
        start += len(paragraph) + 1
    return tuple(ends)


def _paragraph(
    text: str, start: int, stop: int, room: float, size: float, face: str
) -> Iterator[int]:
    """The line ends of one paragraph: greedy, at spaces, anywhere in a long word."""
    known, room = advances(face), room * SAFE
    used = word = 0.0
    last_space = start
    for offset in range(start, stop):
        char = text[offset]
        step = size * (known[char] if char in known else fallback(char))
        if char == " ":
            used, word, last_space = used + word + step, 0.0, offset + 1
            continue
        if used + word + step > room:
            if used:
                yield last_space
                used = 0.0
            if word + step > room:
                yield offset
                word, last_space = 0.0, offset
        word += step
    yield stop


@functools.lru_cache(maxsize=8192)
def line_height(text: str, size: float, line: float, face: str = "regular") -> float:
    """The px of each line, more than `line` where an installed font must help out."""
    is_covered = advances(face).keys() >= set(text) - {"\n"}
    return line if is_covered else line + SHIFT * size


def depth(
    text: str, room: float, size: float, line: float, face: str = "regular"
) -> float:
    """The px that a text takes from its first line to its last."""
    lines = len(breaks(text, room, size, face))
    return lines * line_height(text, size, line, face)
