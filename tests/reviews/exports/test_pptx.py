"""A review as a presentation: opened by python-pptx, compared with its deck."""

import io
import subprocess
import zipfile
from dataclasses import replace

import pytest
from pptx import Presentation

from reviews.deck import deck
from reviews.exports import pptx
from reviews.exports.pptx import contents
from reviews.publishing import page_cache
from reviews.slides import KINDS
from reviews.snapshot import json_file
from reviews.snapshot.values import Published, Snapshot
from tests.makers import harbour_snapshot, sample_snapshot
from tests.reviews.exports import words
from tests.reviews.snapshot.test_formats import stored
from tests.reviews.stress import MARKDOWN, make_stress_review

# What only a book has, and only a PDF: a presentation has its own place for notes.
IN_BOOKS = {"contents", "notes"}


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    """The sample as it is published with every fact there is."""
    with django_db_blocker.unblock():
        snapshot = sample_snapshot()
    return deck.build(snapshot)


@pytest.fixture(scope="module")
def slides(sample):
    content = pptx.pptx(sample, {}, {"cover": "Begin with thanks"})
    return words.slides_of(content)


def published(review):
    review.publication_pk = None
    return page_cache.snapshot_of(review)


@pytest.fixture(scope="module")
def harbour(django_db_setup, django_db_blocker):
    """The made-up team, whose figures are drawn."""
    with django_db_blocker.unblock():
        return harbour_snapshot()


def differences(shown):
    """Each slide with the words that are in one of the two only."""
    found = words.slides_of(pptx.pptx(shown, {}))
    for placed, slide in zip(shown.placed, found, strict=True):
        has_chart = bool(words.charts(slide))
        in_deck = words.of_placed(placed, with_figures=not has_chart)
        in_file = words.of_slide(slide)
        if in_deck != in_file:
            yield placed.slide.id, in_deck - in_file, in_file - in_deck


def test_every_kind_of_slide_has_its_place_in_a_presentation():
    known = {*contents.BY_KIND, "opener", "metric"}

    assert known == set(KINDS) - IN_BOOKS


def test_its_slides_have_the_words_of_the_deck(sample):
    assert list(differences(sample)) == []


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_reviews_of_every_format_have_the_words_of_their_decks(number):
    shown = deck.build(Snapshot.from_dict(stored(number)))

    assert list(differences(shown)) == []


def test_what_is_drawn_in_a_deck_is_a_chart_with_its_figures(harbour):
    shown = deck.build(harbour)

    found = words.slides_of(pptx.pptx(shown, {}))

    assert list(differences(shown)) == []
    charts = [chart for slide in found for chart in words.charts(slide)]
    metrics = {one.display: one for one in harbour.metrics}
    assert [plot_values(charts, kind) for kind in ("BAR", "XY")] == [
        [metrics["bars"].months],
        [(*with_gaps(line.strokes),) for line in metrics["chart"].lines],
    ]


def with_gaps(strokes):
    """The values of a line, with nothing between its strokes."""
    for at, stroke in enumerate(strokes):
        yield from [None] * bool(at)
        yield from (value for _, value in stroke)


def plot_values(charts, kind):
    """The values of each series, in charts of that kind."""
    return [
        tuple(series.values)
        for chart in charts
        if type(chart.plots[0]).__name__.upper().startswith(kind)
        for series in chart.plots[0].series
    ]


@pytest.mark.django_db
def test_the_longest_texts_have_the_words_of_the_deck():
    review = make_stress_review(objectives=6, markdown=MARKDOWN[:3000])
    shown = deck.build(published(review))

    assert list(differences(shown)) == []


@pytest.mark.needs("libreoffice", "poppler")
def test_an_office_program_opens_it_with_every_slide(harbour, tmp_path):
    shown = deck.build(harbour)
    (tmp_path / "review.pptx").write_bytes(pptx.pptx(shown, {}))

    pages = opened(tmp_path)

    assert len(pages) == len(shown.placed)
    for placed, text in zip(shown.placed, pages, strict=True):
        assert set(placed.slide.title.split()) <= set(text.split())
        assert f"{placed.number} / {placed.total}" in text


