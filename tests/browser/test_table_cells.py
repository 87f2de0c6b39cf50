"""Tables of what people type, in every size, take no more room than was measured."""

import pytest

from reviews.deck import deck
from tests.browser.test_deck import OUTSIDE, SAMPLE
from tests.deep import deep
from tests.makers import load_sample
from tests.reviews.slides.typed_tables import typed_tables

REPLACE = "html => { document.querySelector('main').innerHTML = html; }"
# Cells that are narrower than a word in them.
BURST = """() => [...document.querySelectorAll("td, th")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
  .map((cell) => cell.textContent)"""


@pytest.mark.parametrize("seed", [1, deep(2)])
def test_no_cell_leaves_its_slide_nor_its_column(
    transactional_db, live_server, page, seed
):
    load_sample()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(live_server.url + SAMPLE)
    slides = typed_tables(60, seed)

    html = "".join(placed.html for placed in deck.alone(slides, ""))
    page.evaluate(REPLACE, html)

    assert {slide.content.step for slide in slides} == {
        "huge",
        "airy",
        "mid",
        "dense",
    }
    assert page.locator(".slide tbody").count() > 200
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(BURST) == []
