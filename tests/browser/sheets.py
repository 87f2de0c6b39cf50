"""A plan's page as a sheet: its cells by title and column, and what is on record."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import expect

from objectives.models import Objective
from tests.deep import deep, times

TITLES = ["Encrypt the links", "Move the wikis", "Copy the data"]
# Milliseconds a letter, and how many rows are typed so.
PACES = (60, deep(110), 200)
TYPED = times(40, 5)
# Milliseconds; as long as a busy machine may need.
WAIT = 60_000


def sign_in(page, site, name="lead", *, to="/teams/whole/2014-15-q2/"):
    """Open that page as that user; signing in by its form is tried elsewhere."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": session.key, "value": session.value, "url": site}]
    )
    page.goto(f"{site}{to}")


def cell(page, title, column):
    """A cell of the row that had this title when the page was opened."""
    key = Objective.objects.get(title=title).pk
    return page.locator(f"#objective-{key} .col-{column}")


def go_to(page, title, column):
    """As the arrow keys would."""
    cell(page, title, column).evaluate("cell => { cell.tabIndex = 0; cell.focus(); }")


def saved(page):
    """Wait until nothing is being edited any more."""
    expect(page.locator(".editor")).to_have_count(0, timeout=WAIT)


def stored(**fields):
    return Objective.objects.filter(**fields).exists()


def group(page, number=0):
    """A group of the plan's table."""
    return page.locator("tbody[data-plan]").nth(number)


def order(page, number=0):
    return group(page, number).locator(".title").all_inner_texts()


class Held:
    """Requests that are not answered before the test says so."""

    def __init__(self, page, addresses):
        self.page, self.routes, self.is_open = page, [], False
        page.route(addresses, lambda route: self.take(route))

    def take(self, route):
        if self.is_open:
            route.continue_()
        else:
            self.routes.append(route)

    def wait(self, count=1):
        """Until so many were made; returns the last of them."""
        for _ in range(WAIT // 100):
            if len(self.routes) >= count:
                return self.routes[-1]
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{len(self.routes)} of {count} requests were made")

    def let_go(self):
        """Let the last one through, and all that come after it."""
        self.is_open = True
        self.routes[-1].continue_()
