"""Tables of what people type, by where their words are in the PDF."""

import pytest

from reviews.deck import deck
from reviews.pdf import printing
from reviews.snapshot.values import Snapshot
from tests.reviews.pdf.test_rendering import WORD, boxes, is_lost
from tests.reviews.slides.typed_tables import typed_tables
from tests.reviews.snapshot.test_formats import stored


@pytest.mark.needs("pango", "poppler")
def test_no_word_of_a_table_leaves_its_slide(tmp_path):
    placed = deck.alone(typed_tables(12, seed=5), "")
    html = "".join(one.html for one in placed)
    page = deck.render_page(html, Snapshot.from_dict(stored(2)), deck.DRAFT)
    path = tmp_path / "tables.pdf"
    path.write_bytes(printing.pdf_of(page))

    pages = boxes(path)

    assert len(pages) == len(placed) > 30
    lost = [
        (one.slide.id, word["text"])
        for one, found in zip(placed, pages, strict=True)
        for word in WORD.finditer(found)
        if is_lost(word, one)
    ]
    assert lost == []
