"""A meeting as browsers show it: addresses, what a page shows, and steps in it."""

import datetime

from reviews.models import Meeting

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


def end(presenter):
    presenter.locator("summary", has_text="End the").click()
    presenter.get_by_role("button", name="End the").click()
    presenter.wait_for_url("**/review/meetings/*/")


def number_of(page, slide):
    """The number that the slide has in the deck now."""
    label = page.locator(f"#{slide}").get_attribute("aria-label")
    return int(label.partition(".")[0])


def start(presenter):
    presenter.get_by_role("button", name="Start the meeting").click()
    presenter.wait_for_load_state()
