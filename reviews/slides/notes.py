"""Speaker notes behind their slide, in a PDF for whoever presents."""

from dataclasses import replace

from reviews.slides.base import (
    Block,
    Slide,
    TextRun,
    content_height,
    paged,
    series,
)
from reviews.slides.text import WIDTH, TextContent
from reviews.slides.text_sizes import STEPS, Step

KIND = "notes"


def slides(of: Slide, note: str) -> list[Slide]:
    """The notes of a slide, as large as one page takes them."""
    title = f"Notes: {of.heading}"
    limit = content_height(title)
    blocks = [
        Block("paragraph", (TextRun(line),))
        for line in note.splitlines()
        if line.strip()
    ]
    pages = fitting(blocks, limit)
    made = series(KIND, f"{of.id}--notes", title, of.section, pages)
    # Outside sections there is no heading above its own.
    return [replace(slide, is_alone=not of.section) for slide in made]


def fitting(blocks: list[Block], limit: float) -> list[TextContent]:
    for step in STEPS[2:]:
        found = list(in_size(step, blocks, limit))
        if len(found) == 1:
            break
    return found


def in_size(step: Step, blocks: list[Block], limit: float) -> list[TextContent]:
    pages = paged(blocks, step.styles, WIDTH, limit)
    return [TextContent((page,), limit=limit, step=step) for page in pages]
