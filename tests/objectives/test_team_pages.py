import pytest
from django.core.management import call_command

from objectives.models import Member
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
)

pytestmark = pytest.mark.django_db
QUERIES = 7


@pytest.fixture
def sample():
    call_command("loaddata", "fixtures/techops.json", verbosity=0)


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


def test_an_empty_team_says_so(client):
    make_organization()
    make_team("Whole")

    text = client.get("/teams/whole/").text

    assert "Whole has no plan yet." in text
    assert "Nobody is named here yet." in text


def test_a_name_is_text_and_not_markup(client):
    make_organization()
    make_team("<script>x</script>", slug="script")

    text = client.get("/teams/script/").text

    assert "<script" not in text
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
