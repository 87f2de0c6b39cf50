import pytest

from objectives.models import Member, Plan, Project, Team
from tests.makers import make_objective, make_plan, make_quarter, make_team
from tests.objectives.views.lists.tables import LISTS, Q1, codes, link, table_of, titles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", {"Alpha", "beta", "Gamma", "Delta"}),
        ("team=one", {"Alpha", "beta"}),
        ("team=ONE", {"Alpha", "beta"}),
        ("team=group", {"beta"}),
        ("quarter=2014-15-q3", {"Gamma", "Delta"}),
        ("state=done", {"Alpha"}),
        ("state=unread", {"beta"}),
        ("state=blank", {"Gamma", "Delta"}),
        ("state=stalled", set()),
        ("owner=lovelace", {"Alpha"}),
        ("text=alpha", {"Alpha", "Gamma"}),
        ("text=+AlPhA+", {"Alpha", "Gamma"}),
        ("text=100%25", {"Delta"}),
        ("text=it_a", {"Delta"}),
        ("text=itxa", set()),
        ("text=ask+ada", {"beta"}),
        ("text=%27+OR+1%3D1", set()),
        ("text=%5Calpha", set()),
        ("team=one&state=done&text=alp", {"Alpha"}),
        ("team=two&quarter=2014-15-q2", set()),
    ],
)
@pytest.mark.usefixtures("varied")
def test_filters_narrow_the_list_and_stay_filled_in(client, words, expected):
    page = client.get(f"/objectives/?{words}")

    assert page.status_code == 200
    assert set(titles(page)) == expected
    assert ("No objectives match" in page.text) == (not expected)


def test_objectives_are_filtered_by_carry_over(client, organization):
    team = make_team()
    first = make_objective(make_plan(team, make_quarter(Q1)), "First")
    plan = make_plan(team)
    link(first, make_objective(plan, "Second"))
    make_objective(plan, "Alone")

    assert titles(client.get("/objectives/?carried=in")) == ["Second"]
    assert titles(client.get("/objectives/?carried=on")) == ["First"]
    assert titles(client.get("/objectives/?carried=no")) == ["Alone"]


@pytest.mark.usefixtures("sample")
def test_plans_and_carry_overs_are_narrowed_too(client):
    def found(address):
        return len(client.get(address).context["table"].data)

    assert found("/plans/") == 6
    assert found("/plans/?state=draft") == 2
    assert found("/plans/?quarter=2014-15-q1&team=labs") == 1
    assert found("/carry-overs/") == 8
    assert found("/carry-overs/?team=labs") == 2
    assert found("/carry-overs/?quarter=2014-15-q1") == 5
    assert found("/carry-overs/?reason=staff_time") == 1
    assert found("/carry-overs/?text=virtualization") == 2


@pytest.mark.usefixtures("sample")
def test_unplanned_work_is_filtered_and_exported(client):
    team, plan = Team.objects.get(slug="labs"), Plan.objects.filter(team__slug="labs")
    moved = make_objective(plan.get(state="draft"), "Move the wikis")
    Project.objects.create(
        team=team,
        quarter=moved.plan.quarter,
        text="Moved out of Tampa",
        requested_by="Finance",
        displaced=moved,
    )

    def found(words):
        return table_of(client.get(f"/unplanned/?format=csv&{words}"))[1:]

    row = ["Moved out of Tampa", "TechOps › Labs", "Q3 2014-15", "Finance"]
    assert found("displaced=yes") == [[*row, "Move the wikis"]]
    assert found("text=finance") == found("text=TAMPA&team=labs")[:1]
    assert found("quarter=2014-15-q3") == found("displaced=yes")
    assert len(found("displaced=no&quarter=2014-15-q2")) == 42
    assert len(found("")) == 43
    assert found("sort=-quarter")[0][:4] == row


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("team=nobody", {"team": ["unknown"]}),
        ("team=%00", {"team": ["character"]}),
        ("team=12345678901234567890", {"team": ["unknown"]}),
        (f"team={'x' * 100}", {"team": ["max_length"]}),
        ("quarter=2099-q1", {"quarter": ["unknown"]}),
        ("quarter=12345678901234567890", {"quarter": ["unknown"]}),
        ("quarter=%00", {"quarter": ["unknown"]}),
        ("sort=password", {"__all__": ["sort"]}),
        ("sort=%00", {"__all__": ["sort"]}),
        ("sort=--eta", {"__all__": ["sort"]}),
        ("format=pdf", {"__all__": ["format"]}),
        ("after=x", {"__all__": ["token"]}),
        ("after=%00", {"__all__": ["token"]}),
        ("before=12345678901234567890", {"__all__": ["token"]}),
        ("after=W10%3A1%3Aabc", {"__all__": ["token"]}),
    ],
)
@pytest.mark.usefixtures("sample")
def test_wrong_values_give_a_400_that_names_them(client, address, words, expected):
    page = client.get(f"{address}?{words}")

    assert page.status_code == 400
    assert codes(page) == expected
    assert list(page.context["table"].data) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("text=%3F%21+-", {"text": ["no_words"]}),
        ("text=%00", {"text": ["character"]}),
        ("text=a%00bcd", {"text": ["character"]}),
        (f"text={'x' * 201}", {"text": ["max_length"]}),
        ("state=12345678901234567890", {"state": ["unknown"]}),
        ("owner=x", {"owner": ["min_length"]}),
        ("owner=Nobody+Known", {"owner": ["unknown"]}),
        ("owner=a%00b", {"owner": ["character"]}),
        ("carried=yes", {"carried": ["unknown"]}),
        ("overdue=1", {"overdue": ["unknown"]}),
        ("text=%3F&state=x", {"text": ["no_words"], "state": ["unknown"]}),
    ],
)
@pytest.mark.usefixtures("sample")
def test_wrong_filters_of_objectives_are_refused(client, words, expected):
    page = client.get(f"/objectives/?{words}")

    assert page.status_code == 400
    assert codes(page) == expected


def test_a_lone_surrogate_in_the_address_is_no_server_error(client, organization):
    assert client.get("/objectives/?text=abc%ED%A0%80").status_code in (200, 400)


@pytest.mark.usefixtures("varied")
def test_a_refused_value_is_shown_again(client):
    text = client.get("/objectives/?text=zz&team=nobody&state=odd&owner=Nix").text

    assert 'value="zz"' in text
    assert '<option value="nobody" selected>' in text
    assert '<option value="odd" selected>' in text
    assert 'value="Nix"' in text
    assert 'aria-invalid="true"' in text


def test_with_many_teams_the_name_is_typed(client, organization):
    Team.objects.bulk_create(
        Team(name=f"Team {number}", slug=f"t-{number}") for number in range(201)
    )
    make_objective(make_plan(Team.objects.get(slug="t-7")), "Found")

    page = client.get("/objectives/?team=team+7")

    assert '<input type="text" name="team" value="team 7"' in page.text
    assert titles(page) == ["Found"]


def test_a_name_that_matches_too_many_people_is_refused(client, organization):
    team = make_team()
    Member.objects.bulk_create(Member(team=team, name="Ann") for _ in range(201))

    page = client.get("/objectives/?owner=ann")

    assert page.status_code == 400
    assert codes(page) == {"owner": ["too_many"]}
