"""What was typed stays in its zone, kind by kind: slides made from generated texts."""

import os

from tests.browser.zones import OUTSIDE, show
from tests.reviews.typed import text_slides


def test_no_text_of_any_size_leaves_its_zone(live_server, page):
    slides = text_slides(int(os.environ.get("TYPED_SLIDES", 60)), seed=4)

    show(page, live_server.url, slides)

    assert len({slide.content.step.name for slide in slides}) == 5
    assert page.evaluate(OUTSIDE) == []
