"""The plan's table: a line a row, and editors that lie over it."""

import pytest
from playwright.sync_api import expect

from objectives.models import Objective, Plan
from tests.browser.looks import oddities
from tests.browser.sheets import TITLES, WAIT, cell, go_to, group, order, saved, sign_in
from tests.makers import LATER

FIRST, SECOND, THIRD = TITLES
COLUMNS = ["title", "measure", "dependency", "owner", "eta", "state", "status"]
LONG = "Every link between the sites, each way, and whoever reads it. " * 8
PROMISED = "All nine links between the sites are encrypted"
# On the page, not in the window, which may scroll to show the whole editor.
PLACES = """rows => rows.map(row => {
  const { left, top, width, height } = row.getBoundingClientRect();
  return [left + scrollX, top + scrollY, width, height].map(Math.round);
})"""


@pytest.fixture
def changed(sheet):
    """The page of a committed plan with a row that was changed since, and long."""
    plan = Plan.objects.get(team__name="Part")
    first = Objective.objects.get(title=FIRST)
    Objective.objects.filter(pk=first.pk).update(measure=PROMISED)
    plan.commit(by=None, at=LATER)
    texts = {"measure": LONG, "status": LONG, "eta": "2014-02-30"}
    first.refresh_from_db()
    first.change(texts, was={}, by=None, at=LATER)
    sheet.reload()
    return sheet


def places(page):
    return page.eval_on_selector_all(".plan tr", PLACES)


def heights(page):
    rows = page.locator(".plan tr[id]")
    return [round(box["height"]) for box in (one.bounding_box() for one in rows.all())]


def test_a_row_is_one_line_of_40_px_however_long_its_texts_are(changed):
    assert heights(changed) == [40, 40, 40, 40]


@pytest.mark.parametrize("column", COLUMNS)
def test_an_editor_moves_no_row(changed, column):
    before = places(changed)
    cell(changed, FIRST, column).click(position={"x": 20, "y": 20})
    changed.locator(".editor").wait_for()
    assert places(changed) == before
    changed.keyboard.type("1")
    changed.keyboard.press("Escape")
    expect(changed.locator(".editor")).to_have_count(0)


def test_an_editor_that_is_opened_by_a_key_moves_no_row(changed):
    go_to(changed, FIRST, "measure")
    before = places(changed)
    for _ in COLUMNS[1:]:
        changed.keyboard.press("Enter")
        changed.locator(".editor").wait_for()
        assert places(changed) == before
        changed.keyboard.press("Escape")
        changed.keyboard.press("ArrowRight")


def test_the_row_in_use_shows_all_its_words_and_what_was_promised(changed):
    promised = cell(changed, FIRST, "measure").locator(".old-text")
    expect(promised).to_be_hidden()
    go_to(changed, FIRST, "title")

    expect(promised).to_be_visible()
    expect(cell(changed, FIRST, "eta").get_by_text("no such day")).to_be_visible()
    first, *others = heights(changed)
    assert first > 80
    assert others == [40, 40, 40]
    go_to(changed, SECOND, "title")
    assert heights(changed)[0] == 40


def test_an_editor_says_what_was_promised_and_how_it_is_read(changed):
    go_to(changed, FIRST, "eta")
    changed.keyboard.press("Enter")
    editor = changed.locator(".editor")

    expect(editor.get_by_text("no such day")).to_be_visible(timeout=WAIT)
    expect(editor.get_by_text("promised: blank")).to_be_visible()
    expect(editor.locator(".likely button")).to_have_count(3)
    expect(editor.get_by_text("next cell")).to_be_visible()


def test_the_way_to_an_objective_comes_with_the_row_and_by_tab(sheet):
    go_to(sheet, SECOND, "title")
    sheet.keyboard.press("Tab")
    expect(sheet.get_by_role("link", name=f"Open {SECOND}")).to_be_focused()
    sheet.keyboard.press("Enter")

    sheet.wait_for_url("**/objectives/*/")


def test_a_key_opens_the_objective(sheet):
    go_to(sheet, SECOND, "status")
    sheet.keyboard.press("Control+Enter")

    sheet.wait_for_url("**/objectives/*/")


