"""Writing a text slide beside the slide that it makes."""

import pytest
from playwright.sync_api import expect

from reviews.models import TextSlide
from reviews.slides import text, text_blocks
from reviews.slides.base import CONTENT_HEIGHT
from reviews.slides.text_sizes import used
from reviews.snapshot.values import Text
from tests.browser.looks import violations
from tests.makers import make_organization, make_review, make_team, make_user
from tests.pictures import picture

PASSWORD = "long-enough-1"
ROOT = "/teams/whole/2014-15-q2/review/"
EVERY_KIND = """Paragraph

# Heading

```
code
```

- bullet
  - deeper
    - deepest

> quote
"""
# Beside a picture it takes a second slide.
BESIDE = "\n\n".join(
    ["Some words that go on over more than half of a slide, or so."] * 12
)
LONG = "\n".join(f"- line {number}" for number in range(30))
SIZES = [(1280, 800), (360, 800)]


@pytest.fixture
def address(transactional_db, live_server):
    make_organization()
    team = make_team("Whole")
    section = make_review(team, sections=("text",)).sections.get()
    make_user("grace", team=team, password=PASSWORD)
    team.members.update(is_lead=True)
    return f"{live_server.url}/sign-in/?next={ROOT}sections/{section.slug}/texts/add/"


def open_editor(page, address):
    page.goto(address)
    page.get_by_label("Username").fill("grace")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/texts/add/")
    return page


@pytest.fixture
def editor(page, address):
    return open_editor(page, address)


def shown(page):
    return page.frame_locator("iframe[name=preview]")


def test_the_slide_follows_what_is_typed_and_the_caret_stays(editor):
    box = editor.locator("[name=text]")
    box.fill("# Why\n\n- *one*")
    box.press("Control+Home")

    expect(shown(editor).locator("h4")).to_have_text("Why")
    expect(shown(editor).locator("li em")).to_have_text("one")
    assert box.evaluate("one => document.activeElement === one")
    assert box.evaluate("one => one.selectionStart") == 0


def test_every_kind_of_block_is_as_high_as_it_is_measured(editor):
    editor.locator("[name=text]").fill(EVERY_KIND)
    expect(shown(editor).locator("h4")).to_have_text("Heading")

    column = shown(editor).locator(".texts").bounding_box()["height"]
    pixel = shown(editor).locator(".slide").bounding_box()["width"] / 1280

    blocks = text_blocks.blocks(EVERY_KIND)
    written = Text(1, "", EVERY_KIND, "after")
    (slide,) = text.contents(written, CONTENT_HEIGHT, "")
    assert {block.kind for block in blocks} == set(slide.step.styles) - {"closing"}
    measured = used(blocks, slide.step.styles, text.WIDTH) + text.DOWN * slide.down
    assert column / pixel == pytest.approx(measured, abs=1)


def test_it_is_said_that_a_text_goes_on(editor):
    words = editor.locator("#preview-words")
    expect(words).to_have_text("It fits on one slide.")

    editor.locator("[name=text]").fill(LONG)

    expect(words).to_have_text("The text continues over 3 slides.")


DRAWN = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(300, 200, 1, 1);
  return [canvas.width, canvas.height, ...data];
}"""


def test_a_chosen_picture_is_on_the_slide_before_it_is_saved(editor, tmp_path):
    path = tmp_path / "chart.png"
    path.write_bytes(picture(size=(600, 400)))
    editor.locator("[name=text]").fill(BESIDE)
    words = editor.locator("#preview-words")
    expect(words).to_have_text("It fits on one slide.")

    editor.locator("[name=picture]").set_input_files(path)
    editor.get_by_label("Author").fill("Ada")

    expect(words).to_have_text("The text continues over 2 slides.")
    expect(shown(editor).locator("figcaption").first).to_have_text("Ada")
    canvas = shown(editor).locator(".picture canvas").first
    expect(canvas).to_have_attribute("width", "600")
    assert canvas.evaluate(DRAWN) == [600, 400, 255, 0, 0, 255]
    editor.get_by_label("What the picture shows").fill("A chart")
    editor.get_by_role("button", name="Save").click()
    editor.wait_for_url("**/prepare/**")
    assert TextSlide.objects.get().picture_alt == "A chart"


def test_a_text_of_too_many_slides_is_said_while_it_is_typed(editor):
    editor.locator("[name=text]").fill("a\n\n---\n\n" * 101)

    words = editor.locator("#preview-words")
    expect(words).to_have_text("This text takes more than 100 slides. Shorten it.")
    expect(shown(editor).locator("#refused")).to_be_visible()


def test_without_a_script_a_button_shows_the_slide(browser, address):
    with browser.new_context(java_script_enabled=False) as context:
        page = open_editor(context.new_page(), address)
        page.locator("[name=text]").fill(LONG)
        page.get_by_role("button", name="Preview").click()

        expect(shown(page).locator(".frame-words")).to_contain_text("3 slides")
        expect(page.locator("[name=text]")).to_have_value(LONG)


@pytest.mark.parametrize("size", SIZES)
def test_the_editor_is_accessible_and_as_wide_as_its_window(editor, size):
    editor.set_viewport_size({"width": size[0], "height": size[1]})
    expect(editor.locator("#preview-words")).to_have_text("It fits on one slide.")

    assert violations(editor) == []
    frame = editor.locator("iframe[name=preview]").bounding_box()
    box = editor.locator(".slide-box").bounding_box()
    assert frame["width"] <= box["width"]
    assert frame["height"] <= box["height"]
    assert editor.evaluate("document.documentElement.scrollWidth") == size[0]
