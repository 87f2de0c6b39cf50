"""The sample's PDFs against the rules; each rule also shown to find a broken file."""

import io
import json
import re
from html import unescape

import pikepdf
import pytest
from pikepdf import Array, Name, String

from reviews.deck import deck
from reviews.pdf import printing, rendering
from reviews.pdf.assembly import assembler
from reviews.snapshot.values import Snapshot
from tests.reviews.pdf.pdf_rules import (
    RULES,
    broken,
    children,
    elements,
    glyphs,
    invalid,
    numbers,
    of_kind,
    program,
)
from tests.reviews.snapshot.test_formats import FOLDER

pytestmark = pytest.mark.needs("pango")
VARIANTS = {"ua": rendering.UA, "a": rendering.A}


@pytest.fixture(scope="module")
def shown():
    data = json.loads((FOLDER / "format-2.json").read_text())
    return deck.render_snapshot(Snapshot.from_dict(data))


@pytest.fixture(scope="module")
def files(shown):
    return {
        kind: printing.pdf_of(shown, variant=variant)
        for kind, variant in VARIANTS.items()
    }


def opened(content):
    return pikepdf.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", VARIANTS)
def test_the_sample_keeps_every_rule(files, kind):
    assert broken(files[kind], kind) == {}


# Ways to break a file, each with the clause that has to notice.


def in_content(old, new, number=1):
    def change(document):
        page = document.pages[number]
        content = page.Contents.read_bytes()
        assert old in content
        page.Contents = document.make_stream(content.replace(old, new))

    return change


def first(kind, name, value=None):
    """Give the first element of a kind another value, or take it away."""

    def change(document):
        element = of_kind(document, kind)[0]
        if value is None:
            del element[name]
        else:
            element[name] = value

    return change


def drop(*path):
    """Take away an entry of the catalog or below it."""

    def change(document):
        holder = document.Root
        for name in path[:-1]:
            holder = holder[name]
        del holder[path[-1]]

    return change


def no_scope(document):
    del of_kind(document, "/TH")[0].A["/Scope"]


def wrong_parent(document):
    _, elements_of_page = next(numbers(document.Root.StructTreeRoot.ParentTree))
    elements_of_page[0] = of_kind(document, "/H2")[0]


def lost_mark(document):
    heading = of_kind(document, "/H2")[0]
    heading.K = Array([])


def footer_told(document):
    page = document.pages[1]
    content = page.Contents.read_bytes()
    head, _, tail = content.rpartition(b"/Artifact\n<</Type /Pagination>>\nBDC")
    plain = head.replace(b"/Artifact\n<</Type /Pagination>>", b"/Span <</MCID 0>>")
    page.Contents = document.make_stream(plain + b"/Span <</MCID 0>>\nBDC" + tail)


def font(document):
    return next(iter(document.pages[0].Resources.Font.values()))


def whole_font(document):
    descriptor, _ = program(font(document))
    descriptor.FontName = Name("/Goals-Sans")


def no_tabs(document):
    del document.pages[2]["/Tabs"]


BREAKS = [
    ("UA-1 7.1, Matterhorn 01", in_content(b"/Artifact\nBMC", b"/Span\nBMC")),
    ("UA-1 7.1, Matterhorn 01", in_content(b"<</MCID 2>>", b"<</MCID 999>>")),
    ("UA-1 7.1, Matterhorn 01", lost_mark),
    ("UA-1 7.1, Matterhorn 09", wrong_parent),
    ("UA-1 7.3", first("/Figure", "/Alt", String(" "))),
    ("UA-1 7.5", no_scope),
    ("UA-1 7.8", footer_told),
    ("UA-1 7.17", drop("/Outlines")),
    ("UA-1 7.18.3", no_tabs),
    ("UA-1 7.21.4.1", whole_font),
]


@pytest.mark.parametrize(("clause", "change"), BREAKS)
def test_a_file_that_breaks_a_rule_is_found(files, clause, change):
    document = opened(files["a"])

    change(document)

    (check,) = [check for name, check in RULES.items() if clause in name]
    assert list(check(document)) != []


def test_every_rule_is_shown_to_fail():
    shown = {name for clause, _ in BREAKS for name in RULES if clause in name}

    assert shown == set(RULES)


@pytest.mark.parametrize("path", [("/Lang",), ("/MarkInfo",), ("/Metadata",)])
def test_the_validator_finds_a_file_that_says_too_little(files, path):
    document, content = opened(files["a"]), io.BytesIO()
    drop(*path)(document)
    document.save(content)

    assert invalid(content.getvalue(), "a") != {}


def test_a_stream_that_ends_in_a_carriage_return_has_its_full_length(files):
    document, content = opened(files["a"]), io.BytesIO()
    document.Root.Extra = document.make_stream(b"A line\r")
    unwritten = io.BytesIO()
    document.save(unwritten)

    assembler.rewrite(unwritten.getvalue(), content)

    assert b"/Length 7" in content.getvalue()
    assert invalid(content.getvalue(), "a") == {}


