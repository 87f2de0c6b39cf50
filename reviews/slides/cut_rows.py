"""A row too high for a slide, cut between lines: every cell goes on where it stopped.

What goes on has its title again, the other cells small, and the word of its state.
"""

from dataclasses import replace

from reviews.slides.base import Block, TextRun, cut, height
from reviews.slides.layout import Layout
from reviews.slides.rows import Cell, TableRow
from reviews.slides.steps import Step, styles

CONTINUED = Block("continued", (TextRun("continued", em=True),))
AGAIN = TextRun(" continued", em=True)
# So much of a title or a cell is repeated, in lines.
MOST_LINES = 4


def cut_row(row: TableRow, limit: float, found: Layout) -> tuple[TableRow, TableRow]:
    """Split a row at `limit` px, each cell between two of its lines."""
    limit -= 2 * found.step.padding + 1
    heads, tails = [*row.cells], [*row.cells]
    rooms = dict(zip(found.shown, found.rooms, strict=True))
    for index, room in rooms.items():
        heads[index], tails[index] = cut_cell(row.cells[index], room, limit, found.step)
    whole = row.whole or row.cells
    tail = [
        again(index, rest, whole[index], rooms.get(index, 0), found.step)
        for index, rest in enumerate(tails)
    ]
    more = replace(row, cells=tuple(tail), is_continued=True, whole=whole)
    return replace(row, cells=tuple(heads), whole=whole), more


def cut_cell(cell: Cell, room: float, limit: float, step: Step) -> tuple[Cell, Cell]:
    """The blocks of a cell that fit `limit` px, and those that go on."""
    kept: list[Block] = []
    for index, block in enumerate(cell):
        style = styles(step)[block.kind]
        need = height(block, style, room)
        if need <= limit:
            kept.append(block)
            limit -= need
            continue
        if limit < style.line * 2 + style.gap:
            return tuple(kept), cell[index:]
        head, tail = cut(block, style, room, limit)
        return (*kept, head), (tail, *cell[index + 1 :])
    return tuple(kept), ()


def again(index: int, rest: Cell, whole: Cell, room: float, step: Step) -> Cell:
    """What a cell shows of itself where the row goes on."""
    if not room:
        return whole
    first = whole[0]
    if index == 0:
        is_cut = rest and rest[0].kind == "title"
        return (*(() if is_cut else start(first, room, step)), CONTINUED, *rest)
    if first.kind in ("state", "done"):
        return (Block("state", (first.runs[0], AGAIN)), *rest)
    if rest or first.kind == "blank":
        return rest or whole
    return start(replace(first, kind="again"), room, step)


def start(block: Block, room: float, step: Step) -> Cell:
    """A block, cut behind some lines if it has more."""
    style = styles(step)[block.kind]
    most = MOST_LINES * style.line + style.gap
    if height(block, style, room, most) <= most:
        return (block,)
    head, _ = cut(block, style, room, most)
    return (replace(head, runs=(*head.runs, TextRun(" …"))),)
