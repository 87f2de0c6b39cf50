import pytest

from objectives.models import CarryOver, Objective, Plan, Project, StatusUpdate, Team
from tests.browser.looks import oddities
from tests.browser.sheets import sign_in
from tests.makers import load_sample, make_user

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


def test_the_samples_quarter_is_closed_by_keyboard(lead, served):
    lead.goto(served + CLOSE)
    titles = ["Test deployment", "Varnish", "codfw", "Storage", "Labs", "Distributing"]

    for number, title in enumerate(titles):
        tab_to(lead, name(title, "answer"))
        if number == 0:
            press(lead, "Space")  # carry over, as it stands
            tab_to(lead, name(title, "title"))
            lead.keyboard.press("Control+a")
            lead.keyboard.type("HTTP/2 for a few")
        elif number == 1:
            press(lead, "ArrowUp")  # the last one: drop
            tab_to(lead, name(title, "note"))
            lead.keyboard.type("Not enough gain")
        else:
            press(lead, "ArrowUp", "ArrowUp")  # the last but one: defer
            tab_to(lead, name(title, "until"))
            lead.keyboard.type("next FY")
    tab_to(lead, 'button[value="close"]')
    press(lead, "Enter")

    lead.wait_for_url(f"{served}/teams/techops/2014-15-q2/")
    plans = Plan.objects.filter(quarter__number=2)
    assert {plan.state for plan in plans} == {"closed"}
    # Five from the first quarter and three of the second were carried before.
    assert CarryOver.objects.count() == 5 + 3 + 1
    assert Objective.objects.get(title="HTTP/2 for a few").plan.quarter.number == 3
    deferred = Objective.objects.filter(deferred_to="next FY")
    assert deferred.count() == 4


def test_only_the_part_of_the_answer_is_shown(lead, served):
    lead.goto(served + CLOSE)
    title = lead.locator(name("Varnish", "title"))
    until = lead.locator(name("Varnish", "until"))
    assert not title.is_visible()

    lead.locator(name("Varnish", "answer") + '[value="carry_over"]').check()
    assert (title.is_visible(), until.is_visible()) == (True, False)

    lead.locator(name("Varnish", "answer") + '[value="defer"]').check()
    assert (title.is_visible(), until.is_visible()) == (False, True)


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
    page.locator(name("Varnish", "answer") + '[value="drop"]').check()
    page.locator(name("Varnish", "note")).fill("Not enough gain")
    page.locator(name("Storage", "answer") + '[value="defer"]').check()
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
