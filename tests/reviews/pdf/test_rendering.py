"""The sample's PDF, read back by other programs than the one that wrote it."""

import io
import logging
import os
import re
import subprocess
import sys

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from reviews.deck import deck
from reviews.pdf import file_cache, printing, rendering
from reviews.publishing import page_cache
from tests.makers import load_sample, sample_snapshot
from tests.reviews.deck.test_deck import IDS, NOTICE, text_of
from tests.reviews.pdf import positions
from tests.reviews.pdf.page_texts import page_texts
from tests.reviews.stress import MARKDOWN, make_stress_review
from tests.reviews.typed import make_typed_review

pytestmark = pytest.mark.needs("pango")


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    """The sample's deck with its page and PDF, made once for this module."""
    with django_db_blocker.unblock():
        snapshot = sample_snapshot()
    page = deck.render_snapshot(snapshot)
    return deck.build(snapshot), page, printing.pdf_of(page)


@pytest.fixture(scope="module")
def pages(sample):
    return PdfReader(io.BytesIO(sample[2])).pages


NUMBER = re.compile(r"\d+")


def words(text):
    """Text without the spaces that a PDF does not keep, nor soft hyphens."""
    return "".join(text.replace("\u00ad", "").split())


def test_there_is_one_page_a_slide(sample, pages):
    assert len(pages) == sample[0].total == len(IDS)


@pytest.mark.django_db
@pytest.mark.needs("poppler")
def test_no_slide_of_a_stress_deck_runs_over_its_page():
    review = make_stress_review(objectives=2, markdown=MARKDOWN[:3000])
    review.publication_pk = None
    page = deck.render_snapshot(page_cache.snapshot_of(review))
    total = page.html.count(b'<section class="slide"')

    printed = page_texts(printing.pdf_of(page))

    assert len(printed) == total > 60
    # Arabic beside the numbers turns their order round in the extracted text.
    lost = [
        number
        for number, text in enumerate(printed, start=1)
        if not {str(number), str(total)} <= set(NUMBER.findall(text))
    ]
    assert lost == []


@pytest.mark.django_db
@pytest.mark.needs("poppler")
def test_no_link_path_or_identifier_runs_into_the_footer():
    review = make_typed_review(seed=3, rows=int(os.environ.get("TYPED_ROWS", 12)))
    review.publication_pk = None
    shown = deck.build(page_cache.snapshot_of(review))

    pages = positions.of_pdf(printing.pdf_of(deck.render_deck(shown)))

    assert shown.total > 60
    assert positions.lost(shown.placed, pages) == []


def test_every_page_is_a_slide_of_1280_by_720(pages):
    sizes = {(round(p.mediabox.width), round(p.mediabox.height)) for p in pages}

    assert sizes == {(960, 540)}


def test_the_text_of_every_slide_is_on_its_page(sample, pages):
    for placed, page in zip(sample[0].placed, pages, strict=True):
        on_page = words(page.extract_text())
        missing = [w for w in text_of(placed).split() if words(w) not in on_page]
        assert missing == [], placed.slide.id


def test_the_licence_section_and_number_are_on_every_page(sample, pages):
    for placed, page in zip(sample[0].placed, pages, strict=True):
        on_page = words(page.extract_text())
        assert words(NOTICE) in on_page
        assert words(f"{placed.number} / {len(IDS)}") in on_page
        if placed.section_number:
            assert words(placed.place) in on_page


def test_the_bookmarks_follow_the_sections(sample):
    with (
        pikepdf.open(io.BytesIO(sample[2])) as document,
        document.open_outline() as tree,
    ):
        top = [item.title for item in tree.root]
        did = next(item for item in tree.root if item.title == "What we did")
        below = [item.title for item in did.children]

    assert top == [
        "TechOps Quarterly Review",
        "The quarter at a glance: 3 of 12 promises done",
        "Agenda",
        "TechOps",
        "What we said we would do",
        "What we did",
        "About the process",
        "Metrics and callouts",
        "What's next",
        "Asks",
    ]
    assert below == [
        f"{slide.title} {slide.part} of {slide.parts}".removesuffix(" 1 of 1")
        for slide in (placed.slide for placed in sample[0].placed)
        if slide.section == "What we did" and slide.kind != "opener"
    ]


def test_title_language_tags_and_licence_are_in_the_document(sample):
    with pikepdf.open(io.BytesIO(sample[2])) as document:
        root, info = document.Root, document.docinfo
        with document.open_metadata() as metadata:
            rights = metadata["dc:rights"]
            address = metadata["xmpRights:WebStatement"]

        assert str(info["/Title"]) == sample[0].snapshot.title
        assert str(root.Lang) == "en-gb"
        assert bool(root.MarkInfo.Marked)
        assert root.StructTreeRoot is not None
        assert str(rights) == NOTICE
        assert address == "https://creativecommons.org/licenses/by-sa/3.0/"


