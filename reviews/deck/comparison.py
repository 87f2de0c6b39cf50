"""What changed between two decks, slide by slide; pure.

Slides are matched by their stable ids; their text is compared line by line, as shown on
the slides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from html import unescape

from objectives.text.diff import changed_runs
from objectives.text.inline import PLAIN, Run
from reviews.deck.deck import Deck, Placed

# Tags that end a line of a slide's text.
ENDS = re.compile(r"</?(?:p|h[1-6]|li|t[dhr]|div|table|ul|ol|tbody|thead)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
SPACE = re.compile(r"\s+")
# Slide numbers, what is on other slides, the place of a section in the meeting, and
# draft or version: they differ without anybody having changed the slide. So does the
# level of its title.
LEVEL = re.compile(r"<(/?)h[23]\b")
PLACES = re.compile(
    r'<(td|p|svg|table) class="(?:on|standing|opener-place|strip|entries[^"]*)"[^>]*>'
    r".*?</\1>",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class LineChange:
    """A changed line; runs are empty if it is new or gone."""

    old: tuple[Run, ...]
    new: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class SlideChange:
    """A slide that is `new`, `gone`, `changed` or `moved`; numbers are 0 if missing.

    A `changed` slide without lines has the same text and looks different.
    """

    kind: str
    heading: str
    old_number: int
    new_number: int
    lines: tuple[LineChange, ...] = ()


def changes(old: Deck, new: Deck) -> Iterator[SlideChange]:
    """Every changed slide, in the new order; then those that are gone."""
    before = {placed.slide.id: placed for placed in old.placed}
    stay = in_order(old, new)
    for placed in new.placed:
        was = before.pop(placed.slide.id, None)
        if was is None:
            lines = tuple(LineChange((), runs("", text)) for text in text_lines(placed))
            yield change("new", None, placed, lines)
            continue
        was = retitled(was, placed)
        if lines := tuple(differences(text_lines(was), text_lines(placed))):
            yield change("changed", was, placed, lines)
        elif own_body(was) != own_body(placed):
            yield change("changed", was, placed)
        elif placed.slide.id not in stay:
            yield change("moved", was, placed)
    for was in before.values():
        lines = tuple(LineChange(runs("", text), ()) for text in text_lines(was))
        yield change("gone", was, None, lines)


def retitled(was: Placed, placed: Placed) -> Placed:
    """The old slide with its section's new title.

    The agenda shows a section's new title once; otherwise every slide of it would count
    as changed.
    """
    old, new = was.slide, placed.slide
    is_named_after_it = old.title == old.section and new.title == new.section
    title = new.title if is_named_after_it else old.title
    return replace(was, slide=replace(old, section=new.section, title=title))


def change(
    kind: str,
    was: Placed | None,
    placed: Placed | None,
    lines: tuple[LineChange, ...] = (),
) -> SlideChange:
    shown = placed or was
    assert shown is not None
    return SlideChange(
        kind,
        shown.slide.heading,
        was.number if was else 0,
        placed.number if placed else 0,
        lines,
    )


def in_order(old: Deck, new: Deck) -> set[str]:
    """The ids of the slides that are still in the same order."""
    one = [placed.slide.id for placed in old.placed]
    other = [placed.slide.id for placed in new.placed]
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return {id for block in blocks for id in one[block.a : block.a + block.size]}


def own_body(placed: Placed) -> str:
    """A slide's body without what follows from the other slides."""
    return LEVEL.sub(r"<\1h", PLACES.sub("", placed.body))


def text_lines(placed: Placed) -> list[str]:
    """The lines of a slide's text, without its numbered footer."""
    lines = TAG.sub("", ENDS.sub("\n", own_body(placed))).split("\n")
    found = (SPACE.sub(" ", unescape(line)).strip() for line in lines)
    return [line for line in found if line]


def differences(old: list[str], new: list[str]) -> Iterator[LineChange]:
    """The lines that differ, each beside the line that it replaces."""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for kind, a, b, c, d in codes:
        if kind == "equal":
            continue
        for index in range(max(b - a, d - c)):
            was = old[a + index] if a + index < b else ""
            now = new[c + index] if c + index < d else ""
            yield LineChange(runs(now, was), runs(was, now))


def runs(old: str, new: str) -> tuple[Run, ...]:
    """A line as a slide shows it, with each word that is not the same to the letter."""
    parts = changed_runs(old, new, key=str) if old else ((new, False),)
    return tuple(Run(text, is_changed, PLAIN) for text, is_changed in parts if text)
