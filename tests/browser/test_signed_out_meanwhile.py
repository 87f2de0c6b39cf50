"""What is typed while the session ends, the server fails or the network is lost."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from objectives.models import Member, Objective, Organization
from objectives.models.organization import Readers
from reviews.models import Ask, Meeting, Minute, TextSlide
from tests.browser.looks import violations
from tests.browser.meeting.steps import (
    AFTER_COVER,
    DID,
    NOW,
    PASSWORD,
    Q2,
    SIZE,
    go_to,
    start,
)
from tests.makers import load_sample, make_user

PRESENT = f"{Q2}review/present/"
SIGNED_OUT = "You are signed out"
STILL_HERE = "What you typed is still here."
BREAKS_OFF = "() => { Response.prototype.text = () => Promise.reject(new Error()); }"


@pytest.fixture
def site(transactional_db, live_server):
    load_sample()
    lead = make_user("grace", password=PASSWORD)
    Member.objects.filter(name="Chase Pettet").update(user=lead, is_lead=True)
    return live_server.url


@pytest.fixture
def context(site, browser):
    with browser.new_context(viewport=SIZE) as context:
        yield context


@pytest.fixture
def thrown():
    """What the page's scripts threw and did not catch; nothing, at the end."""
    errors = []
    yield errors
    assert errors == []


@pytest.fixture
def presenter(context, site, thrown):
    page = opened(context, site, PRESENT)
    page.on("pageerror", lambda error: thrown.append(str(error)))
    return page


def opened(context, site, address, name="grace"):
    """A page of that address, signed in on the way."""
    page = context.new_page()
    page.goto(f"{site}/sign-in/?next={address}")
    sign_in(page, name)
    page.wait_for_url(f"**{address}")
    return page


def sign_in(page, name="grace"):
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(context, site):
    """In another tab, as people do."""
    with context.new_page() as other:
        other.goto(f"{site}/")
        other.get_by_label("Account of grace").click()
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_role("link", name="Sign in").first).to_be_visible()


def sign_in_from(page):
    """By the link that the page offers, in the tab that it opens."""
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="Sign in in a new tab").click()
    with opening.value as other:
        sign_in(other)
        expect(other.get_by_label("Account of grace")).to_be_visible()


def minute(page):
    return page.get_by_label("Minute", exact=True)


def add_minute(page, text=None):
    if text is not None:
        minute(page).fill(text)
    page.get_by_role("button", name="Add the minute").click()


def refusal(page, name=".noting"):
    return page.locator(f"{name} [role=alert]")


def noted(page):
    expect(page.locator("#announcement")).to_have_text("Noted.")
    return list(Minute.objects.values_list("text", flat=True))


def test_a_minute_outlives_a_sign_out_and_is_saved_once(presenter, context, site):
    start(presenter)
    sign_out(context, site)

    add_minute(presenter, "Why was IPsec late?")
    expect(refusal(presenter)).to_contain_text(SIGNED_OUT)
    expect(refusal(presenter)).to_contain_text(STILL_HERE)
    expect(minute(presenter)).to_have_value("Why was IPsec late?")
    assert violations(presenter) == []
    sign_in_from(presenter)
    add_minute(presenter)

    assert noted(presenter) == ["Why was IPsec late?"]
    expect(minute(presenter)).to_have_value("")
    expect(refusal(presenter)).to_be_empty()


def test_a_minute_outlives_a_reload(presenter, context, site):
    start(presenter)
    go_to(presenter, DID)
    minute(presenter).fill("Why was\nIPsec late?")
    sign_out(context, site)
    add_minute(presenter)
    expect(refusal(presenter)).to_contain_text(SIGNED_OUT)

    presenter.reload()
    presenter.get_by_role("link", name="Sign in").first.click()
    sign_in(presenter)
    presenter.wait_for_url(f"**{PRESENT}")
    expect(minute(presenter)).to_have_value("Why was\nIPsec late?")
    presenter.get_by_role("button", name="Back").click()
    add_minute(presenter)

    assert noted(presenter) == ["Why was\nIPsec late?"]
    assert Minute.objects.get().slide == DID
    presenter.reload()
    expect(minute(presenter)).to_have_value("")


def test_an_ask_outlives_a_reload_with_its_kind_and_owner(presenter):
    presenter.get_by_text("Ask, or request for next time").click()
    presenter.get_by_label("What is asked").fill("Bring real metrics")
    presenter.get_by_label("Kind").select_option(label="For next time")
    presenter.get_by_label("Owner").fill("Chase")

    presenter.reload()
    expect(presenter.get_by_label("What is asked")).to_have_value("Bring real metrics")
    presenter.get_by_role("button", name="Add", exact=True).click()
    expect(presenter.locator("#announcement")).to_have_text("Noted.")

    ask = Ask.objects.get(text="Bring real metrics")
    assert (ask.kind, ask.owner) == ("next_time", "Chase")
    presenter.reload()
    presenter.get_by_text("Ask, or request for next time").click()
    expect(presenter.get_by_label("Owner")).to_have_value("")


