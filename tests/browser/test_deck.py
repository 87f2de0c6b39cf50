"""The deck in a real browser: no slide leaves its zones, and it can be walked."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.looks import violations
from tests.browser.zones import OUTSIDE
from tests.deep import deep
from tests.makers import load_sample
from tests.reviews.deck.test_deck import IDS
from tests.reviews.stress import make_stress_review
from tests.reviews.typed import make_typed_review

SIZES = [(1280, 720), (1920, 1080)]
SAMPLE = "/teams/techops/2014-15-q2/review/"
STRESS = "/teams/stress/2026-27-q1/review/"
TYPED = "/teams/typed/2026-27-q2/review/"
SHOWN = "() => document.querySelector('.slide.current').id"


@pytest.fixture
def sample(transactional_db, live_server, page):
    load_sample()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(live_server.url + SAMPLE)
    return page


@pytest.fixture
def stress(transactional_db, live_server, page):
    make_stress_review()
    page.goto(live_server.url + STRESS)
    return page


@pytest.mark.parametrize("size", SIZES)
def test_no_element_of_the_sample_leaves_its_zone(sample, size):
    sample.set_viewport_size({"width": size[0], "height": size[1]})

    assert sample.evaluate(OUTSIDE) == []


def test_no_element_of_the_stress_deck_leaves_its_zone(stress):
    for width, height in SIZES:
        stress.set_viewport_size({"width": width, "height": height})
        assert stress.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("seed", [1, deep(2)])
def test_no_link_path_or_identifier_leaves_its_zone(
    transactional_db, live_server, page, seed
):
    make_typed_review(seed, rows=int(os.environ.get("TYPED_ROWS", 30)))
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(live_server.url + TYPED)

    assert page.locator(".slide").count() > 100
    assert page.evaluate(OUTSIDE) == []


def test_the_check_itself_finds_what_leaves_its_zone(sample):
    sample.evaluate("document.querySelector('.title').style.width = '1400px'")

    assert sample.evaluate(OUTSIDE) == ["glance title", "glance scrolls"]


def test_a_slide_fills_the_window(sample):
    box = sample.locator(".slide.current").bounding_box()

    assert box == {"x": 0, "y": 0, "width": 1280, "height": 720}


def test_the_keys_walk_the_deck(sample):
    seen = []
    for key in ("ArrowRight", " ", "ArrowLeft", "End", "ArrowRight", "Home"):
        sample.keyboard.press(key)
        seen.append(sample.evaluate(SHOWN))

    assert seen == [
        "glance",
        "agenda",
        "glance",
        "asks--text-4",
        "asks--text-4",
        "cover",
    ]


def test_the_address_names_the_slide(sample, live_server):
    sample.keyboard.press("ArrowRight")
    assert sample.url == f"{live_server.url}{SAMPLE}#glance"

    sample.goto(f"{live_server.url}{SAMPLE}#what-we-did--labs")
    sample.reload()
    assert sample.evaluate(SHOWN) == "what-we-did--labs"


@pytest.mark.parametrize("fragment", ["#nonsense", "#%zz"])
def test_an_unknown_address_shows_the_cover_and_is_put_right(
    sample, live_server, fragment
):
    sample.goto("about:blank")
    sample.goto(f"{live_server.url}{SAMPLE}{fragment}")

    assert sample.evaluate(SHOWN) == "cover"
    assert sample.url == f"{live_server.url}{SAMPLE}#cover"


def test_back_to_the_bare_address_shows_the_cover(sample, live_server):
    sample.goto(f"{live_server.url}{SAMPLE}#asks")
    sample.go_back()

    assert sample.url == f"{live_server.url}{SAMPLE}"
    assert sample.evaluate(SHOWN) == "cover"


def test_walking_on_closes_the_slide_list(sample):
    sample.get_by_text("Slides", exact=True).click()
    sample.keyboard.press("ArrowRight")

    assert not sample.locator(".slide-list ol").is_visible()
    assert sample.title().startswith(
        "2. The quarter at a glance: 3 of 12 promises done · TechOps Quarterly Review"
    )


def test_the_slide_list_opens_a_slide(sample):
    sample.get_by_text("Slides", exact=True).click()
    sample.get_by_role(
        "link", name=f"{IDS.index('what-we-learned--text-2') + 1}. About the process"
    ).click()

    assert sample.evaluate(SHOWN) == "what-we-learned--text-2"
    assert not sample.locator(".slide-list ol").is_visible()


def test_an_agenda_entry_opens_its_section(sample):
    sample.keyboard.press("ArrowRight")
    sample.keyboard.press("ArrowRight")
    sample.get_by_role("link", name="What's next").click()

    assert sample.evaluate(SHOWN) == "whats-next"


def test_each_figure_of_the_quarter_leads_to_its_rows(sample):
    sample.keyboard.press("ArrowRight")
    links = sample.locator(".slide.current .glance a")
    places = {link.get_attribute("href") for link in links.all()}

    sample.get_by_role("link", name="42").click()

    assert sample.evaluate(SHOWN) == "what-we-did--projects"
    assert all(sample.locator(place).count() == 1 for place in places)
    assert "#what-we-said-we-would-do--site-operations" in places


def test_a_swipe_turns_the_slide(sample):
    sample.evaluate(
        """() => {
          const at = (x) => new Touch({
            identifier: 1, target: document.body, clientX: x, clientY: 300,
          });
          const fire = (type, touches, changedTouches) => window.dispatchEvent(
            new TouchEvent(type, { touches, changedTouches }));
          fire("touchstart", [at(900)], [at(900)]);
          fire("touchend", [], [at(500)]);
        }"""
    )

    assert sample.evaluate(SHOWN) == "glance"


def test_the_bar_goes_while_nobody_moves_and_comes_back(sample):
    bar = sample.locator(".bar")
    sample.mouse.move(300, 300)
    expect(bar).to_have_css("opacity", "0", timeout=60_000)

    sample.mouse.move(310, 310)
    expect(bar).to_have_css("opacity", "1", timeout=60_000)
    expect(bar).to_have_css("opacity", "0", timeout=60_000)
    sample.keyboard.press("Shift")
    expect(bar).to_have_css("opacity", "1", timeout=60_000)


OVER_CORNERS = """() => {
  const { bottom } = document.querySelector(".bar").getBoundingClientRect();
  const lines = [...document.querySelectorAll(".slide.current .corner")];
  return lines.map((one) => one.getBoundingClientRect())
    // Of the line's height, letters leave a fifth free above them.
    .filter(({ top, height }) => bottom > top + height / 5)
    .map(({ top }) => [bottom, top]);
}"""


@pytest.mark.parametrize("size", [(1024, 576), *SIZES])
def test_the_bar_stands_above_the_first_line_of_a_slide(sample, size):
    sample.set_viewport_size({"width": size[0], "height": size[1]})
    slide = sample.locator(".slide:has(.corner)").first.get_attribute("id")
    sample.goto(f"{sample.url.partition('#')[0]}#{slide}")

    expect(sample.locator(".slide.current .corner")).to_be_visible()
    assert sample.evaluate(OVER_CORNERS) == []


def test_the_bar_stays_while_it_has_the_focus_or_its_list_is_open(sample):
    sample.get_by_text("Read", exact=True).focus()
    sample.evaluate("dispatchEvent(new Event('keydown'))")
    sample.wait_for_timeout(4000)
    expect(sample.locator(".bar")).to_have_css("opacity", "1")


def test_nothing_stands_over_a_slide_in_full_screen(sample):
    sample.keyboard.press("f")

    expect(sample.locator(".bar")).to_be_hidden(timeout=60_000)


def test_small_slides_have_no_footers(sample):
    sample.keyboard.press("o")

    expect(sample.locator("#agenda .foot")).to_be_hidden()
    expect(sample.locator("#agenda .title")).to_be_visible()


def test_slides_that_are_not_shown_are_inert_and_focus_moves(sample):
    sample.keyboard.press("ArrowRight")

    assert sample.locator(".slide:not([inert])").count() == 1
    assert sample.evaluate("document.activeElement.id") == "glance"
    said = sample.get_by_role("status").filter(has_text="Slide")
    assert said.text_content() == f"Slide 2 of {len(IDS)}"


def test_without_a_script_the_deck_is_a_document(browser, sample, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + SAMPLE)

    assert page.locator(".slide").count() == len(IDS)
    assert page.get_by_text("Decommissioned Tampa").is_visible()
    assert page.get_by_role("link", name="PDF").is_visible()
    context.close()


@pytest.mark.parametrize("size", [(360, 740), (740, 360), (640, 360)])
def test_a_small_window_reads_the_deck_as_a_document(sample, size):
    sample.set_viewport_size({"width": size[0], "height": size[1]})

    assert sample.evaluate("document.documentElement.scrollWidth") == size[0]
    size = "getComputedStyle(document.querySelector('.rows td')).fontSize"
    assert float(sample.evaluate(size).removesuffix("px")) >= 16


def test_on_a_phone_people_stand_below_each_other(sample):
    sample.set_viewport_size({"width": 360, "height": 740})
    faces = "[...document.querySelectorAll('.face')].map((f) => f.offsetLeft)"

    assert len(set(sample.evaluate(faces))) == 1


@pytest.mark.parametrize("size", [(1280, 720), (360, 740)])
def test_axe_finds_nothing_on_any_slide(sample, size):
    sample.set_viewport_size({"width": size[0], "height": size[1]})
    # All slides at once, as the reading view shows them.
    sample.evaluate(
        """() => {
          document.documentElement.classList.remove("presenting");
          document.querySelectorAll(".slide").forEach((slide) => slide.inert = false);
        }"""
    )

    assert violations(sample) == []


def test_the_browser_reports_no_refused_style_or_script(sample, live_server):
    said = []
    sample.on("console", lambda message: said.append(message.text))
    sample.goto(f"{live_server.url}{SAMPLE}#agenda")
    sample.reload()

    assert said == []
