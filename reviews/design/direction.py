"""Which way texts run, worked out here, since the PDF renderer knows no dir="auto".

As Unicode's bidirectional algorithm has it (P2 and P3): by the first letter with a
direction. Templates write dir="auto" beside whatever was typed, and a deck resolves all
of a slide at once, for screen and paper alike.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape

from reviews.design.scripts import highest

RTL = frozenset(("R", "AL"))
STRONG = RTL | {"L"}
ISOLATES = frozenset(("LRI", "RLI", "FSI"))
# Around what keeps its own order inside of another text: left to right, and its end.
LRI, PDI = "\u2066", "\u2069"
AUTO = ' dir="auto"'
OPENED = re.compile(rf"<(\w+)([^<>]*){AUTO}([^<>]*)>")
TAG = re.compile("<[^>]*>")
# Whether any letter may run to the left, or need a line higher than Latin does.
OTHER = re.compile(
    "[\u0530-\u1fff\u2067\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def direction(text: str) -> str:
    """The direction of a text: ltr or rtl."""
    depth = 0
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif not depth and kind in STRONG:
            return "rtl" if kind in RTL else "ltr"
    return "ltr"


def has_rtl(text: str) -> bool:
    return bool(OTHER.search(text)) and any(
        unicodedata.bidirectional(char) in RTL for char in text
    )


def numbered(title: str, words: str) -> str:
    """A title and a number in brackets after it, whichever way the title runs."""
    return f"{title} {LRI}({words}){PDI}" if has_rtl(title) else f"{title} ({words})"


def resolved(html: str) -> str:
    """The page with the direction of each dir="auto", and the script of high lines."""
    if not OTHER.search(html):
        return html.replace(AUTO, "")
    html = html.replace("<bdi>", f"<bdi{AUTO}>")
    return OPENED.sub(functools.partial(resolved_tag, html), html)


def resolved_tag(html: str, found: re.Match[str]) -> str:
    name, before, after = found.groups()
    text = own_text(html, name, found.end())
    script = highest(text)
    lang = f' lang="und-{script.name}"' if script else ""
    return f'<{name}{before} dir="{direction(text)}"{lang}{after}>'


def own_text(html: str, name: str, start: int) -> str:
    """An element's text, up to an inner element with a direction of its own."""
    end = html.find(f"</{name}>", start)
    inner = html[start:end]
    mine = re.split("<[^>]* dir=", inner, maxsplit=1)[0]
    return unescape(TAG.sub("", mine))


def against(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Stretches that run against their paragraph, and over the end of one of its texts.

    The PDF renderer puts its boxes in the paragraph's order, one for each text.
    """
    parts = list(texts)
    text = "".join(parts)
    edges = {sum(map(len, parts[:n])) for n in range(1, len(parts))}
    for start, end in stretches(text, direction(text)):
        if any(start < edge < end for edge in edges):
            yield start, end


def stretches(text: str, base: str) -> Iterator[tuple[int, int]]:
    """From the first to the last letter in a row that run against the base."""
    start = end = -1
    for at, char in enumerate(text):
        kind = unicodedata.bidirectional(char)
        if kind in STRONG and (kind in RTL) != (base == "rtl"):
            start, end = (at if start < 0 else start), at + 1
        elif kind in STRONG and start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end
