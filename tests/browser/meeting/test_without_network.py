import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reviews.models import Meeting
from tests.browser.meeting.steps import (
    NOW,
    Q2,
    SENT,
    SHOWN,
    go_to,
    start,
    wait_for_slide,
)
from tests.browser.sheets import Held


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


@pytest.mark.usefixtures("own_contexts")
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
