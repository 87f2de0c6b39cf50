"""Hundreds of slides joined: the trees of the file, its pictures, and the memory."""

import io
import json
import subprocess
import sys
from bisect import bisect_left
from itertools import cycle, islice, pairwise

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from reviews.pdf import deck_parts, rendering
from reviews.pdf.assembly import deck
from tests.reviews.pdf.pdf_rules import elements, numbers

pytestmark = pytest.mark.needs("pango")
NUMBER = 300
BYTES_A_SLIDE = 25_000
# A slide that is copied under other names, each as long as its own.
HERE, NEXT = "slide-here", "slide-next"
DECK = f"""<!doctype html><html lang="en"><head><title>Many</title></head><body><main>
<section class="slide" id="{HERE}">
<h1>{HERE}</h1><p><a href="#{NEXT}">Next</a></p>
<table><thead><tr><th scope="col">One</th><th scope="col">Two</th></tr></thead>
<tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>
</section></main></body></html>"""
# What it takes beyond what the process had before, as its arguments say.
JOIN = """
import json, re, sys
from pathlib import Path
import django
django.setup()
from reviews.pdf.assembly import deck

def peak():
    said = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", said)[1])

around, target, *parts = map(Path, sys.argv[1:])
before = peak()
with target.open("wb") as file:
    deck.join(around.read_bytes(), parts, file)
print(json.dumps(peak() - before))
"""


def name(number):
    """Names that are in another order than the slides."""
    return f"slide-{number * 7 % NUMBER:04}"


@pytest.fixture(scope="module")
def cut():
    return deck_parts.cut(DECK)


@pytest.fixture(scope="module")
def around(cut):
    return rendering.render(rendering.blank(cut.around))


@pytest.fixture(scope="module")
def parts(cut, tmp_path_factory):
    """Slides of other names; to print each would take longer than all that follows."""
    folder = tmp_path_factory.mktemp("parts")
    (printed,) = deck_parts.print_parts(rendering.blank(cut.sheet), list(cut.parts))
    plain = folder / "plain.pdf"
    with pikepdf.open(io.BytesIO(printed)) as part:
        header = bytes(part.Root.StructTreeRoot.IDTree.Names[0])
        part.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return [copied(plain, header.partition(b"-")[0], at) for at in range(NUMBER)]


def copied(plain, digest, number):
    content = plain.read_bytes()
    for old, new in (
        (HERE.encode(), name(number).encode()),
        (NEXT.encode(), name(number + 1).encode()),
        (digest, name(number).encode().rjust(len(digest), b"-")),
    ):
        assert old in content
        assert len(old) == len(new)
        content = content.replace(old, new)
    path = plain.with_name(f"{number}.pdf")
    path.write_bytes(content)
    return path


def joined(around, parts):
    file = io.BytesIO()
    deck.join(around, parts, file)
    return file.getvalue()


@pytest.fixture(scope="module")
def content(around, parts):
    return joined(around, parts)


