"""What a key or a press of the pointer does on the plan's page."""

import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from tests.browser.sheets import (
    PACES,
    TITLES,
    TYPED,
    WAIT,
    Held,
    cell,
    go_to,
    group,
    order,
    saved,
    stored,
)

FIRST, SECOND, THIRD = TITLES


@pytest.fixture
def held(sheet):
    """The requests that save a cell."""
    return Held(sheet, "**/cell/**")


def count():
    return Objective.objects.filter(plan__team__name="Part").count()


@pytest.mark.parametrize("text", ["done", "not started", "dno", "/ or n"])
def test_letters_on_a_cell_are_typed_there(sheet, text):
    go_to(sheet, FIRST, "status")
    sheet.keyboard.type(text)
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert stored(title=FIRST, status=text)
    assert (count(), order(sheet)) == (3, TITLES)


def test_a_letter_takes_the_place_of_what_is_there(sheet):
    go_to(sheet, FIRST, "title")
    sheet.keyboard.type("Draw")
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert order(sheet) == ["Draw", SECOND, THIRD]


@pytest.mark.parametrize("pace", PACES)
def test_titles_typed_over_cells_at_any_pace_are_all_saved(plan, sheet, pace):
    added = [{"title": f"Old {number}"} for number in range(TYPED - len(TITLES))]
    plan.add(added, by=None, at=None)
    sheet.reload()
    titles = [f"New {number}" for number in range(TYPED)]
    go_to(sheet, FIRST, "title")

    for title in titles:
        sheet.keyboard.type(title, delay=pace)
        sheet.keyboard.press("Enter")
        sheet.keyboard.press("ArrowDown")

    expect(group(sheet).locator("tr[id] .title")).to_have_text(titles, timeout=WAIT)
    saved(sheet)
    rows = plan.objectives.order_by("position").values_list("title", flat=True)
    assert list(rows) == titles


def test_escape_after_a_letter_gives_back_what_was_there(sheet):
    go_to(sheet, FIRST, "title")
    sheet.keyboard.type("Draw")
    sheet.keyboard.press("Escape")

    assert sheet.locator(".editor").count() == 0
    assert order(sheet) == TITLES
    expect(cell(sheet, FIRST, "title")).to_be_focused()


@pytest.mark.parametrize("key", ["F2", "Enter"])
def test_a_cell_is_edited_with_its_text(sheet, key):
    go_to(sheet, FIRST, "title")
    sheet.keyboard.press(key)

    expect(sheet.locator(".editor [name=title]")).to_have_value(FIRST)


@pytest.mark.parametrize("key", ["Delete", "Backspace"])
def test_delete_empties_a_cell_and_escape_fills_it_again(sheet, key):
    go_to(sheet, FIRST, "title")
    sheet.keyboard.press(key)
    expect(sheet.locator(".editor [name=title]")).to_have_value("")
    sheet.keyboard.press("Escape")

    assert (count(), order(sheet)) == (3, TITLES)


def test_an_input_method_begins_in_the_cell(sheet):
    go_to(sheet, FIRST, "title")
    devtools = sheet.context.new_cdp_session(sheet)
    process = {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229}
    devtools.send("Input.dispatchKeyEvent", process)
    composed = {"text": "目標", "selectionStart": 2, "selectionEnd": 2}
    devtools.send("Input.imeSetComposition", composed)
    sheet.locator(".editor [name=title]").dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True}
    )
    expect(sheet.locator(".editor [name=title]")).to_be_focused()
    devtools.send("Input.insertText", {"text": "目標"})
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert order(sheet) == ["目標", SECOND, THIRD]


def test_letters_of_menus_and_browsers_are_left_to_them(sheet):
    go_to(sheet, FIRST, "title")
    for keys in ("Control+a", "Alt+x", "Meta+k"):
        sheet.keyboard.press(keys)

    assert sheet.locator(".editor").count() == 0


def test_a_key_that_is_held_down_opens_a_cell_once(sheet):
    go_to(sheet, FIRST, "title")
    sheet.keyboard.down("Enter")
    for _ in range(4):
        sheet.keyboard.down("Enter")

    expect(sheet.locator(".editor [name=title]")).to_be_focused()
    sheet.keyboard.up("Enter")


def test_letters_outside_the_cells_add_nothing(sheet):
    sheet.locator("main").focus()
    sheet.keyboard.type("not started")
    sheet.keyboard.press("Enter")

    assert sheet.locator(".add textarea").first.input_value() == ""
    expect(sheet.locator(".waiting")).to_have_count(0)


def test_the_question_mark_shows_the_keys_from_a_cell(sheet):
    go_to(sheet, FIRST, "title")
    sheet.keyboard.press("?")

    assert sheet.get_by_text("duplicate the row").is_visible()
    assert sheet.locator(".editor").count() == 0


def test_what_is_typed_while_a_cell_is_saved_is_saved_after_it(sheet, held):
    go_to(sheet, FIRST, "title")
    sheet.keyboard.type("Draw")
    sheet.keyboard.press("Enter")
    sheet.keyboard.type("Drive")
    held.wait()
    held.let_go()
    expect(sheet.locator("#announcement")).to_have_text("Saved.", timeout=WAIT)
    expect(sheet.locator(".editor [name=title]")).to_have_value("Drive")
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert order(sheet) == ["Drive", SECOND, THIRD]
    assert stored(title="Drive")


def test_what_is_left_while_a_cell_is_saved_is_saved_after_it(sheet, held):
    go_to(sheet, FIRST, "measure")
    sheet.keyboard.type("Most")
    sheet.keyboard.press("Enter")
    sheet.keyboard.type("All")
    sheet.keyboard.press("Tab")
    held.wait()
    held.let_go()
    expect(cell(sheet, FIRST, "measure")).to_have_text("All", timeout=WAIT)
    sheet.keyboard.press("Escape")
    saved(sheet)

    assert stored(title=FIRST, measure="All")
