"""One font where every slide brought a part of it.

Each slide's PDF holds the glyphs that it shows, under their numbers in the whole font.
A font of this project is therefore cut once for the whole deck, to the glyphs of all
slides; a font of the machine, whose file is not known here, stays as it came.
"""

import functools
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTFont

from reviews.pdf.assembly.copying import Copy
from reviews.pdf.assembly.writer import Writer

SIMPLE = "/Identity-H"
RUN = re.compile(rb"(\d+) \[ ([^]]*)\]")
PAIR = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]*)>$", re.MULTILINE)
PAIRS_A_BLOCK = 100
POSTSCRIPT_NAME = 6
# PDF reads glyphs by their numbers. The rest takes longer to cut than the outlines.
READ_BY_PDF = {"GlyphOrder", "glyf", "head", "hhea", "hmtx", "loca", "maxp"}


class Fonts:
    """One font of each name, in the place of all parts of it."""

    def __init__(self) -> None:
        self.found: dict[str, Font | None] = {}

    def add(self, copy: Copy, page: Any) -> None:
        """Take in the fonts of a page, and let what names them lead to the whole."""
        for part in page.Resources.get("/Font", {}).values():
            if is_joinable(part) and not copy.knows(part):
                name = str(part.BaseFont)
                if name not in self.found:
                    path = bundled().get(postscript_name(part))
                    self.found[name] = Font(copy, part, path) if path else None
                if font := self.found[name]:
                    font.add(part)
                    copy.stands_for(part, font.number)

    def write(self, writer: Writer) -> None:
        for font in filter(None, self.found.values()):
            font.write(writer)


def is_joinable(font: Any) -> bool:
    if font.get("/Encoding") != SIMPLE or "/DescendantFonts" not in font:
        return False
    descriptor = font.DescendantFonts[0].FontDescriptor
    # A file of another kind has no such length.
    return "/Length1" in descriptor.get("/FontFile2", {})


def postscript_name(part: Any) -> str | None:
    """The name that a part's own file gives its font."""
    content = part.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    with TTFont(io.BytesIO(content), lazy=True) as file:
        return file["name"].getDebugName(POSTSCRIPT_NAME) if "name" in file else None


@functools.cache
def bundled() -> dict[str | None, Path]:
    """The fonts of this project by the names that their files give them."""
    found: dict[str | None, Path] = {}
    for path in sorted(Path(settings.BASE_DIR, "static/fonts").glob("*.ttf")):
        with TTFont(path, lazy=True) as file:
            found[file["name"].getDebugName(POSTSCRIPT_NAME)] = path
    return found


class Font:
    """The first part of a font, with the glyphs of all that were added."""

    def __init__(self, copy: Copy, part: Any, path: Path) -> None:
        inner = part.DescendantFonts[0]
        descriptor = inner.FontDescriptor
        self.path = path
        self.number = copy.writer.reserve()
        self.entries = copy.entries(part, "/DescendantFonts", "/ToUnicode")
        self.inner = copy.entries(inner, "/FontDescriptor", "/W")
        of_all = ("/FontFile2", "/FontBBox", "/CapHeight")
        self.descriptor = copy.entries(descriptor, *of_all)
        self.frame = part.ToUnicode.read_bytes()
        self.pairs: set[tuple[bytes, bytes]] = set()
        self.widths: dict[int, bytes] = {}
        self.boxes: set[tuple[int, ...]] = set()

    def add(self, part: Any) -> None:
        inner = part.DescendantFonts[0]
        self.widths |= spans(inner.W.unparse(resolved=True))
        self.boxes.add(tuple(map(int, inner.FontDescriptor.FontBBox)))
        self.pairs.update(letters(part.ToUnicode.read_bytes()))

    def write(self, writer: Writer) -> None:
        """Write the font, its file and what its glyphs stand for."""
        content = cut(self.path, set(self.widths))
        file = writer.add_packed(b"/Length1 %d" % len(content), content)
        box = max(sorted(self.boxes), key=lambda box: box[2])
        words = max(box[3] for box in self.boxes), b"%d %d %d %d" % box, file
        descriptor = writer.add(
            b"<< %s /CapHeight %d /FontBBox [ %s ] /FontFile2 %d 0 R >>"
            % (self.descriptor, *words)
        )
        inner = writer.add(
            b"<< %s /FontDescriptor %d 0 R /W [ %s ] >>"
            % (self.inner, descriptor, listed(self.widths))
        )
        texts = writer.add_packed(b"", mapped(self.frame, self.pairs))
        writer.add(
            b"<< %s /DescendantFonts [ %d 0 R ] /ToUnicode %d 0 R >>"
            % (self.entries, inner, texts),
            self.number,
        )


def cut(path: Path, glyphs: set[int]) -> bytes:
    """The font's file with these glyphs, under the numbers that they have in it."""
    options = subset.Options(
        retain_gids=True,
        ignore_missing_glyphs=True,
        notdef_outline=True,
        hinting=False,
        layout_closure=False,
        bidi_closure=False,
    )
    subsetter, file = subset.Subsetter(options), io.BytesIO()
    subsetter.populate(gids=glyphs)
    with TTFont(path, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        for tag in set(font.keys()) - READ_BY_PDF:
            del font[tag]
        subsetter.subset(font)
        font.save(file, reorderTables=None)
    return file.getvalue()


def spans(widths: bytes) -> Iterator[tuple[int, bytes]]:
    """Each glyph with its width."""
    for first, some in RUN.findall(widths):
        yield from enumerate(some.split(), start=int(first))


def listed(widths: dict[int, bytes]) -> bytes:
    """Widths as PDF lists them: the first glyph of a run, and the run's widths."""
    words: list[bytes] = []
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            words.append(b"%d [" % glyph)
        words.append(widths[glyph])
        if glyph + 1 not in widths:
            words.append(b"]")
    return b" ".join(words)


def letters(text: bytes) -> list[tuple[bytes, bytes]]:
    """Each glyph with what it stands for."""
    return PAIR.findall(text.partition(b"endcodespacerange")[2])


def mapped(frame: bytes, pairs: set[tuple[bytes, bytes]]) -> bytes:
    """What each glyph stands for, in the frame of a part's list of that."""
    lines = [b"<%s> <%s>" % pair for pair in dict(sorted(pairs)).items()]
    blocks = []
    for start in range(0, len(lines), PAIRS_A_BLOCK):
        some = lines[start : start + PAIRS_A_BLOCK]
        blocks += [b"%d beginbfchar" % len(some), *some, b"endbfchar"]
    head = frame.partition(b"endcodespacerange")[0]
    tail = frame.rpartition(b"endcmap")[2]
    return b"\n".join((head + b"endcodespacerange", *blocks, b"endcmap")) + tail
