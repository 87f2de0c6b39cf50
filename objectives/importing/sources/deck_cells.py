"""The tables of a deck's text: tab-separated rows below headings, in buckets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from objectives.importing.sources.base import SourceError
from objectives.importing.sources.deck_head import PART, PERIOD
from objectives.importing.sources.deck_lines import TextLine, Words, bullet
from objectives.importing.sources.deck_values import DeckRow, Mending
from objectives.importing.sources.grid import check_line
from objectives.importing.sources.headings import is_heading_row
from objectives.importing.sources.texts import tidied

LONGEST_LABEL = 80
BULLETS = frozenset("•◦▪‣●○■□∙·")
LEFTOVER = re.compile(
    r"left[- ]?overs?|carry[- ]?overs?|carried over|carried|continued|cont(?:'d|\.)?|"
    r"backlog|remaining|unfinished",
    re.IGNORECASE,
)
KIND = re.compile(r"goals?|objectives?|plans?|draft|new|targets?", re.IGNORECASE)


@dataclass(slots=True)
class Bucket:
    label: str
    line: int
    rows: list[DeckRow] = field(default_factory=list)


@dataclass(slots=True)
class RawTable:
    columns: tuple[str, ...]
    line: int
    buckets: list[Bucket] = field(default_factory=list)


def table_runs(lines: list[TextLine]) -> Iterator[list[TextLine]]:
    """Rows that belong together, the first of which names the columns.

    A line without tabs right below a row goes on in its last cell.
    """
    run: list[TextLine] = []
    for line in lines:
        if line.has_tab and is_heading_row([*map(tidied, line.text.split("\t"))]):
            if run:
                yield run
            run = [line]
        elif run and (line.has_tab or line.gap == 0):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def table_from(
    run: list[TextLine], above: TextLine | None, words: Words, mending: Mending
) -> RawTable:
    heading, *lines = run
    columns = columns_of(heading, mending)
    table = RawTable(columns, heading.number)
    if above:
        table.buckets.append(Bucket(above.words, above.number))
    done = len(mending.done)
    for number, cells in joined_rows(lines, mending):
        check_line(number, cells)
        if (label := label_of(cells, number, table, mending)) is not None:
            table.buckets.append(Bucket(label, number))
        else:
            mended = tuple(mended_cells(cells, number, columns, words, mending))
            row = DeckRow(mended, number, tuple(mending.done[done:]))
            bucket_for(row, table).rows.append(row)
        done = len(mending.done)
    # One heading may stand right below another.
    table.buckets = [bucket for bucket in table.buckets if bucket.rows]
    return table


def bucket_for(row: DeckRow, table: RawTable) -> Bucket:
    """The last one; rows above the first heading are in one without a label."""
    if not table.buckets:
        table.buckets.append(Bucket("", row.line))
    return table.buckets[-1]


def label_above(run: list[TextLine], lines: list[TextLine]) -> TextLine | None:
    """The line right above a table, if that is the heading of its rows."""
    above = [line for line in lines if line.number < run[0].number][-1:]
    for line in above:
        if PERIOD.search(line.text) and is_label(line.words, is_top=False):
            return None if line.has_tab or bullet(line) else line
    return None


def columns_of(heading: TextLine, mending: Mending) -> tuple[str, ...]:
    names = [tidied(cell) for cell in heading.text.split("\t")]
    width = max(index for index, name in enumerate(names, 1) if name)
    if width == len(names):
        return tuple(names)
    sentence = f"{len(names)} cells where there are {width} headings."
    return tuple(
        mending.choose(
            "extra_cells", heading.number, sentence, was=names, now=names[:width]
        )
    )


def joined_rows(
    lines: list[TextLine], mending: Mending
) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row; what has no tabs is the rest of the row before."""
    number, cells = 0, list[str]()
    for line in lines:
        if cells and not line.has_tab and not is_label(line.words, is_top=False):
            rest = line.words
            longer = [*cells]
            last = max((at for at, cell in enumerate(cells) if cell), default=0)
            longer[last] = f"{cells[last]} {rest}".strip()
            sentence = f"“{rest}” goes on from the line above."
            cells = mending.choose(
                "wrapped_line", line.number, sentence, was=cells, now=longer
            )
            continue
        if cells:
            yield number, cells
        number, cells = line.number, [tidied(cell) for cell in line.text.split("\t")]
    if cells:
        yield number, cells


