"""The emphasis that people type in their texts, with the words that changed.

Only a few signs are understood; everything else stays as it was typed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from objectives.text.diff import changed_runs

# Each alternative ends at the next delimiter, so that every text is read only once.
EMPHASIS = re.compile(
    r"<i>([^<]+)</i>|<b>([^<]+)</b>|(?<![\w*])\*(?!\s)([^*\n]+)(?<!\s)\*(?![\w*])",
    re.IGNORECASE,
)
STYLES = {1: "em", 2: "strong", 3: "em"}


class Run(NamedTuple):
    """Adjacent characters with the same style."""

    text: str
    is_changed: bool
    style: str


def emphasis_runs(text: str) -> tuple[tuple[str, str], ...]:
    """Split the text into runs, each with its style: none, `em` or `strong`.

    Understands *…*, <i>…</i> and <b>…</b>, not nested; the rest stays as typed.
    """
    runs: list[tuple[str, str]] = []
    end = 0
    for match in EMPHASIS.finditer(text):
        group = match.lastindex or 0
        runs += [(text[end : match.start()], ""), (match[group], STYLES[group])]
        end = match.end()
    runs.append((text[end:], ""))
    return tuple(run for run in runs if run[0])


def plain(text: str) -> str:
    """The text without its emphasis signs."""
    return "".join(run for run, _ in emphasis_runs(text))


def marked_runs(old: str | None, new: str) -> tuple[Run, ...]:
    """The new text with its emphasis and, against an old one, its changed words."""
    if old is None or old == new:
        return styled_runs(new)
    styled = emphasis_runs(new)
    shown = "".join(text for text, _ in styled)
    return tuple(overlay(changed_runs(plain(old), shown), styled))


def styled_runs(new: str) -> tuple[Run, ...]:
    """The text with its emphasis."""
    if "*" not in new and "<" not in new:
        return (Run(new, False, ""),) if new else ()
    return tuple(Run(text, False, style) for text, style in emphasis_runs(new))


def overlay(
    changes: tuple[tuple[str, bool], ...], styled: tuple[tuple[str, str], ...]
) -> Iterator[Run]:
    """Overlay two divisions of the same text."""
    edges = [edge for runs in (changes, styled) for edge in edges_of(runs)]
    shown = "".join(text for text, _ in styled)
    is_changed = [flag for text, flag in changes for _ in text]
    style = [name for text, name in styled for _ in text]
    start = 0
    for stop in sorted(set(edges)):
        yield Run(shown[start:stop], is_changed[start], style[start])
        start = stop


def edges_of(runs: tuple[tuple[str, object], ...]) -> Iterator[int]:
    """Where each run ends."""
    end = 0
    for text, _ in runs:
        end += len(text)
        yield end
