"""The sample's meeting, from its preparation to the next quarter's, in two windows."""

import datetime
import io

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from objectives.models import Member, Objective
from reviews.meeting.clock import clock_of
from reviews.models import Meeting, Minute, Review, Section
from reviews.snapshot import reader
from tests.browser.looks import violations
from tests.browser.sheets import WAIT, Held
from tests.browser.test_pages import oddities
from tests.makers import load_sample, make_user

PASSWORD = "long-enough-1"
Q2 = "/teams/techops/2014-15-q2/"
Q3 = "/teams/techops/2014-15-q3/"
SIZE = {"width": 1280, "height": 720}
SHOWN = "() => document.querySelector('.slide.current').id"
NOW = "() => document.querySelector('#now .slide').id"
AFTER_COVER = "glance"
DID = "what-we-did--site-operations"
# The big clock shows these seconds; or up to a minute less, since it runs on meanwhile.
LEFT = r"""start => {
  const shown = document.querySelector(".clock-big").textContent;
  const [, sign, minutes, seconds] = shown.match(/(−?)(\d+):(\d+)/) ?? [];
  const left = (sign ? -1 : 1) * (60 * minutes + Number(seconds));
  return left <= start && left > start - 60;
}"""

# Once all that was sent is answered.
SENT = """async () => {
  const { renew } = await import("/static/js/presenter/meeting.js");
  await renew();
}"""


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


def go_to(page, slide):
    """Walk the presenter's view to a slide."""
    for _ in range(60):
        if page.evaluate(NOW) == slide:
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"No slide {slide}")


def wait_for_slide(page, slide):
    page.wait_for_function(f"id => ({SHOWN})() === id", arg=slide)


def passed(seconds):
    """Let the section that runs have begun that much earlier."""
    meeting = Meeting.objects.in_progress().get()
    spent = datetime.timedelta(seconds=seconds)
    Meeting.objects.update(
        since=meeting.since - spent, started_at=meeting.started_at - spent
    )


@pytest.mark.needs("pango")
def test_the_sample_meeting_to_its_end(presenter, audience, served):
    presenter.get_by_role("button", name="Start the meeting").click()
    presenter.wait_for_load_state()
    audience.goto(f"{served}{Q2}review/")
    expect(audience.get_by_role("button", name="Following")).to_be_visible()

    # A follower stays in step, leaves, and comes back with one key.
    presenter.keyboard.press("ArrowRight")
    wait_for_slide(audience, AFTER_COVER)
    audience.keyboard.press("End")
    go_to(presenter, "team-intro--people")
    expect(audience.get_by_role("button", name="Follow the presenter")).to_be_visible()
    audience.keyboard.press("l")
    wait_for_slide(audience, "team-intro--people")

    # The second section is 90 seconds over its five minutes.
    go_to(presenter, "what-we-said-we-would-do")
    expect(presenter.locator(".clock-label").first).to_contain_text("What we said")
    passed(300 + 90)
    presenter.reload()
    presenter.wait_for_function(LEFT, arg=-90)
    expect(presenter.locator(".clock-total")).to_contain_text("behind")

    # More time from the slack shows at once.
    presenter.get_by_text("More time", exact=True).click()
    presenter.get_by_role("button", name="10 min").click()
    presenter.wait_for_function(LEFT, arg=510)

    # A status that is edited on the slide arrives.
    go_to(presenter, DID)
    wait_for_slide(audience, DID)
    row = presenter.locator("#now tr.line").first
    row.hover()
    row.get_by_role("button", name="Edit status").click()
    presenter.get_by_label("Status", exact=True).fill("Completed this very minute")
    presenter.get_by_label("State", exact=True).select_option(label="Done")
    presenter.get_by_role("button", name="Save").click()
    shown = audience.locator(f"#{DID}")
    expect(shown).to_contain_text("Completed this very minute")
    expect(presenter.locator("#now")).to_contain_text("Completed this very minute")

    # What is said is noted at the slide, and an ask.
    presenter.get_by_label("Minute", exact=True).fill("Why was IPsec late?")
    presenter.get_by_role("button", name="Add the minute").click()
    expect(presenter.locator("#minutes")).to_contain_text("Why was IPsec late?")
    presenter.get_by_text("Ask, or request for next time").click()
    presenter.get_by_label("What is asked").fill("Bring real metrics")
    presenter.get_by_label("Kind").select_option(label="For next time")
    presenter.get_by_role("button", name="Add", exact=True).click()
    expect(presenter.locator("#announcement")).to_have_text("Noted.")

    presenter.get_by_role("button", name="Pause for questions").click()
    expect(presenter.get_by_role("button", name="Continue")).to_be_visible()
    end(presenter)
    expect(presenter.locator(".ended-results")).to_contain_text("Why was IPsec late?")
    expect(presenter.locator(".ended-results")).to_contain_text("Bring real metrics")
    said = Section.objects.get(slug="what-we-said-we-would-do")
    assert 390 <= said.measured_seconds < 690

    # The minutes name the slide, and lead to it also after two sections are swapped.
    before = number_of(audience, DID)
    assert f"review/#{DID}>)" in minutes_of(presenter, served)
    swap(presenter, served, "What we said we would do")
    audience.reload()
    assert number_of(audience, DID) < before
    assert f"review/#{DID}>)" in minutes_of(presenter, served)

    # Publishing freezes.
    presenter.goto(f"{served}{Q2}review/publish/")
    presenter.get_by_role("button", name="Publish version 1").click()
    presenter.wait_for_url(f"**{Q2}review/versions/")
    printed = pdf_of(presenter, served)
    Section.objects.update(title="Softer")
    audience.goto(f"{served}{Q2}review/#{DID}")
    audience.reload()
    expect(audience.locator(".version-status:not(.lost)")).to_contain_text("Version 1")
    assert "Softer" not in audience.content()
    assert "Completed this very minute" in audience.content()
    assert pdf_of(presenter, served) == printed
    Section.objects.filter(slug="what-we-did").update(title="What we did")

    # The next quarter's review opens with the open ask and the measured times.
    presenter.goto(f"{served}{Q3}review/prepare/")
    presenter.get_by_label("with its measured times").check()
    with presenter.expect_navigation():
        presenter.get_by_role("button", name="Create the review").click()
    later = Review.objects.get(quarter__slug="2014-15-q3")
    seconds = list(later.sections.values_list("seconds", flat=True))
    assert any(390 <= measured <= 690 for measured in seconds)
    presenter.goto(f"{served}{Q3}review/")
    expect(presenter.locator("main")).to_contain_text("Bring real metrics")


