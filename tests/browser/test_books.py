"""A quarter's book, asked for, followed and taken home in a browser."""

import pytest
from django.utils import timezone

from reviews.models import Book
from reviews.snapshot import reader
from tests import tasks
from tests.browser.looks import oddities
from tests.browser.sheets import sign_in
from tests.makers import AT, make_organization, make_quarter, make_review, make_user
from tests.reviews.pdf.assembly.test_book import printed

pytestmark = pytest.mark.needs("pango")
BOOK = "/quarters/2014-15-q2/book/"


@pytest.fixture
def served(transactional_db, live_server):
    make_organization()
    make_user("ada")
    review = make_review(quarter=make_quarter(), sections=("did",))
    files = [("review.pdf", "application/pdf", printed("Ops"))]
    review.publish(reader.read_snapshot(review).to_dict(), files, by=None, at=AT)
    return live_server.url


def test_the_page_follows_the_making_and_ends_with_the_file(served, page):
    sign_in(page, served, "ada", to=BOOK)
    page.get_by_role("button", name="Create the book").click()
    page.get_by_text("Waiting.").wait_for()

    Book.objects.update(attempt=1, total=4, done=1)
    page.get_by_label("1 of 4 reviews").wait_for()
    Book.objects.update(done=3)
    page.get_by_label("3 of 4 reviews").wait_for()
    assert page.get_by_role("progressbar").evaluate("one => one.value") == 3
    tasks.work()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download 2014-15-q2-reviews.pdf").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert page.get_by_role("status").text_content() == "Ready."


def test_without_javascript_the_page_reloads_itself(served, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, served, "ada", to=BOOK)
        page.get_by_role("button", name="Create the book").click()
        page.get_by_text("Waiting.").wait_for()

        tasks.work()

        page.get_by_role("link", name="Download").wait_for()


def test_cancelling_says_so(served, page):
    sign_in(page, served, "ada", to=BOOK)
    page.get_by_role("button", name="Create the book").click()
    page.get_by_role("button", name="Cancel").click()

    page.get_by_text("Cancelled.").wait_for()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_are_accessible_and_fit(served, browser, width):
    size = {"width": width, "height": 900}
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        page.goto(served + BOOK)
        found = {"not signed in": oddities(page)}
        sign_in(page, served, "ada", to=BOOK)
        page.get_by_role("button", name="Create the book").click()
        # Else what is changed below could be there before the book is.
        page.get_by_text("Waiting.").wait_for()
        for state, fields in STATES:
            Book.objects.update(**fields)
            page.reload()
            found[state] = oddities(page)
        page.goto(served + BOOK)
        found["recent"] = oddities(page)

    assert found == dict.fromkeys(found, ([], 0))


LATER = timezone.now().replace(year=2199)
STATES = [
    ("waiting", {}),
    ("running", {"attempt": 1, "total": 4, "done": 1}),
    (
        "gaps",
        {
            "finished_at": LATER,
            "size": 9_000_000,
            "pages": 2,
            "gaps": [["W" * 80, "word " * 40]],
        },
    ),
    ("failed", {"error": "word " * 60}),
]
