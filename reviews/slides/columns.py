"""How wide the columns of a table are: as their content needs.

No column is narrower than its heading and its longest word, as far as that goes. The
rest goes where it makes the rows lowest, by an estimate of their lines. Widths are
whole units with a class each in deck.css: every engine has the same, and a changed
word seldom moves a column.
"""

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

from reviews.design.text_width import SAFE, width
from reviews.slides.base import CONTENT_WIDTH, Style, face
from reviews.slides.rows import Cell, TableRow
from reviews.slides.steps import Step, styles

UNIT = 16
UNITS = CONTENT_WIDTH // UNIT
# What is not longer than this, in px, is not broken, but for notes; of the last kinds
# nothing is.
SHORT = 170
NOTES = frozenset(("said", "warning", "aside", "comment", "depends"))
WHOLE = frozenset(("state", "done", "late", "fate"))
# Nothing is given more room than this, and no cell counts for more than that.
LONGEST, MOST = 300, 4000
# Of a longer text the start is measured.
START = 600
# About half a word remains free at a line's end, in em.
FREE = 1.3
# How much low cells are worth beside low rows.
LOW_CELLS = 0.02
# A column's own heading is on one line.
HEADING = Style(16, 20, "semibold")
HEADINGS = ("Objective", "Measure of success", "Dependency", "ETA", "Status")


@dataclass(frozen=True, slots=True)
class Need:
    """What a cell needs: the px in which nothing short is broken, and its blocks.

    Each has its px on one line, its indent, the height of a line, and its gap.
    """

    least: float
    blocks: tuple[tuple[float, float, float, float], ...]

    @property
    def length(self) -> float:
        return min(MOST, sum(px for px, _, _, _ in self.blocks))


@functools.lru_cache(maxsize=2048)
def units(
    rows: tuple[TableRow, ...], shown: tuple[int, ...], step: Step
) -> tuple[int, ...]:
    """The width of each column for these rows, in units that make up the slide."""
    columns = [[needs(row, step)[at] for row in rows] for at in shown]
    gutters = [step.gutter] * (len(columns) - 1) + [0]
    least = [
        max(heading_width(at), *(need.least for need in column)) + gutter
        for at, column, gutter in zip(shown, columns, gutters, strict=True)
    ]
    if sum(least) > CONTENT_WIDTH:
        least = [one * CONTENT_WIDTH / sum(least) for one in least]
    wanted = [sum(need.length for need in column) for column in columns]
    heights = [
        functools.cache(functools.partial(estimate, column, gutter, step))
        for column, gutter in zip(columns, gutters, strict=True)
    ]
    return improved(whole(shared(least, wanted), least), least, heights)


@functools.cache
def heading_width(at: int) -> float:
    return width(HEADINGS[at], HEADING.size, HEADING.face) / SAFE + 1


@functools.lru_cache(maxsize=8192)
def needs(row: TableRow, step: Step) -> tuple[Need, ...]:
    """What each cell of a row needs."""
    return tuple(need(cell, step) for cell in row.cells)


def need(cell: Cell, step: Step) -> Need:
    least, blocks = 0.0, []
    for block in cell:
        style = styles(step)[block.kind]
        line, word = (
            one * style.size for one in measured(block.text, face(block, style))
        )
        is_short = line + style.indent <= SHORT and block.kind not in NOTES
        unbroken = line if is_short or block.kind in WHOLE else word
        least = max(least, unbroken + style.indent)
        blocks.append((line, style.indent, style.line, style.gap))
    return Need(math.ceil(min(least, LONGEST) / SAFE), tuple(blocks))


@functools.lru_cache(maxsize=16384)
def measured(text: str, face: str) -> tuple[float, float]:
    """The em of a text on one line, and of its longest word."""
    start = text[:START]
    words = [width(word, 1, face) for word in start.split()]
    line = sum(words) + width(" ", 1, face) * max(0, len(words) - 1)
    return line * len(text) / max(1, len(start)), max(words, default=0.0)


def shared(least: list[float], wanted: list[float]) -> list[float]:
    """The slide's width: to each column what it needs, the rest by what it has."""
    free, all_wanted = CONTENT_WIDTH - sum(least), sum(wanted) or 1
    return [
        low + free * want / all_wanted for low, want in zip(least, wanted, strict=True)
    ]


def whole(widths: list[float], least: list[float]) -> list[int]:
    """The same in units, none below what it needs where there is enough for all."""
    found = [int(one // UNIT) for one in widths]
    for _ in range(UNITS - sum(found)):
        lacks = [
            (max(0, low - have * UNIT), one - have * UNIT)
            for one, low, have in zip(widths, least, found, strict=True)
        ]
        found[lacks.index(max(lacks))] += 1
    return found


def estimate(
    column: Sequence[Need], gutter: float, step: Step, units: int
) -> tuple[float, ...]:
    """About how high each cell of a column is at that width."""
    room, free = units * UNIT * SAFE - gutter, FREE * step.size
    heights = []
    for need in column:
        total = 0.0
        for px, indent, line, gap in need.blocks:
            total += gap + line
            if px > room - indent:
                more = max(40, room - indent - free)
                total += line * (math.ceil(px / more) - 1)
        heights.append(total)
    return tuple(heights)


def improved(
    units: list[int],
    least: list[float],
    heights: Sequence[Callable[[int], tuple[float, ...]]],
) -> tuple[int, ...]:
    """The widths, moved from column to column as long as that makes the rows lower."""

    def total(widths: list[int]) -> float:
        columns = [of(one) for of, one in zip(heights, widths, strict=True)]
        rows = sum(map(max, zip(*columns, strict=True)))
        return rows + LOW_CELLS * sum(map(sum, columns))

    best = total(units)
    for many in (6, 3, 1):
        is_better = True
        while is_better:
            is_better = False
            for giver, taker in permutations(range(len(units)), 2):
                if (units[giver] - many) * UNIT < least[giver]:
                    continue
                other = [*units]
                other[giver] -= many
                other[taker] += many
                if (lower := total(other)) < best:
                    units, best, is_better = other, lower, True
    return tuple(units)
