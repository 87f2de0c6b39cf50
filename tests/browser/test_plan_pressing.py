import pytest
from playwright.sync_api import expect

from tests.browser.sheets import TITLES, WAIT, Held, cell, go_to, saved, stored

FIRST, SECOND, _ = TITLES


@pytest.fixture
def held(sheet):
    """The requests that save a cell."""
    return Held(sheet, "**/cell/**")


@pytest.fixture
def opened(sheet):
    """The editor of a measure lies over the rows below it."""
    go_to(sheet, FIRST, "measure")
    sheet.keyboard.press("Enter")
    sheet.locator(".editor").wait_for()
    return sheet


def press_slowly(page, wanted, meanwhile=None):
    """As a hand does, which is not as quick as a test."""
    wanted.hover()
    page.mouse.down()
    page.wait_for_timeout(100)
    if meanwhile:
        meanwhile()
    page.mouse.up()


@pytest.mark.parametrize("text", ["", "Draw"])
def test_a_press_on_another_row_opens_the_cell_that_was_pressed(opened, text):
    opened.keyboard.type(text)
    press_slowly(opened, cell(opened, SECOND, "status"))

    expect(cell(opened, SECOND, "status").locator("textarea")).to_be_focused()
    expect(opened.locator(".editor")).to_have_count(1, timeout=WAIT)
    assert stored(title=FIRST, measure=text)


def test_a_press_opens_its_cell_although_an_answer_comes_meanwhile(opened, held):
    opened.keyboard.type("Draw")
    opened.keyboard.press("Enter")
    held.wait()

    def answered():
        with opened.expect_response("**/cell/**"):
            held.let_go()

    press_slowly(opened, cell(opened, SECOND, "status"), answered)

    expect(cell(opened, SECOND, "status").locator("textarea")).to_be_focused()


def test_a_press_on_a_link_of_another_row_follows_it(opened):
    link = opened.get_by_role("link", name=f"Open {SECOND}")
    press_slowly(opened, link)

    opened.wait_for_url("**/objectives/*/")
    assert opened.get_by_role("heading", level=1).inner_text() == SECOND


def test_a_press_beside_the_table_saves(opened):
    opened.keyboard.type(" all")
    opened.get_by_role("heading", level=1).click()
    saved(opened)

    assert stored(title=FIRST, measure="all")
