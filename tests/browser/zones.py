"""Whether slides stay in their zones in Chromium; positions.py asks it of the PDF.

For slides of any kind: `show(page, live_server.url, slides)`, then
`assert page.evaluate(OUTSIDE) == []`.
"""

from reviews.deck import deck
from tests.reviews.pdf.positions import page_of

# Every element of a slide must lie in the zone that holds it, and no zone may scroll.
OUTSIDE = """() => [...document.querySelectorAll(".slide")].flatMap((slide) => {
  const edge = slide.getBoundingClientRect();
  const foot = slide.querySelector(".foot").getBoundingClientRect();
  const zone = slide.querySelector(".zone");
  const scrolls = zone.scrollHeight > zone.clientHeight + 1
    || zone.scrollWidth > zone.clientWidth + 1;
  const outside = [...slide.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    const isBelow = element.closest(".foot, .slide > .notice");
    const top = isBelow ? foot.top : edge.top;
    const bottom = isBelow ? edge.bottom : foot.top;
    return box.width && box.height && (box.left < edge.left - 1
      || box.right > edge.right + 1 || box.top < top - 1 || box.bottom > bottom + 1);
  });
  const names = outside.map((element) => `${slide.id} ${element.className}`);
  return scrolls ? [...names, `${slide.id} scrolls`] : names;
})"""


def show(page, address, slides):
    """Slides by themselves, below each other, of 1280 px each."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{address}/static/css/deck.css")
    page.set_content(page_of(deck.alone(slides, "Notice")))
    page.evaluate("document.fonts.ready")
