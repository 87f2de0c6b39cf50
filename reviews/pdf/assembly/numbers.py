"""The book's own page numbers, in the margin beside those of its decks.

How many pages come before a review is known at the end only, so each page gets a place
for its number, which is written then. Its letters are outlines of the bundled font, as
a font of the file. They are marked as no part of the text: a reader hears it without.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Pdf

from reviews.pdf.assembly.copying import Copy
from reviews.pdf.assembly.writer import Writer

FONT = Path(settings.BASE_DIR, "static", "fonts", "goals-sans-regular.ttf")
LETTERS = " .0123456789p"
NAME = "/BookNumber"
# In px of a slide: its width, the size of the letters, their right end and base line.
WIDTH, SIZE, RIGHT, UP = 1280, 12, 1268, 22
COLOUR = "0.314 0.353 0.4"
# What each code means, for programs that take text out of the file.
MEANING = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /BookNumber def /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange
{len(LETTERS)} beginbfchar
{" ".join(f"<{ord(one):02x}> <{ord(one):04x}>" for one in LETTERS)}
endbfchar endcmap CMapName currentdict /CMap defineresource pop end end
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number goes: the object to write, its page without the front, its width.

    The width is the page's, in points.
    """

    number: int
    page: int
    width: float


class PageNumbers:
    """The numbers of a book's pages, but for the front's."""

    def __init__(self, writer: Writer):
        self.writer, self.font = writer, writer.reserve()
        self.places: list[Place] = []
        self.outlines = TTFont(FONT)

    def reserve(self, document: Pdf, copy: Copy, first: int) -> None:
        """A place on each page of a document whose first page has that number."""
        font = document.make_indirect(Dictionary())
        copy.stands_for(font, self.font)
        before = document.make_stream(b"q\n")
        for at, page in enumerate(document.pages, start=first):
            place = document.make_stream(b"")
            number = self.writer.reserve()
            copy.stands_for(place, number)
            page.contents_add(before, prepend=True)
            page.contents_add(place)
            fonts = page.resources.get("/Font", Dictionary())
            fonts[NAME] = font
            page.resources.Font = fonts
            self.places.append(Place(number, at, float(page.mediabox[2])))

    def write(self, before: int) -> None:
        """Write the numbers, now that so many pages come before them."""
        if not self.places:
            return
        for place in self.places:
            content = self.shown(f"p. {before + place.page}", place.width / WIDTH)
            self.writer.add_packed(b"", content.encode(), place.number)
        self.write_font()

    def shown(self, text: str, scale: float) -> str:
        """What draws a text at the right end, and belongs to no element."""
        wide = sum(self.advance(letter) for letter in text) * SIZE
        x, y = (RIGHT - wide) * scale, UP * scale
        return (
            "Q\n/Artifact << /Type /Pagination >> BDC\n"
            f"q {COLOUR} rg BT {NAME} {SIZE * scale:.2f} Tf {x:.2f} {y:.2f} Td"
            f" ({text}) Tj ET Q\nEMC\n"
        )

    def advance(self, letter: str) -> float:
        """How wide a letter is, in its own size."""
        return self.units(letter) / float(self.outlines["head"].unitsPerEm)

    def units(self, letter: str) -> float:
        """The same in units of the font; nothing for a letter that is not needed."""
        is_there = letter in LETTERS
        return float(self.outlines["hmtx"][self.glyph(letter)][0] if is_there else 0)

    def glyph(self, letter: str) -> str:
        return str(self.outlines.getBestCmap()[ord(letter)])

    def write_font(self) -> None:
        head = self.outlines["head"]
        drawn = {letter: self.drawing(letter) for letter in LETTERS}
        procedures = " ".join(
            f"/{self.glyph(letter)} {self.writer.add_packed(b'', content)} 0 R"
            for letter, content in drawn.items()
        )
        names = " ".join(f"{ord(one)} /{self.glyph(one)}" for one in LETTERS)
        first, last = ord(LETTERS[0]), ord(LETTERS[-1])
        wide = " ".join(f"{self.units(chr(code)):g}" for code in range(first, last + 1))
        meaning = self.writer.add_packed(b"", MEANING.encode())
        unit = 1 / head.unitsPerEm
        words = (
            f"<< /Type /Font /Subtype /Type3 /FontMatrix [ {unit:g} 0 0 {unit:g} 0 0 ]"
            f" /FontBBox [ {head.xMin} {head.yMin} {head.xMax} {head.yMax} ]"
            f" /FirstChar {first} /LastChar {last} /Widths [ {wide} ]"
            f" /Encoding << /Type /Encoding /Differences [ {names} ] >>"
            f" /Resources << >> /CharProcs << {procedures} >>"
            f" /ToUnicode {meaning} 0 R >>"
        )
        self.writer.add(words.encode(), self.font)

    def drawing(self, letter: str) -> bytes:
        """A letter's outline as the font of the file has it."""
        head, glyphs = self.outlines["head"], self.outlines.getGlyphSet()
        pen = Outline(glyphs)
        glyphs[self.glyph(letter)].draw(pen)
        box = f"{head.xMin} {head.yMin} {head.xMax} {head.yMax}"
        return f"{self.units(letter):g} 0 {box} d1\n{' '.join(pen.words)} f\n".encode()


class Outline(BasePen):
    """Writes a glyph's outline as PDF draws it."""

    def __init__(self, glyphs: object):
        super().__init__(glyphs)
        self.words: list[str] = []

    def say(self, operator: str, *points: tuple[float, float]) -> None:
        self.words += [f"{x:g} {y:g}" for x, y in points]
        self.words.append(operator)

    def _moveTo(self, point: tuple[float, float]) -> None:
        self.say("m", point)

    def _lineTo(self, point: tuple[float, float]) -> None:
        self.say("l", point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:
        self.say("c", *points)

    def _closePath(self) -> None:
        self.say("h")
