"""Tables of what people type, by where their words are in the PDF."""

import pytest

from reviews.deck import deck
from tests.reviews.pdf import positions
from tests.reviews.slides.typed_tables import typed_tables


@pytest.mark.needs("pango", "poppler")
def test_no_word_of_a_table_leaves_its_slide():
    slides = typed_tables(12, seed=5)
    placed = deck.alone(slides, "Notice")

    assert len(placed) > 30
    assert positions.lost(placed, positions.of_slides(slides)) == []
