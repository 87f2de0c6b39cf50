import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from tests.browser.looks import oddities
from tests.browser.sheets import (
    PACES,
    TITLES,
    TYPED,
    WAIT,
    Held,
    go_to,
    group,
    order,
    stored,
)

NEW = ["Alfa objective", "Bravo objective", "Charlie objective", "Delta objective"]
LONG = "x" * 1001
# As a session of its own does, which a sign-in in another tab begins.
SPOIL_TOKENS = """() => {
  for (const one of document.getElementsByName("csrfmiddlewaretoken")) one.value = "x";
}"""
WITHOUT_PAUSES = """() => {
  const { setTimeout } = window;
  window.setTimeout = (act) => setTimeout(act);
}"""


@pytest.fixture
def field(sheet):
    """Where one types what is new in the first group; it has the focus."""
    field = sheet.get_by_label("New objectives of Part")
    field.focus()
    return field


@pytest.fixture
def held(sheet):
    """The requests that add."""
    return Held(sheet, "**/objectives/add/**")


def type_lines(page, titles, **pace):
    for title in titles:
        page.keyboard.type(title, **pace)
        page.keyboard.press("Enter")


def added(page, *titles):
    """Wait until these are on record, in this order after what was there."""
    rows = group(page).locator("tr[id] .title")
    expect(rows).to_have_text([*TITLES, *titles], timeout=WAIT)
    expect(page.locator(".waiting")).to_have_count(0, timeout=WAIT)
    objectives = Objective.objects.filter(plan__team__name="Part")
    assert list(objectives.values_list("title", flat=True)) == [*TITLES, *titles]


def once_of(route):
    """The key with which a line was sent."""
    body = route.request.post_data
    return body.split('name="once"')[1].split("\r\n")[2]


def test_alt_shift_n_adds_rows_one_after_the_other(sheet):
    go_to(sheet, TITLES[0], "title")
    sheet.keyboard.press("Alt+Shift+N")
    type_lines(sheet, ["First", "Second"])

    added(sheet, "First", "Second")


def test_what_is_typed_before_an_answer_is_not_lost(sheet, field, held):
    type_lines(sheet, NEW[:1])
    expect(field).to_have_value("", timeout=WAIT)
    held.wait()
    type_lines(sheet, NEW[1:3])
    sheet.keyboard.type(NEW[3])

    expect(sheet.locator(".waiting .line")).to_have_text(NEW[:3], timeout=WAIT)
    assert (len(held.routes), order(sheet)) == (1, TITLES)
    held.let_go()
    added(sheet, *NEW[:3])
    assert field.input_value() == NEW[3]


@pytest.mark.parametrize("pace", PACES)
def test_lines_typed_at_any_pace_are_rows_in_order(sheet, field, pace):
    lines = [f"New {number}" for number in range(TYPED)]

    type_lines(sheet, lines, delay=pace)

    added(sheet, *lines)


def test_enter_twice_makes_one_row(sheet, field, held):
    type_lines(sheet, NEW[:1])
    held.wait()
    sheet.keyboard.press("Enter")
    held.let_go()
    type_lines(sheet, NEW[1:2])

    added(sheet, *NEW[:2])


def test_enter_that_ends_a_composition_adds_nothing(sheet, field):
    sheet.keyboard.type(NEW[0])
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})

    assert field.input_value() == NEW[0]
    assert sheet.locator(".waiting").count() == 0


def test_a_line_is_sent_again_by_itself_in_its_place(sheet, field, held):
    type_lines(sheet, NEW)
    held.wait().fulfill(status=500)
    held.wait(2)
    first, second = map(once_of, held.routes)
    held.let_go()

    added(sheet, *NEW)
    assert first == second


def test_each_line_has_a_key_of_its_own(sheet, field):
    keys = []

    def note(route):
        keys.append(once_of(route))
        route.continue_()

    sheet.route("**/objectives/add/**", note)
    type_lines(sheet, ["Twice", "Twice"])

    added(sheet, "Twice", "Twice")
    assert len(set(keys)) == len(keys) == 2