def end(presenter):
    presenter.locator("summary", has_text="End the").click()
    presenter.get_by_role("button", name="End the").click()
    presenter.wait_for_url("**/review/meetings/*/")


def number_of(page, slide):
    """The number that the slide has in the deck now."""
    label = page.locator(f"#{slide}").get_attribute("aria-label")
    return int(label.partition(".")[0])


def pdf_of(page, served):
    answer = page.request.get(f"{served}{Q2.rstrip('/')}/review.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def minutes_of(page, served):
    return page.request.get(f"{served}{Q2}review/minutes.md").text()


def swap(page, served, title):
    """Move the section of that title one down."""
    page.goto(f"{served}{Q2}review/prepare/")
    page.get_by_role("button", name=f"Move {title} down").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Save the agenda").last.click()


def test_the_deck_goes_on_without_the_network_and_catches_up(
    presenter, audience, served
):
    presenter.get_by_role("button", name="Start the meeting").click()
    presenter.wait_for_load_state()
    audience.goto(f"{served}{Q2}review/")
    expect(audience.get_by_role("button", name="Following")).to_be_visible()

    audience.context.set_offline(True)
    expect(audience.get_by_text("Connection lost")).to_be_visible()
    audience.keyboard.press("End")
    assert audience.evaluate(SHOWN).startswith("asks")
    go_to(presenter, "what-we-did")
    audience.keyboard.press("l")
    audience.context.set_offline(False)

    wait_for_slide(audience, "what-we-did")
    expect(audience.get_by_text("Connection lost")).to_be_hidden()


def test_a_question_of_the_audience_is_answered_without_interrupting(
    presenter, audience, served
):
    start(presenter)
    audience.goto(f"{served}{Q2}review/")
    audience.get_by_role("link", name="Ask a question").click()
    audience.get_by_label("Your question").fill("Why so late? f b o")
    audience.get_by_role("button", name="Ask", exact=True).click()
    expect(audience.get_by_role("dialog")).to_contain_text("Waiting")
    audience.get_by_role("button", name="Close").click()

    panel = presenter.locator("#questions-panel summary")
    expect(panel).to_have_text("Questions 1", timeout=WAIT)
    panel.click()
    asked = presenter.locator("#asked [data-state=waiting]")
    expect(asked).to_contain_text("Why so late? f b o", timeout=WAIT)
    asked.get_by_label("Answer").fill("The discs came in May")
    asked.get_by_role("button", name="Answered").click()
    expect(presenter.locator("#asked [data-state=answered]")).to_have_count(1)

    expect(audience.get_by_text("Your question was taken up.")).to_be_visible(
        timeout=WAIT
    )
    audience.get_by_role("link", name="Ask a question").click()
    expect(audience.get_by_role("dialog")).to_contain_text("The discs came in May")
    assert violations(audience) == []


def start(presenter):
    presenter.get_by_role("button", name="Start the meeting").click()
    presenter.wait_for_load_state()


def test_where_the_presenter_went_without_the_network_is_told_later(
    presenter, audience, served
):
    start(presenter)
    audience.goto(f"{served}{Q2}review/")
    presenter.context.set_offline(True)

    go_to(presenter, "team-intro--people")
    expect(presenter.get_by_text("The server cannot be reached")).to_be_visible()
    presenter.context.set_offline(False)

    wait_for_slide(audience, "team-intro--people")
    expect(presenter.get_by_text("The server cannot be reached")).to_be_hidden()
    assert presenter.evaluate(NOW) == "team-intro--people"


def test_who_was_without_the_network_leaves_the_slide_to_who_presents_on(
    presenter, served
):
    start(presenter)
    presenter.context.set_offline(True)
    go_to(presenter, "team-intro--people")
    expect(presenter.get_by_text("The server cannot be reached")).to_be_visible()

    other = Meeting.objects.in_progress().get()
    other.move("asks--text-4", "asks", at=timezone.now())
    presenter.context.set_offline(False)

    presenter.wait_for_function(f"() => ({NOW})() === 'asks--text-4'")
    assert Meeting.objects.get().slide == "asks--text-4"


def test_who_came_long_before_is_taken_along_soon(presenter, audience, served):
    audience.clock.install()
    audience.goto(f"{served}{Q2}review/")
    for _ in range(8):
        with audience.expect_response("**/review/live/"):
            audience.clock.run_for(40_000)

    start(presenter)
    with audience.expect_response("**/review/live/"):
        audience.clock.run_for(40_000)

    expect(audience.get_by_role("button", name="Following")).to_be_visible()


def test_the_meeting_is_paused_by_a_key(presenter):
    start(presenter)

    presenter.keyboard.press("p")
    expect(presenter.get_by_role("button", name="Continue")).to_be_visible()
    presenter.keyboard.press("p")

    expect(presenter.get_by_role("button", name="Pause for questions")).to_be_visible()


def test_a_pause_key_that_is_held_down_pauses_once(presenter):
    start(presenter)

    presenter.keyboard.down("p")
    expect(presenter.get_by_role("button", name="Continue")).to_be_visible()
    presenter.keyboard.down("p")
    presenter.keyboard.up("p")
    presenter.keyboard.press("m")

    expect(presenter.get_by_label("Minute", exact=True)).to_be_focused()
    presenter.evaluate(SENT)
    expect(presenter.get_by_role("button", name="Continue")).to_be_visible()


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


def test_more_time_is_for_the_section_that_runs(presenter):
    start(presenter)
    go_to(presenter, DID)
    expect(presenter.locator(".clock-label").first).to_contain_text("What we did")

    presenter.get_by_text("More time", exact=True).click()

    expect(presenter.get_by_label("Give")).to_have_value("what-we-did")


def test_a_slide_that_is_on_its_way_is_not_told_again_after_the_next(presenter):
    start(presenter)
    held = Held(presenter, "**/review/meeting/")
    presenter.keyboard.press("ArrowRight")
    held.wait()
    presenter.keyboard.press("ArrowRight")
    for _ in range(2):
        presenter.wait_for_event("response", lambda one: "live" in one.url)

    held.let_go()
    presenter.evaluate(SENT)

    assert Meeting.objects.get().slide == presenter.evaluate(NOW)


def test_the_clock_runs_over_without_asking_the_server(presenter):
    presenter.clock.install()
    start(presenter)
    go_to(presenter, "what-we-said-we-would-do")
    expect(presenter.locator(".clock-label").first).to_contain_text("What we said")
    presenter.context.set_offline(True)

    presenter.clock.fast_forward(389_000)

    big = presenter.locator(".clock-big")
    presenter.wait_for_function(LEFT, arg=-89)
    expect(big).to_have_class("clock-big is-over")
    expect(presenter.locator(".clock-total")).to_contain_text("behind")


@pytest.mark.parametrize("elapsed", [0, 40, 500])
@pytest.mark.parametrize("section", ["", "one", "two"])
def test_the_clock_of_the_page_reckons_as_the_servers(presenter, section, elapsed):
    start(presenter)
    boxes, spent = {"one": 300, "two": 60}, {"": 5, "one": 20, "two": 95}
    state = {"boxes": boxes, "spent": spent, "section": section, "elapsed": elapsed}

    read = presenter.evaluate(
        """async (state) => {
          const { paceWords, timesOf } = await import("/static/js/presenter/times.js");
          const sections = [["one", "One"], ["two", "Two"]];
          const data = { sections, slot: 400 };
          const times = timesOf({ ...state, isPaused: true }, data, 0);
          return { ...times, words: paceWords(times) };
        }""",
        state,
    )

    clock = clock_of(order=["one", "two"], slot=400, **state)
    assert read["left"] == clock.section_left
    assert read["rest"] == pytest.approx(clock.meeting_left, abs=0.5)
    assert read["ahead"] == pytest.approx(clock.ahead, abs=0.5)
    assert read["spare"] == pytest.approx(clock.spare, abs=0.5)
    assert read["words"] == clock.words


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


def test_a_link_to_a_slide_stays_there_and_offers_to_follow(
    presenter, audience, served
):
    presenter.get_by_role("button", name="Start the meeting").click()
    presenter.wait_for_load_state()

    audience.goto(f"{served}{Q2}review/#asks--text-4")

    expect(audience.get_by_role("button", name="Follow the presenter")).to_be_visible()
    assert audience.evaluate(SHOWN) == "asks--text-4"


def test_presenting_is_accessible(presenter):
    presenter.get_by_role("button", name="Start the meeting").click()
    presenter.wait_for_load_state()
    found = {}
    for width in (1280, 390):
        presenter.set_viewport_size({"width": width, "height": 800})
        go_to(presenter, DID)
        found[width] = violations(presenter)

    assert found == {1280: [], 390: []}


def test_keys_of_the_deck(audience, served):
    audience.goto(f"{served}{Q2}review/")

    audience.keyboard.press("o")
    audience.keyboard.press("ArrowRight")
    audience.keyboard.press("Enter")
    assert audience.evaluate(SHOWN) == AFTER_COVER
    assert audience.locator("html.overview").count() == 0
    audience.keyboard.press("b")
    assert audience.locator("html.black").count() == 1
    audience.keyboard.press("ArrowRight")
    assert audience.locator("html.black").count() == 0
    assert audience.evaluate(SHOWN) == AFTER_COVER
    audience.keyboard.press("?")
    expect(audience.get_by_role("dialog", name="Keys")).to_be_visible()


def test_the_key_to_follow_is_the_same_in_the_reading_view(presenter, audience, served):
    start(presenter)
    audience.goto(f"{served}{Q2}review/#asks--text-4")
    audience.keyboard.press("r")
    expect(audience.get_by_role("button", name="Follow the presenter")).to_be_visible()

    audience.keyboard.press("l")
    expect(audience.get_by_role("button", name="Following")).to_be_visible()
    go_to(presenter, "team-intro--people")
    expect(audience.locator("#team-intro--people")).to_be_in_viewport()
    audience.keyboard.press("l")

    expect(audience.get_by_role("button", name="Follow the presenter")).to_be_visible()


FIND = "words => window.find(words, false, false, true)"


def test_the_browsers_find_looks_into_all_slides(audience, served):
    audience.goto(f"{served}{Q2}review/")
    assert not audience.evaluate(FIND, "Work finally started")

    audience.keyboard.press("Control+f")

    assert audience.evaluate(FIND, "Work finally started")
    assert violations(audience) == []
    audience.keyboard.press("r")
    assert audience.evaluate(SHOWN) == "cover"
    assert not audience.evaluate(FIND, "Work finally started")


def test_the_browser_prints_a_slide_a_page(audience, served):
    audience.goto(f"{served}{Q2}review/#asks--text-4")

    content = audience.pdf(prefer_css_page_size=True)

    assert len(PdfReader(io.BytesIO(content)).pages) == audience.evaluate(
        "document.querySelectorAll('.slide').length"
    )


EDITORS = [
    f"{Q2}review/prepare/",
    f"{Q2}review/settings/",
    f"{Q2}review/notes/",
    f"{Q2}review/sections/what-we-learned/texts/add/",
    "/texts/1/change/",
    f"{Q2}review/minutes/",
    f"{Q2}review/minutes/people/",
    f"{Q2}review/questions/",
    f"{Q2}review/asks/",
    f"{Q2}review/publish/",
    f"{Q2}review/withdraw/",
    f"{Q2}review/versions/",
    f"{Q2}review/versions/2/changes/",
    f"{Q2}review/versions/1/",
    f"{Q2}review/draft/",
    f"{Q2}review/slides/agenda/",
    f"{Q3}review/prepare/",
]


@pytest.mark.parametrize("width", [1280, 360])
def test_editors_are_accessible_and_fit(presenter, served, width):
    review = Review.objects.get()
    review.asks.create(text="A chart")
    review.minutes.create(text="Why?", slide="cover", at=timezone.now())
    for title in ("First", "Second"):
        Section.objects.filter(slug="asks").update(title=title)
        taken = reader.read_snapshot(review).to_dict()
        review.publish(taken, by=None, at=timezone.now())
        review.withdraw("Wrong", by=None, at=timezone.now())
    presenter.set_viewport_size({"width": width, "height": 900})

    found = {address: oddities(presenter, served + address) for address in EDITORS}

    assert found == {address: ([], [], 0) for address in EDITORS}


def test_without_a_script_a_meeting_is_held_by_buttons(served, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}/sign-in/?next={Q2}review/present/")
        page.get_by_label("Username").fill("grace")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served}{Q2}review/present/")
        page.get_by_role("button", name="Start the meeting").click()
        page.get_by_role("button", name="Next").click()

        assert Meeting.objects.get().slide == AFTER_COVER
        page.get_by_role("button", name="Pause for questions").click()
        assert Meeting.objects.get().is_paused
        assert Meeting.objects.get().started_at <= timezone.now()