def test_the_licence_is_read_aloud_once(shown, files):
    document = opened(files["ua"])
    order = text_in_order(document)

    said = [
        "".join(texts.get(mark, "") for mark in order[number])
        for number in range(len(document.pages))
        for texts in [marked_texts(document, number)]
    ]

    notice = squeezed(shown.snapshot.licence.notice)
    assert [notice in squeezed(one) for one in said].index(True) == 0
    assert sum(squeezed(one).count(notice) for one in said) == 1


def test_links_are_printed(files):
    with opened(files["ua"]) as document:
        links = [link for page in document.pages for link in page.get("/Annots", [])]

        assert {int(link.F) for link in links} == {4}


def test_the_agenda_has_header_cells(files):
    document = opened(files["ua"])
    table = next(
        one
        for one in of_kind(document, "/Table")
        if str(children(one)[0].S) == "/THead"
    )
    head, body = children(table)
    rows = [children(row) for row in (*children(head), *children(body))]

    kinds = [[str(cell.S) for cell in row] for row in rows]
    assert kinds[0] == ["/TD", "/TH", "/TD", "/TH"]
    assert kinds[1:] == [["/TD", "/TH", "/TD", "/TD"]] * (len(rows) - 1)


def text_in_order(document):
    """The text of each page, by the marks in the order of the tree."""
    by_page = {page.objgen: number for number, page in enumerate(document.pages)}
    order = {}
    for element, _ in elements(document):
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                order.setdefault(by_page[element.Pg.objgen], []).append(kid)
    return order


def marked_texts(document, number):
    """What is shown under each mark of a page, told by the fonts as characters."""
    page, found, mark, face = document.pages[number], {}, None, None
    maps = {name: characters(one) for name, one in page.Resources.Font.items()}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "BDC":
            mark = operands[1].get("/MCID")
        elif str(operator) == "Tf":
            face = maps[str(operands[0])]
        elif str(operator) == "TJ" and mark is not None:
            text = "".join(face.get(glyph, "?") for glyph in glyphs(operands[0]))
            found[mark] = found.get(mark, "") + text
    return found


def characters(one):
    lines = re.findall(rb"<(\w{2,4})> <(\w+)>", one.ToUnicode.read_bytes())
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in lines
    }


def test_the_reading_order_is_the_order_of_the_page(shown, files):
    document = opened(files["ua"])
    order = text_in_order(document)
    built = deck.build(shown.snapshot)

    for number, placed in enumerate(built.placed):
        texts = marked_texts(document, number)
        read = "".join(texts.get(mark, "") for mark in order[number])
        # The one picture is gone, so that its words stand there instead.
        body = re.sub(r'<img[^>]*alt="([^"]*)">', r"\1", str(placed.body))
        # A drawing's words are for the eye only.
        body = re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)
        written = re.sub(r"<[^>]+>", "", body)
        if placed.has_head:
            corner = "".join(run.text for run in placed.corner)
            written = f"{placed.eyebrow}{placed.time}{corner}{written}"
        if placed.slide.kind == "cover":
            written += placed.notice
        assert squeezed(read) == squeezed(unescape(written)), placed.slide.id


def squeezed(text):
    """Without spaces, soft hyphens, and the bullets that the page's text has not."""
    return "".join(text.translate(dict.fromkeys(map(ord, "\u00ad•◦▪"))).split())


def test_what_the_slides_do_not_say_is_not_read(shown, files):
    document = opened(files["ua"])
    sections = of_kind(document, "/Sect")

    assert len(sections) == len(document.pages)
    assert not any(
        child.S == "/NonStruct" for section in sections for child in children(section)
    )


def test_the_licence_is_in_the_metadata_for_machines(shown, files):
    licence = shown.snapshot.licence
    with opened(files["a"]).open_metadata() as found:
        assert str(found["dc:rights"]) == licence.notice
        assert found["xmpRights:WebStatement"] == licence.url
        assert found["xmpRights:Marked"] == "True"
        assert licence.holder in found["xmpRights:Owner"]
        assert found["dc:creator"] == ["TechOps, Wikimedia Foundation"]
    document = opened(files["a"])
    content = document.Root.Metadata.read_bytes()
    assert f'<cc:license rdf:resource="{licence.url}"/>'.encode() in content
    assert shown.snapshot.digest.encode() in content


def test_the_review_date_and_digest_are_in_the_document(shown):
    held = Snapshot.from_dict(
        shown.snapshot.to_dict() | {"held_at": "2015-01-14T18:00:00+01:00"}
    )
    document = opened(printing.pdf_of(deck.render_snapshot(held)))

    assert str(document.docinfo["/ReviewDate"]) == "D:20150114170000Z"
    assert str(document.docinfo["/SnapshotDigest"]) == held.digest
    assert str(document.docinfo["/Author"]) == "TechOps, Wikimedia Foundation"
    with document.open_metadata() as found:
        assert found["dc:date"] == ["2015-01-14T17:00:00Z"]


@pytest.mark.parametrize("kind", VARIANTS)
def test_the_same_page_gives_the_same_bytes_in_both_variants(shown, files, kind):
    assert printing.pdf_of(shown, variant=VARIANTS[kind]) == files[kind]
