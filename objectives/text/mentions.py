"""Names that a text mentions, such as @Ada Lovelace. Pure."""

import re
from collections.abc import Iterable, Iterator

MENTION = re.compile(r"(?<![\w@])@(\w[^\s@]*)")
# More than this in one comment reads as none.
MOST = 20


def first_words(text: str) -> list[str]:
    """The word after each @, by which names can be looked up."""
    words = (found[1].rstrip(".,:;!?)") for found in MENTION.finditer(text))
    return [*dict.fromkeys(words)][:MOST]


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names that are mentioned, each once, in the order of the text."""
    longest_first = sorted(names, key=len, reverse=True)
    return [*dict.fromkeys(found_in(text, longest_first))]


def found_in(text: str, names: list[str]) -> Iterator[str]:
    for found in MENTION.finditer(text):
        rest = text[found.start(1) :]
        yield from [name for name in names if begins_with(rest, name)][:1]


def begins_with(text: str, name: str) -> bool:
    """Whether it begins with the name as a whole, in capitals or not."""
    is_name = text[: len(name)].casefold() == name.casefold()
    return is_name and not re.match(r"\w", text[len(name) :])
