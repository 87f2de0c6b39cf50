"""Names of tags as people type them: several in one text, between commas. Pure."""

import re
import unicodedata

MOST_TAGS = 8
LONGEST_TAG = 40
SEPARATORS = re.compile("[,;\n，、；،؛]")


def tags_in(text: str) -> list[str]:
    """The names in a text, each once, in its first spelling."""
    names = (" ".join(part.split()) for part in SEPARATORS.split(text))
    by_fold: dict[str, str] = {}
    for name in filter(None, names):
        by_fold.setdefault(folded_tag(name), name)
    return list(by_fold.values())


def folded_tag(name: str) -> str:
    """What names have in common that count as the same tag."""
    text = unicodedata.normalize("NFKC", name).casefold()
    # Folding may have made what is composed differently, and spaces.
    return " ".join(unicodedata.normalize("NFKC", text).split())


def joined_tags(names: list[str]) -> str:
    """The names as one text."""
    return ", ".join(names)
