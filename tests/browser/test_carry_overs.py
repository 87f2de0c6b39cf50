import datetime

import pytest
from playwright.sync_api import expect

from objectives.models import CarryOver
from tests.browser.looks import oddities
from tests.browser.sheets import sign_in
from tests.makers import (
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
)

Q3 = datetime.date(2015, 1, 1)


@pytest.fixture
def objective(transactional_db):
    make_organization()
    search, ops = make_team("Search"), make_team("Ops")
    make_lead(search, "bea")
    make_lead(ops, "ada")
    make_plan(search, make_quarter(Q3))
    return make_objective(make_plan(ops, state="committed"), "Encrypt")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_part_is_handed_over_and_the_other_team_accepts_it(
    page, live_server, objective, width
):
    page.set_viewport_size({"width": width, "height": 740})
    sign_in(page, live_server.url, "ada", to=f"/objectives/{objective.pk}/")
    page.get_by_role("link", name="Split, merge or hand over").click()
    page.get_by_label("Which team goes on with it").select_option("Search")
    page.get_by_role("button", name="Choose").click()
    page.get_by_label("Objective").last.fill("Encrypt the index")
    assert oddities(page) == ([], 0)
    page.get_by_role("button", name="Hand over to Search").click()
    page.get_by_text("Handed over. Search will see it").wait_for()
    assert oddities(page) == ([], 0)

    page.context.clear_cookies()
    sign_in(page, live_server.url, "bea", to="/")
    page.get_by_text("Accept or decline 1 objective").first.wait_for()
    page.goto(f"{live_server.url}/teams/search/2014-15-q3/")
    page.get_by_role("link", name="handed over by Ops, to accept").click()
    assert oddities(page) == ([], 0)
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Saved.").wait_for()

    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    assert CarryOver.objects.get().is_accepted