def test_a_refused_line_comes_back_beside_what_is_typed(sheet, field):
    type_lines(sheet, [LONG, NEW[0]])
    sheet.keyboard.type(NEW[1])

    refused = sheet.get_by_label("Objective that was not added")
    expect(refused).to_have_value(LONG, timeout=WAIT)
    expect(sheet.locator(".waiting .refused")).to_contain_text("at most 1000")
    expect(field).to_be_focused()
    assert field.input_value() == NEW[1]
    assert oddities(sheet) == ([], 0)
    refused.fill("Shorter")
    sheet.get_by_role("button", name="Try again").click()
    added(sheet, NEW[0], "Shorter")
    assert field.input_value() == NEW[1]


def test_a_refused_line_is_discarded(sheet, field):
    type_lines(sheet, [LONG])
    sheet.get_by_role("button", name="Discard").click()

    added(sheet)
    expect(field).to_be_focused()


def test_when_signed_out_lines_wait_for_signing_in(sheet, field):
    cookies = sheet.context.cookies()
    sheet.context.clear_cookies()
    type_lines(sheet, NEW[:1])

    sheet.get_by_text("you are signed out").wait_for()
    assert sheet.get_by_role("link", name="Sign in in a new tab").is_visible()
    assert not stored(title=NEW[0])
    sheet.context.add_cookies(cookies)
    sheet.get_by_role("button", name="Try again").click()
    type_lines(sheet, NEW[1:2])
    added(sheet, *NEW[:2])


def test_after_signing_in_anew_lines_have_its_token(sheet, field):
    sheet.evaluate(SPOIL_TOKENS)
    type_lines(sheet, NEW[:1])

    added(sheet, NEW[0])


def test_a_line_without_an_answer_holds_up_those_after_it(sheet, field):
    sheet.evaluate(WITHOUT_PAUSES)
    sheet.route("**/objectives/add/**", lambda route: route.abort())
    type_lines(sheet, NEW[:2])

    sheet.get_by_text("The server cannot be reached.").wait_for()
    expect(sheet.locator(".waiting .line")).to_have_text(NEW[:2])
    sheet.unroute("**/objectives/add/**")
    type_lines(sheet, NEW[2:3])
    added(sheet, *NEW[:3])


def test_leaving_while_lines_wait_warns(sheet, field, held):
    type_lines(sheet, NEW[:1])
    held.wait()
    dialogs = []
    sheet.on("dialog", lambda one: (dialogs.append(one.type), one.accept()))

    sheet.goto("about:blank")

    assert dialogs == ["beforeunload"]


def test_rows_are_pasted_from_a_sheet(sheet):
    field = sheet.get_by_label("New objectives of Rest")
    field.fill("One\tAll\t\t2014-12-01\tDone\nTwo")
    field.press("Enter")
    rows = group(sheet, 1).locator("tr[id] .title")
    expect(rows).to_have_text(["Another one", "One", "Two"], timeout=WAIT)

    assert stored(title="One", measure="All", state="done", plan__team__name="Rest")


def test_a_line_is_said_to_readers(sheet, field):
    type_lines(sheet, NEW[:1])

    expect(sheet.locator("#announcement")).to_have_text(
        f"Added: {NEW[0]}", timeout=WAIT
    )


def test_the_first_objective_of_a_plan_is_reached_by_keys(sheet):
    Objective.objects.all().delete()
    sheet.reload()
    sheet.get_by_label("New objectives of Part").focus()
    type_lines(sheet, NEW[:1])
    row = sheet.locator("tr[id]", has_text=NEW[0])

    expect(row.locator("[tabindex='0']")).to_have_count(1, timeout=WAIT)


@pytest.mark.parametrize("fault", ["500", "lost"])
def test_a_line_that_was_saved_without_an_answer_is_one_row(sheet, field, fault):
    requests = []

    def take(route):
        requests.append(route)
        if len(requests) % 2 == 0:
            route.continue_()
            return
        route.fetch()
        if fault == "500":
            route.fulfill(status=500)
        else:
            route.abort()

    sheet.route("**/objectives/add/**", take)
    type_lines(sheet, NEW)

    added(sheet, *NEW)
