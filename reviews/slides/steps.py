"""The four sizes that a table of objectives can have, in px; as in deck.css."""

import functools
from dataclasses import dataclass

from reviews.slides.base import Style

HEAD = 32
GROUP = 34
MORE = 34
# A border around the words, and their distance from it.
PILL = 23
# Between a state's word and how late it is.
BESIDE = 12
# The hooked arrow and its distance from the words.
HOOK = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A size of the text, with its lines.

    `padding` is above and below a row, `gutter` behind a column, `indent` in front of
    what is under a state's word, `gap` above a note.
    """

    name: str
    size: float
    line: float
    padding: float
    gutter: float
    indent: float
    gap: float


HUGE = Step("huge", 28, 38, padding=26, gutter=32, indent=42, gap=10)
AIRY = Step("airy", 22, 30, padding=18, gutter=24, indent=34, gap=6)
MID = Step("mid", 20, 27, padding=13, gutter=20, indent=30, gap=3)
DENSE = Step("dense", 18, 24, padding=8, gutter=18, indent=30, gap=3)
STEPS = (HUGE, AIRY, MID, DENSE)
# Three rows fill a slide at the next size.
MOST_HUGE = 2


@functools.cache
def styles(step: Step) -> dict[str, Style]:
    """The style of each kind of block in a cell."""
    size, line, indent = step.size, step.line, step.indent
    note = Style(16, 21, gap=step.gap)
    return {
        "title": Style(size, line, "semibold"),
        "text": Style(size, line),
        "blank": Style(size, line),
        "state": Style(size, line, "semibold", indent=indent),
        "done": Style(size, line, "semibold", indent=indent + PILL + BESIDE),
        "under": Style(size, line, indent=indent),
        "late": Style(16, 27, "semibold", indent=indent + PILL, gap=4),
        "fate": Style(16, 22, indent=indent + HOOK, gap=4),
        "comment": Style(16, 20, indent=indent, gap=2),
        "said": note,
        "depends": note,
        "continued": note,
        "again": Style(16, 21),
        "warning": Style(16, 20, gap=2),
        "aside": Style(16, 20, gap=2),
    }
