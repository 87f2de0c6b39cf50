"""A plan's page as a sheet: its cells by title and column, and what is on record."""

from playwright.sync_api import expect

from objectives.models import Objective

TITLES = ["Encrypt the links", "Move the wikis", "Copy the data"]
# Milliseconds; as long as a busy machine may need.
WAIT = 60_000


def sign_in(page, address):
    page.goto(f"{address}/sign-in/?next=/teams/whole/2014-15-q2/")
    page.get_by_label("Username").fill("lead")
    page.get_by_label("Password").fill("long-enough-1")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/2014-15-q2/")


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


def order(page, section=0):
    return (
        page.locator("section[data-plan]")
        .nth(section)
        .locator(".title")
        .all_inner_texts()
    )
