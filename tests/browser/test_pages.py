import datetime

import pytest

from tests.browser.looks import sticks_out, violations
from tests.makers import (
    load_sample,
    make_objective,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

ADDRESSES = [
    "/",
    "/?quarter=2014-15-q3",
    "/teams/techops/",
    "/teams/labs/",
    "/teams/techops/2014-15-q1/",
    "/teams/techops/2014-15-q2/",
    "/teams/techops/2014-15-q3/",
    "/teams/techops/2014-15-q2/review/handout/",
    "/go/?text=labs+q2",
    "/sign-in/",
    "/teams/nobody/",
]


@pytest.fixture
def served(transactional_db, live_server):
    load_sample()
    return live_server.url


# The second is said of axe, which looks into slides that are not shown.
EXPECTED = ("404 (Not Found)", "in a subtree hidden by content-visibility")


@pytest.fixture(params=[1280, 360])
def any_page(browser, request):
    size = {"width": request.param, "height": 900}
    with browser.new_context(viewport=size) as context:
        yield context.new_page()


def oddities(page, address):
    """What axe finds, what the console says and how far the page sticks out."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    rules = violations(page)
    faults = [text for text in said if not any(part in text for part in EXPECTED)]
    return rules, faults, sticks_out(page)


def test_pages_are_accessible_and_fit(served, any_page):
    found = {address: oddities(any_page, served + address) for address in ADDRESSES}

    assert found == {address: ([], [], 0) for address in ADDRESSES}


def test_what_people_type_does_not_stick_out(served, any_page):
    team = make_team("Wide " * 15, slug="wide")
    plans = [
        make_plan(team, make_quarter(datetime.date(year, 11, 1)))
        for year in range(2010, 2016)
    ]
    make_objective(plans[3], "W" * 300, measure="word " * 4000, eta="9" * 200)
    make_objective(plans[3], "مرحبا بالعالم " * 20, status="漢字" * 200)
    make_objective(plans[3], "<script>alert(1)</script>", deferred_to="x" * 80)
    make_user("z" * 150, team=team)

    for address in ("/?quarter=2013-14-q2", "/teams/wide/", "/teams/wide/2013-14-q2/"):
        assert oddities(any_page, served + address) == ([], [], 0)


def test_targets_are_at_least_24_px(served, page):
    page.goto(f"{served}/teams/techops/2014-15-q2/")

    heights = page.eval_on_selector_all(
        "main a, header a, header button",
        "found => found.map(one => [one.textContent, one.getBoundingClientRect()"
        ".height]).filter(([, height]) => height && height < 24)",
    )
    assert heights == []


def test_the_first_tab_skips_to_the_content(served, page):
    page.goto(f"{served}/teams/techops/2014-15-q2/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_signing_in_and_out(served, page):
    make_user("ada", password="long-enough-1")

    page.goto(f"{served}/teams/techops/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("long-enough-1")
    page.get_by_role("button", name="Sign in", exact=True).click()

    assert page.url == f"{served}/teams/techops/"
    assert oddities(page, page.url) == ([], [], 0)
    page.get_by_label("Account of ada").click()
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("link", name="Sign in").is_visible()


# Menus, and Ctrl+K


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(served, page):
    page.goto(f"{served}/teams/techops/2014-15-q2/")
    earlier = page.get_by_role("link", name="Q3 2014-15 draft")

    page.get_by_text("Q2 2014-15", exact=True).first.click()
    assert earlier.is_visible()
    page.keyboard.press("Escape")
    assert earlier.is_hidden()
    page.get_by_text("Q2 2014-15", exact=True).first.click()
    page.mouse.click(1000, 700)
    assert earlier.is_hidden()


def test_on_a_phone_the_links_are_in_a_menu(served, browser):
    size = {"width": 360, "height": 740}
    with browser.new_context(viewport=size, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(served)
        link = page.get_by_role("link", name="Carry-overs")

        assert link.is_hidden()
        page.get_by_role("button", name="Menu").click()
        link.click()

        assert page.url == f"{served}/carry-overs/"


def test_control_k_finds_and_opens_what_was_typed(served, page):
    page.goto(f"{served}/teams/techops/")

    page.keyboard.press("Control+k")
    page.keyboard.type("storage q1")
    found = page.get_by_role("dialog").get_by_role("link", name="Storage capacity")
    found.wait_for()
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    assert found.evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")

    page.wait_for_url("**/teams/labs/2014-15-q1/#objective-*")


def test_enter_opens_the_first_without_waiting_to_see_it(served, page):
    page.goto(f"{served}/teams/techops/")

    page.keyboard.press("Control+k")
    page.keyboard.type("storage q2")
    page.keyboard.press("Enter")

    page.wait_for_url("**/teams/labs/2014-15-q2/#objective-*")


def test_control_k_does_what_the_page_offers(served, page):
    page.goto(f"{served}/teams/techops/2014-15-q2/")

    page.keyboard.press("Control+k")
    page.keyboard.type("open the rev")
    page.get_by_role("dialog").get_by_role("button", name="Open the review").wait_for()
    page.keyboard.press("Enter")

    page.wait_for_url("**/teams/techops/2014-15-q2/review/")
