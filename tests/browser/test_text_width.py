"""Texts take no more lines in a real browser than was measured."""

import os
from html import escape

import pytest

from reviews.design.direction import resolved
from reviews.design.text_width import depth
from tests.deep import times
from tests.makers import load_sample
from tests.reviews.typed import WEIGHTS, columns

# The height in px that each text takes in its column, in the fonts of a deck.
HEIGHTS = """async (texts) => {
  const slide = document.createElement("div");
  slide.className = "slide";
  const zone = document.createElement("div");
  zone.className = "zone";
  slide.append(zone);
  const paragraphs = texts.map(([html, width, size, line, weight]) => {
    const holder = document.createElement("div");
    holder.innerHTML = html;
    const paragraph = holder.firstElementChild;
    Object.assign(paragraph.style, {
      width: `${width}px`, fontSize: `${size}px`, lineHeight: `${line}px`,
      fontWeight: weight, whiteSpace: "pre-line",
    });
    return paragraph;
  });
  zone.append(...paragraphs);
  document.body.append(slide);
  await document.fonts.ready;
  return paragraphs.map((one) => [one.offsetHeight, one.scrollWidth]);
}"""


@pytest.fixture
def drawn(transactional_db, live_server, page):
    """A page with the fonts of slides, of which one px is one of a slide's."""
    load_sample()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{live_server.url}/teams/techops/2014-15-q2/review/")
    return page


def test_no_text_takes_more_lines_in_a_browser(drawn):
    found = columns(int(os.environ.get("TYPED_TEXTS", times(400, 100))), seed=1)
    sizes = [
        (resolved(f'<p dir="auto">{escape(text)}</p>'), *rest, WEIGHTS[face])
        for text, *rest, face in found
    ]

    lost = [
        (text, room, size, face)
        for (text, room, size, line, face), (height, width) in zip(
            found, drawn.evaluate(HEIGHTS, sizes), strict=True
        )
        if height > depth(text, room, size, line, face) + line / 2 or width > room + 1
    ]
    assert lost == []
