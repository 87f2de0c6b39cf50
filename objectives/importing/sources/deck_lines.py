"""The lines of a deck's text, and the words in it that slides broke apart."""

import re
from collections import Counter
from dataclasses import dataclass, field

from objectives.importing.sources.deck_values import Mending
from objectives.importing.sources.texts import INVISIBLE

BULLET = re.compile(r"^([ \t]*)(?:[-*•◦▪‣●○■□∙·–—]|\d{1,2}[.)])[ \t]+(.*)$")
WORD = re.compile(r"[^\s()\[\]{},;:!?\"“”/]+")
# Words that stand alone in any text, also beside a word that they could be part of.
COMMON = frozenset(
    (
        *("a", "i", "o", "an", "the", "to", "up", "in", "on", "off", "out", "of"),
        *("or", "and", "not", "no", "down", "over", "back", "for", "by", "at", "as"),
        *("is", "it", "be", "any", "all", "per", "via", "one", "some", "every"),
    )
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line; `gap` is the number of blank lines in front of it."""

    number: int
    text: str
    gap: int = 0

    @property
    def has_tab(self) -> bool:
        return "\t" in self.text

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def lines_of(text: str) -> list[TextLine]:
    """All lines that say something."""
    lines, gap = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip(INVISIBLE):
            gap += 1
        else:
            lines.append(TextLine(number, line, gap))
            gap = 0
    return lines


@dataclass(slots=True)
class Words:
    """How often each word occurs: a broken word is often whole elsewhere."""

    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, text: str) -> "Words":
        return cls(Counter(map(bare, WORD.findall(text))))

    def mended(self, text: str, line: int, mending: Mending) -> str:
        """The text with words whole again that stand whole elsewhere."""
        places = [*WORD.finditer(text)]
        for one, two in reversed([*zip(places, places[1:], strict=False)]):
            if text[one.end() : two.start()] == " " and self.is_broken(one[0], two[0]):
                whole = one[0] + two[0]
                text = mending.choose(
                    "broken_word",
                    line,
                    f"“{one[0]} {two[0]}” is “{whole}”.",
                    was=text,
                    now=text[: one.start()] + whole + text[two.end() :],
                )
        return text

    def is_broken(self, one: str, two: str) -> bool:
        """Whether two words are one: it stands elsewhere, and a part of it nowhere."""
        first, second = bare(one), bare(two)
        if not first or not second or {first, second} & COMMON:
            return False
        if not self.counts[first + second]:
            return False
        parts = self.counts[first], self.counts[second]
        if first.endswith("-") or min(len(first), len(second)) == 1:
            return min(parts) <= 1
        return max(parts) <= 1


def bare(word: str) -> str:
    return word.casefold().strip(".'’")


def bullet(line: TextLine) -> tuple[int, str] | None:
    """The indent and the words of an item, if the line is one."""
    found = BULLET.match(line.text)
    return (len(found[1].expandtabs(4)), found[2].strip()) if found else None


def sentence_end(text: str) -> bool:
    return text.rstrip().endswith((".", "!", "?", "…"))
