import pytest
from django.test import Client
from django.utils import timezone

from objectives.models import Change, Member, Organization, Quarter, Team
from tests.forms_on_pages import codes
from tests.makers import (
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_team,
    make_user,
)
from tests.together import at_once

pytestmark = pytest.mark.django_db
QUERIES = 8


@pytest.mark.usefixtures("sample")
def test_a_team_page_shows_people_groups_and_quarters(client):
    page = client.get("/teams/techops/")

    assert "<title>TechOps · Goals Tracker</title>" in page.text
    assert "Headcount unknown" in page.text
    assert [str(group) for group in page.context["groups"]] == [
        "Site Operations",
        "Labs",
    ]
    assert [member.initials for member in page.context["members"]] == [
        "CP",
        "FG",
        "GL",
        "YP",
        "PT",
    ]
    lines = page.context["table"].data
    assert [(str(line.quarter), line.states) for line in lines] == [
        ("Q3 2014-15", "Draft"),
        ("Q2 2014-15", "Committed"),
        ("Q1 2014-15", "Closed"),
    ]
    assert [line.has_review for line in lines] == [False, True, False]


def test_the_people_of_groups_are_shown_with_their_group(client):
    make_organization()
    team = make_team("Whole")
    Member.objects.create(team=make_team("Part", team), name="Ada Byron", is_lead=True)

    text = client.get("/teams/whole/").text

    assert "Ada Byron" in text
    assert '<p class="note">Lead</p>' in text
    assert '<p class="note" dir="auto">Part</p>' in text


def test_a_known_headcount_is_shown(client):
    make_organization()
    make_team("Whole", headcount=14)

    assert "Headcount 14" in client.get("/teams/whole/").text


def test_the_page_of_an_empty_team_says_so(client):
    make_organization()
    make_team("Whole")

    text = client.get("/teams/whole/").text

    assert "Whole has no plan yet." in text
    assert "No people yet." in text


def test_a_name_is_text_and_not_markup(client):
    make_organization()
    make_team("<script>x</script>", slug="script")

    text = client.get("/teams/script/").text

    assert "<script>x" not in text
    assert "&lt;script&gt;x&lt;/script&gt;" in text


@pytest.mark.parametrize("size", [1, 3, 30])
def test_the_queries_do_not_grow(client, django_assert_num_queries, size):
    make_organization()
    team = make_team("Whole")
    for number in range(size):
        group = make_team(f"Part {number}", team)
        Member.objects.create(team=group, name=f"Person {number}")
        day = make_quarter().first_day.replace(year=2000 + number)
        make_objective(make_plan(group, make_quarter(day)))

    with django_assert_num_queries(QUERIES):
        page = client.get("/teams/whole/")

    assert len(page.context["table"].data) == size


LEAD_QUERIES = 14


@pytest.fixture
def whole():
    make_organization()
    return make_team("Whole")


def typed(name="Whole", **more):
    return {"name": name, "headcount": "", "position": "1"} | more


@pytest.mark.parametrize("size", [1, 30])
def test_the_queries_of_a_lead_do_not_grow(
    client, whole, django_assert_num_queries, size
):
    client.force_login(make_lead(whole))
    for number in range(size):
        Member.objects.create(team=whole, name=f"Person {number}")
        make_team(f"Part {number}", whole)

    with django_assert_num_queries(LEAD_QUERIES):
        client.get("/teams/whole/")


def test_a_lead_is_offered_todays_quarter(client, whole):
    client.force_login(make_lead(whole))
    organization = Organization.objects.get()
    today = Quarter.objects.current(organization, on=timezone.localdate())

    offered = client.get("/teams/whole/").text
    make_plan(whole, Quarter.objects.opened(today))
    started = client.get("/teams/whole/").text

    assert f"Start the plan for {today}" in offered
    assert f'href="/teams/whole/{today.slug}/start/"' in offered
    assert "Start the plan" not in started


def test_the_overview_offers_it_too(client, whole):
    client.force_login(make_lead(whole))
    part = make_team("Part", whole)
    make_team("Other")
    today = Quarter.objects.current(Organization.objects.get(), on=timezone.localdate())

    offered = client.get("/").context["to_start"]
    assert [str(team) for team in offered] == ["Whole", "Part"]
    make_plan(part, Quarter.objects.opened(today))
    assert not client.get("/").context["to_start"]


def test_readers_see_no_buttons(client, whole):
    client.force_login(make_user(team=whole))

    text = client.get("/teams/whole/").text

    for words in ("Start the plan", "Add a", "Edit the", "Deleted", "/people/"):
        assert words not in text


@pytest.mark.usefixtures("boss")
def test_an_administrator_adds_a_team(client):
    make_organization()

    answer = client.post("/new-team/", typed("Site Operations", headcount="14"))

    team = Team.objects.get()
    assert answer["Location"] == "/teams/site-operations/"
    assert (team.name, team.headcount, team.parent) == ("Site Operations", 14, None)
    assert Change.objects.of(team).get().by_name == "boss"


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("Labs", ["labs"]),
        ("Größe & Co.", ["größe-co"]),
        ("运维", ["运维"]),
        ("!!!", ["team"]),
        ("Review.pdf", ["reviewpdf"]),
        ("x" * 80, ["x" * 74]),
    ],
)
def test_an_address_is_made_from_the_name(client, name, slugs):
    make_organization()

    client.post("/new-team/", typed(name))

    assert list(Team.objects.values_list("slug", flat=True)) == slugs
    assert client.get(f"/teams/{slugs[0]}/").status_code == 200


