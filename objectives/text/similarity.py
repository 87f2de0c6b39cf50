"""How similar two titles are, to suggest that one continues the other.

Pure. Case, spaces and punctuation do not matter; shared words do.
"""

import re
import unicodedata

WORD = re.compile(r"\w+")
# Titles less similar than this are not suggested.
SIMILAR_ENOUGH = 1 / 3


def title_words(title: str) -> tuple[str, ...]:
    """The words of a title, folded, without punctuation."""
    return tuple(WORD.findall(unicodedata.normalize("NFKC", title).casefold()))


def is_same_title(one: str, other: str) -> bool:
    """Whether both titles are the same words."""
    return title_words(one) == title_words(other) != ()


def similarity(one: str, other: str) -> float:
    """From 0, no word in common, to 1, the same words."""
    mine, theirs = set(title_words(one)), set(title_words(other))
    if not mine or not theirs:
        return 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))
