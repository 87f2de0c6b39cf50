"""Items of nested lists as a table: the text of each item, and its result.

A result is what follows an arrow, a mark such as ✅ or 🚫, or words in brackets at the
end that a status could be.
"""

import re
from dataclasses import dataclass, field

from objectives.importing.sources.base import SourceError, SourceRow, SourceTable
from objectives.importing.sources.grid import check_line, too_many_rows
from objectives.importing.sources.texts import MOST_ROWS, tidied
from objectives.parsing.status import read_status

DEEPEST = 30
RESULT = "Result"
ARROW = re.compile(r"\s(?:=>|⇒|→|->|⟶)\s*")
MARK = r"[✅☑✔❌❎✖✗✘🚫⛔⚠🟢🟡🟠🔴🔵⚪🟩🟨🟧🟥🏁🎉⏳🚧]\ufe0f?"
MARK_FIRST = re.compile(rf"({MARK})\s*")
MARKS_LAST = re.compile(rf"\s*({MARK}(?:\s*{MARK})*)")
TASK = re.compile(r"(\[[ xX]\])\s+")
BRACKETS = re.compile(r"\s*(?:\(([^()]{1,200})\)|\[([^\[\]]{1,200})\])")
LONGEST_ENDING = 300


@dataclass(slots=True)
class Item:
    """An item; its parts come in one by one."""

    number: int
    depth: int = 0
    parent: int | None = None
    headings: tuple[str, ...] = ()
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.parts)


def list_table(items: list[Item], name: str = "") -> SourceTable | None:
    """All items of a document as one table; with a column of results, if it has any."""
    if not items:
        return None
    if len(items) > MOST_ROWS:
        raise too_many_rows(items[MOST_ROWS].number)
    pairs = [with_result(tidied(item.text)) for item in items]
    has_results = any(result for _, result in pairs)
    rows = []
    for item, (text, result) in zip(items, pairs, strict=True):
        check_line(item.number, [text, result])
        cells = (text, result) if has_results else (text,)
        rows.append(
            SourceRow(cells, item.number, item.headings, item.depth, item.parent)
        )
    columns = ("", RESULT) if has_results else ("",)
    return SourceTable("list", name, columns, tuple(rows))


def check_depth(depth: int, line: int, column: int = 1) -> None:
    if depth > DEEPEST:
        message = f"This is nested more than {DEEPEST} levels deep."
        raise SourceError("too_deep", message, line=line, column=column)


def with_result(text: str) -> tuple[str, str]:
    """An item without its result, and that."""
    results = []
    if found := TASK.match(text) or MARK_FIRST.match(text):
        results.append(found[1])
        text = text[found.end() :]
    if found := ARROW.search(text):
        results.append(text[found.end() :])
        text = text[: found.start()]
    if found := at_end(MARKS_LAST, text):
        results.insert(0, found[1])
        text = text[: found.start()]
    elif (found := at_end(BRACKETS, text)) and is_result(found[1] or found[2]):
        results.insert(0, found[1] or found[2])
        text = text[: found.start()]
    result = " ".join(part.strip() for part in results).strip()
    # Where nothing else is said, the mark is the text.
    return (text.strip(), result) if text.strip() else (result, "")


def at_end(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Where a text ends with it; looks at its last characters only."""
    first = max(len(text) - LONGEST_ENDING, 0)
    for found in pattern.finditer(text, first):
        if found.end() == len(text):
            return found
    return None


def is_result(words: str) -> bool:
    status = read_status(words)
    return status.state is not None or status.percent is not None
