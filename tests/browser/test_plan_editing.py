import re

import pytest
from playwright.sync_api import expect

from objectives.models import Deletion, Objective
from tests.browser.looks import oddities
from tests.browser.sheets import (
    TITLES,
    cell,
    go_to,
    group,
    order,
    saved,
    sign_in,
    stored,
)


def test_a_click_edits_and_enter_saves(sheet):
    cell(sheet, TITLES[0], "measure").click()
    sheet.keyboard.type("All of them")
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert "All of them" in cell(sheet, TITLES[0], "measure").inner_text()
    assert stored(title=TITLES[0], measure="All of them")


def test_a_link_in_a_cell_opens_and_the_cell_is_edited_as_typed(sheet, live_server):
    typed = f"**All**, see [the list]({live_server.url}/objectives/)"
    cell(sheet, TITLES[0], "measure").click()
    sheet.keyboard.type(typed)
    sheet.keyboard.press("Enter")
    saved(sheet)

    shown = cell(sheet, TITLES[0], "measure")
    assert shown.locator(".text").inner_text() == "All, see the list"
    shown.locator("strong").click()
    expect(sheet.locator(".editor textarea")).to_have_value(typed)
    sheet.keyboard.press("Escape")
    shown.get_by_role("link", name="the list").click()

    expect(sheet).to_have_url(f"{live_server.url}/objectives/")


def test_the_editor_opens_at_once_and_loses_no_key(sheet):
    go_to(sheet, TITLES[0], "title")
    sheet.keyboard.press("Enter")
    sheet.keyboard.type(" of all sites")
    sheet.keyboard.press("Tab")
    sheet.keyboard.type("Ninety")
    for _ in ("dependency", "owner", "ETA"):
        sheet.keyboard.press("Tab")
    sheet.keyboard.type("2014-12-31")
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert stored(
        title="Encrypt the links of all sites", measure="Ninety", eta="2014-12-31"
    )


def test_escape_gives_back_what_was_there(sheet):
    cell(sheet, TITLES[0], "title").click(position={"x": 30, "y": 20})
    sheet.keyboard.type(" no more")
    sheet.keyboard.press("Escape")

    assert sheet.locator(".editor").count() == 0
    assert order(sheet) == TITLES
    assert stored(title=TITLES[0])


def test_arrows_lead_from_cell_to_cell(sheet):
    go_to(sheet, TITLES[0], "title")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "End"):
        sheet.keyboard.press(key)

    focused = sheet.evaluate("document.activeElement.closest('tr').textContent")
    assert "Another one" in focused
    assert "col-status" in sheet.evaluate("document.activeElement.className")


def test_an_eta_says_how_it_is_read_and_can_be_chosen_otherwise(sheet):
    cell(sheet, TITLES[0], "eta").click()
    sheet.keyboard.type("2015-02-30")
    reading = sheet.locator(".editor .reading")
    expect(reading).to_have_text("Read as: End of February 2015, no such day")

    sheet.locator(".editor [name=chosen_eta_day]").fill("2014-12-31")
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert stored(eta="2015-02-30", eta_day="2014-12-31")
    assert "counts as 31 December 2014" in cell(sheet, TITLES[0], "eta").inner_text()


def test_a_state_is_chosen_by_keys(sheet):
    go_to(sheet, TITLES[0], "status")
    sheet.keyboard.press("Enter")
    sheet.keyboard.type("quux")
    sheet.keyboard.press("Control+ArrowDown")
    sheet.keyboard.type("Stal")
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert stored(status="quux", state="stalled")
    stalled = sheet.locator("#status-counts .is-stalled")
    expect(stalled).to_have_text("1 stalled")


def test_a_state_has_a_cell_of_its_own(sheet):
    go_to(sheet, TITLES[0], "state")
    sheet.keyboard.type("Stal")
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert stored(title=TITLES[0], status="", state="stalled")
    assert cell(sheet, TITLES[0], "state").inner_text() == "Stalled"


