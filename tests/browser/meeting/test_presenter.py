import pytest
from django.utils import timezone
from playwright.sync_api import expect

from objectives.models import Objective
from reviews.models import Meeting, Minute, Review
from reviews.snapshot import reader
from tests.browser.looks import violations
from tests.browser.meeting.steps import AFTER_COVER, DID, NOW, SENT, go_to, start
from tests.browser.sheets import WAIT, Held


def test_what_is_typed_while_a_status_is_saved_stays(presenter):
    start(presenter)
    go_to(presenter, DID)
    presenter.locator("#now tr.line").first.hover()
    presenter.get_by_role("button", name="Edit status").first.click()
    held = Held(presenter, "**/cell/**")
    field = presenter.get_by_label("Status", exact=True)
    field.fill("Done")
    presenter.keyboard.press("Enter")
    held.wait()
    presenter.keyboard.press("Enter")
    presenter.keyboard.type(", and checked")
    held.let_go()
    expect(presenter.locator("#announcement")).to_have_text(
        "Saved the status.", timeout=WAIT
    )

    expect(field).to_have_value("Done, and checked")
    presenter.keyboard.press("Enter")
    expect(field).to_be_hidden(timeout=WAIT)
    assert Objective.objects.filter(status="Done, and checked").count() == 1


def test_the_arrows_walk_on_after_a_button_was_pressed(presenter):
    start(presenter)

    presenter.get_by_role("button", name="Pause for questions").click()
    expect(presenter.get_by_role("button", name="Continue")).to_be_visible()
    presenter.keyboard.press("ArrowRight")
    assert presenter.evaluate(NOW) == AFTER_COVER

    presenter.keyboard.press("Space")
    expect(presenter.get_by_role("button", name="Pause for questions")).to_be_visible()
    assert presenter.evaluate(NOW) == AFTER_COVER


def test_a_minute_stays_with_the_slide_where_it_was_begun(presenter):
    start(presenter)
    go_to(presenter, "agenda")

    presenter.get_by_label("Minute", exact=True).fill("Too long,\nsaid one.")
    presenter.get_by_role("button", name="Next").click()
    expect(presenter.get_by_text("For slide 3")).to_be_visible()
    presenter.get_by_role("button", name="Add the minute").click()
    expect(presenter.locator("#announcement")).to_have_text("Noted.")

    assert Minute.objects.get().slide == "agenda"
    expect(presenter.locator("#minutes")).to_be_empty()
    expect(presenter.get_by_text("For slide 3")).to_be_hidden()


IN_VIEW = """names => names.filter(name => {
  const { top, bottom } = document.querySelector(name).getBoundingClientRect();
  return top < 0 || bottom > innerHeight || bottom <= top;
})"""


NEEDED = [
    *("#clock", "#now", "#controls", "#next", ".stage-read", ".noting button"),
    *("#jump-field", "#boxes", "#forward"),
]


@pytest.mark.parametrize("is_published", [False, True])
def test_all_that_a_presenter_needs_is_seen_without_scrolling(presenter, is_published):
    review = Review.objects.get()
    review.speaker_notes.create(slide=DID, text="Say why it is late.\n" * 40)
    if is_published:
        taken = reader.read_snapshot(review).to_dict()
        review.publish(taken, by=None, at=timezone.now())
    start(presenter)
    go_to(presenter, DID)
    expect(presenter.locator("#notes")).to_contain_text("Say why")

    assert presenter.evaluate(IN_VIEW, NEEDED) == []
    assert presenter.evaluate("document.documentElement.scrollHeight") <= 720


def test_presenting_is_accessible(presenter):
    presenter.get_by_role("button", name="Start the meeting").click()
    presenter.wait_for_load_state()
    found = {}
    for width in (1280, 390):
        presenter.set_viewport_size({"width": width, "height": 800})
        go_to(presenter, DID)
        found[width] = violations(presenter)

    assert found == {1280: [], 390: []}


def test_a_number_and_enter_lead_to_a_slide_which_the_address_names(presenter):
    presenter.keyboard.type("11")
    presenter.keyboard.press("Enter")

    expect(presenter.locator("#where")).to_contain_text("slide 11 of")
    assert presenter.evaluate(NOW) == presenter.evaluate("location.hash.slice(1)")
    presenter.reload()
    expect(presenter.locator("#where")).to_contain_text("slide 11 of")