def test_a_taken_address_gets_a_number(client, whole, boss):
    other = make_team("Other")
    for parent in (whole, other):
        client.post(f"/teams/{parent.slug}/groups/add/", typed("Labs"))

    groups = Team.objects.filter(name="Labs").order_by("pk")
    assert [group.slug for group in groups] == ["labs", "labs-2"]


def test_a_lead_adds_a_group(client, whole):
    client.force_login(make_lead(whole))

    answer = client.post("/teams/whole/groups/add/", typed("Part"))

    assert answer["Location"] == "/teams/part/"
    assert whole.groups.get().name == "Part"


def test_a_group_has_no_groups(client, whole, boss):
    make_team("Part", whole)

    assert client.get("/teams/part/groups/add/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "required"),
        ("name", "Other", "taken"),
        ("name", "x" * 81, "max_length"),
        ("name", "a\u0000b", "character"),
        ("headcount", "-1", "min_value"),
        ("headcount", "many", "invalid"),
        ("headcount", "9" * 20, "max_value"),
        ("position", "", "required"),
    ],
)
def test_errors_are_shown_beside_the_field(client, boss, field, value, code):
    make_organization()
    make_team("Other")

    answer = client.post("/new-team/", typed(**{field: value}))

    assert answer.status_code == 422
    assert code in codes(answer)[field]
    assert Team.objects.count() == 1


def test_renaming_keeps_the_address(client, whole):
    client.force_login(make_lead(whole))
    was = {"initial-name": "Whole", "initial-headcount": "", "initial-position": "0"}
    was |= {"slug": "whole", "initial-slug": "whole"}

    page = client.get("/teams/whole/change/").text
    answer = client.post("/teams/whole/change/", typed("Entire", **was))

    assert 'name="slug" value="whole"' in page
    assert answer["Location"] == "/teams/whole/"
    team = Team.objects.get()
    assert (team.name, team.slug, team.headcount) == ("Entire", "whole", None)


def test_a_refused_name_does_not_change_the_heading(client, whole, boss):
    make_team("Other")
    answer = client.post("/teams/whole/change/", typed("Other", slug="whole"))

    assert codes(answer) == {"name": ["taken"]}
    assert "<h1>Edit <bdi>Whole</bdi></h1>" in answer.text
    assert 'value="Other"' in answer.text


@pytest.mark.parametrize("make", [make_plan, make_review])
def test_a_team_with_plans_or_reviews_cannot_be_deleted(client, whole, boss, make):
    make(whole)

    asked = client.get("/teams/whole/delete/")
    answer = client.post("/teams/whole/delete/")

    what = "plans" if make is make_plan else "reviews"
    for page in (asked, answer):
        assert f"Whole has {what}, so it cannot be deleted." in page.text
    assert answer.status_code == 422
    assert Team.objects.exists()


def test_a_group_is_deleted_and_restored_with_its_people(client, whole):
    client.force_login(make_lead(whole))
    part = make_team("Part", whole)
    Member.objects.create(team=part, name="Ada")

    asked = client.get("/teams/part/delete/")
    gone = client.post("/teams/part/delete/", follow=True)

    assert "This also deletes: 1 member." in asked.text
    assert gone.redirect_chain[0][0].startswith("/teams/whole/?deleted=")
    client.post(f"/deleted/{gone.context['deletion'].pk}/restore/")
    assert part.members.get().name == "Ada"


@pytest.mark.parametrize(
    ("role", "add", "group", "change", "delete"),
    [
        ("anonymous", 403, 403, 403, 403),
        ("member", 403, 403, 403, 403),
        ("lead of part", 403, 403, 200, 403),
        ("lead", 403, 200, 200, 200),
        ("administrator", 200, 200, 200, 200),
    ],
)
def test_only_leads_and_administrators_can_change_teams(
    client, whole, role, add, group, change, delete
):
    part = make_team("Part", whole)
    if role != "anonymous":
        user = {
            "member": lambda: make_user(team=whole),
            "lead of part": lambda: make_lead(part),
            "lead": lambda: make_lead(whole),
            "administrator": lambda: make_user(is_staff=True),
        }[role]()
        client.force_login(user)

    wanted = {
        "/new-team/": add,
        "/teams/whole/groups/add/": group,
        "/teams/part/change/": change,
        "/teams/part/delete/": delete,
    }
    assert {to: client.get(to).status_code for to in wanted} == wanted
    for address in [to for to, status in wanted.items() if status == 403]:
        assert client.post(address, typed("New")).status_code == 403


def test_only_administrators_can_delete_a_whole_team(client, whole):
    client.force_login(make_lead(whole))

    assert client.get("/teams/whole/delete/").status_code == 403
    assert "/delete/" not in client.get("/teams/whole/change/").text


@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_create_one_team():
    make_organization()
    boss, statuses = make_user(is_staff=True), []

    def act(_):
        mine = Client()
        mine.force_login(boss)
        statuses.append(mine.post("/new-team/", typed("Labs")).status_code)

    at_once(act)

    assert sorted(statuses) == [302] + [422] * 9
    assert Team.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_names_with_one_address_at_once_create_ten_teams():
    make_organization()
    boss = make_user(is_staff=True)
    names = iter([f"Labs{mark}" for mark in "!?.:;,'+=("])
    browsers, statuses = [Client() for _ in range(10)], []
    for browser in browsers:
        browser.force_login(boss)

    def act(between):
        browser, name = browsers.pop(), next(names)
        between.wait()
        statuses.append(browser.post("/new-team/", typed(name)).status_code)

    at_once(act)

    assert statuses == [302] * 10
    wanted = {"labs", *(f"labs-{number}" for number in range(2, 11))}
    assert set(Team.objects.values_list("slug", flat=True)) == wanted
