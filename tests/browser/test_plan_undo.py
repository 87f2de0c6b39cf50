"""What is taken back on a plan's page after it was saved."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from objectives.models import Objective
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
from tests.makers import AT, make_user

FIRST, SECOND, THIRD = TITLES


def edit(page, title, column, text):
    go_to(page, title, column)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    saved(page)
    expect(page.locator("#announcement")).to_have_text("Saved.")


def press(page, keys, said):
    page.locator("#announcement").evaluate("said => { said.textContent = ''; }")
    page.keyboard.press(keys)
    expect(page.locator("#announcement")).to_have_text(said)


def test_ctrl_z_takes_back_what_was_saved_one_after_the_other(sheet):
    edit(sheet, FIRST, "measure", "All")
    edit(sheet, FIRST, "measure", "Half")
    edit(sheet, SECOND, "eta", "Nov 2014")

    press(sheet, "Control+z", "Undone.")
    expect(cell(sheet, SECOND, "eta")).to_have_text(re.compile("—"))
    press(sheet, "Control+z", "Undone.")
    expect(cell(sheet, FIRST, "measure")).to_have_text("All")
    expect(cell(sheet, SECOND, "eta")).to_be_focused()
    press(sheet, "Control+y", "Done again.")

    assert stored(title=FIRST, measure="Half")
    assert stored(title=SECOND, eta="")


def test_a_change_is_taken_back_after_the_page_was_loaded_again(sheet):
    edit(sheet, FIRST, "title", "Encrypt nothing")
    sheet.reload()

    press(sheet, "Control+z", "Undone.")

    assert order(sheet) == TITLES


def test_what_is_typed_is_the_browsers_to_take_back(sheet):
    edit(sheet, FIRST, "measure", "All")
    cell(sheet, SECOND, "measure").click()
    sheet.keyboard.type("x")
    sheet.keyboard.press("Control+z")

    expect(sheet.locator(".editor textarea")).to_have_value("")
    assert stored(title=FIRST, measure="All")


def test_a_deletion_and_a_new_row_are_taken_back(sheet):
    go_to(sheet, SECOND, "title")
    sheet.keyboard.press("Alt+Shift+Delete")
    sheet.wait_for_url(re.compile("deleted="))
    press(sheet, "Control+z", "Undone.")
    expect(group(sheet).locator(".title")).to_have_text(TITLES)

    sheet.get_by_label("New objectives of Part").fill("New one")
    sheet.keyboard.press("Enter")
    expect(group(sheet).locator(".title")).to_have_text([*TITLES, "New one"])
    sheet.locator("main").focus()
    press(sheet, "Control+z", "Undone.")

    expect(group(sheet).locator(".title")).to_have_text(TITLES)
    assert not stored(title="New one")


def test_a_copy_is_taken_back_and_made_again(sheet):
    go_to(sheet, SECOND, "title")
    sheet.keyboard.press("Alt+Shift+D")
    titles = group(sheet).locator(".title")
    expect(titles).to_have_text([FIRST, SECOND, SECOND, THIRD])
    expect(group(sheet).locator("tr[id] th").nth(2)).to_be_focused()

    press(sheet, "Control+z", "Undone.")
    expect(titles).to_have_text(TITLES)
    expect(cell(sheet, THIRD, "title")).to_be_focused()
    press(sheet, "Control+y", "Done again.")

    expect(titles).to_have_text([FIRST, SECOND, SECOND, THIRD])


def test_what_is_done_to_a_selection_is_one_step(sheet):
    sheet.get_by_label("Select all").check()
    bar = sheet.locator("#selection")
    bar.get_by_text("State", exact=True).click()
    bar.get_by_role("combobox").select_option("Done")
    bar.get_by_role("button", name="Set the state").click()
    expect(group(sheet).locator(".tally")).to_have_text("3 of 3 done")

    sheet.get_by_role("button", name="Undo").click()

    expect(group(sheet).locator(".tally")).to_have_text("0 of 3 done")
    assert not Objective.objects.exclude(state="").exists()


def test_what_somebody_has_changed_since_is_refused_with_who_and_when(sheet):
    edit(sheet, FIRST, "measure", "Mine")
    row = Objective.objects.get(title=FIRST)
    row.change({"measure": "Theirs"}, was=None, by=make_user("ada"), at=AT)

    sheet.keyboard.press("Control+z")

    expect(sheet.locator("#undo-note")).to_have_text(
        "Not undone. ada (14 Jan 2015, 17:00) has changed the measure of success since."
    )
    assert stored(title=FIRST, measure="Theirs")


@pytest.mark.parametrize("width", [1280, 360])
def test_undo_works_in_the_history_without_a_script(plan, live_server, browser, width):
    row = Objective.objects.get(title=FIRST)
    row.change({"measure": "Wrong"}, was=None, by=None, at=timezone.now())
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 740}
    )
    page = context.new_page()
    sign_in(page, live_server.url, to=f"/objectives/{row.pk}/")

    page.get_by_role("button", name="Undo this change").click()

    page.get_by_text("Undone.").wait_for()
    assert stored(title=FIRST, measure="")
    context.close()
