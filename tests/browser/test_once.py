from playwright.sync_api import expect

from objectives.models.organization import Readers
from tests.browser.test_people import PASSWORD, sign_in
from tests.makers import AT, make_objective, make_organization, make_user

# As browsers say that they show a page as it was left, which they do not under test.
FROM_HISTORY = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


def test_who_goes_back_may_do_the_same_once_more(transactional_db, live_server, page):
    make_organization()
    make_user("boss", password=PASSWORD, is_staff=True)
    objective = make_objective()
    sign_in(page, live_server.url)
    address = f"{live_server.url}/objectives/{objective.pk}/change/"
    page.goto(address)
    keys = page.get_by_role("main").locator("[name=once]")
    used = keys.input_value()
    duplicate(page)
    page.goto(address)
    keys.evaluate("(field, used) => { field.value = used; }", used)
    page.get_by_label("Measure").fill("Not sent yet, so that the page stays")

    page.evaluate(FROM_HISTORY)
    duplicate(page)

    assert objective.plan.objectives.count() == 3


def test_a_page_that_is_gone_back_to_shows_what_is_there_now(
    transactional_db, live_server, page
):
    make_organization(Readers.ANYONE)
    objective = make_objective()
    page.goto(f"{live_server.url}/objectives/{objective.pk}/")
    objective.change({"title": "Another title"}, was=None, by=None, at=AT)

    page.evaluate(FROM_HISTORY)

    expect(page.get_by_role("heading", name="Another title")).to_be_visible()


def duplicate(page):
    page.get_by_role("button", name="Duplicate").click()
    page.wait_for_url("**/teams/**")
