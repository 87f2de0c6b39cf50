"""One font where every slide brought a part of it.

Each slide's PDF holds the glyphs that it shows, under their numbers in the whole font.
Parts of a TrueType font are therefore joined glyph by glyph; others stay as they came.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Name

SIMPLE = "/Identity-H"
PAIR = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]*)>$", re.MULTILINE)
PAIRS_A_BLOCK = 100
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
    content = descriptor.get("/FontFile2")
    return content is not None and content.read_bytes()[:4] != b"OTTO"


def united(file: pikepdf.Pdf, parts: list[Any]) -> Any:
    """The first part with the glyphs of all of them."""
    whole, (inner, *others) = parts[0], [part.DescendantFonts[0] for part in parts]
    files = [one.FontDescriptor.FontFile2.read_bytes() for one in (inner, *others)]
    content = joined(list(dict.fromkeys(files)))
    inner.FontDescriptor.FontFile2 = packed(file, content, Length1=len(content))
    inner.W = listed(widths for one in (inner, *others) for widths in spans(one.W))
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


def listed(found: Iterator[tuple[int, Any]]) -> Array:
    """Widths as PDF lists them: the first glyph of a run, and the run's widths."""
    widths = dict(found)
    runs: list[Any] = []
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            runs += [glyph, Array()]
        runs[-1].append(widths[glyph])
    return Array(runs)


def mapped(texts: list[bytes]) -> bytes:
    """What each glyph stands for, as all parts have it."""
    every = (pair for text in reversed(texts) for pair in PAIR.findall(text))
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


def joined(files: list[bytes]) -> bytes:
    """A file with every glyph that one of these has."""
    if len(files) == 1:
        return files[0]
    parts = [taken_apart(content) for content in files]
    count = max(len(part.glyphs) for part in parts)
    glyphs, metrics = [b""] * count, [b"\0\0\0\0"] * count
    for part in parts:
        for number, glyph in enumerate(part.glyphs):
            if glyph:
                glyphs[number] = glyph
            # A glyph that a part does not show has no width in it.
            if part.metrics[number][:2] != b"\0\0":
                metrics[number] = part.metrics[number]
    return put_together(parts[0].tables, glyphs, metrics)


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
