import pytest
from django.utils import timezone
from playwright.sync_api import expect

from objectives.models import Objective, StatusUpdate, Team
from tests.browser.looks import oddities
from tests.browser.sheets import sign_in
from tests.makers import load_sample, make_user

CHECK_IN = "/teams/techops/2014-15-q2/check-in/"
# Edges that lie over each other by less than a pixel do not cover anything.
UNCOVERED = """
  () => {
    const edge = document.querySelector(".saving").getBoundingClientRect().top;
    const opened = document.activeElement.closest(".report, .still");
    return opened.getBoundingClientRect().bottom <= edge + 1;
  }
"""


@pytest.fixture
def served(transactional_db, live_server):
    load_sample()
    team = Team.objects.get(slug="techops")
    make_user("grace", team=team).memberships.update(is_lead=True)
    return live_server.url


@pytest.fixture
def lead(served, page):
    sign_in(page, served, "grace", to=CHECK_IN)
    return page


def key(title):
    rows = Objective.objects.filter(plan__quarter__number=2)
    return rows.get(title__startswith=title).pk


def field(page, title, name):
    return page.locator(f'[name="row-{key(title)}-{name}"]')


def counts(page):
    return page.locator(".counts")


def said():
    updates = StatusUpdate.objects.order_by("objective__pk")
    return [(one.objective.title.split()[0], one.text) for one in updates]


def test_all_is_reported_with_the_keyboard_alone(lead):
    press = lead.keyboard.press
    field(lead, "IPsec", "status").focus()

    lead.keyboard.type("Half of it")
    press("Enter")
    expect(field(lead, "Virtualization", "status")).to_be_focused()
    press("Alt+Enter")
    expect(field(lead, "Core", "status")).to_be_focused()
    press("Alt+3")
    expect(field(lead, "Core", "chosen_state")).to_have_value("not_started")
    expect(counts(lead)).to_have_text("2 changed, 1 without change, 6 untouched")
    press("Control+Enter")

    lead.get_by_text("Saved 3 updates.").wait_for()
    assert [text for _, text in said()] == [
        Objective.objects.get(pk=key(title)).status
        for title in ("IPsec", "Virtualization", "Core")
    ]
    assert Objective.objects.get(pk=key("IPsec")).status == "Half of it"
    assert Objective.objects.get(pk=key("Core")).state == "not_started"


def test_no_change_is_said_of_all_the_rest_at_once(lead):
    field(lead, "IPsec", "status").fill("Half of it")

    lead.get_by_role("button", name="No change for these 4").click()
    expect(counts(lead)).to_have_text("1 changed, 4 without change, 4 untouched")
    lead.get_by_role("button", name="No change for all the rest").click()
    expect(counts(lead)).to_have_text("1 changed, 8 without change, 0 untouched")
    lead.get_by_role("button", name="Save 9").click()

    lead.get_by_text("Saved 9 updates.").wait_for()
    assert len(said()) == 9


def test_what_is_typed_says_how_it_is_read(lead):
    field(lead, "IPsec", "status").fill("Stalled: no money")

    expect(lead.get_by_text("Read as: Stalled")).to_be_visible()


def test_it_works_without_a_script(served, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, served, "grace", to=CHECK_IN)
        field(page, "IPsec", "status").fill("Half of it")
        field(page, "IPsec", "chosen_state").select_option("stalled")
        field(page, "Core", "still").check()
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Saved 2 updates.").wait_for()
        page.get_by_role("button", name="No change for all the rest").click()
        page.get_by_text("Saved 9 updates.").wait_for()

    assert Objective.objects.get(pk=key("IPsec")).state == "stalled"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_buttons_cover_no_row_that_is_in_use(lead, width):
    lead.set_viewport_size({"width": width, "height": 640})
    lead.reload()

    for place in lead.locator("tr[id]:visible textarea").all():
        place.focus()
        assert lead.evaluate(UNCOVERED)
    lead.keyboard.press("Tab")
    lead.keyboard.press("Tab")
    assert lead.evaluate(UNCOVERED)


def test_what_opens_moves_nothing(lead):
    tops = "rows => rows.map(row => row.offsetTop)"
    rows = lead.locator("tr[id]:visible")
    before = rows.evaluate_all(tops)

    field(lead, "Core", "status").focus()

    assert rows.evaluate_all(tops) == before


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_odd_about_the_page(lead, width):
    lead.set_viewport_size({"width": width, "height": 740})
    field(lead, "Core", "status").focus()

    assert oddities(lead) == ([], 0)


def test_what_is_refused_comes_back_open(lead):
    field(lead, "IPsec", "status").fill("Half of it")
    field(lead, "Core", "status").fill("too long " * 3000)

    lead.get_by_role("button", name="Save 2").click()

    lead.get_by_text("1 was not saved.").wait_for()
    assert field(lead, "Core", "status").input_value() == ("too long " * 3000)
    expect(field(lead, "Core", "chosen_state")).to_be_visible()
    expect(counts(lead)).to_have_text("1 changed, 0 without change, 8 untouched")


def test_what_was_typed_and_not_sent_is_there_again(served, lead):
    field(lead, "IPsec", "status").fill("Half of it")
    field(lead, "Core", "status").fill("Not yet")
    # It is left without an answer to what the browser asks.
    lead.once("dialog", lambda dialog: dialog.accept())
    lead.goto(f"{served}{CHECK_IN}")

    expect(field(lead, "IPsec", "status")).to_have_value("Half of it")
    row = lead.locator(f"#objective-{key('IPsec')}")
    expect(row).to_contain_text("it is not saved yet")
    expect(counts(lead)).to_contain_text("2 changed")
    lead.locator(f"#objective-{key('Core')}").get_by_role(
        "button", name="Discard it"
    ).click()
    expect(counts(lead)).to_contain_text("1 changed")

    field(lead, "IPsec", "status").press("Control+Enter")
    lead.get_by_text("Saved 1 update.").wait_for()
    Objective.objects.get(pk=key("IPsec")).update_status(
        "Theirs", by=None, at=timezone.now()
    )
    lead.goto(f"{served}{CHECK_IN}")

    expect(field(lead, "IPsec", "status")).to_have_value("Theirs")
    expect(field(lead, "Core", "status")).not_to_have_value("Not yet")
