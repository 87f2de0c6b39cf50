"""A deck joined of parts against the same printed in one go, and with kept parts."""

import io
import random
import re
import shutil
from dataclasses import replace

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from goals_tracker.machine import limits, slots
from reviews.deck import deck
from reviews.pdf import deck_parts, file_cache, printing, rendering
from reviews.pdf.assembly import fonts
from reviews.pdf.pool import children, install, launchers
from tests.makers import sample_snapshot
from tests.reviews.deck.test_deck import IDS
from tests.reviews.pdf.pdf_rules import numbers

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pango")]
ROUNDS = 6
OTHER_LETTERS = ("新的数据中心", "نهاية الربع", "🚀", "စင်တာအသစ်သို့")


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        snapshot = sample_snapshot()
    return deck.render_snapshot(snapshot)


@pytest.fixture(scope="module")
def files(sample, tmp_path_factory):
    """The deck joined of its parts, and printed in one go."""
    path = tmp_path_factory.mktemp("whole") / "whole.pdf"
    # By a child as well: what else was printed in this process must not matter.
    arguments = {"page": sample, "options": {}, "path": path}
    with slots.held(install.folder(), seconds=60) as lock:
        job = children.ChildJob("whole", arguments, limits.Limits())
        launchers.SharedServer().start(job, lock).result()
    return printing.pdf_of(sample), path.read_bytes()


@pytest.fixture
def both(files):
    opened = [pikepdf.open(io.BytesIO(content)) for content in files]
    yield opened
    for file in opened:
        file.close()


def page_numbers(file):
    return {page.obj.objgen: number for number, page in enumerate(file.pages)}


def named(node):
    """The entries of a tree of names."""
    flat = list(node.get("/Names", []))
    yield from zip(map(bytes, flat[::2]), flat[1::2], strict=True)
    for kid in node.get("/Kids", []):
        yield from named(kid)


def told(element, pages):
    """An element as plain values: kind, page, text, attributes and what is below."""
    if isinstance(element, int):
        return element
    if element.get("/Type") == "/OBJR":
        return "link", pages[element.Pg.objgen], list(map(float, element.Obj.Rect))
    attributes = {key: str(value) for key, value in element.get("/A", {}).items()}
    attributes["/Headers"] = len(element.get("/A", {}).get("/Headers", []))
    where = pages[element.Pg.objgen] if "/Pg" in element else None
    below = [told(kid, pages) for kid in element.get("/K", [])]
    text = str(element.get("/Alt", ""))
    return str(element.S), where, text, attributes, below


def elements(element):
    """An element and all below it."""
    yield element
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") != "/OBJR":
            yield from elements(kid)


def test_every_page_has_the_same_text(files):
    joined, whole = (PdfReader(io.BytesIO(content)).pages for content in files)

    assert len(joined) == len(IDS)
    assert [p.extract_text() for p in joined] == [p.extract_text() for p in whole]


def test_the_tags_are_the_same(both):
    joined, whole = (
        told(file.Root.StructTreeRoot.K[0], page_numbers(file)) for file in both
    )

    assert joined == whole


def test_what_is_on_a_page_leads_to_its_tag(both):
    joined = both[0]
    entries = dict(numbers(joined.Root.StructTreeRoot.ParentTree))
    links = [link for page in joined.pages for link in page.get("/Annots", [])]

    for page in joined.pages:
        for mark, element in enumerate(entries[int(page.StructParents)]):
            if element is None:
                continue  # an artifact, which nobody is to read
            assert mark in [kid for kid in element.K if isinstance(kid, int)]
            assert element.Pg.objgen == page.obj.objgen
    assert len(links) > 0
    for link in links:
        element = entries[int(link.StructParent)]
        kids = [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary)]
        assert link.objgen in [kid.Obj.objgen for kid in kids if "/Obj" in kid]
    assert list(entries) == list(range(len(joined.pages) + len(links)))


def test_every_header_that_a_cell_names_is_there_once(both):
    root = both[0].Root.StructTreeRoot
    names = [name for name, _ in named(root.IDTree)]
    every = list(elements(root.K[0]))
    headers = [bytes(h) for e in every for h in e.get("/A", {}).get("/Headers", [])]

    assert len(headers) > 0
    assert names == sorted(set(names))
    assert sorted(bytes(e.ID) for e in every if "/ID" in e) == names
    assert set(headers) <= set(names)


def bookmarks(file):
    pages = page_numbers(file)

    def below(items):
        for item in items:
            target = item.destination
            where = pages[target[0].objgen], *map(float, list(target)[2:])
            yield item.title, where, list(below(item.children))

    with file.open_outline() as tree:
        return list(below(tree.root))


def test_the_bookmarks_are_the_same(both):
    joined, whole = map(bookmarks, both)

    assert joined == whole
    assert int(both[0].Root.Outlines.Count) == int(both[1].Root.Outlines.Count)


def places(file):
    pages = page_numbers(file)
    return {
        name: (pages[target[0].objgen], *map(float, list(target)[2:]))
        for name, target in named(file.Root.Names.Dests)
    }


