"""Which words of a text differ from those of an older one.

Texts in, runs of the new text out; templates turn them into marks. A word that is only
written in another way is the same (`spelling`), unless the caller wants it to the sign.
"""

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from objectives.text.spelling import meant

WORD = re.compile(r"\S+")
# Comparing word by word grows with the square of this.
MOST_COMPARED_WORDS = 400


def changed_runs(
    old: str, new: str, key: Callable[[str], str] = meant
) -> tuple[tuple[str, bool], ...]:
    """Split the new text into runs, each with whether its words have changed.

    Joined, the runs are exactly the new text. Words are compared by their `key`; one
    without is neither new nor gone.
    """
    before = [*filter(None, map(key, old.split()))]
    words = [word for word in WORD.finditer(new) if key(word[0])]
    runs: list[tuple[str, bool]] = []
    end = 0
    for first, last in changed_words(before, [key(word[0]) for word in words]):
        start, stop = words[first].start(), words[last - 1].end()
        runs += [(new[end:start], False), (new[start:stop], True)]
        end = stop
    runs.append((new[end:], False))
    return tuple(run for run in runs if run[0])


def changed_words(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the start and stop index of each stretch of new words."""
    head = shared_length(old, new)
    tail = shared_length(old[head:][::-1], new[head:][::-1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > MOST_COMPARED_WORDS:
        stretches = [(0, len(new))]
    else:
        codes = SequenceMatcher(None, old, new).get_opcodes()
        stretches = [code[3:5] for code in codes if code[0] != "equal"]
    for first, last in stretches:
        if last > first:
            yield head + first, head + last


def shared_length(one: list[str], other: list[str]) -> int:
    """Count the words that both share at the start."""
    pairs = zip(one, other, strict=False)
    return next(
        (index for index, (a, b) in enumerate(pairs) if a != b),
        min(len(one), len(other)),
    )
