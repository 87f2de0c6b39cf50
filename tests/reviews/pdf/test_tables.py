"""Tables of what people type, by where their words are in the PDF."""

import pytest

from reviews.deck import deck
from reviews.slides import text as text_kind
from reviews.snapshot.values import SectionData, Text
from tests.reviews.pdf import positions
from tests.reviews.pdf.positions import RIGHT
from tests.reviews.slides.typed_tables import typed_tables


@pytest.mark.needs("pango", "poppler")
def test_no_word_of_a_table_leaves_its_slide():
    slides = typed_tables(12, seed=5)
    placed = deck.alone(slides, "Notice")

    assert len(placed) > 30
    assert positions.lost(placed, positions.of_slides(slides)) == []


@pytest.mark.needs("pango", "poppler")
def test_a_long_word_with_emphasis_inside_stays_on_its_slide():
    word = "Donaudampfschifffahrt"
    typed = f"start {word}*{word}*{word}**{word}**{word}"
    text = Text(1, "Title", f"- {typed}\n- {typed * 3}", "after", columns=2)
    section = SectionData("text", "Section", "section", 60, (text,))
    slides = text_kind.slides(section, "after")

    pages = positions.of_slides(slides)

    middle = RIGHT / 2
    assert [word.text for page in pages for word in page if word.right > RIGHT] == []
    assert [
        word.text for page in pages for word in page if word.left < middle < word.right
    ] == []
