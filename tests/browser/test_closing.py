import datetime

import pytest

from objectives.models import CarryOver, Objective, Plan, Project, StatusUpdate, Team
from tests.browser.looks import oddities
from tests.browser.sheets import sign_in
from tests.makers import (
    AT,
    load_sample,
    make_objective,
    make_plan,
    make_quarter,
    make_user,
)

Q3 = datetime.date(2015, 1, 1)
CLOSE = "/teams/techops/2014-15-q2/close/"
UNPLANNED = "/teams/techops/2014-15-q2/unplanned/"
CHECK_IN = "/teams/techops/2014-15-q2/check-in/"


@pytest.fixture
def served(transactional_db, live_server):
    load_sample()
    team = Team.objects.get(slug="techops")
    user = make_user("grace", team=team)
    user.memberships.update(is_lead=True)
    return live_server.url


@pytest.fixture
def lead(served, page):
    sign_in(page, served, "grace", to="/")
    return page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def tab_to(page, wanted):
    """Go on with Tab until the element in focus is the one wanted."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", wanted):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def name(title, field):
    row = Objective.objects.get(title__startswith=title, plan__quarter__number=2)
    return f'[name="row-{row.pk}-{field}"]'


def answer_of(title, value):
    return f'{name(title, "answer")}[value="{value}"]'


def test_the_samples_quarter_is_closed_by_keyboard(lead, served):
    lead.goto(served + CLOSE)
    titles = ["Storage", "Labs", "Distributing"]

    tab_to(lead, name("codfw", "answer"))
    press(lead, "c", "ArrowUp")  # carried over, and back to say how it will read
    tab_to(lead, "summary")
    lead.keyboard.press("Enter")
    tab_to(lead, name("codfw", "title"))
    lead.keyboard.press("Control+a")
    lead.keyboard.type("Fundraising in codfw")
    tab_to(lead, name("Storage", "answer"))
    for _ in titles:
        lead.keyboard.type("dnext FY")
        lead.keyboard.press("Enter")
    lead.keyboard.type("xNot enough gain")  # its status reads as deferred
    press(lead, "Enter")  # the last one's too, to next FY
    lead.wait_for_function("document.activeElement.value === 'defer'")
    tab_to(lead, 'button[value="close"]')
    press(lead, "Enter")

    lead.wait_for_url(f"{served}/teams/techops/2014-15-q2/")
    plans = Plan.objects.filter(quarter__number=2)
    assert {plan.state for plan in plans} == {"closed"}
    # Five from the first quarter and three of the second were carried before.
    assert CarryOver.objects.count() == 5 + 3 + 1
    assert Objective.objects.get(title="Fundraising in codfw").plan.quarter.number == 3
    deferred = Objective.objects.filter(deferred_to="next FY")
    assert deferred.count() == len(titles) + 1
    assert Objective.objects.get(dropped_reason="Not enough gain")


def test_only_the_part_of_the_answer_is_shown(lead, served):
    lead.goto(served + CLOSE)
    until = lead.locator(name("Labs", "until"))
    more = lead.locator("tr", has=until).locator("details > summary")
    assert not more.is_visible()

    lead.locator(answer_of("Labs", "carry_over")).check()
    assert (more.is_visible(), until.is_visible()) == (True, False)

    lead.locator(answer_of("Labs", "defer")).check()
    assert until.is_visible()


def test_a_quarter_of_38_rows_is_closed_by_keyboard_alone(lead, served):
    team = Team.objects.get(slug="techops")
    plan = make_plan(team, make_quarter(Q3), state=Plan.State.COMMITTED)
    statuses = ["At risk", "Deferred to next FY", "Dropped, no gain", "Not achieved"]
    for number in range(38):
        status = statuses[max(0, number - 34)]
        make_objective(plan, f"Objective {number}", status=status)
    lead.goto(f"{served}/teams/techops/2014-15-q3/close/")

    tab_to(lead, '[type=radio][value="carry_over"]')
    for number in range(35):
        lead.keyboard.type(("c", "x", "d")[number % 3])
        if number % 3:
            lead.keyboard.type("Says why")
            lead.keyboard.press("Enter")
    press(lead, "Control+Enter")
    lead.get_by_text("Saved 38 answers.").wait_for()
    tab_to(lead, 'button[value="close"]')
    press(lead, "Enter")

    lead.wait_for_url(f"{served}/teams/techops/2014-15-q3/")
    plan.refresh_from_db()
    assert plan.is_closed
    rows = plan.objectives.all()
    assert rows.exclude(carried_to=None).count() == 12
    assert rows.filter(dropped_reason="Says why").count() == 12
    assert rows.filter(deferred_to="Says why").count() == 11
    assert rows.filter(chosen_state="missed").count() == 1


def test_a_carry_over_is_taken_back_by_mouse_and_restored(lead, served):
    objective = Objective.objects.get(
        title__startswith="Storage", plan__quarter__number=2
    )
    objective.carry_over(objective.plan.quarter.following(), by=None, at=AT)
    lead.goto(f"{served}/objectives/{objective.pk}/")
    lead.get_by_role("link", name="Change the answer").click()

    lead.locator(answer_of("Storage", "take_back")).check()
    lead.get_by_role("button", name="Save for now").click()
    lead.get_by_text("Deleted “").wait_for()
    assert not CarryOver.objects.filter(predecessor=objective).exists()
    lead.get_by_role("button", name="Undo").click()

    lead.get_by_text("Restored “").wait_for()
    restored = Objective.objects.get(title=objective.title, plan__quarter__number=3)
    assert restored.predecessor is None


def test_checking_in_by_keyboard(lead, served):
    lead.goto(served + CHECK_IN)

    tab_to(lead, name("Varnish", "status"))
    press(lead, "Control+a")
    lead.keyboard.type("At risk (~60%)")
    tab_to(lead, name("Storage", "still"))
    press(lead, "Space", "Control+Enter")

    lead.get_by_text("Saved 2 updates.").wait_for()
    said = StatusUpdate.objects.order_by("objective").values_list("text", flat=True)
    assert list(said) == [
        "At risk (~60%)",
        Objective.objects.get(
            title__startswith="Storage", plan__quarter__number=2
        ).status,
    ]
    assert "At risk · about 60\u00a0%" in lead.text_content("main")


def written_meanwhile(title, **fields):
    """Somebody else writes this into the objective of the second quarter."""
    rows = Objective.objects.filter(title__startswith=title, plan__quarter__number=2)
    rows.update(**fields)


def change_page_of(title, served):
    rows = Objective.objects.filter(title__startswith=title, plan__quarter__number=2)
    return f"{served}/objectives/{rows.get().pk}/change/"


def refuse_check_in(page, served):
    page.goto(served + CHECK_IN)
    written_meanwhile("Varnish", status="Theirs", chosen_state="stalled")
    page.locator(name("Varnish", "status")).fill("Mine")
    page.locator(name("Varnish", "chosen_state")).select_option("done")
    page.locator(name("Storage", "status")).fill("too long " * 3000)
    page.locator(".saving .is-main").click()


def refuse_closing(page, served):
    page.goto(served + CLOSE)
    written_meanwhile("Varnish", deferred_to="next FY")
    page.locator(answer_of("Varnish", "drop")).check()
    page.locator(name("Varnish", "note")).fill("Not enough gain")
    page.locator(answer_of("Storage", "defer")).check()
    # As a browser may do that shows all the parts at once.
    page.locator(name("Labs", "until")).evaluate("one => one.value = 'Q4'")
    page.get_by_role("button", name="Close the quarter").click()


def refuse_objective(page, served):
    page.goto(change_page_of("Varnish", served))
    page.locator("[name=title]").fill("")
    page.locator("[name=eta]").fill("x" * 201)
    page.get_by_role("button", name="Save", exact=True).click()


def contest_objective(page, served):
    page.goto(change_page_of("Varnish", served))
    written_meanwhile("Varnish", measure="Theirs", chosen_state="stalled")
    page.locator("[name=measure]").fill("Mine")
    page.locator("[name=chosen_state]").select_option("done")
    page.get_by_role("button", name="Save", exact=True).click()


def contest_work(page, served):
    project = Project.objects.filter(quarter__number=2).first()
    page.goto(f"{served}/projects/{project.pk}/change/")
    Project.objects.filter(pk=project.pk).update(text="Theirs")
    page.locator("[name=text]").fill("Mine")
    page.get_by_role("button", name="Save").click()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_a_quarter_are_accessible(served, browser, width):
    objective = Objective.objects.get(title__startswith="IPsec")
    addresses = [
        "/",
        CHECK_IN,
        CLOSE,
        UNPLANNED,
        "/teams/techops/2014-15-q2/preflight/",
        f"/objectives/{objective.pk}/",
    ]
    size = {"width": width, "height": 900}
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        sign_in(page, served, "grace", to="/")
        found = {address: oddities_at(page, served + address) for address in addresses}

    assert found == {address: ([], 0, []) for address in addresses}


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(
    "refuse",
    [
        refuse_check_in,
        refuse_closing,
        refuse_objective,
        contest_objective,
        contest_work,
    ],
)
def test_refusals_and_conflicts_are_accessible(served, browser, refuse, width):
    size = {"width": width, "height": 900}
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        sign_in(page, served, "grace", to="/")
        refuse(page, served)
        page.locator(".errorlist").first.wait_for()
        found = oddities_here(page)

    assert found == ([], 0, [])


def test_what_is_not_saved_is_asked_about_before_leaving(lead, served):
    asked = []
    lead.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    pages = {
        CHECK_IN: name("Varnish", "status"),
        UNPLANNED: "[name=lines]",
        "/teams/techops/2014-15-q2/": "[name=lines]",
    }

    for address, field in pages.items():
        lead.goto(served + address)
        lead.goto(f"{served}/")  # nothing was typed
        lead.goto(served + address)
        opened = lead.locator("details.quick summary")
        if opened.count():
            opened.click()
        lead.locator(field).click()
        lead.keyboard.type("Typed")
        lead.goto(f"{served}/")
    assert asked == ["beforeunload"] * len(pages)

    refuse_closing(lead, served)
    lead.locator(".errorlist").first.wait_for()
    lead.goto(f"{served}/")
    assert asked == ["beforeunload"] * (len(pages) + 1)


def oddities_at(page, address):
    """What is odd on the page of that address, with one answer being given."""
    page.goto(address)
    for answer in page.locator('[value="carry_over"]').all()[:1]:
        answer.check()
    return oddities_here(page)


def oddities_here(page):
    """What axe finds, how far the page sticks out, and targets that are too low."""
    # With every part unfolded, so that nothing hides from the rules.
    page.evaluate(
        "document.querySelectorAll('details').forEach(one => one.open = true)"
    )
    low = page.eval_on_selector_all(
        "main :is(a, button, summary, select, input:not([type=hidden]))",
        "found => found.map(one => [one.textContent, one.getBoundingClientRect()"
        ".height]).filter(([, height]) => height && height < 24)",
    )
    return *oddities(page), low
