"""The agenda while it is typed: its total, its order, its texts of time."""

import pytest
from playwright.sync_api import expect

from objectives.models import Member
from reviews.meeting.durations import seconds_of
from reviews.models import Section
from tests.makers import load_sample, make_user

PASSWORD = "long-enough-1"
PREPARE = "/teams/techops/2014-15-q2/review/prepare/"
TITLES = """() => [
  ...document.querySelectorAll(".agenda-row:not(.is-new) [name$='-title']"),
].filter((one) => !one.name.startsWith("initial-")).map((one) => one.value)"""
SECONDS_OF = """async (texts) => {
  const { secondsOf } = await import("/static/js/clock.js");
  return texts.map(secondsOf);
}"""


@pytest.fixture
def agenda(transactional_db, live_server, page):
    load_sample()
    lead = make_user("grace", password=PASSWORD)
    Member.objects.filter(name="Chase Pettet").update(user=lead, is_lead=True)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{live_server.url}/sign-in/?next={PREPARE}")
    page.get_by_label("Username").fill("grace")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}{PREPARE}")
    return page


def row_of(page, title):
    return page.locator(f"#section-{Section.objects.get(title=title).pk}")


def test_total_and_slack_change_as_one_types_and_stay_in_sight(agenda):
    total = agenda.locator("#total")
    expect(total).to_have_text("26:30 planned of 30:00, 3:30 slack")

    row_of(agenda, "Asks").get_by_label("Time").fill("4:30")
    expect(total).to_have_text("28:00 planned of 30:00, 2:00 slack")
    row_of(agenda, "What we did").get_by_label("Hide").check()
    expect(total).to_have_text("23:00 planned of 30:00, 7:00 slack")
    new = agenda.locator(".agenda-row.is-new")
    new.get_by_label("Time").fill("10")
    expect(total).to_have_text("33:00 planned of 30:00, over by 3:00")

    assert agenda.evaluate("scrollY") > 0
    expect(total).to_be_in_viewport(ratio=1)


def test_a_section_moves_by_keys_and_is_saved_there(agenda):
    row_of(agenda, "Asks").get_by_label("Title").focus()

    agenda.keyboard.press("Alt+ArrowUp")
    agenda.keyboard.press("Alt+ArrowUp")
    moved = agenda.evaluate(TITLES)
    with agenda.expect_navigation():
        agenda.keyboard.press("Enter")

    assert moved[4:] == ["Asks", "Metrics and callouts", "What's next"]
    assert list(Section.objects.values_list("title", flat=True)) == moved


def test_deleting_a_section_asks_before_what_was_typed_is_lost(agenda):
    asked = []
    agenda.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    row_of(agenda, "Asks").get_by_label("Time").fill("4:30")

    row_of(agenda, "Team intro").get_by_role("button", name="Delete").click()
    agenda.wait_for_function("() => true")
    assert asked == ["beforeunload"]
    assert Section.objects.count() == 7

    with agenda.expect_navigation():
        agenda.get_by_role("button", name="Save the agenda").last.click()
    assert asked == ["beforeunload"]
    assert Section.objects.get(title="Asks").seconds == 270


def test_times_are_read_in_the_browser_as_they_will_be_on_the_server(agenda):
    typed = ["5", "5:00", "0:30", "1:02:03", "30 s", "1 min 30 s", "2h", "1 h 5 m"]
    typed += ["90sec", "2 minutes", "", "soon", "5:60", "-3", "1.5"]

    read = agenda.evaluate(SECONDS_OF, typed)

    assert read == [seconds_of(text) or 0 for text in typed]
