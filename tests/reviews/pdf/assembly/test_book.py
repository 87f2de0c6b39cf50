"""Bound PDFs, read back by other programs than the one that wrote them."""

import io
import subprocess

import pikepdf
import pytest
from pikepdf import Array, Dictionary, String
from pypdf import PdfReader

from reviews.books import front_matter
from reviews.books.front_matter import Chapter, Front
from reviews.deck.deck import DeckPage
from reviews.pdf import rendering
from reviews.pdf.assembly.book import BookAssembler
from reviews.snapshot.values import Licence
from tests.reviews.deck.test_deck import NOTICE
from tests.reviews.pdf.pdf_rules import broken, numbers

pytestmark = pytest.mark.needs("pango")

TEAMS = ["Ops (12 0 R)", "Réseau"]
PART = """
<html lang="{language}"><head><title>{team}</title></head><body>
<h1 id="top">{team}</h1><p><a href="#end">To the end of {team}</a></p>
<table><thead><tr><th scope="col">One</th></tr></thead>
<tbody><tr><td>{team} in a cell, like 7 0 R</td></tr></tbody></table>
<h1 id="end" style="break-before: page">End of {team}</h1></body></html>
"""


def printed(team, language="en"):
    html = PART.format(team=team, language=language).encode()
    return rendering.render(DeckPage(html, "", rights=b"<rdf:RDF/>"))


def said(chapters):
    licence = Licence(NOTICE, "CC BY-SA", "3.0", "https://example.org/by-sa", "Example")
    return Front(
        "Example", licence, "Q2 2014-15", "October–December 2014", "", chapters
    )


@pytest.fixture(scope="module")
def bound(tmp_path_factory):
    """Two parts and a gap, with the front before them."""
    folder = tmp_path_factory.mktemp("bound")
    path, source = folder / "bound.pdf", folder / "part.pdf"
    with path.open("wb") as file:
        book = BookAssembler(file)
        chapters = []
        for team, language in zip(TEAMS, ("en", "fr"), strict=True):
            source.write_bytes(printed(team, language))
            part = book.append(source, team)
            chapters.append(Chapter(team, "Version 1", part))
        chapters.append(Chapter("Labs", "it was too long"))
        source.write_bytes(rendering.render(front_matter.page(said(tuple(chapters)))))
        book.finish(source, "Quarterly Reviews, Q2 2014-15")
    return path


@pytest.fixture(scope="module")
def document(bound):
    with pikepdf.open(bound) as document:
        yield document


@pytest.fixture(scope="module")
def reader(bound):
    return PdfReader(io.BytesIO(bound.read_bytes()))


def kids(element):
    found = element.get("/K", [])
    return list(found) if isinstance(found, Array) else [found]


def elements(element):
    yield element
    for kid in kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from elements(kid)


def test_qpdf_finds_nothing_wrong(document):
    assert document.check_pdf_syntax() == []


def test_the_book_keeps_every_rule(bound):
    found = broken(bound.read_bytes(), "ua")

    # The parts here are no slides, and have no footers.
    assert [name for name in found if "footers" not in name] == []


def test_pages_are_in_order_with_the_front_first(reader):
    texts = [page.extract_text() for page in reader.pages]

    assert len(texts) == 6
    assert "Quarterly Reviews" in " ".join(texts[0].split())
    assert "Contents" in texts[1]
    for number, words in enumerate(
        (TEAMS[0], f"End of {TEAMS[0]}", TEAMS[1], f"End of {TEAMS[1]}"), start=2
    ):
        assert texts[number].startswith(words)


def test_poppler_reads_the_same(bound):
    command = ["pdftotext", "-f", "3", "-l", "3", bound, "-"]
    ended = subprocess.run(command, capture_output=True, check=True, text=True)

    assert "Ops (12 0 R) in a cell, like 7 0 R" in ended.stdout
    assert ended.stderr == ""


test_poppler_reads_the_same = pytest.mark.needs("poppler")(test_poppler_reads_the_same)


def test_the_contents_name_the_pages_and_what_is_missing(reader):
    text = " ".join(reader.pages[1].extract_text().split())

    assert "Ops (12 0 R) Version 1 3 Réseau Version 1 5" in text
    assert "Labs Missing: it was too long –" in text


def test_cover_and_contents_bear_the_licence(reader):
    for page in reader.pages[:2]:
        assert NOTICE in " ".join(page.extract_text().split())


def test_the_contents_lead_to_the_reviews(document, reader):
    links = [link for link in document.pages[1].Annots if "/Dest" in link]
    places = reader.named_destinations

    found = [
        (
            str(link.Contents),
            reader.get_destination_page_number(places[str(link.Dest)]) + 1,
        )
        for link in links
    ]

    assert found == [
        ("Ops (12 0 R), page 3", 3),
        ("Ops (12 0 R), page 3", 3),
        ("Réseau, page 5", 5),
        ("Réseau, page 5", 5),
    ]
    assert not any("/A" in link for link in document.pages[1].Annots)


def test_links_inside_a_review_stay_in_it(document, reader):
    places = reader.named_destinations

    found = [
        reader.get_destination_page_number(places[str(link.Dest)]) + 1
        for page in (document.pages[2], document.pages[4])
        for link in page.Annots
    ]

    assert found == [4, 6]


def outline(reader, entries):
    """Titles with their pages; what stands below one follows it as a list."""
    return [
        outline(reader, entry)
        if isinstance(entry, list)
        else (entry.title, reader.get_destination_page_number(entry) + 1)
        for entry in entries
    ]


def test_bookmarks_run_on_with_each_reviews_own_below_its_team(reader):
    assert outline(reader, reader.outline) == [
        ("Quarterly Reviews, Q2 2014-15", 1),
        (TEAMS[0], 3),
        [(TEAMS[0], 3), (f"End of {TEAMS[0]}", 4)],
        (TEAMS[1], 5),
        [(TEAMS[1], 5), (f"End of {TEAMS[1]}", 6)],
    ]