def opened(folder):
    """The texts of the pages that LibreOffice makes of the file in a folder."""
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    office = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", "."]
    for command in (
        [*office, "review.pptx"],
        ["pdftotext", "-layout", "review.pdf", "review.txt"],
    ):
        subprocess.run(
            command, cwd=folder, check=True, timeout=300, capture_output=True
        )
    return (folder / "review.txt").read_text().split("\f")[:-1]


def test_every_slide_has_one_title_the_licence_and_its_number(sample, slides):
    for placed, slide in zip(sample.placed, slides, strict=True):
        kinds = {
            shape.placeholder_format.type.name: shape.text_frame.text
            for shape in slide.placeholders
        }
        assert kinds == {
            "TITLE": shown_title(placed.slide),
            "FOOTER": placed.notice,
            "SLIDE_NUMBER": f"{placed.number} / {placed.total}",
        }


def shown_title(slide):
    part = f" {slide.part} of {slide.parts}" if slide.parts > 1 else ""
    return slide.title + part


def test_no_two_shapes_of_a_slide_have_one_id(slides):
    ids = [[shape.shape_id for shape in slide.shapes] for slide in slides]

    assert [found for found in ids if len(set(found)) < len(found)] == []


def test_tables_are_tables_with_a_row_of_headings(sample, slides):
    said = next(p for p in sample.placed if p.slide.kind == "said")

    (table,) = [
        shape.table for shape in slides[said.number - 1].shapes if shape.has_table
    ]

    assert table.first_row
    assert [cell.text for cell in table.rows[0].cells][:2] == [
        "Objective",
        "Measure of success",
    ]


def test_notes_are_those_of_their_slides(slides):
    with_notes = [slide for slide in slides if slide.has_notes_slide]

    assert [s.notes_slide.notes_text_frame.text for s in with_notes] == [
        "Begin with thanks"
    ]


def test_the_file_says_whose_it_is_its_licence_and_that_it_is_a_draft(sample):
    draft = facts(sample)
    published = Published(2, "2015-01-16")
    version = facts(deck.build(replace(sample.snapshot, published=published)))

    assert draft.title == sample.snapshot.title
    assert "Draft" in draft.title
    assert draft.comments == sample.snapshot.licence.notice
    assert draft.content_status == "Draft"
    assert version.content_status == "Published"
    assert version.subject == "Version 2, published 16 Jan 2015"


def facts(shown):
    return Presentation(io.BytesIO(pptx.pptx(shown, {}))).core_properties


@pytest.mark.django_db
def test_pictures_have_their_descriptions():
    review = make_stress_review(objectives=1, markdown="Beside a picture")
    snapshot = published(review)
    pictures = dict(json_file.review_file(snapshot).pictures)

    found = words.slides_of(pptx.pptx(deck.build(snapshot), pictures))

    alts = [
        shape._element.xpath(".//p:cNvPr")[0].get("descr")
        for slide in found
        for shape in slide.shapes
        if shape.shape_type.name == "PICTURE"
    ]
    assert len(alts) == 6
    wanted = {
        text.picture.alt for s in snapshot.sections for text in s.texts if text.picture
    }
    assert set(alts) == wanted


def test_whoever_opens_it_is_asked_for_nothing_of_other_servers(sample):
    content = pptx.pptx(sample, {})

    with zipfile.ZipFile(io.BytesIO(content)) as file:
        outside = [
            line
            for name in file.namelist()
            if name.endswith(".rels")
            for line in file.read(name).decode().split("<Relationship ")
            if 'TargetMode="External"' in line and "/hyperlink" not in line
        ]
    assert outside == []


def test_without_its_library_there_is_a_sentence(sample, monkeypatch):
    monkeypatch.setattr(pptx, "find_spec", lambda name: None)

    with pytest.raises(pptx.NotInstalledError, match="pip install python-pptx"):
        pptx.pptx(sample, {})
