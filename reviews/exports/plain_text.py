"""The outline as plain text, to send by e-mail: no signs, and lines of some 72."""

import textwrap
from collections.abc import Iterable

from reviews.exports.outline import Element, Grid, Heading, Runs
from reviews.slides.base import Block, TextRun

WIDTH = 72
UNDERLINES = {1: "=", 2: "-"}


def plain_text(elements: Iterable[Element]) -> str:
    """The elements, each apart by an empty line; items of one list are not."""
    parts: list[str] = []
    was_listed = False
    for element in elements:
        is_listed = isinstance(element, Block) and element.level > 0
        if parts:
            parts.append("\n" if is_listed and was_listed else "\n\n")
        parts.append(written(element))
        was_listed = is_listed
    return "".join(parts) + "\n"


def written(element: Element) -> str:
    match element:
        case Heading():
            return heading(element)
        case Grid():
            return "\n".join(row(element.headings, cells) for cells in element.rows)
    return block(element)


def heading(one: Heading) -> str:
    words = " ".join(inline(one.runs).split())
    sign = UNDERLINES.get(one.level, "")
    # Under the title, and not under the address of a link.
    title = "".join(run.text for run in one.runs)
    return f"{words}\n{sign * min(len(title), WIDTH)}" if sign else words


def block(one: Block) -> str:
    if one.kind == "code":
        return textwrap.indent(one.text, "    ")
    if not one.level:
        return wrapped(inline(one.runs), "", "")
    indent = "  " * (one.level - 1)
    sign = f"{one.number}. " if one.number else "- "
    first = f"{indent}{' ' * len(sign) if one.is_continued else sign}"
    return wrapped(inline(one.runs), first, " " * len(first))


def row(headings: tuple[str, ...], cells: tuple[Runs, ...]) -> str:
    """A row of a table as an item: its first cell, then the others by their columns."""
    first, *others = map(inline, cells)
    named = zip(headings[1:], others, strict=True)
    found = [f"{name}: {cell}" for name, cell in named if cell]
    return wrapped("\n".join([first, *found]), "- ", "  ")


def inline(runs: Runs) -> str:
    """The words; a link has its address after them."""
    return "".join(map(spelled, runs)).strip()


def spelled(run: TextRun) -> str:
    if not run.href or run.href in (run.text, f"mailto:{run.text}"):
        return run.text
    return f"{run.text} <{run.href}>"


def wrapped(text: str, first: str, later: str) -> str:
    """Lines of at most the width, where words allow; lines of the text begin one."""
    lines: list[str] = []
    for line in text.split("\n"):
        found = textwrap.wrap(
            line,
            WIDTH,
            initial_indent=later if lines else first,
            subsequent_indent=later,
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += found
    return "\n".join(lines) or first.rstrip()
