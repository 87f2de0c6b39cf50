"""The outline as Markdown (CommonMark with GitHub's tables and ~~struck~~ text)."""

import re
from collections.abc import Iterable

from reviews.exports.outline import Element, Grid, Heading, Runs, percent, spaced
from reviews.slides.base import Block, TextRun

ESCAPED = re.compile(r"[\\`*\[\]|]|(?<![^\W_])_|_(?![^\W_])|<(?=[\w/!?])|&(?=#?\w+;)|~")
# What would begin a heading, a list, a quotation or a rule.
AT_LINE_START = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([#>+=.)-])", re.MULTILINE)
LIST_INDENT = "    "


def markdown(elements: Iterable[Element]) -> str:
    """The elements, each apart by an empty line; items of one list are not."""
    parts: list[str] = []
    before: Element | None = None
    for element in elements:
        is_same_list = is_item(before) and is_item(element)
        parts += ["\n" if is_same_list else "\n\n"] if parts else []
        parts.append(written(element))
        before = element
    return "".join(parts) + "\n"


def is_item(element: Element | None) -> bool:
    is_listed = isinstance(element, Block) and element.level > 0
    return is_listed and not (isinstance(element, Block) and element.is_continued)


def written(element: Element) -> str:
    match element:
        case Heading():
            words = inline(element.runs, " ")
            return f"{'#' * element.level} {words}"
        case Grid():
            return grid(element)
    return block(element)


def block(one: Block) -> str:
    if one.kind == "code":
        return fenced(one.text)
    if not one.level:
        return inline(one.runs, "\\\n")
    indent = LIST_INDENT * (one.level - 1)
    inside = f"{indent}{LIST_INDENT}"
    words = inline(one.runs, f"\\\n{inside}")
    if one.is_continued:
        return f"{inside}{words}"
    sign = f"{one.number}." if one.number else "-"
    return f"{indent}{sign} {words}"


def fenced(code: str) -> str:
    """Code between fences that it does not have itself."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"


def grid(table: Grid) -> str:
    rows = [
        [escaped(heading) for heading in table.headings],
        ["---"] * len(table.headings),
        *([inline(cell, "<br>", is_cell=True) for cell in row] for row in table.rows),
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def inline(runs: Runs, line_break: str, *, is_cell: bool = False) -> str:
    """Runs in Markdown's signs, which hold only at a word's edge."""
    found = ""
    for run, after in zip(runs, [*(run.text for run in runs[1:]), ""], strict=False):
        found += signed(run, found[-1:], after[:1], is_cell=is_cell)
    found = AT_LINE_START.sub(r"\1\\\2", found.strip())
    return re.sub(r"\s*\n\s*", lambda _: line_break, found)


def signed(run: TextRun, before: str, after: str, *, is_cell: bool) -> str:
    """A run with the signs of its style around its words."""
    lead, words, trail = spaced(run.text)
    if not words:
        return lead
    sign = "~~" * run.struck + "**" * run.strong + "*" * run.em
    inner = spelled(run, words, is_cell=is_cell)
    is_apart = not run.code and holds(lead[-1:] or before, words, trail[:1] or after)
    if sign and is_apart and "\n" not in words:
        inner = f"{sign}{inner}{sign[::-1]}"
    return f"{lead}{inner}{trail}"


def holds(before: str, words: str, after: str) -> bool:
    """Whether signs around the words count for every reader of Markdown."""
    edges = (before, words[0]), (after, words[-1])
    return before not in ("*", "~") and all(
        inside.isalnum() or not outside.strip() for outside, inside in edges
    )


def spelled(run: TextRun, words: str, *, is_cell: bool) -> str:
    """The words of a run: as code, as a link, or as text."""
    if run.code:
        words = code_span(words)
        # Even in code, a bar would end a table's cell.
        words = words.replace("|", "\\|") if is_cell else words
    elif not (run.href and run.href == words):
        words = escaped(words)
    if not run.href:
        return words
    address = re.sub(r"[<>\\\s|]", percent, run.href)
    is_bare = run.href == run.text.strip() and re.match("https?:|mailto:", run.href)
    return f"<{address}>" if is_bare else f"[{words}](<{address}>)"


def code_span(code: str) -> str:
    """Code between more backticks than it has."""
    code = " ".join(code.split("\n"))
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * (longest + 1)
    room = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{room}{code}{room}{fence}"


def escaped(words: str) -> str:
    """Text in which no character is a sign."""
    return ESCAPED.sub(r"\\\g<0>", words)