def test_jumping_over_sections_books_no_time_on_them_and_shows_them_to_no_one(
    presenter, audience, served
):
    start(presenter)
    audience.goto(f"{served}{Q2}review/")
    expect(audience.get_by_role("button", name="Following")).to_be_visible()
    audience.evaluate(SEEN)

    presenter.keyboard.press("g")
    presenter.keyboard.type("instead")
    expect(presenter.locator("#jump-list li").first).to_contain_text("instead")
    presenter.keyboard.press("Enter")
    there = presenter.evaluate(NOW)
    wait_for_slide(audience, there)

    assert audience.evaluate("window.seen") == [there]
    assert set(Meeting.objects.get().spent) == {""}


# The slides that an audience is shown from now on.
SEEN = """() => {
  window.seen = [];
  const look = () => {
    const { id } = document.querySelector(".slide.current");
    if (id !== "cover" && window.seen.at(-1) !== id) window.seen.push(id);
  };
  new MutationObserver(look).observe(document.querySelector("main"), {
    subtree: true, attributeFilter: ["class"],
  });
}"""


def test_slides_that_are_hurried_through_are_not_told_one_by_one(presenter):
    start(presenter)
    held = Held(presenter, "**/review/meeting/")
    presenter.keyboard.press("ArrowRight")
    held.wait()
    told = []
    presenter.on("request", lambda one: told.append(one.post_data or ""))
    for _ in range(6):
        presenter.keyboard.press("ArrowRight")

    held.let_go()
    presenter.evaluate(SENT)

    moves = [one for one in told if "verb=move" in one]
    assert len(moves) == 1
    assert Meeting.objects.get().slide == presenter.evaluate(NOW)


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


def test_a_black_screen_is_black_for_all_until_the_next_slide(
    presenter, audience, served
):
    start(presenter)
    audience.goto(f"{served}{Q2}review/")
    expect(audience.get_by_role("button", name="Following")).to_be_visible()

    presenter.keyboard.press("b")
    expect(audience.locator("html.black")).to_have_count(1)
    presenter.keyboard.press("ArrowRight")

    expect(audience.locator("html.black")).to_have_count(0)
    wait_for_slide(audience, AFTER_COVER)


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


def test_the_end_offers_to_go_on_and_a_second_meeting(presenter):
    start(presenter)
    go_to(presenter, "agenda")
    presenter.evaluate(SENT)
    end(presenter)
    assert violations(presenter) == []

    presenter.get_by_role("button", name="Go on after all").click()
    presenter.wait_for_url("**/review/present/**")
    assert presenter.evaluate(NOW) == "agenda"
    end(presenter)
    presenter.get_by_text("Second meeting…").click()
    presenter.get_by_role("button", name="Start a meeting").click()
    presenter.wait_for_url("**/review/present/**")

    assert Meeting.objects.count() == 2
    assert presenter.evaluate(NOW) == "cover"
