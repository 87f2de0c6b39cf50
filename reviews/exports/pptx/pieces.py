"""What stands on a slide of a presentation: words, tables, charts and pictures.

Lengths are CSS px of a 1280 × 720 slide, as in `reviews.slides`; colours are names of
tokens.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reviews.slides.base import Block, Style, TextRun, content_height

LEFT, WIDTH = 64, 1152
BOTTOM = 656
# Before the items of a list, and of a list within it.
BULLET, DASH = "▪", "–"
INK, SOFT, ACCENT, ON_ACCENT = "ink", "ink-soft", "accent", "accent-ink"

Runs = tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the slide."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, with a sign before it or the number that it has in its list."""

    runs: Runs
    size: float = 18
    is_bold: bool = False
    colour: str = INK
    indent: float = 0
    gap: float = 0
    sign: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A box of paragraphs, in the middle of its height or from its top."""

    box: Box
    lines: tuple[Line, ...]
    is_right: bool = False
    is_title: bool = False


Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; one that is `across` has a single cell for all columns."""

    cells: tuple[Cell, ...]
    height: float = 0
    is_across: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; without headings its first column has them."""

    left: float
    top: float
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    has_headings: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Values of a chart: one for each category, or as points in time.

    A point without a value breaks the line.
    """

    name: str
    values: tuple[float | None, ...] = ()
    points: tuple[tuple[float, float | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of its own figures, as `bars`, `lines` or `points`; `alt` says them."""

    box: Box
    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Image:
    """A stored picture, as large as its box allows; what is decoration has no alt."""

    box: Box
    name: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A coloured rectangle."""

    box: Box
    colour: str = ACCENT


Piece = Words | Grid | Chart | Image | Panel


def runs(text: str) -> Runs:
    return (TextRun(text),) if text else ()


def line(
    text: str,
    size: float,
    colour: str = INK,
    *,
    is_bold: bool = False,
    gap: float = 0,
) -> Line:
    return Line(runs(text), size, is_bold, colour, gap=gap)


def of_block(block: Block, style: Style, colour: str = INK, gap: float = 0) -> Line:
    """A block in the style of its kind."""
    is_bold = style.face in ("semibold", "bold")
    return Line(block.runs, style.size, is_bold, colour, gap=gap)


def said(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that say something."""
    return tuple(line for line in lines if line.runs)


def body(title: str) -> Box:
    """The place of a slide's content, below its title."""
    height = content_height(title)
    return Box(LEFT, BOTTOM - height, WIDTH, height)
