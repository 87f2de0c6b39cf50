import re

import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from tests.browser.looks import oddities
from tests.browser.sheets import sign_in
from tests.makers import (
    AT,
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
)


@pytest.fixture
def objective(transactional_db):
    make_organization()
    team = make_team("Ops")
    make_lead(team, "lead")
    first = make_objective(make_plan(team), "Encrypt the links", eta="EOQ")
    first.plan.commit(by=None, at=AT)
    later = make_quarter(first.plan.quarter.following().first_day)
    return first.carry_over(later, by=None, at=AT)


@pytest.fixture
def facts(page, live_server, objective):
    sign_in(page, live_server.url, to=f"/objectives/{objective.pk}/")
    return page


def fact(page, name):
    return page.locator(f"#objective [data-cell={name}]")


def test_a_click_on_a_fact_edits_it_where_it_stands(facts, objective):
    fact(facts, "eta").locator("dt").click()
    facts.keyboard.press("Control+A")
    facts.keyboard.type("2015-02-30")
    expect(facts.locator(".reading")).to_contain_text("no such day")
    facts.keyboard.press("Enter")

    expect(fact(facts, "eta").locator("dd")).to_contain_text("2015-02-30")
    expect(facts.locator("#changes + ol li").first).to_contain_text("by lead")
    assert oddities(facts) == ([], 0)
    objective.refresh_from_db()
    assert objective.eta == "2015-02-30"


def test_the_title_and_the_owner_are_edited_by_keyboard_alone(facts, objective):
    fact(facts, "title").locator(".edit").focus()
    facts.keyboard.press("Enter")
    facts.keyboard.press("End")
    facts.keyboard.type(" of all sites")
    facts.keyboard.press("Enter")
    expect(facts.get_by_role("heading", level=1)).to_have_text(
        "Encrypt the links of all sites"
    )
    expect(fact(facts, "title").locator(".edit")).to_be_focused()

    fact(facts, "owner").locator(".edit").press("Enter")
    facts.keyboard.type("lead")
    facts.keyboard.press("Tab")
    facts.keyboard.press("Enter")

    expect(fact(facts, "owner").locator("dd")).to_contain_text("lead")


def test_a_refusal_stays_beside_what_was_typed_until_it_is_saved_or_cancelled(
    facts, objective
):
    fact(facts, "eta").click()
    facts.keyboard.press("Control+A")
    facts.keyboard.type("May")
    other = Objective.objects.get(pk=objective.pk)
    other.change({"eta": "June"}, was=None, by=None, at=AT)
    facts.keyboard.press("Enter")
    expect(facts.locator(".editor .refused")).to_contain_text(
        "Someone else wrote: June"
    )
    expect(facts.locator(".editor [name=eta]")).to_have_value("May")

    fact(facts, "measure").locator("dt").click()
    expect(facts.locator(".editor [name=eta]")).to_be_focused()
    facts.keyboard.press("Enter")

    expect(fact(facts, "eta").locator("dd")).to_contain_text("May")


def test_nothing_moves_when_an_editor_opens_and_escape_leaves_all_as_it_was(facts):
    def places():
        shown = facts.locator("#now + dl dt, #now + dl dd, .lineage > li, #changes")
        return [one.bounding_box() for one in shown.all()]

    before = places()
    fact(facts, "measure").click()
    facts.keyboard.type("Never mind")

    assert places() == before
    facts.keyboard.press("Escape")
    expect(facts.locator(".editor")).to_have_count(0)
    expect(fact(facts, "measure").locator(".edit")).to_be_focused()


def test_without_scripts_the_form_opens_at_the_field(browser, live_server, objective):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, live_server.url, to=f"/objectives/{objective.pk}/")
        fact(page, "dependency").hover()
        fact(page, "dependency").get_by_role("link", name="Edit the dependency").click()

        expect(page).to_have_url(re.compile(r"/change/#id_dependency$"))
        page.get_by_label("Dependency").fill("Procurement")
        page.get_by_role("button", name="Save").click()

    objective.refresh_from_db()
    assert objective.dependency == "Procurement"


def test_the_quarters_stand_beside_the_facts_and_fit_a_phone(facts):
    columns = facts.locator(".lineage > li")
    left, right = (one.bounding_box() for one in columns.all())
    assert left["y"] == right["y"]
    assert left["x"] > fact(facts, "eta").bounding_box()["x"]

    facts.set_viewport_size({"width": 360, "height": 740})

    upper, lower = (one.bounding_box() for one in columns.all())
    assert upper["x"] == lower["x"]
    assert oddities(facts) == ([], 0)