def test_a_refused_cell_keeps_what_was_typed_while_others_are_edited(sheet):
    go_to(sheet, FIRST, "title")
    sheet.keyboard.press("Enter")
    field = cell(sheet, FIRST, "title").locator("textarea")
    field.evaluate("one => one.removeAttribute('maxlength')")
    field.fill("x" * 1001)
    sheet.keyboard.press("Enter")
    sheet.locator(".editor .refused p").wait_for()
    cell(sheet, THIRD, "status").click()
    sheet.keyboard.type("Done")
    sheet.keyboard.press("Enter")
    expect(cell(sheet, THIRD, "state")).to_have_text("Done", timeout=WAIT)

    expect(field).to_have_value("x" * 1001)
    field.fill("Shorter")
    field.press("Enter")
    saved(sheet)
    assert order(sheet) == ["Shorter", SECOND, THIRD]


def test_the_heads_of_the_columns_stay_in_view(sheet):
    Plan.objects.get(team__name="Part").add(
        [{"title": f"Number {number}"} for number in range(40)], by=None, at=None
    )
    sheet.reload()
    sheet.mouse.wheel(0, 1200)
    sheet.wait_for_function("scrollY > 900")

    head = sheet.get_by_role("columnheader", name="Status")
    assert 0 <= head.bounding_box()["y"] < 120


def test_groups_count_what_is_done(sheet):
    expect(group(sheet).locator(".tally")).to_have_text("0 of 3 done")
    go_to(sheet, FIRST, "status")
    sheet.keyboard.type("done")
    sheet.keyboard.press("Enter")

    expect(group(sheet).locator(".tally")).to_have_text("1 of 3 done", timeout=WAIT)


def test_on_a_phone_the_row_in_use_unfolds(changed):
    changed.set_viewport_size({"width": 360, "height": 740})
    measure = cell(changed, FIRST, "measure")
    expect(measure).to_be_hidden()
    cell(changed, FIRST, "title").click(position={"x": 20, "y": 10})
    expect(measure).to_be_visible()
    measure.click(position={"x": 20, "y": 30})

    expect(measure.locator("textarea")).to_be_focused()
    assert oddities(changed) == ([], 0)


def test_on_a_phone_what_one_does_with_the_plan_is_at_the_bottom(sheet):
    sheet.set_viewport_size({"width": 360, "height": 740})
    main = sheet.get_by_role("link", name="Commit the plan")

    box = main.bounding_box()
    assert box["y"] > 600
    sheet.mouse.wheel(0, 300)
    assert main.bounding_box() == box
    sheet.locator(".more > summary").click()
    menu = sheet.locator(".more ul").bounding_box()
    assert menu["y"] + menu["height"] <= box["y"]
    assert oddities(sheet) == ([], 0)


def test_on_paper_all_words_are_printed_and_no_forms(changed):
    changed.emulate_media(media="print")

    text = cell(changed, FIRST, "measure").locator(".text")
    assert text.evaluate("one => one.scrollWidth <= one.clientWidth")
    mark = cell(changed, FIRST, "measure").locator("mark").first
    assert "underline" in mark.evaluate("one => getComputedStyle(one).textDecoration")
    expect(changed.locator("form.add").first).to_be_hidden()
    expect(changed.get_by_role("link", name="Commit the plan")).to_be_hidden()
    expect(changed.get_by_text("Add unplanned work")).to_be_hidden()
    ends = [
        one.evaluate("one => Math.round(one.getBoundingClientRect().right)")
        for one in (changed.locator(".plan"), cell(changed, FIRST, "status"))
    ]
    assert abs(ends[0] - ends[1]) <= 1


def test_whoever_may_not_edit_sees_the_whole_of_a_row_in_use(plan, live_server, page):
    Objective.objects.filter(title=FIRST).update(measure=LONG)
    page.goto(f"{live_server.url}/teams/whole/2014-15-q2/")
    assert heights(page)[0] == 40
    page.locator(".plan tr[id] .col-measure").first.click()

    assert heights(page)[0] > 80
    assert oddities(page) == ([], 0)


def test_without_a_script_a_row_has_its_form(plan, live_server, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, live_server.url)
        page.get_by_role("link", name=f"Edit {FIRST}").click()
        assert page.get_by_label("ETA", exact=True).is_visible()
