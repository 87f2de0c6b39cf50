import re

import pytest

from tests.browser.looks import oddities
from tests.makers import load_sample, make_objective, make_plan, make_team

ADDRESSES = [
    "/objectives/",
    "/objectives/?overdue=yes&sort=-eta",
    "/objectives/?text=nothing+like+this",
    "/objectives/?text=ab&team=nobody&state=odd",
    "/objectives/?after=nowhere",
    "/plans/?sort=state",
    "/carry-overs/",
    "/unplanned/",
]


@pytest.fixture
def served(transactional_db, live_server):
    load_sample()
    team = make_team("Wide " * 15, slug="wide")
    make_objective(
        make_plan(team), "W" * 300, eta="9" * 200, status="漢字" * 200, owner=None
    )
    make_objective(
        make_plan(make_team("Late")), "مرحبا بالعالم " * 20, eta="2014-11-05"
    )
    return live_server.url


@pytest.fixture(params=[1280, 360])
def any_page(browser, request):
    size = {"width": request.param, "height": 900}
    with browser.new_context(viewport=size) as context:
        yield context.new_page()


def oddities_at(page, address):
    """What axe finds, what sticks out, and what is too small to press."""
    page.goto(address)
    small = page.eval_on_selector_all(
        "main a, main button, main input:not([type=hidden]), main select, header a",
        "found => found.map(one => [one.textContent, one.getBoundingClientRect()"
        ".height]).filter(([, height]) => height && height < 24)",
    )
    return *oddities(page), small


def titles(page):
    return page.locator("tbody th").all_inner_texts()


def test_lists_are_accessible_and_fit(served, any_page):
    found = {address: oddities_at(any_page, served + address) for address in ADDRESSES}

    assert found == {address: ([], 0, []) for address in ADDRESSES}


def test_a_list_is_sorted_by_keyboard(served, page):
    page.goto(f"{served}/objectives/?quarter=2014-15-q2&team=labs")

    for aria_sort in ("ascending", "descending"):
        page.get_by_role("columnheader", name="ETA").get_by_role("link").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"sort=-?eta$"))
        heading = page.get_by_role("columnheader", name="ETA")
        assert heading.get_attribute("aria-sort") == aria_sort

    assert "team=labs" in page.url
    assert len(titles(page)) == 4


def test_the_slash_searches_from_every_page(served, page):
    page.goto(f"{served}/teams/techops/2014-15-q2/")

    page.keyboard.press("/")
    page.wait_for_url(f"{served}/objectives/#id_text")
    page.keyboard.type("ipsec")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("text=ipsec"))

    assert len(titles(page)) == 3
    assert all("IPsec" in title for title in titles(page))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "id_text"


def test_a_list_is_narrowed_without_javascript(served, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}/")
        page.get_by_role("link", name="Objectives", exact=True).click()
        page.get_by_label("State").select_option(label="At risk")
        page.get_by_label("Search").fill("codfw")
        page.get_by_role("button", name="Show", exact=True).click()

        assert "state=at_risk" in page.url
        assert page.get_by_label("State").input_value() == "at_risk"
        for text in page.locator("tbody tr").all_inner_texts():
            assert "At risk" in text
            assert "codfw" in text.lower()
        page.get_by_role("link", name="Show all").click()
        assert page.get_by_label("State").input_value() == ""


def test_a_file_is_downloaded_with_a_click(served, page):
    page.goto(f"{served}/objectives/?team=labs&sort=title")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    assert download.value.suggested_filename == "objectives.csv"
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Objective,Measure of success,")
    assert lines[1].split(",")[0] in titles(page)[0]
