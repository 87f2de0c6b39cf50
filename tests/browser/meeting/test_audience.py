import io

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.looks import violations
from tests.browser.meeting.steps import AFTER_COVER, Q2, SHOWN, go_to, start


def test_a_link_to_a_slide_stays_there_and_offers_to_follow(
    presenter, audience, served
):
    presenter.get_by_role("button", name="Start the meeting").click()
    presenter.wait_for_load_state()

    audience.goto(f"{served}{Q2}review/#asks--text-4")

    expect(audience.get_by_role("button", name="Follow the presenter")).to_be_visible()
    assert audience.evaluate(SHOWN) == "asks--text-4"


def test_keys_of_the_deck(audience, served):
    audience.goto(f"{served}{Q2}review/")

    audience.keyboard.press("o")
    audience.keyboard.press("ArrowRight")
    audience.keyboard.press("Enter")
    assert audience.evaluate(SHOWN) == AFTER_COVER
    assert audience.locator("html.overview").count() == 0
    audience.keyboard.press("b")
    assert audience.locator("html.black").count() == 1
    audience.keyboard.press("ArrowRight")
    assert audience.locator("html.black").count() == 0
    assert audience.evaluate(SHOWN) == AFTER_COVER
    audience.keyboard.press("?")
    expect(audience.get_by_role("dialog", name="Keys")).to_be_visible()


def test_the_key_to_follow_is_the_same_in_the_reading_view(presenter, audience, served):
    start(presenter)
    audience.goto(f"{served}{Q2}review/#asks--text-4")
    audience.keyboard.press("r")
    expect(audience.get_by_role("button", name="Follow the presenter")).to_be_visible()

    audience.keyboard.press("l")
    expect(audience.get_by_role("button", name="Following")).to_be_visible()
    go_to(presenter, "team-intro--people")
    expect(audience.locator("#team-intro--people")).to_be_in_viewport()
    audience.keyboard.press("l")

    expect(audience.get_by_role("button", name="Follow the presenter")).to_be_visible()


FIND = "words => window.find(words, false, false, true)"


def test_the_browsers_find_looks_into_all_slides(audience, served):
    audience.goto(f"{served}{Q2}review/")
    assert not audience.evaluate(FIND, "Work finally started")

    audience.keyboard.press("Control+f")

    assert audience.evaluate(FIND, "Work finally started")
    assert violations(audience) == []
    audience.keyboard.press("r")
    assert audience.evaluate(SHOWN) == "cover"
    assert not audience.evaluate(FIND, "Work finally started")


def test_the_browser_prints_a_slide_a_page(audience, served):
    audience.goto(f"{served}{Q2}review/#asks--text-4")

    content = audience.pdf(prefer_css_page_size=True)

    assert len(PdfReader(io.BytesIO(content)).pages) == audience.evaluate(
        "document.querySelectorAll('.slide').length"
    )
