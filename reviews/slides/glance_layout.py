"""Where the parts of the quarter at a glance stand, in px as in deck.css."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviews.charts import blocks
from reviews.charts.blocks import Blocks, Size
from reviews.design.text_width import shortened, width

HEIGHT = 532
SUM_WIDTH = 190
FLOW_WIDTH = 170
FATES_WIDTH = 470
UNPLANNED_WIDTH = 252
# Where nothing was planned, it has the rest of the slide.
ALONE_WIDTH = 808
# A number with its words, the space below, and the line above the groups.
NUMBER_HEIGHT, NUMBER_GAP, GROUPS_HEAD, FACT = 152, 14, 40, 26
GRID_GAP, SCALE_HEIGHT = 18, 72
UNPLANNED_ROOM = HEIGHT - NUMBER_HEIGHT - GRID_GAP - SCALE_HEIGHT
# The middle of what does not take the whole height.
MIDDLE = 230
BAR = 440
MOST_IN_STACK = 30


@dataclass(frozen=True, slots=True)
class Link:
    """Words, and the id of the slide that they lead to, or none."""

    text: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """How large a fate is set: its heading, a line below it, and the gap after it."""

    name: str
    head_size: float
    head: float
    size: float
    line: float
    gap: float
    indent: float


STEPS = (
    Step("huge", 40, 62, 30, 44, 30, 60),
    Step("large", 32, 50, 24, 34, 22, 48),
    Step("middle", 26, 42, 18, 25, 13, 40),
    Step("small", 22, 30, 16, 21, 8, 34),
)
# A line of groups has some space above it.
GROUPS_GAP = 4
SIZES = (
    Size(46, 40, 4),
    Size(36, 30, 4),
    Size(26, 22, 3),
    Size(21, 18, 3),
    Size(16, 13, 3),
    Size(11, 9, 2),
    Size(7, 6, 1),
    Size(4, 3, 1),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The sizes that fit, and the height of all fates."""

    step: Step
    size: Size
    tall: float
    total: int
    is_by_name: bool
    has_groups: bool

    @property
    def top(self) -> float:
        """The px above the fates."""
        return max(0.0, MIDDLE - self.tall / 2)

    @property
    def stack(self) -> float:
        """The height of the stack."""
        most = BAR if self.total > MOST_IN_STACK else HEIGHT
        return blocks.stack_height(self.total, self.size, most)

    @property
    def stack_top(self) -> float:
        centred = self.top + (self.tall - self.stack) / 2
        return max(0.0, min(centred, HEIGHT - self.stack))

    def room_for_groups(self, used: float) -> int:
        """How many groups have a line below so many px of facts."""
        left = HEIGHT - NUMBER_HEIGHT - 2 * NUMBER_GAP - used - GROUPS_HEAD
        return max(0, int(left // FACT))

    def sum_top(self, used: float, groups: int) -> float:
        below = used + (NUMBER_GAP + GROUPS_HEAD + groups * FACT if groups else 0)
        most = HEIGHT - NUMBER_HEIGHT - NUMBER_GAP - below
        return max(0.0, min(self.stack_top - 22, most))

    def unplanned_top(self, count: int) -> float:
        """As far down as the other number, where there is room for it."""
        if not self.total:
            return 0.0
        most = UNPLANNED_ROOM - self.size.depth(count, UNPLANNED_WIDTH)
        return max(0.0, min(self.stack_top - 22, most))

    def unplanned(self, count: int) -> Blocks:
        room = UNPLANNED_WIDTH if self.total else ALONE_WIDTH
        return blocks.grid("unplanned", count, self.size, room)

    def is_head(self, words: str) -> bool:
        return is_head(words, self.step)

    def row(self, words: str) -> str:
        """A name as far as a line holds it."""
        return shortened(words, FATES_WIDTH - self.step.indent, self.step.size)

    def drawn(self, name: str, count: int) -> Blocks:
        """The blocks of a fate."""
        if self.is_by_name:
            step = self.step
            return blocks.column(name, count, self.size, step.line, step.indent)
        return blocks.grid(name, count, self.size, FATES_WIDTH)

    def flow(self, counts: dict[str, int]) -> Blocks:
        """The stack of all promises, and the ribbons to their fates."""
        parts = []
        start = self.top
        for name, count in counts.items():
            start += self.step.head
            deep = self.depth(count)
            parts.append((name, count, start, start + deep))
            start += fate_height(count, self.step, self.size, self) - self.step.head
        box = (FLOW_WIDTH, HEIGHT)
        return blocks.flow(parts, self.size, self.stack_top, self.stack, box)

    def depth(self, count: int) -> float:
        """The px of a fate's blocks."""
        if self.is_by_name:
            return count * self.step.line - blocks.GAP
        return self.size.depth(count, FATES_WIDTH)


def fate_height(count: int, step: Step, size: Size, of: "Layout") -> float:
    """The px of a fate, with the gap after it."""
    if of.is_by_name:
        return step.head + count * step.line + step.gap
    groups = GROUPS_GAP + step.line if of.has_groups else 0
    return step.head + size.depth(count, FATES_WIDTH) + groups + step.gap


def laid_out(
    counts: dict[str, int],
    unplanned: int,
    *,
    is_by_name: bool,
    has_groups: bool,
    heads: Sequence[str],
    names: Sequence[str],
) -> Layout:
    """The largest sizes at which everything fits; the smallest if nothing does."""
    total = sum(counts.values())
    room, high = (UNPLANNED_WIDTH, UNPLANNED_ROOM) if total else (ALONE_WIDTH, HEIGHT)
    steps = steps_for(names) if is_by_name else STEPS[2:]
    for step, size in candidates(steps, is_by_name=is_by_name):
        found = Layout(step, size, 0, total, is_by_name, has_groups)
        deep = sum(fate_height(count, step, size, found) for count in counts.values())
        tall = max(0.0, deep - step.gap)
        fits_stack = total > MOST_IN_STACK or total * size.step <= HEIGHT
        fits_unplanned = size.depth(unplanned, room) <= high
        are_heads = step is STEPS[-1] or all(is_head(words, step) for words in heads)
        if tall <= HEIGHT and fits_stack and fits_unplanned and are_heads:
            break
    return Layout(step, size, tall, total, is_by_name, has_groups)


def candidates(
    steps: Sequence[Step], *, is_by_name: bool
) -> Iterator[tuple[Step, Size]]:
    """The steps and sizes that go together, largest first."""
    if not is_by_name:
        yield from ((step, size) for size in SIZES for step in steps)
        return
    # Names are read, blocks are counted: the names are set as large as they can be.
    for step in steps:
        lower = (size for size in SIZES if size.height <= step.line - blocks.GAP)
        yield from ((step, size) for size in lower)


def steps_for(names: Sequence[str]) -> list[Step]:
    """The steps, without large ones that would cut more names short."""
    cut = [sum(not is_whole(name, step) for name in names) for step in STEPS]
    return [step for step, count in zip(STEPS, cut, strict=True) if count <= cut[2]]


def is_whole(words: str, step: Step) -> bool:
    return shortened(words, FATES_WIDTH - step.indent, step.size) == words


def is_head(words: str, step: Step) -> bool:
    return width(words, step.head_size, "bold") <= FATES_WIDTH * 0.985


def fitting(links: list[Link], room: float, size: float) -> list[Link]:
    """As many of the links as a line holds, and how many more there are."""
    gap, used, kept = width(", ", size), 0.0, list[Link]()
    more = f"and {len(links)} more groups"
    for index, link in enumerate(links):
        used += width(link.text, size) + gap
        is_last = index == len(links) - 1
        if used + (0 if is_last else width(more, size)) > room * 0.985:
            return [*kept, Link(f"and {len(links) - index} more groups")]
        kept.append(link)
    return kept
