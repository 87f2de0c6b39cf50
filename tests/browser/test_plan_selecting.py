"""Several rows of a plan at once."""

import re

import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from tests.browser.looks import oddities
from tests.browser.sheets import (
    TITLES,
    WAIT,
    cell,
    go_to,
    group,
    order,
    saved,
    sign_in,
    stored,
)

FIRST, SECOND, THIRD = TITLES


def bar(page):
    return page.locator("#selection")


def is_selected(page):
    return [
        box.is_checked() for box in page.locator(".plan tr[id] [type=checkbox]").all()
    ]


def choose(page, summary, fill):
    bar(page).get_by_text(summary, exact=True).click()
    fill(page.locator("#selection details[open]"))


def test_nothing_is_selected_at_first(sheet):
    expect(bar(sheet)).to_be_hidden()


def test_a_box_and_shift_select_a_range(sheet):
    sheet.get_by_label(f"Select {FIRST}").click()
    sheet.get_by_label(f"Select {THIRD}").click(modifiers=["Shift"])

    assert is_selected(sheet) == [True, True, True, False]
    expect(bar(sheet)).to_contain_text("3 selected")
    assert sheet.locator(".editor").count() == 0
    assert oddities(sheet) == ([], 0)


def test_ctrl_and_a_click_on_a_cell_select_a_row(sheet):
    cell(sheet, SECOND, "measure").click(modifiers=["Control"])
    cell(sheet, THIRD, "status").click(modifiers=["Control"])
    cell(sheet, SECOND, "title").click(
        modifiers=["Control"], position={"x": 40, "y": 9}
    )

    assert is_selected(sheet) == [False, False, True, False]
    assert sheet.locator(".editor").count() == 0


def test_shift_and_the_arrows_select_rows_and_escape_none(sheet):
    go_to(sheet, FIRST, "measure")
    sheet.keyboard.press("Shift+ArrowDown")
    sheet.keyboard.press("Shift+ArrowDown")
    sheet.keyboard.press("Shift+ArrowUp")

    assert is_selected(sheet) == [True, True, False, False]
    expect(cell(sheet, SECOND, "measure")).to_be_focused()
    sheet.keyboard.press("Escape")
    assert is_selected(sheet) == [False] * 4
    expect(bar(sheet)).to_be_hidden()


def test_space_selects_the_row_of_a_box(sheet):
    go_to(sheet, SECOND, "title")
    sheet.keyboard.press("ArrowLeft")
    sheet.keyboard.press("Space")

    assert is_selected(sheet) == [False, True, False, False]


def test_all_are_selected_by_one_box(sheet):
    sheet.get_by_label("Select all").check()

    assert is_selected(sheet) == [True] * 4


def test_an_eta_is_set_for_all_that_are_selected(sheet):
    go_to(sheet, FIRST, "title")
    sheet.keyboard.press("Shift+ArrowDown")

    def fill(more):
        more.get_by_role("textbox").fill("Nov 2014")
        more.get_by_role("textbox").press("Enter")

    choose(sheet, "ETA", fill)
    expect(cell(sheet, SECOND, "eta")).to_have_text("Nov 2014", timeout=WAIT)
    etas = Objective.objects.order_by("pk").values_list("eta", flat=True)
    assert list(etas) == ["Nov 2014", "Nov 2014", "", ""]
    assert is_selected(sheet) == [True, True, False, False]


def test_a_state_and_an_owner_are_set_and_counted(sheet):
    sheet.get_by_label(f"Select {FIRST}").click()
    sheet.get_by_label(f"Select {SECOND}").click()

    def fill(option, button):
        def act(more):
            more.get_by_role("combobox").select_option(option)
            more.get_by_role("button", name=button).click()

        return act

    choose(sheet, "State", fill("Done", "Set the state"))
    expect(group(sheet).locator(".tally")).to_have_text("2 of 3 done", timeout=WAIT)
    choose(sheet, "Owner", fill("Ada", "Set the owner"))
    expect(cell(sheet, SECOND, "owner").locator("[title=Ada]")).to_be_visible()

    assert Objective.objects.filter(owner__name="Ada", state="done").count() == 2


