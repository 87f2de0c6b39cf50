"""Slides whose sizes come in steps, in Chromium: large, and in a small window."""

from dataclasses import replace

import pytest

from reviews.deck import deck
from reviews.slides import asks, glance, glance_layout
from reviews.snapshot.values import Snapshot
from tests.browser.zones import show
from tests.reviews.snapshot.test_formats import stored

TAKEN = Snapshot.from_dict(stored(4))
PHONE = {"width": 390, "height": 800}
CUT = (
    "all => all.filter(e => e.scrollHeight > e.clientHeight + 1).map(e => e.innerText)"
)


@pytest.mark.parametrize("step", glance_layout.STEPS)
def test_names_at_a_glance_are_whole_on_a_phone(page, live_server, step):
    (slide,) = glance.slides(TAKEN)
    layout = replace(slide.content.layout, step=step)
    show(
        page,
        live_server.url,
        [replace(slide, content=replace(slide.content, layout=layout))],
    )

    page.set_viewport_size(PHONE)

    shown = page.locator(".glance-names li, .glance-fate")
    assert shown.count() > 10
    assert shown.evaluate_all(CUT) == []


def asks_in(step):
    placed = deck.build(Snapshot.from_dict(stored(2))).placed
    (slide,) = (one.slide for one in placed if one.slide.kind == "asks")
    return replace(slide, content=replace(slide.content, step=step))


@pytest.mark.parametrize("step", asks.STEPS)
def test_an_asks_number_and_facts_are_small_on_a_phone(page, live_server, step):
    show(page, live_server.url, [asks_in(step)])

    page.set_viewport_size(PHONE)

    size = "element => getComputedStyle(element).fontSize"
    assert page.locator(".ask-number").first.evaluate(size) == "40px"
    assert page.locator(".ask-facts td").first.evaluate(size) == "17px"


@pytest.mark.parametrize("step", asks.STEPS)
def test_an_asks_facts_are_as_high_as_was_reckoned(page, live_server, step):
    show(page, live_server.url, [asks_in(step)])

    height = page.locator(".ask-facts").first.evaluate("one => one.offsetHeight")
    (_, line) = step.fact
    assert height == pytest.approx(8 + 22 + line + 12, abs=2)
