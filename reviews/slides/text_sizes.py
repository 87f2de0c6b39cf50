"""The sizes that a text may be set in: the largest that fits as few slides as any.

`deck.css` has the same sizes, by the names of the steps.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reviews.design.text_width import line_height
from reviews.slides.base import Block, Style, face, height

# A bullet's text, and by how much the next level is further in.
INDENT, DEEPER = 32, 26


# One object a size, compared by which it is: it is part of what a deck's cache knows.
@dataclass(frozen=True, eq=False)
class Step:
    """Styles by kind, and how many lines a column may have; 0 is as many as fit."""

    name: str
    most: int
    styles: dict[str, Style]


def step(most: int, first: tuple[int, int], second: tuple[int, int], gap: int) -> Step:
    """A step by the size and line of bullets and of what is below them."""
    (size, line), (small, low) = first, second
    styles = {
        "paragraph": Style(size, line, gap=gap),
        "heading": Style(size, line, gap=gap, face="bold"),
        "bullet": Style(size, line, gap=gap, indent=INDENT),
        "bullet-2": Style(small, low, gap=2, indent=INDENT + DEEPER),
        "bullet-3": Style(small, low, gap=2, indent=INDENT + 2 * DEEPER),
        "quote": Style(size, line, gap=gap, indent=INDENT),
        "closing": Style(small, low, gap=gap, indent=INDENT),
        "code": Style(small - 4, low - 4, gap=gap, indent=16),
    }
    return Step(f"is-{size}", most, styles)


STEPS = (
    step(3, (44, 54), (36, 46), 26),
    step(5, (36, 46), (30, 38), 24),
    step(8, (30, 38), (26, 34), 22),
    step(12, (26, 34), (22, 30), 10),
    step(0, (22, 30), (20, 27), 6),
)


def lines(blocks: Iterable[Block], styles: dict[str, Style], room: float) -> int:
    """How many lines the blocks take."""
    return sum(round(lines_of(block, styles[block.kind], room)) for block in blocks)


def lines_of(block: Block, style: Style, room: float) -> float:
    each = line_height(block.text, style.size, style.line, face(block, style))
    return (height(block, style, room) - style.gap) / each


def used(blocks: Iterable[Block], styles: dict[str, Style], room: float) -> float:
    """The px that the blocks take."""
    return sum(height(block, styles[block.kind], room) for block in blocks)
