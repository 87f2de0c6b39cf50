import pytest
from playwright.sync_api import expect

from reviews.meeting.clock import clock_of
from tests.browser.meeting.steps import DID, LEFT, SENT, go_to, start
from tests.deep import deep


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


def test_more_time_is_for_the_section_that_runs(presenter):
    start(presenter)
    go_to(presenter, DID)
    expect(presenter.locator(".clock-label").first).to_contain_text("What we did")

    presenter.get_by_text("More time", exact=True).click()

    expect(presenter.get_by_label("Give")).to_have_value("what-we-did")


@pytest.mark.usefixtures("own_contexts")
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


@pytest.mark.parametrize("elapsed", [deep(0), 40, deep(500)])
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
