"""A plan's table with the rows of one warning only."""

import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from tests.browser.sheets import TITLES, cell, order, saved, sign_in

FIRST, SECOND, THIRD = TITLES
pytestmark = pytest.mark.usefixtures("etas")


@pytest.fixture
def etas(plan):
    Objective.objects.filter(title=FIRST).update(eta="EOQ", eta_precision=1)


def test_a_chip_shows_its_rows_alone_and_keeps_its_count_while_one_edits(sheet):
    sheet.get_by_role("link", name="3 blank ETAs").click()
    expect(sheet.locator("tr[id]")).to_have_count(3)

    cell(sheet, SECOND, "eta").click()
    sheet.keyboard.type("Nov 2014")
    sheet.keyboard.press("Enter")
    saved(sheet)
    chip = sheet.get_by_role("link", name="2 blank ETAs")
    expect(chip).to_have_attribute("aria-current", "true")
    chip.click()

    expect(sheet.locator("tr[id]")).to_have_count(4)


def test_it_works_without_a_script(plan, live_server, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, live_server.url)
        page.get_by_role("link", name="3 blank ETAs").click()
        expect(page.locator("tr[id]")).to_have_count(3)
        assert order(page) == [SECOND, THIRD]

        page.get_by_role("link", name="3 blank ETAs").click()
        expect(page.locator("tr[id]")).to_have_count(4)
        assert order(page) == TITLES