def test_all_fonts_are_embedded_and_ours(sample):
    with pikepdf.open(io.BytesIO(sample[2])) as document:
        fonts = {
            str(font.DescendantFonts[0].FontDescriptor.FontName)
            for page in document.pages
            for font in page.Resources.Font.values()
            if "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        }
        count = sum(len(page.Resources.Font) for page in document.pages)

    assert count > 0
    assert {name.split("+")[-1].split("-")[0] for name in fonts} == {"Goals"}


def test_the_same_page_gives_the_same_bytes(sample):
    assert printing.pdf_of(sample[1]) == sample[2]


def test_the_renderer_has_nothing_to_say(sample, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        rendering.render(sample[1])

    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.png",
        "https://deck.invalid/static/../../etc/passwd",
        "https://deck.invalid/static/%2e%2e/%2e%2e/manage.py",
        "https://deck.invalid/admin/",
        "data:image/png;base64,AAAA",
    ],
)
def test_the_fetcher_refuses_all_but_the_projects_own_files(address):
    html = f'<img src="{address}" alt="">'.encode()
    error = rendering.weasyprint().urls.FatalURLFetchingError

    with pytest.raises(error):
        rendering.render(deck.DeckPage(html, ""))


def test_the_fetcher_gives_the_projects_own_files():
    found = rendering.project_file("https://deck.invalid/static/css/print.css")

    assert found.name == "print.css"


def test_styles_are_written_out_without_tokens_and_units():
    path = rendering.project_file("https://deck.invalid/static/css/deck.css")
    css = rendering.written_out(path)

    # Sizes that a step of a slide sets for itself are left to the renderer.
    used = set(re.findall(r"var\((--[\w-]+)", css))
    assert used
    assert not used & {*rendering.tokens(), "--u"}
    assert "font-size: 18px" in css


def test_the_drawings_wear_the_colours_of_the_tokens(sample):
    # Page styles do not reach into a drawing on paper, so it names its colours.
    agenda = next(
        str(one.body) for one in sample[0].placed if one.slide.kind == "agenda"
    )

    for token in ("--accent", "--ink-soft", "--unplanned"):
        assert f'fill="{rendering.tokens()[token]}"' in agenda


def test_a_kept_pdf_is_not_rendered_again(sample, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    first = printing.cached_pdf(sample[1])
    monkeypatch.setattr(printing, "make", lambda *_: pytest.fail("made again"))

    assert printing.cached_pdf(sample[1]) == first
    assert first.read_bytes() == sample[2]


def test_the_oldest_kept_pdfs_are_let_go(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF")
        os.utime(tmp_path / f"{number}.pdf", (number, number))

    file_cache.remove_oldest(tmp_path, most=8)

    assert sorted(path.stem for path in tmp_path.iterdir()) == list("5678")


class WithoutPango:
    """An import path on which WeasyPrint does not find its libraries."""

    def find_spec(self, name, path=None, target=None):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


def test_without_pango_the_packages_are_named(monkeypatch):
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])

    with pytest.raises(rendering.RendererMissingError, match="libpangoft2-1.0-0"):
        rendering.weasyprint.__wrapped__()


@pytest.mark.django_db
def test_without_pango_the_site_says_so(client, monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    load_sample()
    missing = rendering.RendererMissingError("PDFs need Pango.")

    def refuse(*_, **__):
        raise missing

    monkeypatch.setattr(printing, "cached_pdf", refuse)

    response = client.get("/teams/techops/2014-15-q2/review.pdf")

    assert response.status_code == 503
    assert "PDFs need Pango." in response.content.decode()


@pytest.mark.django_db
def test_the_command_writes_the_bytes_that_the_site_serves(client, sample, tmp_path):
    load_sample()
    path = tmp_path / "review.pdf"

    call_command("export_review", "techops", "2014-15-q2", output=path, verbosity=0)
    served = client.get("/teams/techops/2014-15-q2/review.pdf")

    assert served["Content-Type"] == "application/pdf"
    assert path.read_bytes() == b"".join(served) == sample[2]


@pytest.mark.django_db
def test_the_command_says_which_review_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="no review of nobody for 2014-15-q2"):
        call_command("export_review", "nobody", "2014-15-q2", output=tmp_path / "x.pdf")


@pytest.mark.needs("poppler")
def test_poppler_reads_it_without_a_complaint(sample, tmp_path):
    path = tmp_path / "review.pdf"
    path.write_bytes(sample[2])

    done = subprocess.run(
        ["pdftotext", path, "-"], capture_output=True, text=True, check=True
    )

    assert done.stderr == ""
    assert done.stdout.count("unless noted otherwise.") == len(IDS)


@pytest.mark.django_db
def test_an_archive_s_variant_is_served_and_exported_by_choice(client, tmp_path):
    load_sample()
    path = tmp_path / "review.pdf"
    choice = {"variant": "pdf-a", "output": path, "verbosity": 0}

    call_command("export_review", "techops", "2014-15-q2", **choice)
    served = client.get("/teams/techops/2014-15-q2/review.pdf?variant=pdf-a")

    assert path.read_bytes() == b"".join(served)
    with pikepdf.open(path) as document, document.open_metadata() as found:
        assert found.pdfa_status == "3A"


@pytest.mark.django_db
def test_a_variant_that_there_is_not_is_refused(client, tmp_path):
    load_sample()

    answer = client.get("/teams/techops/2014-15-q2/review.pdf?variant=pdf-x")

    assert answer.status_code == 400
    assert answer.text == "variant is pdf-ua or pdf-a."
    with pytest.raises(CommandError, match="invalid choice: 'pdf-x'"):
        call_command(
            "export_review", "techops", "2014-15-q2", "--variant=pdf-x", "--output=x"
        )
