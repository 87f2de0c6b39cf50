import pytest

from objectives.models import Member
from tests.browser.meeting.steps import PASSWORD, Q2, SIZE
from tests.makers import load_sample, make_user


@pytest.fixture
def served(transactional_db, live_server):
    load_sample()
    lead = make_user("grace", password=PASSWORD)
    Member.objects.filter(name="Chase Pettet").update(user=lead, is_lead=True)
    return live_server.url


@pytest.fixture
def presenter(served, browser):
    with browser.new_context(viewport=SIZE) as context:
        page = context.new_page()
        page.goto(f"{served}/sign-in/?next={Q2}review/present/")
        page.get_by_label("Username").fill("grace")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served}{Q2}review/present/")
        yield page


@pytest.fixture
def audience(served, browser):
    with browser.new_context(viewport=SIZE) as context:
        yield context.new_page()
