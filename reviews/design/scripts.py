"""Letters that the bundled fonts lack: how wide they get, how high their lines.

`letters.txt` has the greatest width of each in Noto's fonts, the ones that `tokens.css`
names and that the installs bring; tests/reviews/design/letters.py makes it. Each line
of it is a script with the least height of its lines and the middle of its font's, or a
letter's code and the widths from there on.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

LETTERS = Path(__file__).with_name("letters.txt")
# What one step of a width is, in em, and what is added since fonts have versions.
UNIT = 0.02
SPARE = 0.02
# Some signs are whole sentences, wider than the file can say.
WIDEST, SENTENCE = 255, 14.0
# What begins the widths of Arabic letters that are joined to the next one.
JOINED = "joined"
# Between letters of another font, Pango takes that font's spaces, Chromium ours.
IS_OTHER = re.compile("[\u0530-\u1cff\ufb13-\ufdff\ufe70-\ufefc]")
SPACE = 0.32
# The middle of the bundled fonts' lines over the baseline, in em, and of others that
# are not in the file, such as signs and Chinese.
OWN_CENTER, OTHER_CENTER = 0.337, 0.487


@dataclass(frozen=True, slots=True)
class Script:
    """A script by its four letters; heights in em, `line` 0 if Latin's will do."""

    name: str
    line: float
    center: float


@functools.cache
def letters() -> dict[str, tuple[Script, float]]:
    """The script and the greatest width, in em, of each letter."""
    found: dict[str, tuple[Script, float]] = {}
    script = Script("", 0, 0)
    for start, *rest in rows(LETTERS.read_text().partition(f"{JOINED}\n")[0]):
        if len(rest) == 2:
            script = Script(start, *map(float, rest))
            continue
        found |= {char: (script, width) for char, width in widths(start, *rest)}
    return found


@functools.cache
def joined() -> dict[str, float]:
    """The width of Arabic letters that are joined to the next one."""
    found = rows(LETTERS.read_text().partition(f"{JOINED}\n")[2])
    return dict(pair for start, digits in found for pair in widths(start, digits))


def rows(text: str) -> list[list[str]]:
    return [row.split(" ") for row in text.splitlines()]


def widths(start: str, digits: str) -> list[tuple[str, float]]:
    """The letters of a line of the file with their widths."""
    codes = enumerate(bytes.fromhex(digits), start=int(start, 16))
    return [(chr(code), in_em(steps)) for code, steps in codes]


def in_em(steps: int) -> float:
    if steps == WIDEST:
        return SENTENCE
    return steps * UNIT + SPARE if steps else 0.0


def is_joined(text: str, at: int) -> bool:
    """Whether an Arabic letter is joined to the next one, with marks between or not."""
    if text[at] not in joined():
        return False
    after = at + 1
    while after < len(text) and unicodedata.category(text[after]) == "Mn":
        after += 1
    return after < len(text) and unicodedata.bidirectional(text[after]) == "AL"


def highest(text: str) -> Script | None:
    """The script in a text that needs lines of its own height, the highest of them."""
    known = letters()
    found = {known[char][0] for char in set(text) if char in known}
    high = (script for script in found if script.line)
    return max(high, key=lambda script: (script.line, script.name), default=None)


def line_height(others: set[str], size: float, line: float) -> float:
    """The px of a line with letters that the bundled fonts lack.

    As high as its script needs, and more by what the renderer moves baselines.
    """
    known = letters()
    centers = {known[char][0].center for char in others if char in known}
    if not others <= known.keys():
        centers.add(OTHER_CENTER)
    script = highest("".join(others))
    spread = max(*centers, OWN_CENTER) - min(*centers, OWN_CENTER)
    return (script.line * size if script else line) + spread * size
