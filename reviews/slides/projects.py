from dataclasses import dataclass
from itertools import batched

from reviews.slides.base import (
    Block,
    Slide,
    Style,
    content_height,
    height,
    paged,
    series,
)
from reviews.slides.cells import inline
from reviews.snapshot.values import SectionData, Snapshot

KIND = "projects"
TITLE = "What we did instead: Projects"
COLUMN = 556
STYLES = {"bullet": Style(size=24, line=31, indent=52, gap=7)}


@dataclass(frozen=True, slots=True)
class Projects:
    columns: tuple[tuple[Block, ...], ...]


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The unplanned work, two columns to a slide, even on the last one."""
    blocks = [Block("bullet", inline(text)) for text in snapshot.projects]
    columns = list(paged(blocks, STYLES, COLUMN, content_height(TITLE)))
    pages = [Projects(tuple(pair)) for pair in batched(columns, 2)]
    if pages:
        last = [block for column in pages[-1].columns for block in column]
        pages[-1] = Projects(evened(last))
    return series(KIND, f"{section.slug}--projects", TITLE, section.title, pages)


def evened(blocks: list[Block]) -> tuple[tuple[Block, ...], ...]:
    """Two columns of about the same height."""
    heights = [height(block, STYLES["bullet"], COLUMN) for block in blocks]
    half, left, used = sum(heights) / 2, 0, 0.0
    while left < len(blocks) and used + heights[left] / 2 <= half:
        used += heights[left]
        left += 1
    columns = (tuple(blocks[:left]), tuple(blocks[left:]))
    return tuple(column for column in columns if column)