def test_rows_are_moved_to_another_group(sheet):
    sheet.get_by_label(f"Select {FIRST}").click()
    sheet.get_by_label(f"Select {THIRD}").click()

    def fill(more):
        more.get_by_role("combobox").select_option("Rest")
        more.get_by_role("button", name="Move").click()

    choose(sheet, "Move to", fill)
    expect(group(sheet, 1).locator(".title")).to_have_text(
        ["Another one", FIRST, THIRD], timeout=WAIT
    )


def test_rows_are_deleted_together_and_restored_by_one_undo(sheet):
    sheet.get_by_label(f"Select {FIRST}").click()
    sheet.get_by_label(f"Select {SECOND}").click()
    bar(sheet).get_by_role("button", name="Delete").click()
    sheet.wait_for_url(re.compile(r"deleted=\d+&deleted=\d+$"))
    assert order(sheet) == [THIRD]

    sheet.get_by_role("button", name="Undo").click()
    sheet.get_by_text("Restored 2 objectives.").wait_for()
    assert Objective.objects.filter(plan__team__name="Part").count() == 3


def test_a_refusal_is_said_at_its_row_and_nothing_is_done(plan, sheet):
    plan.commit(by=None, at=None)
    plan.add([{"title": "Added later"}], by=None, at=None)
    sheet.reload()
    sheet.get_by_label("Select Added later").click()
    sheet.get_by_label(f"Select {FIRST}").click()
    bar(sheet).get_by_role("button", name="Delete").click()

    reason = cell(sheet, FIRST, "title").locator(".refused")
    expect(reason).to_contain_text("cannot be deleted", timeout=WAIT)
    expect(bar(sheet)).to_contain_text("Nothing was changed")
    assert stored(title="Added later")


def test_a_box_stays_ticked_while_its_row_is_edited(sheet):
    sheet.get_by_label(f"Select {FIRST}").click()
    cell(sheet, FIRST, "measure").click()
    sheet.keyboard.type("All")
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert is_selected(sheet) == [True, False, False, False]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_bar_is_accessible_and_fits(sheet, width):
    sheet.set_viewport_size({"width": width, "height": 740})
    sheet.get_by_label(f"Select {FIRST}").check()
    sheet.get_by_label(f"Select {SECOND}").check()
    choose(sheet, "Owner", lambda more: more.wait_for())

    assert oddities(sheet) == ([], 0)


def test_without_a_script_it_is_a_form(plan, live_server, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, live_server.url)
        page.get_by_label(f"Select {FIRST}").check()
        page.get_by_label(f"Select {SECOND}").check()
        bar(page).get_by_text("ETA", exact=True).click()
        page.get_by_label("ETA of the selected objectives").fill("EOQ")
        page.get_by_role("button", name="Set the ETA").click()
        assert Objective.objects.filter(eta="EOQ").count() == 2

        bar(page).get_by_role("button", name="Duplicate").click()
        assert page.get_by_text("Select an objective first.").is_visible()


def test_a_tag_is_added_to_what_is_selected_and_typed_with_a_title(sheet):
    sheet.get_by_label(f"Select {FIRST}").click()
    sheet.get_by_label(f"Select {SECOND}").click()
    bar(sheet).get_by_text("Tag", exact=True).click()
    sheet.get_by_label("Tag of the selected objectives").fill("Cloud move")
    sheet.keyboard.press("Enter")

    labels = sheet.locator(".plan .label")
    expect(labels).to_have_text(["Cloud move", "Cloud move"], timeout=WAIT)

    sheet.keyboard.press("Escape")
    cell(sheet, THIRD, "title").click(position={"x": 30, "y": 15})
    sheet.locator(".editor [name=tags]").fill("cloud MOVE")
    sheet.keyboard.press("Enter")

    expect(labels).to_have_text(["Cloud move"] * 3, timeout=WAIT)
    assert Objective.objects.filter(tags="Cloud move").count() == 3
    assert oddities(sheet) == ([], 0)
