from tests.browser.test_people import PASSWORD, sign_in
from tests.makers import make_objective, make_organization, make_user

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

    page.evaluate(FROM_HISTORY)
    duplicate(page)

    assert objective.plan.objectives.count() == 3


def duplicate(page):
    page.get_by_role("button", name="Duplicate").click()
    page.wait_for_url("**/teams/**")