def test_what_one_typed_is_not_shown_to_another(presenter, context, site):
    make_user("admin", password=PASSWORD, is_staff=True)
    minute(presenter).fill("Mine alone")
    sign_out(context, site)

    presenter.goto(f"{site}/sign-in/?next={PRESENT}")
    sign_in(presenter, "admin")
    presenter.wait_for_url(f"**{PRESENT}")

    expect(presenter.get_by_role("button", name="Start the meeting")).to_be_visible()
    expect(minute(presenter)).to_have_value("")


def test_a_minute_outlives_its_tab_and_says_when_it_was_typed(presenter, context, site):
    start(presenter)
    go_to(presenter, DID)
    minute(presenter).fill("Why was IPsec late?")
    presenter.close()

    again = context.new_page()
    again.goto(f"{site}{PRESENT}")
    expect(minute(again)).to_have_value("Why was IPsec late?")
    expect(again.locator(".noting .noted-at")).to_contain_text("is not saved yet")
    again.get_by_role("button", name="Back").click()
    add_minute(again)

    assert noted(again) == ["Why was IPsec late?"]
    assert Minute.objects.get().slide == DID
    expect(again.locator(".noting .noted-at")).to_be_empty()


def test_what_was_brought_back_may_be_discarded(presenter):
    minute(presenter).fill("Never mind")
    presenter.reload()

    presenter.get_by_role("button", name="Discard").click()

    expect(minute(presenter)).to_have_value("")
    presenter.reload()
    expect(minute(presenter)).to_have_value("")


def test_a_minute_whose_answer_was_lost_is_not_added_twice(presenter):
    start(presenter)

    def lose(route):
        route.fetch()
        route.abort()

    presenter.route("**/minutes/", lose)
    add_minute(presenter, "Why was IPsec late?")
    expect(refusal(presenter)).to_contain_text("The server cannot be reached.")
    presenter.unroute("**/minutes/")
    Minute.objects.update(at=timezone.now() - datetime.timedelta(minutes=5))
    presenter.reload()
    expect(minute(presenter)).to_have_value("Why was IPsec late?")
    add_minute(presenter)

    assert noted(presenter) == ["Why was IPsec late?"]


def test_a_status_outlives_its_tab(presenter, context, site):
    go_to(presenter, DID)
    row = presenter.locator("#now tr.line").first
    row.hover()
    row.get_by_role("button", name="Edit status").click()
    presenter.get_by_label("Status", exact=True).fill("Half of it")
    presenter.close()

    again = context.new_page()
    again.goto(f"{site}{PRESENT}#{DID}")
    again.locator("summary", has_text="Change a status").click()

    expect(again.get_by_label("Status", exact=True)).to_have_value("Half of it")
    expect(again.locator("#status .noted-at")).to_contain_text("is not saved yet")


@pytest.mark.parametrize("status", [500, 503])
def test_a_minute_outlives_a_failing_server(presenter, status):
    start(presenter)
    page = {"status": status, "content_type": "text/html", "body": "<h1>No</h1>"}
    presenter.route("**/minutes/", lambda route: route.fulfill(**page))

    add_minute(presenter, "Why was IPsec late?")
    expect(refusal(presenter)).to_contain_text("The server could not do that.")
    expect(minute(presenter)).to_have_value("Why was IPsec late?")
    presenter.unroute("**/minutes/")
    add_minute(presenter)

    assert noted(presenter) == ["Why was IPsec late?"]


def test_a_minute_outlives_a_lost_network(presenter, context):
    start(presenter)
    context.set_offline(True)

    add_minute(presenter, "Why was IPsec late?")
    expect(refusal(presenter)).to_contain_text("The server cannot be reached.")
    context.set_offline(False)
    add_minute(presenter)

    assert noted(presenter) == ["Why was IPsec late?"]


def test_a_page_in_place_of_an_answer_is_taken_for_a_sign_out(presenter):
    start(presenter)
    page = {"status": 200, "content_type": "text/html", "body": "<h1>Sign in</h1>"}
    presenter.route("**/minutes/", lambda route: route.fulfill(**page))

    add_minute(presenter, "Why was IPsec late?")

    expect(refusal(presenter)).to_contain_text(SIGNED_OUT)
    expect(minute(presenter)).to_have_value("Why was IPsec late?")


