"""Markdown as blocks. markdown-it reads it; no HTML of its own ever reaches a slide."""

import functools
from dataclasses import dataclass, replace
from itertools import islice

from reviews.design.direction import direction
from reviews.design.text_width import depth
from reviews.slides.base import Block, Slide, content_height, paged, series
from reviews.slides.text_blocks import BREAK, PARSER, blocks
from reviews.slides.text_sizes import STEPS, Step, lines, used
from reviews.snapshot.values import Picture, SectionData, Text

KIND = "text"
WIDTH = 1080
PARSER.enable("strikethrough").disable(["image", "html_block", "lheading"])

# Beside a picture, or in one of two columns,
# with room at the right for the bullets of what is written from there.
HALF_WIDTH = 530
# The px for a picture and its caption; less if title or caption are long.
PICTURE_HEIGHT = 430
CAPTION_SIZE, CAPTION_LINE, CAPTION_GAP = 16, 20, 6
CAPTION_WIDTHS = {"beside": 560, "alone": 1152}
# A short text stands lower by steps of so many px, and its last paragraph at the foot.
DOWN, LOWEST = 24, 5
APART = 100
# Sizes are compared by the first slides: a text may be very long.
COMPARED = 12


@dataclass(frozen=True, slots=True)
class TextContent:
    """The columns of a slide, and the picture beside them with its caption."""

    columns: tuple[tuple[Block, ...], ...]
    picture: Picture | None = None
    caption: str = ""
    limit: float = 0
    step: Step = STEPS[-1]

    @property
    def width(self) -> float:
        return WIDTH if self.layout == "whole" else HALF_WIDTH

    @property
    def free(self) -> float:
        """The px that are left below the longest column."""
        styles, width = self.step.styles, self.width
        return self.limit - max(used(one, styles, width) for one in self.columns)

    @property
    def is_apart(self) -> bool:
        """Whether the closing paragraph stands at the foot of the slide."""
        last = self.columns[0][-1:] if self.layout == "whole" else ()
        return any(one.kind == "closing" for one in last) and self.free > APART

    @property
    def down(self) -> int:
        """By how many steps a short text stands lower."""
        share = 0.1 if self.is_apart else 0.3
        return 0 if self.picture else min(LOWEST, int(self.free * share // DOWN))

    @property
    def names(self) -> str:
        """The names of its size and of its place."""
        first = "".join(block.text for column in self.columns for block in column[:1])
        side = " is-rtl" if direction(first) == "rtl" else ""
        apart = " is-apart" if self.is_apart else ""
        return f"is-{self.layout} {self.step.name} is-down-{self.down}{apart}{side}"

    @property
    def is_low(self) -> bool:
        """Whether the picture must leave room for a long title or caption."""
        width = CAPTION_WIDTHS[self.layout]
        lines = depth(self.caption, width, CAPTION_SIZE, CAPTION_LINE)
        return PICTURE_HEIGHT + CAPTION_GAP + lines > self.limit

    @property
    def layout(self) -> str:
        """The name of the widths that its template gives to text and picture."""
        if self.picture:
            return "beside" if any(self.columns) else "alone"
        return "halves" if len(self.columns) > 1 else "whole"


@functools.lru_cache(maxsize=128)
def slides(
    section: SectionData, placement: str, licence: str = "", most: int | None = None
) -> tuple[Slide, ...]:
    """The section's texts of one placement, each on as many slides as it needs.

    `licence` is the deck's own, which its pictures need not repeat. After `most` slides
    it ends.
    """
    found: list[Slide] = []
    for text in section.texts:
        if most is not None and len(found) >= most:
            break
        if text.placement == placement:
            title = text.title or section.title
            id = f"{section.slug}--text-{text.pk}"
            pages = contents(text, content_height(title), licence, most)
            found += series(KIND, id, title, section.title, pages)
    return tuple(found[:most])


def number_of_slides(text: Text, section_title: str, most: int) -> int:
    """How many slides a text takes in a section, or `most` if it takes more."""
    limit = content_height(text.title or section_title)
    return len(contents(text, limit, "", most))


def contents(
    text: Text, limit: float, licence: str, most: int | None = None
) -> list[TextContent]:
    """A text's slides, each `limit` px high; no more than `most`."""
    parts = [closed(part) for part in parted(blocks(text.text))]
    step = largest(text, parts, limit)
    return set_in(step, text, parts, limit, licence, most)


def largest(text: Text, parts: list[list[Block]], limit: float) -> Step:
    """The largest size that takes no more slides than the smallest one."""
    fewest = len(set_in(STEPS[-1], text, parts, limit, "", COMPARED))
    for step in STEPS[:-1]:
        if may_fit(step, text, parts, limit):
            found = set_in(step, text, parts, limit, "", min(fewest + 1, COMPARED))
            if len(found) == fewest and all(has_few_lines(one) for one in found):
                return step
    return STEPS[-1]


def may_fit(step: Step, text: Text, parts: list[list[Block]], limit: float) -> bool:
    """Whether the first column has not too many lines, which is soon known."""
    is_whole = text.columns == 1 and not text.picture
    width = WIDTH if is_whole else HALF_WIDTH
    first = columned(parts[:1], step, width, limit, 1)
    # A single column may be split in two.
    most = step.most * text.columns
    return all(lines(one, step.styles, width) <= most for one in first)


def has_few_lines(shown: TextContent) -> bool:
    step, width = shown.step, shown.width
    return all(lines(one, step.styles, width) <= step.most for one in shown.columns)


def set_in(
    step: Step,
    text: Text,
    parts: list[list[Block]],
    limit: float,
    licence: str,
    most: int | None,
) -> list[TextContent]:
    """The text's slides in that size."""
    if text.picture:
        pages = columned(parts, step, HALF_WIDTH, limit, most) or [()]
        caption = credit(text.picture, licence)
        return [
            TextContent((page,), text.picture, caption, limit, step) for page in pages
        ]
    if text.columns == 1:
        pages = columned(parts, step, WIDTH, limit, most) or [()]
        return [TextContent((page,), limit=limit, step=step) for page in pages]
    columns = columned(parts, step, HALF_WIDTH, limit, most and 2 * most)
    if len(parts) == 1:
        columns = balanced(columns, step, limit)
    pairs = [tuple(columns[n : n + 2]) for n in range(0, len(columns), 2)]
    # An empty second column, so that the first keeps its width.
    both = [(*pair, ())[:2] for pair in pairs or [((),)]]
    return [TextContent(pair, limit=limit, step=step) for pair in both]


def closed(part: list[Block]) -> list[Block]:
    """The blocks, a paragraph after a list at their end as what closes them."""
    if len(part) > 1 and part[-1].kind == "paragraph" and part[-2].level:
        return [*part[:-1], replace(part[-1], kind="closing")]
    return part


def parted(flat: list[Block]) -> list[list[Block]]:
    """The blocks between the breaks that were typed."""
    parts: list[list[Block]] = [[]]
    for block in flat:
        if block.kind == BREAK:
            parts.append([])
        else:
            parts[-1].append(block)
    return [part for part in parts if part]


def columned(
    parts: list[list[Block]], step: Step, width: float, limit: float, most: int | None
) -> list[tuple[Block, ...]]:
    """Each part in columns of that size; no more than `most`."""
    columns = (c for part in parts for c in paged(part, step.styles, width, limit))
    return list(islice(columns, most))


def balanced(
    columns: list[tuple[Block, ...]], step: Step, limit: float
) -> list[tuple[Block, ...]]:
    """The columns, the last two, or a single last one split, about equally high."""
    first = (len(columns) - 1) // 2 * 2
    rest = [block for column in columns[first:] for block in column]
    # Between blocks, but for a heading and its text.
    cuts = [at for at in range(1, len(rest)) if rest[at - 1].kind != "heading"]
    if len(columns) - first != 1 or not cuts:
        return columns
    heights = [used([block], step.styles, HALF_WIDTH) for block in rest]
    # So that the higher column is as low as possible.
    cut = min(cuts, key=lambda at: (max(sum(heights[:at]), sum(heights[at:])), -at))
    return [*columns[:first], tuple(rest[:cut]), tuple(rest[cut:])]


def credit(picture: Picture, licence: str) -> str:
    """The picture's author, and its licence if that differs from the deck's."""
    said = picture.licence if picture.licence != licence else ""
    return ", ".join(filter(None, (picture.author, said)))
