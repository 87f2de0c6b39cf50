"""How alike two titles are, to suggest that one continues the other.

Pure. The same name is the same letters and digits, whatever case, space and
punctuation stand between them; beyond that, words in common count.
"""

import re
import unicodedata

WORD = re.compile(r"\w+")
# Titles that have less in common than this are not suggested as the same thing.
ALIKE = 1 / 3


def words(title: str) -> tuple[str, ...]:
    """The words of a title, folded, without punctuation."""
    return tuple(WORD.findall(unicodedata.normalize("NFKC", title).casefold()))


def is_same(one: str, other: str) -> bool:
    """Whether both are the same name."""
    return words(one) == words(other) != ()


def likeness(one: str, other: str) -> float:
    """From 0, no word in common, to 1, the same words."""
    mine, theirs = set(words(one)), set(words(other))
    if not mine or not theirs:
        return 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))
