"""What colleagues change in a plan while its page is open."""

import re

from playwright.sync_api import expect

from objectives.models import Objective, Plan
from tests.browser.sheets import (
    TITLES,
    WAIT,
    cell,
    go_to,
    group,
    order,
    saved,
    stored,
)
from tests.makers import AT, make_user

FIRST, SECOND, THIRD = TITLES


def colleague():
    return {"by": make_user("ada"), "at": AT}


def write(title, /, **values):
    Objective.objects.get(title=title).change(values, was=None, **colleague())


def test_a_colleagues_words_appear_without_disturbing_an_open_editor(sheet):
    cell(sheet, SECOND, "measure").click()
    sheet.keyboard.type("Mine")
    write(FIRST, measure="Theirs", chosen_state="done")

    expect(cell(sheet, FIRST, "measure")).to_have_text("Theirs")
    expect(group(sheet).locator(".tally")).to_have_text("1 of 3 done")
    expect(sheet.locator(".editor textarea")).to_be_focused()
    sheet.keyboard.type(" too")
    sheet.keyboard.press("Enter")
    saved(sheet)

    assert stored(title=SECOND, measure="Mine too")


def test_words_in_the_row_that_is_edited_appear_too(sheet):
    cell(sheet, FIRST, "measure").click()
    sheet.keyboard.type("Mine")
    write(FIRST, dependency="Networks")

    expect(cell(sheet, FIRST, "dependency")).to_have_text("Networks")
    expect(sheet.locator(".editor textarea")).to_have_value("Mine")
    expect(sheet.locator(".editor textarea")).to_be_focused()


def test_a_conflict_says_who_and_when(sheet):
    cell(sheet, FIRST, "measure").click()
    sheet.keyboard.type("Mine")
    write(FIRST, measure="Theirs")
    expect(cell(sheet, FIRST, "measure")).to_contain_text("Theirs")
    sheet.keyboard.press("Enter")

    sheet.get_by_text("ada (14 Jan 2015, 17:00) wrote: Theirs").wait_for()
    sheet.get_by_role("button", name="Keep mine").click()
    saved(sheet)
    assert stored(title=FIRST, measure="Mine")


def test_rows_come_go_and_move_and_the_focus_stays(sheet):
    go_to(sheet, FIRST, "eta")
    plan = Plan.objects.get(team__name="Part")
    moment = colleague()
    plan.add([{"title": "Theirs"}], **moment)
    Objective.objects.get(title=SECOND).delete(**moment)
    third = Objective.objects.get(title=THIRD)
    third.move(before=Objective.objects.get(title=FIRST), **moment)

    expect(group(sheet).locator(".title")).to_have_text([THIRD, FIRST, "Theirs"])
    expect(cell(sheet, FIRST, "eta")).to_be_focused()
    expect(group(sheet).locator("[data-tally=all]")).to_have_text("3")


def test_a_row_moves_to_another_group(sheet):
    there = Plan.objects.get(team__name="Rest")
    Objective.objects.get(title=FIRST).move(there, **colleague())

    expect(group(sheet, 1).locator(".title")).to_have_text(["Another one", FIRST])
    assert order(sheet) == [SECOND, THIRD]


def test_whoever_only_reads_sees_it_too(plan, live_server, page):
    page.goto(f"{live_server.url}/teams/whole/2014-15-q2/")
    write(FIRST, status="Done", title="Encrypt all links")

    expect(page.get_by_text("Encrypt all links")).to_be_visible(timeout=WAIT)
    expect(page.locator(".plan .state.is-done")).to_have_count(1)
    expect(page.locator(".tally").first).to_have_text("1 of 3 done")


def test_a_page_that_nobody_sees_asks_nothing(sheet):
    asked = []
    sheet.on(
        "request", lambda one: asked.append(one.url) if "/live/" in one.url else None
    )
    sheet.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => window.away });
          window.away = true;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    before = len(asked)
    write(FIRST, measure="Theirs")
    sheet.wait_for_timeout(5000)
    assert len(asked) <= before + 1  # one may have been under way

    sheet.evaluate(
        """() => {
          window.away = false;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(cell(sheet, FIRST, "measure")).to_have_text(re.compile("Theirs"))
