import datetime

import pytest

from objectives.models import (
    Follow,
    Member,
    Organization,
    Plan,
    Tag,
    Team,
    WeeklyMessage,
)
from objectives.reminders import links
from tests.browser.looks import oddities
from tests.makers import (
    load_sample,
    make_objective,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.pictures import picture

pytestmark = pytest.mark.usefixtures("media")
PASSWORD = "a good one, 4 words"
ADDRESSES = [
    "/organization/",
    "/new-team/",
    "/teams/techops/",
    "/teams/techops/change/",
    "/teams/techops/groups/add/",
    "/teams/techops/delete/",
    "/teams/techops/people/add/",
    "/teams/techops/deleted/",
    "/teams/spare/delete/",
    "/people/2/change/",
    "/people/2/delete/",
    "/people/2/invite/",
    "/accounts/",
    "/accounts/add/",
    "/accounts/{account}/",
    "/tags/",
    "/tags/{tag}/change/",
    "/notifications/",
    "/password/",
    "/set-password/x/y/",
]


@pytest.fixture
def face(tmp_path):
    path = tmp_path / "face.png"
    path.write_bytes(picture(size=(600, 800), colour="teal"))
    return path


def sign_in(page, url, name="boss"):
    page.goto(f"{url}/sign-in/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def weekly_pages(user, at):
    """The pages behind the links of a message about one objective."""
    member = Member.objects.create(team=make_team("Now"), user=user, name="Ada")
    plan = make_plan(member.team, make_quarter(at.date()), state="committed")
    row = make_objective(plan, "Words " * 30, owner=member)
    times = {
        "starts_at": at,
        "changes_since": at,
        "ends_at": at + datetime.timedelta(6),
    }
    message = WeeklyMessage.objects.create(
        user=user, week=at.date(), objectives=[row.pk], **times
    )
    return [links.answer_path(message), links.stop_path(user)]


@pytest.mark.parametrize("javascript", [True, False])
def test_from_nothing_to_a_team_with_people(
    transactional_db, live_server, browser, face, javascript
):
    make_user("boss", password=PASSWORD, is_staff=True)
    url = live_server.url
    with browser.new_context(java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto(url)
        page.get_by_role("main").get_by_role("link", name="Sign in").click()
        page.get_by_label("Username").fill("boss")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role(
            "button", name="Sign in", exact=True
        ).click()

        page.get_by_label("Name", exact=True).fill("Example Ltd")
        page.get_by_label("First month of the fiscal year").select_option("July")
        page.get_by_label("Who can read").select_option("Everyone with an account")
        page.get_by_role("button", name="Set up").click()

        page.get_by_label("Name", exact=True).fill("TechOps")
        page.get_by_role("button", name="Add the team").click()
        page.get_by_role("link", name="Add a group").click()
        page.get_by_label("Name", exact=True).fill("Labs")
        page.get_by_role("button", name="Add the group").click()
        page.goto(f"{url}/teams/techops/")

        page.get_by_role("link", name="Add a person").click()
        page.get_by_label("Name", exact=True).fill("Ada Byron")
        page.get_by_label("Role title").fill("Analyst")
        page.get_by_label("Leads the team").check()
        page.get_by_label("Photo").set_input_files(face)
        page.get_by_role("button", name="Save and add another").click()
        page.get_by_label("Name", exact=True).fill("Grace Hopper")
        page.get_by_role("button", name="Add", exact=True).click()
        shown = page.locator(".people img")
        assert shown.count() == 1
        assert page.request.get(url + shown.get_attribute("src")).ok

        page.get_by_role("link", name="Ada Byron").click()
        page.get_by_role("link", name="Invite Ada Byron").click()
        page.get_by_label("User name").fill("ada")
        page.get_by_role("button", name="Create the account").click()
        link = page.get_by_label("Link").input_value()

    with browser.new_context(java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto(link)
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        page.get_by_label("New password confirmation").fill(PASSWORD)
        page.get_by_role("button", name="Set password").click()
        # Which signs in as well.
        page.wait_for_url(lambda address: "/set-password/" not in address)
        page.goto(f"{url}/teams/techops/")
        assert page.get_by_role("link", name="Start the plan for").is_visible()

        page.get_by_role("link", name="Grace Hopper").click()
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Delete Grace Hopper").click()
        assert not page.get_by_role("link", name="Grace Hopper").is_visible()
        page.get_by_role("button", name="Undo").click()
        assert page.get_by_role("link", name="Grace Hopper").is_visible()

    assert Organization.objects.get().fiscal_year_start == 7
    assert [str(team) for team in Team.objects.in_order()] == ["TechOps", "Labs"]
    assert Member.objects.count() == 2


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_are_accessible_and_fit(
    transactional_db, live_server, browser, face, width
):
    load_sample()
    boss = make_user("boss", password=PASSWORD, is_staff=True)
    account = make_user("ada")
    tag = Tag.objects.create(name="W" * 40)
    make_team("Spare")
    plan = Plan.objects.filter(state="draft").first()
    at = datetime.datetime.now(tz=datetime.UTC)
    make_objective(plan, "Words " * 30).delete(by=boss, at=at)
    gone = make_objective(make_plan(make_team("Wide " * 15, slug="wide")))
    deletion = gone.delete(by=boss, at=at)
    Follow.objects.choose(tag, by=boss, at=at)
    size = {"width": width, "height": 800}
    addresses = [
        address.format(account=account.pk, tag=tag.pk) for address in ADDRESSES
    ]
    addresses += weekly_pages(boss, at)
    addresses += [f"/teams/wide/?deleted={deletion.pk}", "/teams/wide/deleted/"]
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        sign_in(page, live_server.url)
        page.goto(f"{live_server.url}/people/2/change/")
        page.get_by_label("Photo", exact=False).first.wait_for()
        page.locator("[name=photo]").set_input_files(face)
        page.get_by_role("button", name="Save").click()
        found = {}
        for address in addresses:
            page.goto(live_server.url + address)
            found[address] = oddities(page)
        page.goto(f"{live_server.url}/new-team/")
        page.get_by_role("button", name="Add the team").click()
        found["refused"] = oddities(page)
        page.goto(f"{live_server.url}/people/3/invite/")
        page.get_by_label("User name").fill("three")
        page.get_by_role("button", name="Create the account").click()
        found["invited"] = oddities(page)

    assert found == {address: ([], 0) for address in found}


def test_targets_are_at_least_24_px(transactional_db, live_server, page):
    load_sample()
    make_user("boss", password=PASSWORD, is_staff=True)
    sign_in(page, live_server.url)

    for address in ("/teams/techops/", "/people/2/change/", "/accounts/"):
        page.goto(live_server.url + address)
        low = page.eval_on_selector_all(
            "main a, main button, main input, main select",
            "found => found.filter(one => one.type != 'hidden')"
            ".map(one => [one.textContent, one.getBoundingClientRect().height])"
            ".filter(([, height]) => height && height < 24)",
        )
        assert low == []
