"""Where a line may end, as Chromium and as Pango have it.

Both follow Unicode's line breaking (UAX #14) with changes: Chromium has its own table
for two ASCII characters, Pango keeps some signs together across a space. Here are the
parts that texts on slides need. Scripts that need a dictionary, such as Thai, may be
broken after each word: there a line may be a long word shorter.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

# Classes by Unicode's names; WO is what opens and is wide, as 「.
LISTED = {
    "CP": ")]",
    "CL": "、。，．｡､",
    "EX": "!?！？\u05c6\u061b\u061e\u061f\u06d4",
    "IS": ".,:;\u037e\u0589\u060c\u060d\u07f8\u2044",
    "SY": "/",
    "HY": "-",
    "BA": "|\t\u00ad\u058a\u05be\u0964\u0965\u0f0b\u1361\u2010\u2012\u2013\u2027\u3000",
    "B2": "\u2014",
    "IN": "\u2024\u2025\u2026",
    "OP": "¡¿",
    "QU": "\"'",
    "PR": "+\\±№−∓",
    "PO": "%¢°‰‱′″‴℃℉％￠",
    "GL": "\u00a0\u034f\u2007\u2011\u202f",
    "WJ": "\u2060\ufeff",
    "ZW": "\u200b",
    "NS": "々〜・：；ゝゞ゛゜ヽヾ゠‼⁇⁈⁉",
}
CLASSES = {char: name for name, chars in LISTED.items() for char in chars}
CATEGORIES = {"Nd": "NU", "Pe": "CL", "Pf": "QU", "Pi": "QU", "Sc": "PR", "Zs": "BA"}
# Pango begins no line with these; Chromium may.
SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶーｧｨｩｪｫｬｭｮｯｰ")
JOINER = "\u200d"
# Thai, Lao, Burmese and Khmer, and the letters of a long word in them.
WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{2}")
LONG_WORD = 14
# The letters of a word in several styles in which lines may end between those.
LONG_STYLED = 24
SEAM = "\u200b"

NONE = frozenset[str]()
ALL = frozenset(("AL", "NU", "OP", "WO", "PR", "PO", "B2", "ID"))
# After each class, the classes before which a line may end.
AFTER = {
    "AL": frozenset(("WO", "B2", "ID")),
    "NU": frozenset(("WO", "B2", "ID")),
    "PR": ALL - {"AL", "NU", "ID"},
    "PO": ALL - {"AL", "NU"},
    "CP": ALL - {"AL", "NU"},
    "IS": ALL - {"AL"},
    "ID": ALL - {"PO"},
    "B2": ALL - {"B2"},
    "HY": ALL - {"NU"} | {"GL"},
    "BA": ALL | {"GL"},
    "CL": ALL,
    "EX": ALL,
    "IN": ALL,
    "NS": ALL,
    "SY": ALL,
    "ZW": ALL | {"CL", "CP", "EX", "IS", "SY", "QU", "BA", "HY", "NS", "IN", "GL"},
    "OP": NONE,
    "WO": NONE,
    "QU": NONE,
    "GL": NONE,
    "WJ": NONE,
}

# Chromium's table: after what a line may end before an opening bracket, and what begins
# no line after a question mark or a hyphen.
OPENING = frozenset("(<[{")
BEFORE_OPENING = frozenset('!"#%&)*+,.:;=>\\]|}~')
NEVER_BEHIND = {"?": frozenset("!\"'),./:;?]}"), "-": frozenset("!),./:;?]}$")}

# Pango: what stays with the word before the spaces, or with the one after them.
NEVER_FIRST = frozenset(("CL", "CP", "EX", "IS", "SY", "WJ"))
NEVER_LAST = frozenset(("OP", "WO"))
TOGETHER = frozenset(
    (("QU", "OP"), ("QU", "WO"), ("CL", "NS"), ("CP", "NS"), ("B2", "B2"))
)
# And what continues a number, after which signs.
NUMERIC = frozenset(("NU", "PR", "PO"))
IN_NUMBERS = frozenset(("SY", "IS", "CP", "CL"))


def line_end(text: str, start: int, full: int) -> int:
    """Where the line from `start` ends if the character at `full` does not fit.

    The shortest line that either engine makes: to the last space; in a word longer than
    the line to its last sign, or anywhere if it has none.
    """
    space = last_gap(text, start, full + 1)
    while space >= 0:
        end = space + 1
        while text[end : end + 1] == " ":
            end += 1
        if not is_kept_together(text, end):
            return end
        space = last_gap(text, start, space)
    end = min(last(text, start, full, may_end) for may_end in ENGINES)
    if WITHOUT_SPACES.match(text, end - 1):
        return at_letter(text, start, max(end - LONG_WORD, (start + end + 1) // 2))
    return end


def last_gap(text: str, start: int, end: int) -> int:
    """The last space of that part, or the last seam; what follows is a word."""
    return max(text.rfind(" ", start, end), text.rfind(SEAM, start, end))


def seams(texts: Iterable[str]) -> Iterator[int]:
    """Where a line may end between texts of several styles, as offsets.

    The PDF renderer sees no end there, and would let what follows stand over its
    column: after a space before a sign, and in the middle of a long word.
    """
    before, at = "", 0
    for text in texts:
        if is_hidden_end(before, text):
            yield at
        at += len(text)
        before = (before + text)[-LONG_STYLED:]


def is_hidden_end(before: str, text: str) -> bool:
    """Whether a sign begins after a space, or a style in the middle of a long word."""
    if before.endswith(" "):
        return is_kept_together(f"x {text}", 2)
    if not before or before[-1].isspace() or not text or text[0].isspace():
        return False
    return len(before.split()[-1]) + len(text.split()[0]) >= LONG_STYLED


def last(text: str, start: int, full: int, may_end: Callable[[str, int], bool]) -> int:
    """The last place up to `full` where a line may end; `full` if there is none."""
    for at in range(full, start, -1):
        if may_end(text, at):
            return at
    return at_letter(text, start, full)


def at_letter(text: str, start: int, full: int) -> int:
    """The place of the letter that the character at `full` belongs to."""
    while full > start + 1 and (kind(text[full]) == "CM" or text[full - 1] == JOINER):
        full -= 1
    return full


def may_end_in_chromium(text: str, at: int) -> bool:
    """Whether Chromium may end a line before that character."""
    before, after = text[at - 1], text[at]
    if before == " " or after == " ":
        return after != " "
    if before.isascii() and after.isascii():
        return may_part(text, before, after, at)
    first = "ID" if before in SMALL_KANA else kind_before(text, at)
    return ("ID" if after in SMALL_KANA else kind(after)) in AFTER[first]


def may_part(text: str, before: str, after: str, at: int) -> bool:
    """The same between two ASCII characters."""
    if before == "-" and after.isdigit():
        # Else it may be the sign of a number.
        return text[max(0, at - 2) : at - 1].isalnum()
    if before in NEVER_BEHIND:
        return after not in NEVER_BEHIND[before]
    return after in OPENING and before in BEFORE_OPENING


def may_end_in_pango(text: str, at: int) -> bool:
    """Whether Pango may end a line before that character."""
    before, after = text[at - 1], text[at]
    if before == " " or after == " ":
        return after != " " and not is_kept_together(text, at)
    return kind(after) in AFTER[kind_before(text, at)]


def may_end_in_pango_beside_numbers(text: str, at: int) -> bool:
    """The same if Pango sees the start of a number.

    It does not if that is on an earlier line: WeasyPrint passes only the rest.
    """
    is_inside = kind(text[at]) in NUMERIC and kind_before(text, at) in IN_NUMBERS
    if is_inside and text[:at].rstrip("/.,:;)]}")[-1:].isdigit():
        return False
    return may_end_in_pango(text, at)


ENGINES = (may_end_in_chromium, may_end_in_pango, may_end_in_pango_beside_numbers)


def is_kept_together(text: str, at: int) -> bool:
    """Whether Pango keeps what is around the spaces before an offset on one line."""
    words = text[:at].rstrip(" ")
    if not words or at == len(text):
        return False
    first, second = kind_before(words, len(words)), kind(text[at])
    return second in NEVER_FIRST or first in NEVER_LAST or (first, second) in TOGETHER


def kind_before(text: str, at: int) -> str:
    """The class of the character before an offset, without combining marks."""
    if text[at - 1] == JOINER:
        return "WJ"
    while at > 1 and kind(text[at - 1]) == "CM":
        at -= 1
    found = kind(text[at - 1])
    return "AL" if found == "CM" else found


@functools.lru_cache(maxsize=4096)
def kind(char: str) -> str:
    """The class of a character."""
    category = unicodedata.category(char)
    if char in CLASSES:
        return CLASSES[char]
    if category in ("Mn", "Mc", "Me") or char == JOINER:
        return "CM"
    if char in SMALL_KANA:
        return "NS"
    is_wide = unicodedata.east_asian_width(char) in "WFH" or ord(char) >= 0x1F000
    if category == "Ps":
        return "WO" if is_wide else "OP"
    if is_wide and category != "Pe":
        return "ID"
    return CATEGORIES.get(category, "AL")
