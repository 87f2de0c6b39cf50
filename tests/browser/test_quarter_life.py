"""A quarter as its manager lives through it, through the pages only."""

import pytest
from django.utils import timezone

from objectives.models import Quarter, Team
from tests.browser.hands import Keyboard, Mouse, NoScript
from tests.deep import deep
from tests.makers import make_organization, make_review, make_user

PASSWORD = "long-enough-1"
PASTED = """\
Test the restore\tEvery volume\tNew disks\tEOQ
Audit the disks\tA list\t\tEOQ
Retire the tapes\tNone left\t\tEOQ"""

SAID = [
    "Encrypt the links | All nine links | –",
    "Move the wikis | – | EOQ",
    "Copy the data | – | –",
]
SAID_OF_STORAGE = [
    "Test the restore | Every volume, Depends on New disks | EOQ",
    "Audit the disks | A list | EOQ",
    "Retire the tapes | None left | EOQ",
]
SAID_OF_LEFTOVERS = [
    "Copy the data | – | –",
    "Move half of the wikis | Half of them | EOQ",
]
LEFTOVERS = [
    "Copy the data | – | – | second quarter in a row",
    "Move half of the wikis | Half of them | EOQ | second quarter in a row",
]
PROJECTS = ["Left the old building", "Moved the phones", "Rebuilt the archive"]
NEW = "Open the archive | – | –"
LINES = """lines => lines.map(line => [...line.cells ?? [line]].map(cell => {
  const blocks = [...cell.querySelectorAll(":scope > p")];
  return (blocks.length ? blocks : [cell]).map(one => one.textContent).join(", ");
}).join(" | "))"""


@pytest.fixture
def quarter(transactional_db):
    """Today's, of an organisation that has an administrator and nothing else yet."""
    organization = make_organization()
    make_user("grace", password=PASSWORD, is_staff=True)
    month = organization.fiscal_year_start
    return Quarter.of(timezone.localdate(), year_start_month=month)


@pytest.mark.parametrize("way", [Mouse, *map(deep, (Keyboard, NoScript))])
def test_a_quarter_is_lived_through(quarter, live_server, browser, way):
    with browser.new_context(java_script_enabled=way.java_script) as context:
        page = context.new_page()
        page.goto(live_server.url)
        manager = way(page)
        sign_in(manager)
        make_the_team(manager)
        plan(manager, quarter)
        follow_up(manager)
        plan_the_next(manager, quarter)
        close(manager, quarter)
        make_the_reviews(quarter)
        page.reload()
        manager.follow("Open the review")
        first = deck(page)
        page.go_back()
        commit_the_next(manager, quarter)
        manager.follow("Open the review")
        second = deck(page)

    this, following = f"Planned in {quarter}", str(quarter.following())
    assert first == {
        "said": [
            f"{this} 3 objectives",
            *SAID,
            f"{this} 3 objectives",
            *SAID_OF_STORAGE,
        ],
        "did": [
            f"{this} 3 objectives, 1 done",
            "Encrypt the links | Most links, Promised: All nine links | – | Done",
            "Move the wikis | – | EOQ | At risk, about 60 %, "
            f"carried over to {following}",
            f"Copy the data | – | – | Stalled, carried over to {following}",
            f"{this} 3 objectives, 1 done",
            "Test the restore | Every volume, Depends on New disks | EOQ | Done",
            "Audit the disks | A list | EOQ | Deferred to next FY",
            "Retire the tapes | None left | EOQ | Dropped, The archive needs them",
        ],
        "projects": ["3 The board", *PROJECTS],
        "next": [
            f"Planned for {following} 3 objectives, 2 of them carried over",
            *LEFTOVERS,
            f"{NEW} | –",
        ],
    }
    leftovers = f"Left over from {quarter.short_label} 2 objectives"
    planned = f"Planned in {following} 1 objective"
    assert second == {
        "said": [leftovers, *SAID_OF_LEFTOVERS, planned, NEW],
        "did": [
            f"{leftovers}, none done",
            *LEFTOVERS,
            f"{planned}, none done",
            f"{NEW} | –",
        ],
    }


def field(manager, label, within=None):
    place = within or manager.page.get_by_role("main")
    return place.get_by_label(label, exact=True)


def sign_in(manager):
    manager.follow("Sign in")
    manager.fill(field(manager, "Username or e-mail address"), "grace")
    manager.fill(field(manager, "Password"), PASSWORD)
    manager.send("Sign in")


