"""What nobody planned: how much it was, who asked for it, and what it was."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, repeat

from reviews.charts.blocks import Area, Blocks, rectangle
from reviews.design.text_width import shortened
from reviews.slides import promises
from reviews.slides.base import (
    Block,
    Slide,
    Style,
    TextRun,
    content_height,
    cut,
    height,
    series,
)
from reviews.slides.cells import inline
from reviews.snapshot.values import SectionData, Snapshot

KIND = "projects"
TITLE = "What we did instead"
COLUMN, WIDE = 360, 756
HEAD, PART_GAP = 36, 18
HEAD_SIZE, HEAD_LABEL = 18, 240
INDENT, ROW_GAP = 18, 8
# The larger if everything is on one slide then; the first has one column for all.
STYLES = {
    "wide": Style(size=28, line=38, indent=26, gap=16),
    "large": Style(size=24, line=32, indent=INDENT, gap=10),
    "middle": Style(size=20, line=27, indent=INDENT, gap=ROW_GAP),
}
BAR_WIDTH, BAR_HEIGHT, BAR_LABEL = 260, 10, 210
# Columns beside the total, and on a slide without it.
BESIDE, ACROSS = 2, 3
# More who asked have no room beside the list.
MOST_BARS = 5
UNSAID, OTHERS = "Our own, or not said", "Others"


@dataclass(frozen=True, slots=True)
class Part:
    """What one of those who asked wanted; `count` is of all of it."""

    label: str
    count: int
    items: tuple[Block, ...]
    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Total:
    """The number, its sentence, and a bar for each of those who asked."""

    count: int
    words: str
    beside: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Projects:
    """Columns of parts; the first slide begins with the total."""

    step: str
    total: Total | None
    columns: tuple[tuple[Part, ...], ...]


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The total and the list, two columns beside it and three on further slides."""
    found = [
        replace(one, label=shortened(one.label, HEAD_LABEL, HEAD_SIZE))
        for one in parts(snapshot, MOST_BARS)
    ]
    if not found:
        return []
    room, first = content_height(TITLE), total(snapshot, found)
    if wide_height(found) <= room:
        pages = [Projects("wide", first, (tuple(found),))]
    else:
        pages = list(narrow(found, first, room))
    return series(KIND, f"{section.slug}--projects", TITLE, section.title, pages)


def wide_height(found: list[Part]) -> float:
    """The px of all parts below each other."""
    heads = sum(map(head_height, found)) + PART_GAP * (len(found) - 1)
    return heads + sum(part_height(one, STYLES["wide"], WIDE) for one in found)


def narrow(found: list[Part], first: Total, room: float) -> Iterator[Projects]:
    step, columns = "large", list(in_columns(found, STYLES["large"], room))
    if len(columns) > BESIDE:
        step, columns = "middle", list(in_columns(found, STYLES["middle"], room))
    for number, page in enumerate(paged(columns)):
        shown = evened(page, STYLES[step], room)
        yield Projects(step, None if number else first, tuple(shown))


def paged(
    columns: list[tuple[Part, ...]],
) -> Iterator[tuple[list[tuple[Part, ...]], int]]:
    """Two columns for the first slide, then three, and how many there could be."""
    start = 0
    for most in chain((BESIDE,), repeat(ACROSS)):
        if start >= len(columns):
            return
        yield columns[start : start + most], most
        start += most


# Who asked


def parts(snapshot: Snapshot, most: int | None = None) -> list[Part]:
    """The work by who asked for it, most first, and what nobody said at the end.

    With `most`, so many at most: those who asked for little are together.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for text, asked in asked_pairs(snapshot):
        found.setdefault(asked.casefold(), []).append((text, asked))
    unsaid = found.pop("", [])
    named = sorted(found.values(), key=len, reverse=True)
    room = len(named) if most is None else most - bool(unsaid)
    kept = named if len(named) <= room else named[: room - 1]
    rest = [pair for group in named[len(kept) :] for pair in group]
    made = [part(group[0][1], group) for group in kept]
    if rest:
        made.append(part(OTHERS, rest, is_named=True))
    if unsaid:
        made.append(part(UNSAID if named else "", unsaid))
    return made


def asked_pairs(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Each piece of work, and who asked for it or nothing."""
    asked = chain(snapshot.requested_by, repeat(""))
    for text, who in zip(snapshot.projects, asked, strict=False):
        yield text, " ".join(who.split())