def links(file):
    return [
        (number, str(link.get("/Dest", "")), str(link.get("/A", {}).get("/URI", "")))
        for number, page in enumerate(file.pages)
        for link in page.get("/Annots", [])
    ]


def test_links_and_the_places_that_they_lead_to_are_the_same(both):
    assert places(both[0]) == places(both[1])
    assert links(both[0]) == links(both[1])
    assert (2, "team-intro--people", "") in links(both[0])


def test_what_the_file_says_of_itself_is_the_same(both):
    joined, whole = both

    assert dict(joined.docinfo.items()) == dict(whole.docinfo.items())
    assert joined.Root.Metadata.read_bytes() == whole.Root.Metadata.read_bytes()
    for key in ("/Lang", "/ViewerPreferences", "/MarkInfo"):
        assert joined.Root[key] == whole.Root[key]
    assert joined.pdf_version == whole.pdf_version


def fonts_of(file):
    """Each font by its name: widths, letters and outlines."""
    every = {
        str(font.BaseFont): font
        for page in file.pages
        for font in page.Resources.Font.values()
    }
    return {name: taken_apart(font) for name, font in every.items()}


def taken_apart(font):
    inner = font.DescendantFonts[0]
    content = io.BytesIO(inner.FontDescriptor.FontFile2.read_bytes())
    with TTFont(content) as file:
        glyphs = [file["glyf"][name] for name in file.getGlyphOrder()]
        # Drawn out, whatever the numbers are of the pieces that they consist of.
        drawn = [glyph.getCoordinates(file["glyf"]) for glyph in glyphs]
        outlines = [(list(points), ends) for points, ends, _ in drawn]
        advances = [file["hmtx"][name][0] for name in file.getGlyphOrder()]
    widths = {n: float(width) for n, width in fonts.spans(inner.W.unparse())}
    shown = {n: (outlines[n], advances[n]) for n in widths}
    letters = dict(fonts.letters(font.ToUnicode.read_bytes()))
    return widths, letters, shown


def test_each_font_is_there_once_with_all_its_glyphs(both):
    joined, whole = map(fonts_of, both)
    resources = [page.Resources.Font.values() for page in both[0].pages]
    programs = {
        font.DescendantFonts[0].FontDescriptor.FontFile2.objgen
        for some in resources
        for font in some
    }

    assert joined == whole
    assert len(programs) == len(joined) == 4


def test_the_file_is_sound_and_not_much_larger(files, both):
    assert both[0].check_pdf_syntax() == []
    assert len(files[0]) < 1.1 * len(files[1])


def forget_parts():
    shutil.rmtree(file_cache.parts_folder())


def edited(html, dice):
    """The page with some words changed, and slides gone, doubled or moved."""
    cut = deck_parts.cut(html)
    parts = [s for part in cut.parts for s in deck_parts.SEAM.split(part) if s]
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(parts))
        word = dice.choice([*OTHER_LETTERS, "Quokka", "&amp;", "é"])
        act = dice.choice(["word", "word", "gone", "move"])
        if act == "word":
            found = re.search(r">([^<>]{3,})<", parts[at])
            parts[at] = parts[at].replace(found[1], f"{found[1]} {word}", 1)
        elif act == "gone" and len(parts) > 2:
            del parts[at]
        else:
            parts.insert(dice.randrange(len(parts)), parts.pop(at))
    start, end = html.index(deck_parts.SLIDE), html.rindex("</main>")
    return html[:start] + "".join(parts) + html[end:]


def test_kept_parts_make_the_same_file_as_a_full_print_after_any_edit(sample):
    dice = random.Random(6)
    html = sample.html.decode()
    forget_parts()
    start, end = html.index(deck_parts.SLIDE), html.rindex("</main>")
    few = deck_parts.SEAM.split(html[start:end])[1:8]
    html = html[:start] + "".join(few) + html[end:]

    for _ in range(ROUNDS):
        html = edited(html, dice)
        changed = replace(sample, html=html.encode())
        with_kept_ones = printing.pdf_of(changed)
        forget_parts()

        assert printing.pdf_of(changed) == with_kept_ones


def test_slides_with_letters_of_other_fonts_stand_several_in_a_part():
    plain = '<section class="slide"><p>Plain text &amp; more</p></section>'
    other = f'<section class="slide"><p>{OTHER_LETTERS[0]}</p></section>'

    parts = list(deck_parts.together([plain, plain, *[other] * 13, plain]))

    assert [part.count(deck_parts.SLIDE) for part in parts] == [1, 1, 12, 1, 1]


def test_a_slide_that_runs_over_keeps_its_pages_together():
    long_one = '<section class="slide" id="long">{}</section>'.format(
        '<p style="break-before: page">x</p>' * 2
    )
    html = (
        '<!doctype html><html lang="en"><head><title>x</title></head><body><main>'
        f'<section class="slide" id="a"><h1>A</h1></section>{long_one}'
        '<section class="slide" id="b" style="break-before: page"><h1>B</h1></section>'
        "</main></body></html>"
    )

    found = PdfReader(io.BytesIO(printing.pdf_of(rendering.blank(html)))).pages

    texts = [page.extract_text() for page in found]
    assert [text for text in texts if text] == ["A", "x", "x", "B"]
