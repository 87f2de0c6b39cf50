"""From a pasted table to objectives and back, in the browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from objectives.importing.stored import source_of
from objectives.models import Import, Objective
from tests.browser.looks import oddities
from tests.browser.sheets import sign_in
from tests.makers import (
    make_lead,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
)

TABLE = (
    "Objective\tMeasure of success\tDue\tStatus\tOwner\n"
    "Retire the form\tNo calls\t2014-12\tdone\tBea Sea\n"
    "Answer in a day\t\t03/04/2014\tamber\tBea Sea\n"
    "\tNo title here\t\ton track\ttbd\n"
)
CELLS = [("th", "Objective", "ETA"), ("td", "One", "Q2"), ("td", "Two", "Q3")]
ROWS = (f"<tr><{tag}>{one}</{tag}><{tag}>{two}</{tag}></tr>" for tag, one, two in CELLS)
MARKUP = f"<table>{''.join(ROWS)}</table>"
PASTE = """([field, text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  data.setData("text/html", html);
  field.focus();
  const how = { clipboardData: data, bubbles: true, cancelable: true };
  const event = new ClipboardEvent("paste", how);
  if (field.dispatchEvent(event)) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""


@pytest.fixture
def served(transactional_db, live_server):
    make_organization()
    team = make_team("Ops")
    make_plan(team, make_quarter())
    make_lead(team, "grace")
    return live_server.url


@pytest.fixture
def lead(served, page):
    sign_in(page, served, "grace", to="/teams/ops/2014-15-q2/")
    return page


def go_on(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def at_preview(page, served, text=TABLE):
    page.goto(f"{served}/imports/?team=ops&quarter=2014-15-q2")
    page.get_by_label("Paste a table").fill(text)
    for name in ("Read it", "Go on to the columns", "Go on to the values"):
        go_on(page, name)
    go_on(page, "Go on to the preview")


def test_every_step_is_as_it_should_be(lead, served):
    lead.goto(f"{served}/imports/?team=ops&quarter=2014-15-q2")
    assert oddities(lead) == ([], 0)
    lead.get_by_label("Paste a table").fill(TABLE)
    for name in ("Read it", "Go on to the columns", "Go on to the values"):
        go_on(lead, name)
        assert oddities(lead) == ([], 0)
        lead.set_viewport_size({"width": 360, "height": 740})
        assert oddities(lead) == ([], 0)
        lead.set_viewport_size({"width": 1280, "height": 720})
    go_on(lead, "Go on to the preview")
    assert oddities(lead) == ([], 0)
    lead.set_viewport_size({"width": 360, "height": 740})
    assert oddities(lead) == ([], 0)


def test_a_table_is_mended_imported_and_undone(lead, served):
    at_preview(lead, served)
    lead.get_by_label("Objective of row 4").fill("A title after all")
    go_on(lead, "Check again")
    expect(lead.get_by_role("button", name="Import 3 objectives")).to_be_visible()

    go_on(lead, "Import 3 objectives")
    assert oddities(lead) == ([], 0)
    assert Objective.objects.count() == 3
    go_on(lead, "Undo this import")

    assert Objective.objects.count() == 0
    assert oddities(lead) == ([], 0)


def test_what_was_edited_here_gives_way_by_keyboard(lead, served):
    at_preview(lead, served)
    go_on(lead, "Import 2 objectives")
    row = Objective.objects.get(title="Retire the form")
    by = Import.objects.get().author
    row.change({"measure": "Fewer calls"}, was=None, by=by, at=timezone.now())
    at_preview(lead, served, TABLE.replace("No calls", "Fewer letters"))
    lead.set_viewport_size({"width": 360, "height": 740})
    assert oddities(lead) == ([], 0)

    with lead.expect_navigation():
        lead.get_by_role("button", name="Take the file for this row").press("Enter")

    expect(lead.get_by_label("Take what the file says: row 2")).to_be_checked()
    lead.get_by_label("Take what the file says: row 2").press("Space")
    with lead.expect_navigation():
        lead.get_by_role("button", name="Check again").last.press("Enter")
    expect(lead.get_by_label("Take what the file says: row 2")).not_to_be_checked()


def test_what_is_pasted_comes_with_its_table(lead, served):
    lead.goto(f"{served}/imports/?team=ops")
    field = lead.get_by_label("Paste a table").element_handle()

    lead.evaluate(PASTE, [field, "One Q2 Two Q3", MARKUP])
    expect(lead.locator("#import-pasted")).to_contain_text("with its table")
    go_on(lead, "Read it")

    (table,) = source_of(Import.objects.get()).tables
    assert table.columns == ("Objective", "ETA")


def test_a_text_that_was_edited_is_read_as_it_is(lead, served):
    lead.goto(f"{served}/imports/?team=ops")
    field = lead.get_by_label("Paste a table")

    lead.evaluate(PASTE, [field.element_handle(), "One Q2 Two Q3", MARKUP])
    expect(lead.locator("#import-pasted")).to_contain_text("with its table")
    field.fill(TABLE)
    go_on(lead, "Read it")

    assert len(source_of(Import.objects.get()).tables[0].rows) == 3


def test_a_list_that_is_typed_into_a_plan_leads_to_the_import(lead, served):
    lead.locator("form.add textarea").fill("- One\n- Two")
    lead.get_by_role("button", name="Add").click()

    with lead.expect_navigation():
        lead.get_by_role("button", name="Import it").click()

    expect(lead.get_by_role("heading", name="What was read")).to_be_visible()
    assert Import.objects.get().quarter == "2014-15-q2"
    assert not Objective.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(lead, served, tmp_path):
    lead.goto(f"{served}/imports/")
    file = tmp_path / "plans.csv"
    with file.open("wb") as content:
        content.truncate(200_000_000)
    asked = []
    lead.on("request", lambda request: asked.append(request.method))

    lead.get_by_label("Or choose a file").set_input_files(file)
    lead.get_by_role("button", name="Read it").click()

    expect(lead.get_by_text("This file is larger than 20 MB")).to_be_visible()
    assert "POST" not in asked


def test_it_works_without_javascript(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, served, "grace", to="/")
    at_preview(page, served)

    go_on(page, "Import 2 objectives")

    assert Objective.objects.count() == 2
    context.close()