def part(label: str, pairs: list[tuple[str, str]], *, is_named: bool = False) -> Part:
    items = (
        Block("bullet", (*inline(text), *named(asked if is_named else "")))
        for text, asked in pairs
    )
    return Part(label, len(pairs), tuple(items))


def named(asked: str) -> Iterator[TextRun]:
    if asked:
        yield TextRun(f" ({asked})", em=True)


def total(snapshot: Snapshot, found: list[Part]) -> Total:
    count = len(snapshot.projects)
    noun = "piece" if count == 1 else "pieces"
    beside = sum(len(promises.promised(plan)) for plan in snapshot.plans)
    words = f"{noun} of work that nobody planned"
    other = f"beside {beside} promise{'s' * (beside != 1)}" * bool(beside)
    bars = tuple(bars_of(found)) if any(one.label for one in found) else ()
    return Total(count, words, other, bars)


def bars_of(found: list[Part]) -> Iterator[Bar]:
    most = max(one.count for one in found)
    for one in found:
        role = "unplanned" if one.label == UNSAID else "asked"
        path = rectangle(0, 0, max(2, BAR_WIDTH * one.count / most), BAR_HEIGHT)
        label = shortened(one.label, BAR_LABEL, 18)
        yield Bar(label, one.count, Blocks(BAR_WIDTH, BAR_HEIGHT, (Area(role, path),)))


# Columns


def in_columns(
    found: list[Part], style: Style, room: float
) -> Iterator[tuple[Part, ...]]:
    """The parts in columns of `room` px, with the head again where one goes on."""
    column: list[Part] = []
    left = room
    for whole in found:
        rest: Part | None = whole
        while rest:
            above = head_height(rest) + PART_GAP * bool(column)
            here, after = split(rest, style, left - above, is_first=not column)
            if here:
                column.append(here)
                left -= above + part_height(here, style)
            if after:
                yield tuple(column)
                column, left = [], room
            rest = after
    if column:
        yield tuple(column)


def split(
    whole: Part, style: Style, limit: float, *, is_first: bool
) -> tuple[Part | None, Part | None]:
    """What fits `limit` px, and what goes on; a new column takes something always."""
    kept: list[Block] = []
    for index, block in enumerate(whole.items):
        need = height(block, style, COLUMN, limit)
        if need <= limit:
            kept.append(block)
            limit -= need
            continue
        rest = whole.items[index:]
        if is_first and not kept:
            head, tail = cut(block, style, COLUMN, limit)
            kept, rest = [head], ((tail,) if tail.runs else ()) + rest[1:]
        here = replace(whole, items=tuple(kept)) if kept else None
        after = replace(
            whole, items=rest, is_continued=whole.is_continued or bool(kept)
        )
        return here, after if rest else None
    return whole, None


def head_height(one: Part) -> float:
    return HEAD if one.label else 0


def part_height(one: Part, style: Style, width: float = COLUMN) -> float:
    return sum(height(block, style, width) for block in one.items)


def evened(
    page: tuple[list[tuple[Part, ...]], int], style: Style, room: float
) -> list[tuple[Part, ...]]:
    """The columns of a slide, all about as long as each other."""
    columns, most = page
    whole = joined([one for column in columns for one in column])
    tall = sum(head_height(one) + part_height(one, style) for one in whole)
    limit = tall / most
    while limit < room:
        found = list(in_columns(whole, style, limit))
        if len(found) <= most:
            return found
        limit += style.line / 2
    return columns


def joined(found: list[Part]) -> list[Part]:
    """Parts that were cut between columns, whole again."""
    whole: list[Part] = []
    for one in found:
        if whole and one.is_continued and one.label == whole[-1].label:
            items = whole[-1].items + one.items
            whole[-1] = replace(whole[-1], items=items)
        else:
            whole.append(one)
    return whole