def test_all_slides_are_looked_over_and_one_chosen_by_keys(presenter):
    presenter.keyboard.press("o")
    dialog = presenter.get_by_role("dialog", name="All slides")
    expect(dialog).to_be_visible()
    presenter.keyboard.press("ArrowRight")
    presenter.keyboard.press("ArrowDown")
    chosen = presenter.evaluate("document.activeElement.ariaLabel")
    presenter.keyboard.press("Enter")

    expect(dialog).to_be_hidden()
    assert presenter.evaluate(NOW) != "cover"
    expect(presenter.locator("#where")).to_contain_text(
        f"slide {chosen.partition('.')[0]} of"
    )


OPENED = """() => ["#now", "#notes-panel", "#clock", "#boxes"].map(
  name => JSON.stringify(document.querySelector(name).getBoundingClientRect()))"""


PANELS = ["Ask, or", "Change a status", "More time", "End the"]


@pytest.mark.parametrize("panel", PANELS)
def test_a_form_that_opens_moves_nothing(presenter, panel):
    start(presenter)
    go_to(presenter, DID)
    before = presenter.evaluate(OPENED)

    presenter.locator("summary", has_text=panel).click()
    body = presenter.locator("details[open] .panel-body:visible")
    expect(body).to_be_in_viewport()

    assert presenter.evaluate(OPENED) == before
    presenter.keyboard.press("Escape")
    expect(body).to_have_count(0)


def test_a_status_of_which_no_state_is_read_asks_for_one(presenter):
    start(presenter)
    go_to(presenter, DID)
    presenter.locator("#now tr.line").first.hover()
    presenter.get_by_role("button", name="Edit status").first.click()
    presenter.get_by_label("Status", exact=True).fill("The vendor came by")
    presenter.keyboard.press("Enter")

    alert = presenter.locator("#status [role=alert]")
    expect(alert).to_have_text("Choose a state: nothing in the text says one.")
    assert not Objective.objects.filter(status="The vendor came by").exists()
    presenter.get_by_label("State", exact=True).select_option(label="At risk")
    presenter.get_by_role("button", name="Save").click()
    expect(presenter.locator("#announcement")).to_have_text("Saved the status.")

    changed = Objective.objects.get(status="The vendor came by")
    assert changed.chosen_state == "at_risk"


def test_a_phone_has_clock_next_notes_and_steering_on_one_screen(presenter):
    start(presenter)
    presenter.set_viewport_size({"width": 390, "height": 844})
    go_to(presenter, DID)
    needed = ["#clock", "#now", "#next", "#notes-panel", ".noting button", "#forward"]

    assert presenter.evaluate(IN_VIEW, needed) == []
    assert presenter.evaluate("document.documentElement.scrollWidth") <= 390
    presenter.get_by_role("button", name="Next").click()
    presenter.get_by_role("button", name="Go to").click()
    presenter.get_by_role("option", name="Agenda").click()

    assert presenter.evaluate(NOW) == "agenda"
    presenter.evaluate(SENT)
    assert Meeting.objects.get().slide == "agenda"


# What something else lies over, by its middle.
COVERED = """names => names.filter((name) => {
  const one = document.querySelector(name);
  const { left, top, width, height } = one.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, top + height / 2);
  return !one.contains(found);
})"""


def test_a_phone_starts_the_meeting_where_its_notes_will_be(presenter):
    presenter.set_viewport_size({"width": 390, "height": 844})
    presenter.reload()
    needed = ["#clock", "#now", "#forward", ".noting button", ".starting button"]

    expect(presenter.locator("#notes-panel")).to_be_hidden()
    assert presenter.evaluate(IN_VIEW, needed) == []
    assert presenter.evaluate(COVERED, needed) == []
    assert presenter.evaluate("document.documentElement.scrollWidth") <= 390
    presenter.get_by_role("button", name="Start the meeting").click()
    presenter.wait_for_load_state()

    expect(presenter.locator("#notes-panel")).to_be_visible()


def test_notes_are_edited_while_presenting(presenter):
    start(presenter)
    presenter.get_by_text("Edit the notes").click()
    note = presenter.get_by_label("Notes of this slide")
    note.fill("Thank everybody")

    # Somebody else writes meanwhile.
    other = Review.objects.get().speaker_notes.create(slide="cover", text="Be short")
    presenter.get_by_role("button", name="Save the notes").click()
    expect(presenter.locator("#note-panel [role=alert]")).not_to_be_empty()
    other.refresh_from_db()
    assert other.text == "Be short"

    presenter.reload()
    presenter.get_by_text("Edit the notes").click()
    expect(note).to_have_value("Thank everybody")
    expect(presenter.get_by_text("You typed this on")).to_be_visible()
    presenter.get_by_role("button", name="Save the notes").click()
    expect(presenter.locator("#announcement")).to_have_text("Saved the notes.")
    expect(presenter.locator("#notes")).to_have_text("Thank everybody")
    other.refresh_from_db()
    assert other.text == "Thank everybody"