def make_the_team(manager):
    manager.follow("Add a team")
    manager.fill(field(manager, "Name"), "Operations")
    manager.send("Add the team")
    manager.follow("Add a group")
    manager.fill(field(manager, "Name"), "Storage")
    manager.send("Add the group")
    manager.follow("Operations")
    manager.follow("Add a person")
    manager.fill(field(manager, "Name"), "Grace Hopper")
    manager.tick(field(manager, "Leads the team"))
    manager.fill(field(manager, "Account"), "grace")
    manager.send("Save and add another")
    manager.fill(field(manager, "Name"), "Ben Bitdiddle")
    manager.send("Add")


def plan(manager, quarter):
    manager.follow(f"Start the plan for {quarter}")
    manager.tick(field(manager, "Operations"))
    manager.send("Start the plan")
    for title in ("Encrypt the links", "Move the wikis", "Copy the data"):
        manager.add("Operations", title)
    manager.add("Storage", PASTED)
    manager.edit("Encrypt the links", "measure", "All nine links")
    manager.edit("Move the wikis", "eta", "EOQ")
    manager.follow("Commit the plan")
    manager.send("Commit the plan")


def follow_up(manager):
    manager.edit("Encrypt the links", "measure", "Most links")
    manager.follow("Check in")
    for title, status in {
        "Encrypt the links": "Done",
        "Move the wikis": "At risk (~60%)",
        "Copy the data": "Stalled",
        "Test the restore": "Done",
    }.items():
        manager.fill(field(manager, f"Status: {title}"), status)
    # A script counts on it what will be saved.
    saving = manager.page.locator(".saving .is-main")
    manager.leave_by(saving)
    manager.follow("Back to the plan")
    add_unplanned(manager, "Left the old building\nMoved the phones")
    add_unplanned(manager, "Rebuilt the archive", displaced="Retire the tapes")
    manager.page.get_by_text("displaced by Rebuilt the archive").wait_for()


def add_unplanned(manager, lines, displaced=""):
    manager.press(manager.page.get_by_text("Add unplanned work"))
    manager.paste(field(manager, "What was done, one item per line"), lines)
    manager.fill(field(manager, "Who asked for it"), "The board")
    if displaced:
        manager.choose(field(manager, "Objective it displaced"), displaced)
    manager.send("Add")


def plan_the_next(manager, quarter):
    """What is to stand there already when the quarter before it is closed."""
    following = quarter.following()
    manager.follow(f"Plan {following}")
    manager.tick(field(manager, "Operations"))
    manager.send("Start the plan")
    manager.add("Operations", "Copy the data\nOpen the archive")
    manager.follow(quarter.label)


def close(manager, quarter):
    manager.follow("Close the quarter")
    answer(manager, "Move the wikis", "Carry over")
    manager.press(row_of(manager, "Move the wikis").locator("summary"))
    fill_in(manager, "Move the wikis", "Objective", "Move half of the wikis")
    fill_in(manager, "Move the wikis", "Measure of success", "Half of them")
    manager.page.keyboard.press("Escape")
    answer(manager, "Copy the data", f"Is in {quarter.following().short_label}")
    answer(manager, "Audit the disks", "Defer")
    fill_in(manager, "Audit the disks", "Deferred to", "next FY")
    answer(manager, "Retire the tapes", "Drop")
    fill_in(manager, "Retire the tapes", "Why", "The archive needs them")
    manager.send("Close the quarter")


def row_of(manager, title):
    link = manager.page.get_by_role("link", name=title, exact=True)
    return manager.page.locator("tr.answer").filter(has=link)


def answer(manager, title, choice):
    manager.tick(field(manager, choice, row_of(manager, title)))


def fill_in(manager, title, label, text):
    manager.fill(field(manager, label, row_of(manager, title)), text)


def make_the_reviews(quarter):
    """Two rows by hand: no page makes a review yet."""
    for one in (quarter, quarter.following()):
        make_review(
            Team.objects.get(slug="operations"),
            Quarter.objects.get(first_day=one.first_day),
            sections=("said", "did", "next"),
        )


def commit_the_next(manager, quarter):
    following = quarter.following()
    manager.follow(f"{following} draft")
    groups = manager.page.locator(".part-line > span:first-child").all_inner_texts()
    assert groups[:2] == [
        f"Operations left over from {quarter.short_label}",
        f"Operations planned in {following.short_label}",
    ]
    manager.follow("Commit the plan")
    manager.send("Commit the plan")


def deck(page):
    """What the slides of each kind list, line by line; a table's cells parted by |."""
    said = {}
    for kind in ("said", "did", "projects", "next"):
        slides = page.locator(f"section[data-kind={kind}]")
        lines = slides.locator("tbody tr, li").evaluate_all(LINES)
        if lines:
            said[kind] = [" ".join(line.split()) for line in lines]
    return said