@pytest.fixture(scope="module")
def document(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        yield document


def found(node, kind, key):
    """What a tree has for a key, by halving as readers do; None where it is not."""
    while "/Kids" in node:
        limits = [[plain(end) for end in kid.Limits] for kid in node.Kids]
        assert limits == sorted(limits)
        assert all(one[1] < after[0] for one, after in pairwise(limits))
        at = bisect_left(limits, key, key=lambda ends: ends[1])
        if at == len(limits):
            return None
        node = node.Kids[at]
    flat = list(node[kind])
    keys = [plain(one) for one in flat[::2]]
    assert keys == sorted(set(keys))
    assert [keys[0], keys[-1]] == [plain(end) for end in node.Limits]
    at = bisect_left(keys, key)
    return flat[2 * at + 1] if keys[at : at + 1] == [key] else None


def plain(key):
    return bytes(key) if isinstance(key, pikepdf.String) else int(key)


def test_qpdf_finds_nothing_wrong(document):
    assert document.check_pdf_syntax() == []


def test_the_pages_hang_in_a_tree_that_counts_right(document):
    def pages(node):
        if node.Type == Name.Page:
            return [node]
        for kid in node.Kids:
            assert kid.Parent.objgen == node.objgen
        below = [page for kid in node.Kids for page in pages(kid)]
        assert int(node.Count) == len(below)
        assert len(node.Kids) <= 64
        return below

    below = pages(document.Root.Pages)

    assert len(below) == NUMBER
    assert [page.objgen for page in below] == [p.obj.objgen for p in document.pages]


def test_every_place_is_found(document):
    places = document.Root.Names.Dests

    for number, page in enumerate(document.pages):
        (link,) = page.Annots
        following = document.pages[(number + 1) % NUMBER]
        place = found(places, "/Names", name(number).encode())
        assert place[0].objgen == page.obj.objgen
        assert found(places, "/Names", bytes(link.Dest))[0].objgen == (
            following.obj.objgen
        )
    assert found(places, "/Names", b"slide-00x") is None


def test_every_header_is_found(document):
    tree = document.Root.StructTreeRoot.IDTree
    every = [element for element, _ in elements(document)]
    headers = [element for element in every if "/ID" in element]
    named = [one for e in every for one in e.get("/A", {}).get("/Headers", [])]

    assert len(headers) == 2 * NUMBER
    assert len(named) == 4 * NUMBER
    for element in headers:
        assert found(tree, "/Names", bytes(element.ID)).objgen == element.objgen
    for one in named:
        assert found(tree, "/Names", bytes(one)).S == "/TH"


def test_every_page_and_link_leads_to_its_elements(document):
    tree = document.Root.StructTreeRoot.ParentTree

    for page in document.pages:
        (link,) = page.Annots
        for element in found(tree, "/Nums", int(page.StructParents)):
            assert element is None or element.Pg.objgen == page.obj.objgen
        element = found(tree, "/Nums", int(link.StructParent))
        assert link.objgen in [
            kid.Obj.objgen for kid in element.K if isinstance(kid, Dictionary)
        ]
    assert [key for key, _ in numbers(tree)] == list(range(2 * NUMBER))


def test_every_element_is_within_the_one_above(document):
    structure = document.Root.StructTreeRoot

    for element, above in elements(document):
        assert element.P.objgen == (above or structure).objgen
    assert len(structure.K[0].K) == NUMBER


def test_the_bookmarks_lead_to_their_slides(document):
    pages = [page.obj.objgen for page in document.pages]

    with document.open_outline() as outline:
        marks = [(one.title, one.destination[0].objgen) for one in outline.root]

    titles = [name(number) for number in range(NUMBER)]
    assert marks == list(zip(titles, pages, strict=True))
    assert int(document.Root.Outlines.Count) == NUMBER


def test_what_only_parts_say_is_gone(document):
    assert "/Levels" not in document.Root


def test_the_same_parts_make_the_same_file_with_an_identifier_of_its_own(
    around, parts, content
):
    again, fewer = joined(around, parts), joined(around, parts[1:])

    first, second, other = (
        list(pikepdf.open(io.BytesIO(one)).trailer.ID)
        for one in (content, again, fewer)
    )
    assert content == again
    assert first == second
    assert len(bytes(first[0])) == 16
    assert first[0] == first[1] != other[0]


def with_picture(path, folder, colour, shade, extra=0):
    """A part that also has a picture, some of which shines through."""
    target = folder / f"{colour}-{shade}-{extra}-{path.name}"
    with pikepdf.open(path) as part:
        for _ in range(extra):
            part.make_indirect(Dictionary())  # which gives the picture other numbers
        mask = picture(part, bytes([shade]), ColorSpace=Name.DeviceGray)
        mask = part.make_indirect(mask)
        seen = picture(part, colour * 3, ColorSpace=Name.DeviceRGB, SMask=mask)
        part.pages[0].Resources.XObject["/x"] = seen
        part.save(target)
    return target


def picture(part, content, **entries):
    return part.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        BitsPerComponent=8,
        **entries,
    )


def test_equal_pictures_stand_once(around, parts, tmp_path):
    kinds = [(b"a", 1), (b"a", 1), (b"a", 2), (b"b", 1), (b"a", 1)]
    paths = [
        with_picture(path, tmp_path, *kind, extra=at)
        for at, (path, kind) in enumerate(zip(parts, kinds, strict=False))
    ]

    with pikepdf.open(io.BytesIO(joined(around, paths))) as document:
        seen = [page.Resources.XObject["/x"] for page in document.pages]
        looks = [
            (bytes(one.read_bytes())[:1], one.SMask.read_bytes()[0]) for one in seen
        ]
        streams = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        images = [one for one in streams if one.get("/Subtype") == Name.Image]

        assert document.check_pdf_syntax() == []
    assert looks == kinds
    assert len({one.objgen for one in seen}) == 3
    assert len(images) == 3 + 3


def test_a_slide_more_takes_little_memory(around, parts, tmp_path):
    path = tmp_path / "around.pdf"
    path.write_bytes(around)

    def taken(number):
        every = [str(part) for part in islice(cycle(parts), number)]
        command = [sys.executable, "-c", JOIN, path, tmp_path / "joined.pdf", *every]
        ended = subprocess.run(command, capture_output=True, check=True, text=True)
        return json.loads(ended.stdout)

    few, many = taken(60), taken(600)

    # A library that holds them all takes 110 kB for each of these.
    assert (many - few) / 540 < BYTES_A_SLIDE