def test_what_is_typed_while_a_minute_is_being_saved_stays(presenter):
    start(presenter)
    held = []
    presenter.route("**/minutes/", lambda route: held.append(route))

    with presenter.expect_request("**/minutes/"):
        add_minute(presenter, "First.")
    minute(presenter).press_sequentially(" Second.")
    add_minute(presenter)
    held[0].continue_()

    assert noted(presenter) == ["First."]
    expect(minute(presenter)).to_have_value("Second.")
    assert len(held) == 1


def test_where_one_went_when_signed_out_is_told_after_signing_in(
    presenter, context, site
):
    start(presenter)
    sign_out(context, site)

    presenter.keyboard.press("ArrowRight")
    expect(presenter.locator("#refusal")).to_contain_text(SIGNED_OUT)
    sign_in_from(presenter)
    expect(presenter.locator("#refusal")).to_be_empty()

    assert presenter.evaluate(NOW) == AFTER_COVER
    assert Meeting.objects.get().slide == AFTER_COVER


def edit_status(page, text):
    row = page.locator("#now tr.line").first
    row.hover()
    row.get_by_role("button", name="Edit status").click()
    page.get_by_label("Status", exact=True).fill(text)
    page.get_by_label("State", exact=True).select_option(label="Done")
    page.get_by_role("button", name="Save").click()


def saved_statuses():
    return Objective.objects.filter(status="Done this minute").count()


def test_a_status_on_the_slide_outlives_a_sign_out(presenter, context, site):
    go_to(presenter, DID)
    sign_out(context, site)

    edit_status(presenter, "Done this minute")
    expect(refusal(presenter, "#status")).to_contain_text(SIGNED_OUT)
    sign_in_from(presenter)
    expect(presenter.get_by_label("Status", exact=True)).to_have_value(
        "Done this minute"
    )
    presenter.get_by_role("button", name="Save").click()

    expect(presenter.locator("#announcement")).to_have_text("Saved the status.")
    assert saved_statuses() == 1


def test_a_status_on_the_slide_outlives_a_failing_server(presenter):
    go_to(presenter, DID)
    page = {"status": 500, "content_type": "text/html", "body": "<h1>No</h1>"}
    presenter.route("**/cell/**", lambda route: route.fulfill(**page))

    edit_status(presenter, "Done this minute")
    expect(refusal(presenter, "#status")).to_contain_text(
        "The server could not do that."
    )
    presenter.unroute("**/cell/**")
    presenter.get_by_role("button", name="Save").click()

    expect(presenter.locator("#announcement")).to_have_text("Saved the status.")
    assert saved_statuses() == 1


def test_a_status_is_saved_though_the_slides_cannot_be_fetched_anew(presenter):
    go_to(presenter, DID)
    page = {"status": 500, "content_type": "text/html", "body": "<h1>No</h1>"}
    presenter.route(f"**{PRESENT}", lambda route: route.fulfill(**page))

    edit_status(presenter, "Done this minute")
    expect(presenter.locator("#announcement")).to_have_text("Saved the status.")
    presenter.unroute(f"**{PRESENT}")

    expect(presenter.locator("#now")).to_contain_text("Done this minute")
    assert saved_statuses() == 1


def test_a_follower_who_is_signed_out_is_told_so_and_catches_up(
    presenter, context, site
):
    Organization.objects.update(readers=Readers.SIGNED_IN)
    start(presenter)
    with context.browser.new_context(viewport=SIZE) as other:
        follower = opened(other, site, f"{Q2}review/")
        expect(follower.get_by_role("button", name="Following")).to_be_visible()

        sign_out(other, site)
        expect(follower.locator(".lost")).to_contain_text(SIGNED_OUT)
        opened(other, site, Q2)
        expect(follower.locator(".lost")).to_be_hidden()
        go_to(presenter, "agenda")
        expect(follower.locator("#agenda")).to_be_visible()


def test_a_text_slide_outlives_a_sign_out_beside_its_preview(presenter, context, site):
    presenter.goto(f"{site}{Q2}review/sections/what-we-learned/texts/add/")
    sign_out(context, site)

    presenter.locator("[name=text]").fill("# Why")
    words = presenter.locator("#preview-words")
    expect(words).to_contain_text(SIGNED_OUT)
    sign_in_from(presenter)
    presenter.get_by_role("button", name="Preview").click()
    expect(words).to_have_text("It fits on one slide.")
    presenter.get_by_role("button", name="Save").click()
    presenter.wait_for_url("**/review/prepare/**")

    assert TextSlide.objects.filter(text="# Why").count() == 1


def test_a_reading_that_breaks_off_says_nothing(presenter, site):
    objective = Objective.objects.first()
    presenter.goto(f"{site}/objectives/{objective.pk}/change/")
    presenter.evaluate(BREAKS_OFF)

    with presenter.expect_response(lambda answer: "status=50" in answer.url):
        presenter.locator("[name=status]").fill("50% complete")

    expect(presenter.locator("[name=status]")).to_have_value("50% complete")
