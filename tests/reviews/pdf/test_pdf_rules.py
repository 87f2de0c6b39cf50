"""The sample's PDFs against the rules; each rule also shown to find a broken file."""

import io
import json
import re
from html import unescape

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from reviews.deck import deck
from reviews.pdf import printing, rendering
from reviews.snapshot.values import Snapshot
from tests.reviews.pdf.pdf_rules import (
    RULES,
    broken,
    children,
    elements,
    glyphs,
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
    return deck.page(Snapshot.from_dict(data))


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
    assert broken(opened(files[kind]), kind) == {}


# Ways to break a file, each with the clause that has to notice.


def in_metadata(old, new):
    def change(document):
        stream = document.Root.Metadata
        content = stream.read_bytes()
        assert old in content
        stream.write(content.replace(old, new))

    return change


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


def narrow_table(document):
    row = of_kind(document, "/TR")[0]
    row.K = Array(list(row.K)[:-1])


def item_alone(document):
    item = of_kind(document, "/LI")[0]
    item.S = Name.P


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


def not_embedded(document):
    descriptor, _ = program(font(document))
    for name in ("/FontFile", "/FontFile2", "/FontFile3"):
        if name in descriptor:
            del descriptor[name]


def whole_font(document):
    descriptor, _ = program(font(document))
    descriptor.FontName = Name("/Goals-Sans")


def no_characters(document):
    del font(document)["/ToUnicode"]


def annotation(document):
    return next(one for page in document.pages for one in page.get("/Annots", []))


def wordless_link(document):
    del annotation(document)["/Contents"]


def loose_link(document):
    page = document.pages[1]
    copy = Dictionary(Type=Name.Annot, Subtype=Name.Link, Contents=String("x"), F=4)
    page.Annots.append(document.make_indirect(copy))


def hidden_link(document):
    annotation(document).F = 2


def attachment(document):
    return document.attachments["review.json"].obj


def nameless_file(document):
    del attachment(document)["/UF"]


def no_tabs(document):
    del document.pages[2]["/Tabs"]


def script(document):
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    document.Root.OpenAction = document.make_indirect(action)


def no_relation(document):
    del attachment(document)["/AFRelationship"]


def no_profile(document):
    document.Root.OutputIntents[0].DestOutputProfile = document.make_stream(b"none")


def deep_heading(document):
    of_kind(document, "/H2")[0].S = Name("/H4")


BREAKS = [
    ("UA-1 5:", in_metadata(b'pdfuaid:part="1"', b'pdfuaid:part="7"')),
    ("UA-1 7.1, Matterhorn 01", in_content(b"/Artifact\nBMC", b"/Span\nBMC")),
    ("UA-1 7.1, Matterhorn 01", in_content(b"<</MCID 1>>", b"<</MCID 999>>")),
    ("UA-1 7.1, Matterhorn 01", lost_mark),
    ("UA-1 7.1, Matterhorn 09", wrong_parent),
    ("UA-1 7.1, Matterhorn 07", drop("/ViewerPreferences")),
    ("UA-1 7.1, A-3 6.7.2.2", drop("/MarkInfo")),
    ("UA-1 7.2, A-3 6.7.4", drop("/Lang")),
    ("UA-1 7.3", first("/Figure", "/Alt", String(" "))),
    ("UA-1 7.4.2", deep_heading),
    ("UA-1 7.5", no_scope),
    ("UA-1 7.2, Matterhorn 09-004", narrow_table),
    ("UA-1 7.6", item_alone),
    ("UA-1 7.8", footer_told),
    ("UA-1 7.11", nameless_file),
    ("UA-1 7.17", drop("/Outlines")),
    ("UA-1 7.18.3", no_tabs),
    ("UA-1 7.18.5", wordless_link),
    ("UA-1 7.18.5", loose_link),
    ("UA-1 7.21.4.1", not_embedded),
    ("UA-1 7.21.4.1", whole_font),
    ("UA-1 7.21.7", no_characters),
    ("UA-1 7.21.8", in_content(b"<0015>", b"<0000>")),
    ("Matterhorn 06", drop("/Metadata")),
    ("Matterhorn 06", in_metadata(b"dc:title", b"dc:subject")),
    ("A-3 6.6.4", in_metadata(b'pdfaid:conformance="A"', b'pdfaid:conformance="B"')),
    ("A-3 6.2.3", drop("/OutputIntents")),
    ("A-3 6.2.3", no_profile),
    ("A-3 6.3.2", hidden_link),
    ("A-3 6.5.1", script),
    ("A-3 6.6.2.3", in_metadata(b">snapshotDigest<", b">other<")),
    ("A-3 6.8", drop("/AF")),
    ("A-3 6.8", no_relation),
]


@pytest.mark.parametrize(("clause", "change"), BREAKS)
def test_a_file_that_breaks_a_rule_is_found(files, clause, change):
    kind = "ua" if clause == "UA-1 5:" else "a"
    document = opened(files[kind])

    change(document)

    rules = {name: check for name, check in RULES[kind].items() if clause in name}
    assert len(rules) == 1
    check = next(iter(rules.values()))
    assert list(check(document)) != []


def test_a_trailer_without_an_identifier_is_found(files):
    document = opened(files["a"])
    del document.trailer["/ID"]

    check = RULES["a"]["A-3 6.1.3: the trailer has an identifier"]
    assert list(check(document)) == ["no ID"]


def test_an_encrypted_file_is_found(files):
    content = io.BytesIO()
    opened(files["ua"]).save(content, encryption=pikepdf.Encryption("a", "b"))
    document = pikepdf.open(content, password="b")

    check = RULES["ua"]["UA-1 7.16: nothing keeps assistive technology out"]
    assert list(check(document)) == ["encrypted"]


def test_every_rule_is_shown_to_fail():
    names = {name for rules in RULES.values() for name in rules}
    shown = {name for clause, _ in BREAKS for name in names if clause in name}
    alone = {name for name in names if "6.1.3" in name or "7.16" in name}

    assert shown | alone == names


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
        written = re.sub(r"<[^>]+>", "", body)
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
    document = opened(printing.pdf_of(deck.page(held)))

    assert str(document.docinfo["/ReviewDate"]) == "D:20150114170000Z"
    assert str(document.docinfo["/SnapshotDigest"]) == held.digest
    assert str(document.docinfo["/Author"]) == "TechOps, Wikimedia Foundation"
    with document.open_metadata() as found:
        assert found["dc:date"] == ["2015-01-14T17:00:00Z"]


@pytest.mark.parametrize("kind", VARIANTS)
def test_the_same_page_gives_the_same_bytes_in_both_variants(shown, files, kind):
    assert printing.pdf_of(shown, variant=VARIANTS[kind]) == files[kind]
