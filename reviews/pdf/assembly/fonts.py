"""One font where every slide brought a part of it.

Each slide's PDF holds the glyphs that it shows, under their numbers in the whole font.
Parts of a TrueType font are therefore joined glyph by glyph; others stay as they came.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reviews.pdf.assembly.copying import Copy
from reviews.pdf.assembly.writer import Writer

SIMPLE = "/Identity-H"
RUN = re.compile(rb"(\d+) \[ ([^]]*)\]")
PAIR = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]*)>$", re.MULTILINE)
PAIRS_A_BLOCK = 100
NO_WIDTH = bytes(4)
# Flags of a glyph that is made of others.
WORDS, ONE_SCALE, MORE, TWO_SCALES, FOUR_SCALES = 0x01, 0x08, 0x20, 0x40, 0x80
CHECKSUM_OF_FILE = 0xB1B0AFBA


class Fonts:
    """One font of each name, in the place of all parts of it."""

    def __init__(self) -> None:
        self.found: dict[str, Font] = {}

    def add(self, copy: Copy, page: Any) -> None:
        """Take in the fonts of a page, and let what names them lead to the whole."""
        for part in page.Resources.get("/Font", {}).values():
            if is_joinable(part) and not copy.knows(part):
                name = str(part.BaseFont)
                if name not in self.found:
                    self.found[name] = Font(copy, part)
                font = self.found[name]
                font.add(part)
                copy.stands_for(part, font.number)

    def write(self, writer: Writer) -> None:
        for font in self.found.values():
            font.write(writer)


def is_joinable(font: Any) -> bool:
    if font.get("/Encoding") != SIMPLE or "/DescendantFonts" not in font:
        return False
    descriptor = font.DescendantFonts[0].FontDescriptor
    # A file of another kind has no such length.
    return "/Length1" in descriptor.get("/FontFile2", {})


class Font:
    """The first part of a font, with the glyphs of all that were added."""

    def __init__(self, copy: Copy, part: Any) -> None:
        inner = part.DescendantFonts[0]
        descriptor = inner.FontDescriptor
        self.number = copy.writer.reserve()
        self.entries = copy.entries(part, "/DescendantFonts", "/ToUnicode")
        self.inner = copy.entries(inner, "/FontDescriptor", "/W")
        of_all = ("/FontFile2", "/FontBBox", "/CapHeight")
        self.descriptor = copy.entries(descriptor, *of_all)
        self.frame = part.ToUnicode.read_bytes()
        self.pairs: set[tuple[bytes, bytes]] = set()
        self.widths: dict[int, bytes] = {}
        self.files: list[tuple[bytes, set[int]]] = []
        self.boxes: set[tuple[int, ...]] = set()

    def add(self, part: Any) -> None:
        inner = part.DescendantFonts[0]
        descriptor = inner.FontDescriptor
        shown = dict(spans(inner.W.unparse(resolved=True)))
        # Most slides show nothing that no other did: their files stay packed.
        if not shown.keys() <= self.widths.keys():
            # The glyph for what is missing is in each.
            shown_or_missing = shown.keys() | {0}
            self.files.append((descriptor.FontFile2.read_bytes(), shown_or_missing))
            self.widths |= shown
        self.boxes.add(tuple(map(int, descriptor.FontBBox)))
        self.pairs.update(letters(part.ToUnicode.read_bytes()))

    def write(self, writer: Writer) -> None:
        """Write the font, its file and what its glyphs stand for."""
        content = joined(self.files)
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


# TrueType


@dataclass
class Part:
    """A TrueType file taken apart: its tables, and where glyphs end in that unit."""

    tables: dict[bytes, bytes]
    ends: tuple[int, ...]
    unit: int

    @property
    def count(self) -> int:
        return len(self.ends) - 1

    def glyph(self, number: int) -> bytes:
        start, end = self.ends[number : number + 2]
        return self.tables[b"glyf"][start * self.unit : end * self.unit]

    def metrics(self, number: int) -> bytes:
        """Width and left bearing of a glyph; the last ones may share a width."""
        (own,) = struct.unpack_from(">H", self.tables[b"hhea"], 34)
        table = self.tables[b"hmtx"]
        if number < own:
            return table[4 * number : 4 * number + 4]
        bearing = 4 * own + 2 * (number - own)
        return table[4 * own - 4 : 4 * own - 2] + table[bearing : bearing + 2]


def joined(files: list[tuple[bytes, set[int]]]) -> bytes:
    """A file with every glyph that one of these shows, each given with those."""
    count = max(max(shown) for _, shown in files) + 1
    whole = Whole([b""] * count, [NO_WIDTH] * count)
    for content, shown in files:
        part = taken_apart(content)
        for number in sorted(shown):
            if number < part.count and whole.metrics[number] == NO_WIDTH:
                whole.glyphs[number] = whole.taken(part, shown, number)
                whole.metrics[number] = part.metrics(number)
    first = taken_apart(files[0][0])
    return put_together(first.tables, whole.glyphs, whole.metrics)


@dataclass
class Whole:
    """The glyphs of a font to be: those shown, and behind them what they consist of."""

    glyphs: list[bytes]
    metrics: list[bytes]
    pieces: dict[bytes, int] = field(default_factory=dict)

    def taken(self, part: Part, shown: set[int], number: int) -> bytes:
        """A part's glyph, with the numbers that its pieces have here."""
        glyph = bytearray(part.glyph(number))
        for at in pieces_of(glyph):
            (piece,) = struct.unpack_from(">H", glyph, at)
            if piece not in shown:
                struct.pack_into(">H", glyph, at, self.piece(part, shown, piece))
        return bytes(glyph)

    def piece(self, part: Part, shown: set[int], number: int) -> int:
        """The number here of a glyph that is only a piece of others.

        A part that has no use for the last glyphs of the font gives the pieces among
        them other numbers; so they are known by what they look like.
        """
        glyph, metrics = self.taken(part, shown, number), part.metrics(number)
        if (found := self.pieces.get(glyph + metrics)) is not None:
            return found
        self.pieces[glyph + metrics] = len(self.glyphs)
        self.glyphs.append(glyph)
        self.metrics.append(metrics)
        return len(self.glyphs) - 1


