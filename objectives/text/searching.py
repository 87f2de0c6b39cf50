"""Texts as they are searched: letters folded, words apart.

What people take for the same is stored as the same: whatever the case, the accents, the
Arabic form or the width. Two spaces begin each word, so that an index of three letters
in a row also has the beginnings of words, by which words of one and two letters are
found. In Chinese, Japanese and Korean every two characters are such a word.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LONG = 3  # letters in a row: from here on a word is found inside others
# Combining classes of accents, and of the points of Hebrew and Arabic. Others are part
# of their letter: vowels of Indic scripts, the voicing of kana.
ACCENTS = {1, *range(10, 37), *range(200, 256)}
SELECTORS = {chr(code) for code in range(0xFE00, 0xFE10)}
ALIKE = {
    **dict(zip("øłđðħıŋ", ("o", "l", "d", "d", "h", "i", "n"), strict=True)),
    **{"æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij"},
    **dict.fromkeys("ٱٲٳ", "ا"),
    **dict.fromkeys("ىیېۍ", "ي"),
    **dict.fromkeys("ةہەۂۃھ", "ه"),
    **{"ک": "ك", "ۆ": "و", "ـ": ""},
    **dict.fromkeys("‘’ʼ´`", "'"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
}
PAIRED = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
PAIRED += "\U00020000-\U0003ffff"
SIGNS = r"!-/:-@\[-^`{-~\u00a1-\u00bf\u2000-\u206f\u3000-\u3004\u3008-\u303f"
RUN = re.compile(rf"[{PAIRED}]+|[{SIGNS}]+|[^\s{SIGNS}{PAIRED}]+")
BETWEEN_WORDS = re.compile(rf"([\s{SIGNS}]+)")
IS_PAIRED, IS_SIGN = re.compile(f"[{PAIRED}]"), re.compile(f"[{SIGNS}]")


class Letters(dict[int, str]):
    """What becomes of each character, worked out once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded_letter(chr(code))
        return self[code]


def folded_letter(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    is_format = unicodedata.category(letter) == "Cf" or letter in SELECTORS
    if is_format or unicodedata.combining(letter) in ACCENTS:
        return ""
    return ALIKE.get(letter, letter)


LETTERS = Letters()


def fold(text: str) -> str:
    """The text without what people do not care about when they search."""
    if text.isascii():
        return text.lower()
    while (folded := folded_once(text)) != text:
        text = folded
    return text


def folded_once(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(LETTERS)
    return unicodedata.normalize("NFC", apart)


def searched_text(*texts: str) -> str:
    """These texts as they are stored, a line each."""
    return "\n".join("".join(words_apart(RUN.findall(fold(text)))) for text in texts)


def words_apart(runs: list[str]) -> Iterator[str]:
    for run in runs:
        if IS_SIGN.match(run):
            yield run
        elif IS_PAIRED.match(run):
            # The last one is alone, for who searches for it alone.
            yield from ("  " + run[at : at + 2] for at in range(len(run)))
        else:
            yield "  " + run


def patterns(text: str) -> list[str]:
    """What a stored text must contain to have all these words in it.

    Each has three characters in a row or more. Words without letters and digits are
    left out, since no index has them.
    """
    words = dict.fromkeys(fold(text).split())
    return [pattern(word) for word in words if any(map(str.isalnum, word))]


@lru_cache(maxsize=1024)
def pattern(word: str) -> str:
    *before, last = RUN.findall(word)
    found = "".join(words_apart([*before, last]))
    if IS_PAIRED.match(last) and len(last) > 1:
        # Inside a longer run its last character does not stand alone.
        found = found[: -len("  ") - 1]
    first = [*before, last][0]
    is_long = len(first) >= LONG and not IS_PAIRED.match(first)
    return found.removeprefix("  ") if is_long else found


def is_in(text: str, wanted: list[str]) -> bool:
    """Whether all these patterns are in that text."""
    stored = searched_text(text)
    return all(one in stored for one in wanted)


def marked(text: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """The text in words and what is between, and whether it has one of the patterns."""
    parts = filter(None, BETWEEN_WORDS.split(text))
    return [(part, any(one in searched_text(part) for one in wanted)) for part in parts]