def test_a_likely_state_and_eta_are_chosen_by_a_press(sheet):
    cell(sheet, TITLES[0], "eta").click()
    sheet.get_by_role("button", name="Nov 2014").click()
    saved(sheet)
    cell(sheet, TITLES[0], "state").click()
    sheet.get_by_role("button", name="Done").click()
    saved(sheet)

    assert stored(title=TITLES[0], eta="Nov 2014", state="done")
    expect(group(sheet).locator(".tally")).to_have_text("1 of 3 done")


def test_an_owner_is_chosen(sheet):
    cell(sheet, TITLES[0], "owner").click()
    sheet.locator(".editor select").select_option("Ada")
    sheet.keyboard.press("Enter")
    saved(sheet)
    cell(sheet, TITLES[0], "title").click(position={"x": 30, "y": 20})
    sheet.locator(".editor [type=checkbox]").check()
    sheet.keyboard.press("Enter")
    saved(sheet)

    row = Objective.objects.get(title=TITLES[0])
    assert (row.owner.name, row.is_tentative) == ("Ada", True)
    assert cell(sheet, TITLES[0], "owner").locator("[title=Ada]").count() == 1


def test_a_refusal_stays_beside_what_was_typed(sheet):
    cell(sheet, TITLES[0], "title").click(position={"x": 30, "y": 20})
    sheet.keyboard.press("Control+a")
    sheet.keyboard.press("Delete")
    sheet.keyboard.press("Enter")

    refused = sheet.locator(".editor .refused p")
    refused.wait_for()
    assert "empty" in refused.inner_text()
    sheet.keyboard.type("Something")
    sheet.keyboard.press("Enter")
    saved(sheet)
    assert stored(title="Something")


def test_without_a_server_the_text_stays_and_is_sent_again(sheet):
    sheet.route("**/cell/**", lambda route: route.abort())
    cell(sheet, TITLES[0], "measure").click()
    sheet.keyboard.type("All of them")
    sheet.keyboard.press("Tab")

    sheet.get_by_text("The server cannot be reached.").wait_for()
    kept = sheet.locator(".col-measure .editor textarea")
    assert kept.input_value() == "All of them"
    sheet.unroute("**/cell/**")
    sheet.get_by_role("button", name="Try again").click()
    sheet.locator(".col-measure .editor").wait_for(state="detached")
    assert stored(title=TITLES[0], measure="All of them")


def test_leaving_with_unsaved_cells_warns(sheet):
    sheet.route("**/cell/**", lambda route: route.abort())
    cell(sheet, TITLES[0], "measure").click()
    sheet.keyboard.type("All of them")
    sheet.keyboard.press("Enter")
    sheet.get_by_text("The server cannot be reached.").wait_for()
    asked = []
    sheet.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    sheet.goto("about:blank")

    assert asked == ["beforeunload"]


def test_when_signed_out_meanwhile_the_text_stays(sheet, live_server):
    cookies = sheet.context.cookies()
    sheet.context.clear_cookies()
    cell(sheet, TITLES[0], "measure").click()
    sheet.keyboard.type("All of them")
    sheet.keyboard.press("Enter")

    sheet.get_by_text("you are signed out").wait_for()
    assert sheet.get_by_role("link", name="Sign in in a new tab").is_visible()
    sheet.context.add_cookies(cookies)
    sheet.get_by_role("button", name="Try again").click()
    saved(sheet)
    assert stored(title=TITLES[0], measure="All of them")


@pytest.mark.parametrize(("choice", "stays"), [("theirs", "Theirs"), ("mine", "Mine")])
def test_a_conflict_is_chosen_in_the_cell(sheet, choice, stays):
    cell(sheet, TITLES[0], "measure").click()
    Objective.objects.filter(title=TITLES[0]).update(measure="Theirs")
    sheet.keyboard.type("Mine")
    sheet.keyboard.press("Enter")

    sheet.get_by_text("Someone else wrote: Theirs").wait_for()
    sheet.get_by_role("button", name=f"Keep {choice}").click()
    saved(sheet)

    assert stored(title=TITLES[0], measure=stays)
    assert stays in cell(sheet, TITLES[0], "measure").inner_text()