def pieces_of(glyph: bytearray) -> Iterator[int]:
    """Where a glyph that is made of others has their numbers."""
    if not glyph or struct.unpack_from(">h", glyph)[0] >= 0:
        return
    at, flags = 10, MORE
    while flags & MORE:
        (flags,) = struct.unpack_from(">H", glyph, at)
        yield at + 2
        at += 8 if flags & WORDS else 6
        scales = {ONE_SCALE: 2, TWO_SCALES: 4, FOUR_SCALES: 8}
        at += next((size for flag, size in scales.items() if flags & flag), 0)


def taken_apart(content: bytes) -> Part:
    (count,) = struct.unpack_from(">H", content, 4)
    tables = {}
    for number in range(count):
        entry = struct.unpack_from(">4sLLL", content, 12 + 16 * number)
        tag, _, start, length = entry
        tables[tag] = content[start : start + length]
    (is_long,) = struct.unpack_from(">H", tables[b"head"], 50)
    (total,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    ends = struct.unpack(f">{total + 1}{'L' if is_long else 'H'}", tables[b"loca"])
    return Part(tables, ends, unit=1 if is_long else 2)


def put_together(
    tables: dict[bytes, bytes], glyphs: list[bytes], metrics: list[bytes]
) -> bytes:
    """A TrueType file of these glyphs, its other tables as they were."""
    aligned = [glyph + b"\0" * (-len(glyph) % 4) for glyph in glyphs]
    ends = [0]
    for glyph in aligned:
        ends.append(ends[-1] + len(glyph))
    count = struct.pack(">H", len(glyphs))
    tables = tables | {
        b"glyf": b"".join(aligned),
        b"loca": struct.pack(f">{len(ends)}L", *ends),
        b"hmtx": b"".join(metrics),
        b"maxp": patched(tables[b"maxp"], 4, count),
        b"hhea": patched(tables[b"hhea"], 34, count),
        # Its own checksum counts as nothing; locations are long.
        b"head": patched(patched(tables[b"head"], 8, bytes(4)), 50, b"\0\1"),
    }
    return checked(tables)


def patched(table: bytes, at: int, new: bytes) -> bytes:
    return table[:at] + new + table[at + len(new) :]


def checked(tables: dict[bytes, bytes]) -> bytes:
    """The file of these tables, with its checksums."""
    number = len(tables)
    power = number.bit_length() - 1
    span = 16 << power
    head = struct.pack(">LHHHH", 0x10000, number, span, power, 16 * number - span)
    start, entries, bodies, head_at = 12 + 16 * number, [], [], 0
    for tag in sorted(tables):
        table = tables[tag]
        if tag == b"head":
            head_at = start
        entries.append(struct.pack(">4sLLL", tag, checksum(table), start, len(table)))
        bodies.append(table + b"\0" * (-len(table) % 4))
        start += len(bodies[-1])
    whole = b"".join((head, *entries, *bodies))
    adjustment = (CHECKSUM_OF_FILE - checksum(whole)) & 0xFFFFFFFF
    return patched(whole, head_at + 8, struct.pack(">L", adjustment))


def checksum(table: bytes) -> int:
    padded = table + b"\0" * (-len(table) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