def test_the_whole_is_one_tagged_document_with_a_part_for_each_review(document):
    root = document.Root.StructTreeRoot
    (whole,) = root.K

    assert document.Root.MarkInfo.Marked
    assert str(whole.S) == "/Document"
    assert [str(part.T) for part in whole.K] == [
        "Quarterly Reviews, Q2 2014-15",
        *TEAMS,
    ]
    assert {str(part.S) for part in whole.K} == {"/Part"}
    assert [str(part.Lang) for part in list(whole.K)[1:]] == ["en", "fr"]


def test_every_element_knows_what_it_is_in(document):
    (whole,) = document.Root.StructTreeRoot.K
    count = 0

    for element in elements(whole):
        for kid in kids(element):
            if isinstance(kid, Dictionary) and "/S" in kid:
                assert kid.P.objgen == element.objgen
                count += 1

    assert count > 40


def test_pages_and_links_lead_back_to_the_structure(document):
    tree = list(numbers(document.Root.StructTreeRoot.ParentTree))
    keys = [key for key, _ in tree]
    back = dict(tree)

    assert keys == sorted(set(keys))
    for page in document.pages:
        marked = [one for one in back[int(page.StructParents)] if one is not None]
        assert {one.Pg.objgen for one in marked} == {page.obj.objgen}
        for link in page.get("/Annots", []):
            assert str(back[int(link.StructParent)].S) == "/Link"


def test_headers_of_tables_keep_apart(document):
    (whole,) = document.Root.StructTreeRoot.K
    headers = [one for one in elements(whole) if "/ID" in one]
    names = [
        bytes(name)
        for leaf in document.Root.StructTreeRoot.IDTree.Kids
        for name in list(leaf.Names)[::2]
    ]

    assert len(headers) == len({bytes(one.ID) for one in headers}) >= 5
    assert names == sorted(bytes(one.ID) for one in headers)


def test_the_metadata_are_the_fronts(document, reader):
    xmp = bytes(document.Root.Metadata.read_bytes()).decode()

    assert str(document.Root.Lang) == "en-gb"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert reader.metadata.title == "Quarterly Reviews, Q2 2014-15"
    assert reader.metadata.author == "Example"
    assert "https://example.org/by-sa" in xmp
    assert "pdfuaid" in xmp


def test_a_file_that_is_no_pdf_is_refused_and_leaves_no_trace(tmp_path):
    path, wrong, right = (tmp_path / name for name in ("bound", "wrong", "right"))
    wrong.write_bytes(b"%PDF-1.7 and no more")
    right.write_bytes(printed("Ops"))
    with path.open("wb") as file:
        book = BookAssembler(file)
        with pytest.raises(pikepdf.PdfError):
            book.append(wrong, "Wrong")
        part = book.append(right, "Ops")
        book.finish(right, "The whole")

    with pikepdf.open(path) as document:
        assert (part.number, part.first_page) == (1, 1)
        assert len(document.pages) == 4
        assert document.check_pdf_syntax() == []


def test_a_part_that_breaks_off_leaves_no_trace(tmp_path):
    path, odd, right = (tmp_path / name for name in ("bound", "odd", "right"))
    right.write_bytes(printed("Ops"))
    with pikepdf.open(right) as document:
        document.Root.StructTreeRoot.ParentTree = Dictionary(Nums=Array([0]))
        document.save(odd)
    with path.open("wb") as file:
        book = BookAssembler(file)
        with pytest.raises(ValueError, match="shorter"):
            book.append(odd, "Odd")
        book.append(right, "Ops")
        book.finish(right, "The whole")

    with pikepdf.open(path) as document:
        assert len(document.pages) == len(document.Root.Pages.Kids) * 2 == 4
        assert document.check_pdf_syntax() == []
        with document.open_outline() as outline:
            assert [one.title for one in outline.root] == ["The whole", "Ops"]


def test_what_stands_in_a_string_is_left_alone(tmp_path):
    path, source = tmp_path / "bound.pdf", tmp_path / "part.pdf"
    words = "/ID (x) 1 0 R /Dest (y) \\ ( ) /StructParents 5"
    with pikepdf.open(io.BytesIO(printed("Ops"))) as document:
        document.pages[0].Extra = document.make_indirect(
            Dictionary(A=String(words), B=Array([String("é 1 0 R")]))
        )
        document.save(source)
    with path.open("wb") as file:
        book = BookAssembler(file)
        book.append(source, "Ops")
        book.finish(source, "The whole")

    with pikepdf.open(path) as document:
        extra = document.pages[2].Extra
        assert (str(extra.A), str(extra.B[0])) == (words, "é 1 0 R")


def test_each_page_of_a_review_has_its_number_in_the_book(reader):
    texts = [page.extract_text().split("\n") for page in reader.pages]

    assert [lines[-1] for lines in texts[2:]] == ["p. 3", "p. 4", "p. 5", "p. 6"]


def test_the_number_is_no_part_of_what_is_read_out(document):
    for page in document.pages[2:]:
        *_, last = pikepdf.parse_content_stream(page, "BDC EMC")
        assert str(last.operator) == "EMC"
        assert b"/Pagination" in page.Contents[-1].read_bytes()


def test_a_place_that_breaks_off_leaves_no_number(tmp_path):
    (tmp_path / "none.pdf").write_bytes(b"no PDF")
    with (tmp_path / "book.pdf").open("wb") as file:
        book = BookAssembler(file)
        with pytest.raises(pikepdf.PdfError):
            book.append(tmp_path / "none.pdf", "None")

    assert book.numbers.places == []