def test_keys_move_a_row_and_on_to_the_next_group(sheet):
    go_to(sheet, TITLES[1], "title")
    for _ in range(2):
        with sheet.expect_response("**/move/**"):
            sheet.keyboard.press("Alt+ArrowDown")
    expect(sheet.locator("#announcement")).to_have_text("Moved.")
    second = group(sheet, 1).locator(".title")
    expect(second).to_have_text([TITLES[1], "Another one"])

    assert order(sheet) == [TITLES[0], TITLES[2]]
    assert sheet.evaluate("document.activeElement.className") == "col-title"
    sheet.reload()
    assert order(sheet, 1) == [TITLES[1], "Another one"]


def test_a_row_is_dragged(sheet):
    cell(sheet, TITLES[2], "title").hover()
    target = cell(sheet, TITLES[0], "title")
    sheet.locator(".grip").drag_to(target, target_position={"x": 30, "y": 3})
    expect(sheet.locator("#announcement")).to_have_text("Moved.")

    assert order(sheet) == [TITLES[2], TITLES[0], TITLES[1]]
    sheet.reload()
    assert order(sheet) == [TITLES[2], TITLES[0], TITLES[1]]


def test_a_row_is_duplicated_and_deleted_and_put_back(sheet):
    go_to(sheet, TITLES[0], "title")
    sheet.keyboard.press("Alt+Shift+D")
    expect(group(sheet).locator(".title")).to_have_text([TITLES[0], *TITLES])
    copy = group(sheet).locator("tr[id] th").nth(1)
    expect(copy).to_be_focused()

    sheet.keyboard.press("Alt+Shift+Delete")
    sheet.wait_for_url(re.compile(r"deleted=\d+(#objective-\d+)?$"))
    assert order(sheet) == TITLES
    sheet.get_by_role("button", name="Undo").click()
    sheet.get_by_text("Restored").wait_for()
    assert Objective.objects.filter(title=TITLES[0]).count() == 2
    assert Deletion.objects.get().restored_at


def test_question_mark_shows_the_keys(sheet):
    sheet.keyboard.press("?")

    assert sheet.get_by_text("cancel the edit").is_visible()


def test_all_of_it_works_without_javascript(plan, live_server, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, live_server.url)

        field = page.get_by_label("New objectives of Part")
        field.fill("Fourth")
        page.get_by_role("button", name="Add to Part").click()
        page.get_by_role("link", name="Edit Fourth").click()
        page.get_by_label("ETA").fill("2015-02-30")
        page.get_by_role("button", name="Save").click()
        assert page.get_by_title("End of February 2015, no such day").is_visible()

        page.get_by_role("link", name="Edit Fourth").click()
        page.get_by_role("button", name="Move up").click()
        assert order(page) == [*TITLES[:2], "Fourth", TITLES[2]]
        page.get_by_role("link", name="Edit Fourth").click()
        page.get_by_role("button", name="Move to Rest").click()
        assert order(page, 1) == ["Another one", "Fourth"]

        page.get_by_role("link", name="Edit Fourth").click()
        page.get_by_role("button", name="Duplicate").click()
        page.get_by_role("link", name="Edit Fourth").first.click()
        page.get_by_role("button", name="Delete").click()
        page.get_by_role("button", name="Undo").click()
        assert Objective.objects.filter(title="Fourth").count() == 2
        assert page.locator("main .keys").is_hidden()


@pytest.mark.parametrize("width", [1280, 360])
def test_an_open_editor_is_accessible_and_fits(plan, live_server, browser, width):
    size = {"width": width, "height": 900}
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        sign_in(page, live_server.url)
        for column in ("title", "owner", "eta", "state", "status"):
            go_to(page, TITLES[0], column)
            page.keyboard.press("Enter")
            page.locator(f".col-{column} .editor").wait_for()
            assert oddities(page) == ([], 0)
            page.keyboard.press("Escape")
        for address in ("commit/", "settings/", "start/", "reopen/"):
            page.goto(f"{live_server.url}/teams/whole/2014-15-q2/{address}")
            assert oddities(page) == ([], 0)
        page.goto(
            f"{live_server.url}/objectives/{Objective.objects.first().pk}/change/"
        )
        assert oddities(page) == ([], 0)
