import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from objectives.models import Member
from reviews.models import Meeting
from tests.browser.meeting.steps import NOW, PASSWORD, Q2, SIZE, go_to, start
from tests.makers import make_user


@pytest.fixture
def second(served, browser):
    """Another lead, who wants to present too."""
    user = make_user("ada", password=PASSWORD)
    lead = Member.objects.get(name="Chase Pettet")
    Member.objects.create(team=lead.team, user=user, name="Ada", is_lead=True)
    with browser.new_context(viewport=SIZE) as context:
        page = context.new_page()
        page.goto(f"{served}/sign-in/?next={Q2}review/present/")
        page.get_by_label("Username").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served}{Q2}review/present/**")
        yield page


def test_the_second_who_presents_asks_for_the_clicker_and_is_given_it(
    presenter, second
):
    start(presenter)
    second.reload()
    expect(second.locator("#who")).to_have_text("grace presents.")
    expect(second.get_by_role("button", name="Pause for questions")).to_be_disabled()
    second.keyboard.press("ArrowRight")
    assert Meeting.objects.get().slide == "cover"

    second.get_by_role("button", name="Ask for the clicker").click()
    expect(presenter.locator("#who")).to_have_text("ada asks for the clicker.")
    presenter.get_by_role("button", name="Hand it over").click()

    expect(presenter.locator("#who")).to_contain_text("ada presents.")
    expect(second.locator("#who")).to_contain_text("You have the clicker now.")
    go_to(second, "team-intro--people")
    presenter.wait_for_function(f"() => ({NOW})() === 'team-intro--people'")


def test_the_clicker_of_a_page_that_is_gone_is_taken_and_said_to_both(
    presenter, second
):
    start(presenter)
    presenter.context.set_offline(True)
    silent = timezone.now() - datetime.timedelta(seconds=31)
    Meeting.objects.update(heard_at=silent)
    second.reload()

    second.get_by_role("button", name="Take the clicker").click()
    expect(second.locator("#who")).to_contain_text("You have the clicker now.")
    presenter.context.set_offline(False)

    expect(presenter.locator("#who")).to_contain_text("The clicker is no longer yours.")
