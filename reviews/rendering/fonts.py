"""One font where every slide brought a part of it.

Each slide's PDF holds the glyphs that it shows, under their numbers in the whole font.
Parts of a TrueType font are therefore joined glyph by glyph; others stay as they came.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Name

SIMPLE = "/Identity-H"
PAIR = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]*)>$", re.MULTILINE)
PAIRS_A_BLOCK = 100
NO_WIDTH = bytes(4)
# Flags of a glyph that is made of others.
WORDS, ONE_SCALE, MORE, TWO_SCALES, FOUR_SCALES = 0x01, 0x08, 0x20, 0x40, 0x80
CHECKSUM_OF_FILE = 0xB1B0AFBA


def unite(file: pikepdf.Pdf) -> None:
    """Put one font in the place of all parts of it."""
    kinds: dict[str, list[Any]] = {}
    places: dict[str, list[tuple[Any, str]]] = {}
    for page in file.pages:
        named: Any = page.Resources.get("/Font", {})
        for key, font in dict(named).items():
            if is_joinable(font):
                kinds.setdefault(str(font.BaseFont), []).append(font)
                places.setdefault(str(font.BaseFont), []).append((named, key))
    for name, parts in kinds.items():
        whole = united(file, parts)
        for named, key in places[name]:
            named[key] = whole


def is_joinable(font: Any) -> bool:
    if font.get("/Encoding") != SIMPLE or "/DescendantFonts" not in font:
        return False
    descriptor = font.DescendantFonts[0].FontDescriptor
    # A file of another kind has no such length.
    return "/Length1" in descriptor.get("/FontFile2", {})


def united(file: pikepdf.Pdf, parts: list[Any]) -> Any:
    """The first part with the glyphs of all of them."""
    whole, (inner, *others) = parts[0], [part.DescendantFonts[0] for part in parts]
    widths: dict[int, Any] = {}
    files = []
    for one in (inner, *others):
        shown = dict(spans(one.W))
        # Most slides show nothing that no other did: their files stay packed.
        if not shown.keys() <= widths.keys():
            # The glyph for what is missing is in each.
            files.append(
                (one.FontDescriptor.FontFile2.read_bytes(), shown.keys() | {0})
            )
            widths |= shown
    content = joined(files)
    inner.FontDescriptor.FontFile2 = packed(file, content, Length1=len(content))
    inner.W = listed(widths)
    boxes = [[int(n) for n in one.FontDescriptor.FontBBox] for one in (inner, *others)]
    inner.FontDescriptor.FontBBox = Array(max(boxes, key=lambda box: box[2]))
    inner.FontDescriptor.CapHeight = max(box[3] for box in boxes)
    texts = [part.ToUnicode.read_bytes() for part in parts]
    whole.ToUnicode = packed(file, mapped(texts))
    return whole


def packed(file: pikepdf.Pdf, content: bytes, **entries: Any) -> Any:
    stream = file.make_stream(zlib.compress(content), **entries)
    stream.Filter = Name.FlateDecode
    return stream


def spans(widths: Any) -> Iterator[tuple[int, Any]]:
    """Each glyph with its width."""
    flat = list(widths)
    for first, some in zip(flat[::2], flat[1::2], strict=True):
        yield from enumerate(some, start=int(first))


def listed(widths: dict[int, Any]) -> Array:
    """Widths as PDF lists them: the first glyph of a run, and the run's widths."""
    runs: list[Any] = []
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            runs += [glyph, Array()]
        runs[-1].append(widths[glyph])
    return Array(runs)


def letters(text: bytes) -> list[tuple[bytes, bytes]]:
    """Each glyph with what it stands for."""
    return PAIR.findall(text.partition(b"endcodespacerange")[2])


def mapped(texts: list[bytes]) -> bytes:
    """What each glyph stands for, as all parts have it."""
    every = (pair for text in reversed(texts) for pair in letters(text))
    found = dict(sorted(every))
    lines = [b"<%s> <%s>" % pair for pair in found.items()]
    blocks = []
    for start in range(0, len(lines), PAIRS_A_BLOCK):
        some = lines[start : start + PAIRS_A_BLOCK]
        blocks += [b"%d beginbfchar" % len(some), *some, b"endbfchar"]
    head = texts[0].partition(b"endcodespacerange")[0]
    tail = texts[0].rpartition(b"endcmap")[2]
    return b"\n".join((head + b"endcodespacerange", *blocks, b"endcmap")) + tail


# TrueType


@dataclass
class Part:
    """A TrueType file taken apart."""

    tables: dict[bytes, bytes]
    glyphs: list[bytes]
    metrics: list[bytes]


def joined(files: list[tuple[bytes, set[int]]]) -> bytes:
    """A file with every glyph that one of these shows, each given with those."""
    count = max(max(shown) for _, shown in files) + 1
    whole = Whole([b""] * count, [NO_WIDTH] * count)
    parts = [(taken_apart(content), shown) for content, shown in files]
    for part, shown in parts:
        for number in sorted(shown):
            if number < len(part.glyphs) and whole.metrics[number] == NO_WIDTH:
                whole.glyphs[number] = whole.taken(part, shown, number)
                whole.metrics[number] = part.metrics[number]
    return put_together(parts[0][0].tables, whole.glyphs, whole.metrics)


@dataclass
class Whole:
    """The glyphs of a font to be: those shown, and behind them what they consist of."""

    glyphs: list[bytes]
    metrics: list[bytes]
    pieces: dict[bytes, int] = field(default_factory=dict)

    def taken(self, part: Part, shown: set[int], number: int) -> bytes:
        """A part's glyph, with the numbers that its pieces have here."""
        glyph = bytearray(part.glyphs[number])
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
        glyph, metrics = self.taken(part, shown, number), part.metrics[number]
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
    scale = 1 if is_long else 2
    glyf = tables[b"glyf"]
    glyphs = [
        glyf[start * scale : end * scale]
        for start, end in zip(ends, ends[1:], strict=False)
    ]
    return Part(tables, glyphs, metrics_of(tables, total))


def metrics_of(tables: dict[bytes, bytes], total: int) -> list[bytes]:
    """Width and left bearing of each glyph; the last ones may share a width."""
    (own,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    table = tables[b"hmtx"]
    found = [table[4 * n : 4 * n + 4] for n in range(own)]
    bearings = table[4 * own :]
    rest = range(total - own)
    return found + [found[-1][:2] + bearings[2 * n : 2 * n + 2] for n in rest]


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
