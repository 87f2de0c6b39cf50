import datetime
import os

import pytest
from playwright.sync_api import expect

from objectives.models import Member
from objectives.models.organization import Readers
from tests.browser.contexts import Contexts
from tests.browser.sheets import TITLES, WAIT, sign_in
from tests.makers import (
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

expect.set_options(timeout=WAIT)


@pytest.fixture(scope="session")
def browser(browser):
    """Whatever is waited for in one of its windows may take its time."""
    browser.on("context", lambda context: context.set_default_timeout(WAIT))
    return browser


@pytest.fixture(scope="session")
def contexts(browser):
    found = Contexts(browser)
    browser.new_context = found.lend
    return found


@pytest.fixture(autouse=True)
def _contexts(contexts, request):
    if "live_server" in request.fixturenames:
        contexts.site = request.getfixturevalue("live_server").url


@pytest.fixture
def own_contexts(contexts):
    """For what cannot be taken back from a context, such as a clock of its own."""
    contexts.are_kept = False
    yield
    contexts.are_kept = True


@pytest.fixture(autouse=True, scope="session")
def _database_beside_the_browser():
    # Playwright's event loop lives in this thread, and Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def plan(transactional_db):
    make_organization(Readers.ANYONE)
    whole = make_team("Whole")
    part, beside = make_team("Part", whole), make_team("Rest", whole)
    quarter = make_quarter(datetime.date(2014, 11, 1))
    plan = make_plan(part, quarter)
    plan.add([{"title": title} for title in TITLES], by=None, at=None)
    make_plan(beside, quarter).add([{"title": "Another one"}], by=None, at=None)
    Member.objects.create(
        team=whole,
        user=make_user("lead", password="long-enough-1"),
        name="Ada",
        is_lead=True,
    )
    return plan


@pytest.fixture
def sheet(plan, live_server, page):
    """The plan's page, with whoever leads its team."""
    page.faults = []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    sign_in(page, live_server.url)
    yield page
    assert page.faults == []
