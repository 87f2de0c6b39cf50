"""Characters that no font on this machine can print, by name, and where they stand.

Asked of the renderer itself, with a page that holds nothing but the characters that the
bundled fonts do not have: its file says which of them became boxes.
"""

import functools
import hashlib
import unicodedata
from dataclasses import dataclass
from html import escape

from goals_tracker.styles.tokens import tokens
from reviews.deck import comparison
from reviews.deck.deck import Deck, DeckPage, Placed
from reviews.design.text_width import advances
from reviews.pdf import printing, rendering
from reviews.pdf.print_job import Pool

FACES = ("regular", "semibold", "bold", "italic")
# More than any deck has; the rest would be reported once these are mended.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that will be a box, and the slides that it stands on."""

    char: str
    slides: tuple[Placed, ...]

    @property
    def name(self) -> str:
        """U+1F9FF NAZAR AMULET (🧿)."""
        name = unicodedata.name(self.char, "without a name")
        return f"U+{ord(self.char):04X} {name} ({self.char})"

    @property
    def where(self) -> str:
        """Slide 3: Agenda, and 2 more."""
        first, more = self.slides[0], len(self.slides) - 1
        words = f"Slide {first.number}: {first.slide.heading}"
        return f"{words}, and {more} more" if more else words

    @property
    def at(self) -> str:
        """The fragment of the first slide's address."""
        return self.slides[0].slide.id


def missing(deck: Deck, pool: Pool = printing.IN_LINE) -> tuple[Missing, ...]:
    """What the deck's PDF would show as boxes; nothing where nothing can be printed."""
    texts = [(placed, set(text_of(placed))) for placed in deck.placed]
    chars = set().union(*(found for _, found in texts)) - known()
    try:
        boxes = boxes_among("".join(sorted(chars))[:MOST], pool)
    except (rendering.RendererMissingError, printing.RenderingFailedError):
        return ()
    return tuple(
        Missing(char, tuple(placed for placed, found in texts if char in found))
        for char in boxes
    )


def text_of(placed: Placed) -> str:
    """All that a slide prints, its footer's words included."""
    lines = comparison.text_lines(placed)
    head = (placed.eyebrow, *(run.text for run in placed.corner))
    return "\n".join((*lines, *head, placed.slide.section, placed.notice))


@functools.cache
def known() -> frozenset[str]:
    """What every bundled font has, and what is never drawn."""
    return frozenset("\n\t ").union(
        set(advances(FACES[0])).intersection(*map(advances, FACES))
    )


@functools.lru_cache(maxsize=256)
def boxes_among(chars: str, pool: Pool) -> str:
    """Those of the characters for which the renderer found no font."""
    drawn = "".join(char for char in chars if is_drawn(char))
    found = boxed(drawn, pool) if drawn else ()
    return "".join(char for char in drawn if ord(char) in found)


def is_drawn(char: str) -> bool:
    """Whether it leaves ink or a box: not so marks of format and line ends."""
    return unicodedata.category(char) not in ("Cf", "Cc", "Zl", "Zp", "Zs", "Cs")


def boxed(chars: str, pool: Pool) -> frozenset[int]:
    """Print the characters, each by itself, and read what was missing."""
    lines = "".join(f"<p>{escape(char)}</p>" for char in chars)
    style = f"<style>body {{ font-family: {tokens()['--font']} }}</style>"
    html = f'<html lang="en"><title>Characters</title>{style}{lines}</html>'.encode()
    import pikepdf  # noqa: PLC0415 - needed only where one can print

    page = DeckPage(html, hashlib.sha256(html).hexdigest())
    with pikepdf.open(printing.cached_pdf(page, pool=pool)) as document:
        codes = str(document.docinfo.get(f"/{rendering.MISSING}", ""))
    return frozenset(int(code.removeprefix("U+"), 16) for code in codes.split())
