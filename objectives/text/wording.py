"""How texts that people typed are set, and the small phrases said of them.

Pure: text in, runs of text out; templates turn the runs into marks and emphasis. What
is not understood as emphasis stays as it was typed.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\S+")
# Each alternative ends at the next delimiter, so that no text takes more than one look.
EMPHASIS = re.compile(
    r"<i>([^<]+)</i>|<b>([^<]+)</b>|(?<![\w*])\*(?!\s)([^*\n]+)(?<!\s)\*(?![\w*])",
    re.IGNORECASE,
)
STYLES = {1: "em", 2: "strong", 3: "em"}
# Comparing word by word grows with the square of this.
COMPARED_WORDS = 400
# fmt: off
NUMBERS = (
    "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)
# fmt: on


class Run(NamedTuple):
    """Neighbouring characters that are set alike."""

    text: str
    is_changed: bool
    style: str


def changed_runs(old: str, new: str) -> tuple[tuple[str, bool], ...]:
    """The new text in runs, each with whether its words are other than in the old.

    The runs join to exactly the new text. White space alone is no change.
    """
    spans = [word.span() for word in WORD.finditer(new)]
    runs: list[tuple[str, bool]] = []
    end = 0
    for first, last in changed_words(old.split(), new.split()):
        start, stop = spans[first][0], spans[last - 1][1]
        runs += [(new[end:start], False), (new[start:stop], True)]
        end = stop
    runs.append((new[end:], False))
    return tuple(run for run in runs if run[0])


def changed_words(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """Where the new words differ: first and last-but-one index of each stretch."""
    head = shared_length(old, new)
    tail = shared_length(old[head:][::-1], new[head:][::-1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > COMPARED_WORDS:
        stretches = [(0, len(new))]
    else:
        codes = SequenceMatcher(None, old, new).get_opcodes()
        stretches = [code[3:5] for code in codes if code[0] != "equal"]
    for first, last in stretches:
        if last > first:
            yield head + first, head + last


def shared_length(one: list[str], other: list[str]) -> int:
    """How many words the two have in common from the start."""
    pairs = zip(one, other, strict=False)
    return next(
        (index for index, (a, b) in enumerate(pairs) if a != b),
        min(len(one), len(other)),
    )


def emphasis_runs(text: str) -> tuple[tuple[str, str], ...]:
    """The text in runs, each with its style: none, `em` or `strong`.

    Understood are *…*, <i>…</i> and <b>…</b>, not nested; all else stays as typed.
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
    """The text without the signs of its emphasis."""
    return "".join(run for run, _ in emphasis_runs(text))


def marked_runs(old: str | None, new: str) -> tuple[Run, ...]:
    """The new text with its emphasis and, against an old one, its changed words."""
    if old is None or old == new:
        return styled_runs(new)
    styled = emphasis_runs(new)
    shown = "".join(text for text, _ in styled)
    return tuple(cut(changed_runs(plain(old), shown), styled))


def styled_runs(new: str) -> tuple[Run, ...]:
    """The text with its emphasis."""
    if "*" not in new and "<" not in new:
        return (Run(new, False, ""),) if new else ()
    return tuple(Run(text, False, style) for text, style in emphasis_runs(new))


def cut(
    changes: tuple[tuple[str, bool], ...], styled: tuple[tuple[str, str], ...]
) -> Iterator[Run]:
    """Two divisions of one text, laid over each other."""
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


def lateness(quarters: int, is_done: bool) -> str:
    """What to say of an objective in its so-manieth quarter; nothing in its first."""
    if quarters < 2:
        return ""
    if not is_done:
        return f"{ordinal(quarters)} quarter in a row"
    return f"{cardinal(quarters - 1)} quarter{'s' * (quarters > 2)} late"


def late_by(days: int) -> str:
    """How long ago a day was, in the largest unit of which there are two."""
    for length, unit in ((365, "year"), (30, "month"), (7, "week")):
        if days >= 2 * length:
            return f"{days // length} {unit}s late"
    return f"{days} day{'s' * (days != 1)} late"


def cardinal(number: int) -> str:
    """A count in words up to twelve."""
    return NUMBERS[number - 1] if number <= len(NUMBERS) else str(number)


def ordinal(number: int) -> str:
    """A rank in words up to twelfth."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "" if number % 100 in (11, 12, 13) else "st nd rd"
    return f"{number}{dict(enumerate(ending.split(), 1)).get(number % 10, 'th')}"
