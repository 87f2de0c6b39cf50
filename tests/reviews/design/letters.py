"""Make `reviews/design/letters.txt` from the fonts of Debian's fonts-noto-core:

.venv/bin/python -m tests.reviews.design.letters

Each letter has the greatest width that its font gives it: in either weight, in any form
that is put in its place. Of Arabic letters, those that others follow are also there as
they are then.
"""

import math
from itertools import batched, groupby
from pathlib import Path

from fontTools.ttLib import TTFont

from reviews.design.scripts import JOINED, LETTERS, UNIT

FONTS = Path("/usr/share/fonts/truetype/noto")
WEIGHTS = ("Regular", "Bold")
SANS = "NotoSans"
# The script, its font, the least height of its lines in em (0 as Latin), its blocks.
# fmt: off
SCRIPTS = (
    ("Latn", "NotoSans", 0, [(0x0180, 0x024F), (0x0250, 0x02FF), (0x1E00, 0x1EFF),
                             (0x2C60, 0x2C7F), (0xA720, 0xA7FF)]),
    ("Grek", "NotoSans", 0, [(0x0370, 0x03FF), (0x1F00, 0x1FFF)]),
    ("Cyrl", "NotoSans", 0, [(0x0400, 0x052F), (0x1C80, 0x1C8F)]),
    ("Armn", "NotoSansArmenian", 0, [(0x0530, 0x058F), (0xFB13, 0xFB17)]),
    ("Hebr", "NotoSansHebrew", 0, [(0x0590, 0x05FF), (0xFB1D, 0xFB4F)]),
    ("Arab", "NotoSansArabic", 1.45, [(0x0600, 0x06FF), (0x0750, 0x077F),
                                      (0x08A0, 0x08FF), (0xFB50, 0xFDFF),
                                      (0xFE70, 0xFEFC)]),
    ("Deva", "NotoSansDevanagari", 1.4, [(0x0900, 0x097F), (0xA8E0, 0xA8FF)]),
    ("Beng", "NotoSansBengali", 1.4, [(0x0980, 0x09FF)]),
    ("Guru", "NotoSansGurmukhi", 1.4, [(0x0A00, 0x0A7F)]),
    ("Gujr", "NotoSansGujarati", 1.4, [(0x0A80, 0x0AFF)]),
    ("Orya", "NotoSansOriya", 1.4, [(0x0B00, 0x0B7F)]),
    ("Taml", "NotoSansTamil", 1.35, [(0x0B80, 0x0BFF)]),
    ("Telu", "NotoSansTelugu", 1.45, [(0x0C00, 0x0C7F)]),
    ("Knda", "NotoSansKannada", 1.45, [(0x0C80, 0x0CFF)]),
    ("Mlym", "NotoSansMalayalam", 1.4, [(0x0D00, 0x0D7F)]),
    ("Sinh", "NotoSansSinhala", 1.4, [(0x0D80, 0x0DFF)]),
    ("Thai", "NotoSansThai", 1.5, [(0x0E00, 0x0E7F)]),
    ("Laoo", "NotoSansLao", 1.6, [(0x0E80, 0x0EFF)]),
    ("Mymr", "NotoSansMyanmar", 1.85, [(0x1000, 0x109F), (0xA9E0, 0xA9FF),
                                       (0xAA60, 0xAA7F)]),
    ("Geor", "NotoSansGeorgian", 0, [(0x10A0, 0x10FF), (0x1C90, 0x1CBF)]),
    ("Ethi", "NotoSansEthiopic", 0, [(0x1200, 0x139F)]),
    ("Khmr", "NotoSansKhmer", 1.8, [(0x1780, 0x17FF), (0x19E0, 0x19FF)]),
)
# fmt: on


def opened(name, weight):
    return TTFont(FONTS / f"{name}-{weight}.ttf", lazy=True)


def lookups(font, *features):
    """The substitutions of a font, each with its kind, out of extensions."""
    table = font["GSUB"].table if "GSUB" in font else None
    if not table or not table.LookupList:
        return
    wanted = {
        index
        for record in table.FeatureList.FeatureRecord
        for index in record.Feature.LookupListIndex
        if record.FeatureTag in features
    }
    for index, lookup in enumerate(table.LookupList.Lookup):
        if features and index not in wanted:
            continue
        for part in lookup.SubTable:
            part = part.ExtSubTable if part.LookupType == 7 else part
            yield part.LookupType, part


def in_place_of(font, *features):
    """What may be put in place of each glyph: other glyphs, or several in a row."""
    found = {}
    for kind, part in lookups(font, *features):
        if kind == 1:
            others = ((glyph, [[one]]) for glyph, one in part.mapping.items())
        elif kind == 2:
            others = ((glyph, [row]) for glyph, row in part.mapping.items())
        else:
            continue
        for glyph, rows in others:
            found.setdefault(glyph, []).extend(rows)
    return found


def widest(font, *features, own=True):
    """The width in em of each character, at its widest form of those features."""
    advances, units = font["hmtx"].metrics, font["head"].unitsPerEm
    forms = in_place_of(font, *features)

    def wide(rows):
        return max((sum(advances[one][0] for one in row) for row in rows), default=0)

    return {
        code: max(wide(forms.get(glyph, ())), advances[glyph][0] if own else 0) / units
        for code, glyph in font.getBestCmap().items()
    }


def widths_of(name, *features, own=True):
    """The same, in the heavier of both weights."""
    found = {}
    for weight in WEIGHTS:
        with opened(name, weight) as font:
            for code, width in widest(font, *features, own=own).items():
                found[code] = max(width, found.get(code, 0))
    return found


def center(name):
    """How far the middle of its lines is above its baseline, in em."""
    with opened(name, "Regular") as font:
        head, units = font["hhea"], font["head"].unitsPerEm
        return (head.ascent + head.descent) / 2 / units


def lines():
    plain = widths_of(SANS)
    for name, font, height, blocks in SCRIPTS:
        yield f"{name} {height} {center(font):.3f}"
        features = ("isol", "fina") if name == "Arab" else ()
        widths = widths_of(font, *features)
        yield from rows(blocks, {c: max(w, plain.get(c, 0)) for c, w in widths.items()})
    joined = widths_of("NotoSansArabic", "init", "medi", own=False)
    yield JOINED
    yield from rows([(0x0620, 0x06FF)], {c: w for c, w in joined.items() if w})


def rows(blocks, widths):
    """Lines of the file: a code, and the widths from there on."""
    for code, codes in consecutive(blocks, widths):
        steps = (min(math.ceil(widths[one] / UNIT), 255) for one in codes)
        yield f"{code:04x} {bytes(steps).hex()}"


def consecutive(blocks, known):
    """Codes in rows, none of which has a gap."""
    codes = [one for a, b in blocks for one in range(a, b + 1) if one in known]
    for _, group in groupby(enumerate(codes), lambda pair: pair[1] - pair[0]):
        for row in batched((code for _, code in group), 40):
            yield row[0], row


if __name__ == "__main__":
    LETTERS.write_text("\n".join(lines()) + "\n")