def label_of(
    cells: list[str], number: int, table: RawTable, mending: Mending
) -> str | None:
    """The heading of a bucket, if the row is one and no objective."""
    bullets = [cell for cell in cells[1:] if cell in BULLETS]
    filled = [cell for cell in cells if cell and cell not in BULLETS]
    if not cells[0] or not 1 <= len(filled) <= 2:
        return None
    label = whole_label(cells[0], filled, number, mending, not table.buckets)
    if label is None:
        return None
    if bullets:
        mending.choose(
            "stray_bullet", number, "A bullet stood alone in a cell.", was=0, now=0
        )
    return label


def whole_label(
    first: str, filled: list[str], number: int, mending: Mending, is_top: bool
) -> str | None:
    """The heading in one cell, or in two that should be one."""
    if len(filled) == 1:
        return first if is_label(first, is_top=is_top) else None
    second = filled[1]
    if first == second and is_label(first, is_top=is_top):
        code, whole = "doubled_heading", first
        sentence = f"The heading “{first}” stood in two cells."
    elif second[:1].islower() and len(second.split()) <= 2:
        # A cell that goes on in the next one was cut within a word.
        code, whole = "split_heading", overlapped(first, second)
        sentence = f"“{first}” and “{second}” are “{whole}”."
    else:
        return None
    if not is_label(whole, is_top=is_top):
        return None
    return mending.choose(code, number, sentence, was=f"{first} {second}", now=whole)


def overlapped(one: str, two: str) -> str:
    """Two halves of a word as one, also where both have the letters in the middle."""
    for length in range(min(len(one), len(two), 4), 0, -1):
        if one.endswith(two[:length]):
            return one + two[length:]
    return one + two


def is_label(text: str, *, is_top: bool) -> bool:
    """Whether a text that is alone in its row heads those below."""
    if len(text) > LONGEST_LABEL:
        return False
    if found := PERIOD.search(text):
        rest = text[found.end() :].strip(" :–—-()")
        before = text[: found.start()].strip(" :–—-()")
        after = LEFTOVER.sub("", KIND.sub("", rest)).strip(" :–—-(),")
        return not after or (not before and len(after.split()) <= 4)
    return is_top and len(text.split()) <= 4 and not text[:1].islower()


def label_parts(label: str) -> tuple[str, str, bool]:
    """The group, the period and whether it says leftovers."""
    found = PERIOD.search(label)
    is_leftover = bool(LEFTOVER.search(label))
    period = " ".join(found[0].split()) if found else ""
    rest = label.replace(found[0], " ", 1) if found else label
    rest = LEFTOVER.sub(" ", rest)
    if found:
        rest = re.sub(rf"\b(?:{KIND.pattern})\b", " ", rest, flags=re.IGNORECASE)
    return " ".join(rest.split()).strip(" :–—-(),/|"), period, is_leftover


def part_of(period: str) -> str:
    """Q2 of “Q2 2014-15”."""
    found = re.search(PART, period, re.IGNORECASE)
    return found[0].upper() if found else ""


def mended_cells(
    cells: list[str],
    number: int,
    columns: tuple[str, ...],
    words: Words,
    mending: Mending,
) -> list[str]:
    width = len(columns)
    if len(cells) > width:
        cells = without_extra(cells, number, width, mending)
    cells = [*cells, *[""] * (width - len(cells))]
    for index, cell in enumerate(cells):
        if cell in BULLETS:
            sentence = "A bullet stood alone in a cell."
            cells[index] = mending.choose(
                "stray_bullet", number, sentence, was=cell, now=""
            )
    return [words.mended(cell, number, mending) for cell in cells]


def without_extra(
    cells: list[str], number: int, width: int, mending: Mending
) -> list[str]:
    extra = [cell for cell in cells[width:] if cell]
    if len(extra) > 20:
        message = f"This row has more cells than its table's {width} columns."
        raise SourceError("too_wide", message, line=number, column=width + 1)
    last = " ".join([cells[width - 1], *extra]).strip()
    sentence = f"{len(cells)} cells where there are {width} headings."
    now = [*cells[: width - 1], last]
    # Rows are as wide as their table in any case.
    return mending.choose("extra_cells", number, sentence, was=now, now=now)
