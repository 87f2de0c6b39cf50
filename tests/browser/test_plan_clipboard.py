"""Cells of a plan copied for a spreadsheet, and pasted from one."""

import pytest
from playwright.sync_api import expect

from objectives.models import Member, Objective, Team
from tests.browser.looks import oddities
from tests.browser.sheets import TITLES, cell, go_to, group, order, saved, stored
from tests.makers import AT

FIRST, SECOND, THIRD = TITLES
# A browser gives no test the clipboard of its machine.
COPY = """() => {
  const clipboardData = new DataTransfer();
  const options = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("copy", options));
  return [clipboardData.getData("text/plain"), clipboardData.getData("text/html")];
}"""
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const options = { clipboardData, bubbles: true, cancelable: true };
  return document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def said(page, words):
    expect(page.locator("#announcement")).to_have_text(words)


def test_a_block_is_pasted_from_the_focused_cell_on_and_is_one_undo(sheet):
    go_to(sheet, FIRST, "measure")
    sheet.evaluate(PASTE, 'All\t"Net\nworks"\r\nHalf\tNone\r\n')
    said(sheet, "Pasted.")

    expect(cell(sheet, SECOND, "measure")).to_have_text("Half")
    assert stored(title=FIRST, measure="All", dependency="Net\nworks")
    expect(cell(sheet, FIRST, "measure")).to_be_focused()
    sheet.keyboard.press("Control+z")
    said(sheet, "Undone.")
    assert Objective.objects.filter(measure="", dependency="").count() == 4


def test_more_rows_than_there_are_can_be_added(sheet):
    go_to(sheet, THIRD, "title")
    sheet.evaluate(PASTE, "Third\nFourth\nFifth")
    dialog = sheet.get_by_role("dialog", name="Paste 3 rows")
    expect(dialog).to_contain_text("There is no row for the other 2.")
    assert oddities(sheet) == ([], 0)
    dialog.get_by_role("button", name="Paste").click()
    said(sheet, "Pasted.")

    assert order(sheet) == [FIRST, SECOND, "Third", "Fourth", "Fifth"]


def test_a_paste_that_asks_can_be_left_alone(sheet):
    go_to(sheet, THIRD, "title")
    sheet.evaluate(PASTE, "Third\nFourth")
    sheet.get_by_role("dialog").wait_for()
    sheet.keyboard.press("Escape")

    expect(cell(sheet, THIRD, "title")).to_be_focused()
    assert order(sheet) == TITLES


def test_an_owner_who_is_not_known_is_asked_about(sheet):
    Member.objects.create(team=Team.objects.get(name="Part"), name="Zoë Müller")
    go_to(sheet, FIRST, "owner")
    sheet.evaluate(PASTE, "ada\nzoe muller\nZ. Müller")
    who = sheet.get_by_label("Who is “Z. Müller”?")
    who.select_option("Zoë Müller")
    sheet.get_by_role("button", name="Paste", exact=True).click()
    said(sheet, "Pasted.")

    owners = Objective.objects.order_by("pk").values_list("owner__name", flat=True)
    assert list(owners)[:3] == ["Ada", "Zoë Müller", "Zoë Müller"]


def test_a_refused_cell_keeps_what_was_pasted_and_says_why(sheet):
    go_to(sheet, FIRST, "eta")
    sheet.evaluate(PASTE, f"{'9' * 201}\nNov 2014")
    said(sheet, "Pasted, but for what is marked.")

    editor = sheet.locator(".editor")
    expect(editor.locator("[name=eta]")).to_have_value("9" * 201)
    expect(editor.locator(".refused")).to_contain_text("200")
    assert stored(title=SECOND, eta="Nov 2014")
    editor.locator("[name=eta]").fill("Dec 2014")
    sheet.keyboard.press("Enter")
    saved(sheet)
    assert stored(title=FIRST, eta="Dec 2014")


def test_what_is_pasted_into_an_editor_stays_text(sheet):
    cell(sheet, FIRST, "measure").click()
    is_left_to_the_browser = sheet.evaluate(PASTE, "a\tb\nc")

    assert is_left_to_the_browser
    sheet.keyboard.press("Escape")
    expect(cell(sheet, FIRST, "measure")).to_contain_text("blank")


def test_headings_are_pasted_into_the_field_of_new_rows(sheet):
    field = sheet.get_by_label("New objectives of Part")
    field.focus()
    sheet.keyboard.insert_text("Who\tObjective\nada\tFourth\n")
    sheet.get_by_role("button", name="Add to Part").click()
    expect(group(sheet).locator(".title")).to_have_text([*TITLES, "Fourth"])

    assert stored(title="Fourth", owner__name="Ada")


def test_a_cell_and_selected_rows_are_copied(sheet):
    row = Objective.objects.get(title=FIRST)
    row.change(
        {"measure": 'All\n"of" <them>', "status": "At risk: slow"},
        was=None,
        by=None,
        at=AT,
    )
    sheet.reload()
    go_to(sheet, FIRST, "measure")
    plain, _ = sheet.evaluate(COPY)
    assert plain == '"All\n""of"" <them>"'

    sheet.get_by_label(f"Select {FIRST}").click()
    sheet.get_by_label(f"Select {SECOND}").click()
    plain, table = sheet.evaluate(COPY)

    heads = "Objective\tMeasure of success\tDependency\tWho\tETA\tState\tStatus\tTags"
    first = f'{FIRST}\t"All\n""of"" <them>"\t\t\t\tAt risk\tAt risk: slow\t'
    assert plain == f"{heads}\n{first}\n{SECOND}\t\t\t\t\t\t\t"
    assert '<td>All<br>"of" &lt;them&gt;</td>' in table
    assert table.count("<tr>") == 3


def test_rows_that_were_copied_can_be_pasted_elsewhere(sheet):
    sheet.get_by_label(f"Select {FIRST}").click()
    sheet.get_by_label(f"Select {SECOND}").click()
    plain, _ = sheet.evaluate(COPY)
    sheet.get_by_label("Select all").uncheck()
    go_to(sheet, SECOND, "title")
    sheet.evaluate(PASTE, plain)
    said(sheet, "Pasted.")

    assert order(sheet) == [FIRST, FIRST, SECOND]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_questions_fit_and_are_accessible(sheet, width):
    sheet.set_viewport_size({"width": width, "height": 740})
    go_to(sheet, THIRD, "owner")
    sheet.evaluate(PASTE, "Nobody here\nNobody there")
    sheet.get_by_role("dialog").wait_for()

    assert oddities(sheet) == ([], 0)
