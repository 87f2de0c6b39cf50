import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reviews.models import Meeting, Review, Section
from tests.browser.looks import violations
from tests.browser.meeting.steps import (
    AFTER_COVER,
    DID,
    LEFT,
    NOW,
    PASSWORD,
    Q2,
    Q3,
    SENT,
    end,
    go_to,
    number_of,
    passed,
    start,
    wait_for_slide,
)
from tests.browser.sheets import WAIT, Held


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
