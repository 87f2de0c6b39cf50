import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from objectives.models import Change, Plan, Team
from objectives.reminders.todo import todo_for
from tests.makers import (
    AT,
    LATER,
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_review,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole():
    make_organization()
    return make_team("Whole")


@pytest.fixture
def boss(client):
    boss = make_user("boss", is_staff=True)
    client.force_login(boss)
    return boss


def archived(team):
    team.archive(by=None, at=AT)
    return team


def test_an_administrator_archives_a_team_and_brings_it_back(client, whole, boss):
    make_plan(whole)

    asked = client.get("/teams/whole/archive/")
    answer = client.post("/teams/whole/archive/", follow=True)

    assert "1 plan there is not closed yet." in asked.text
    assert "<strong>ARCHIVED</strong>" in answer.text
    client.post("/teams/whole/unarchive/")
    assert "<strong>ARCHIVED</strong>" not in client.get("/teams/whole/").text
    actions = Change.objects.of(whole).values_list("action", "by")
    assert list(actions[:2]) == [("unarchived", boss.pk), ("archived", boss.pk)]


def test_what_is_archived_is_not_archived_twice(client, whole, boss):
    group = make_team("Part", archived(whole))

    answer = client.post("/teams/part/archive/")

    assert answer.status_code == 422
    assert "It is already archived." in answer.text
    with pytest.raises(ValidationError) as refusal:
        group.unarchive(by=None, at=AT)
    assert refusal.value.code == "active"


def test_a_lead_archives_groups_but_not_their_own_team(client, whole):
    make_team("Part", whole)
    client.force_login(make_lead(whole))

    assert client.post("/teams/part/archive/").status_code == 302
    assert client.post("/teams/whole/archive/").status_code == 403


@pytest.mark.parametrize(
    "address", ["/", "/objectives/", "/plans/", "/carry-overs/", "/go/?text=Whole"]
)
def test_lists_leave_archived_teams_out(client, whole, address):
    other, group = make_team("Other"), make_team("Part of Whole", whole)
    for team in (whole, group, other):
        plan = make_plan(team, state="committed")
        objective = make_objective(plan, title=f"Move {team}")
        objective.carry_over(plan.quarter.following(), by=None, at=AT)
        make_review(team)
    archived(whole)

    assert "/teams/whole/" not in client.get(address).text
    assert "Move Part" not in client.get(address).text


def test_a_list_shows_an_archived_team_that_is_asked_for(client, whole):
    make_objective(make_plan(archived_later := whole), title="Move out")
    archived(archived_later)

    assert "Move out" in client.get("/objectives/?team=whole").text
    file = client.get("/objectives/?team=whole&format=csv")
    assert "Move out" in file.getvalue().decode()


def test_pages_and_decks_of_an_archived_team_stay(client, whole):
    make_objective(make_plan(whole), title="Move out")
    make_review(whole)
    archived(whole)

    for below in ("", "2014-15-q2/", "2014-15-q2/review/", "2014-15-q2/review.json"):
        assert client.get(f"/teams/whole/{below}").status_code == 200
    plan = client.get("/teams/whole/2014-15-q2/").text
    assert "<strong>ARCHIVED</strong>" in plan
    assert "Move out" in plan


def test_an_archived_team_is_in_no_to_do_list_and_gets_no_plans(client, whole):
    lead = make_lead(whole)
    plan = make_plan(whole)
    later = plan.quarter.following()
    assert todo_for(lead, at=AT)
    archived(whole)
    client.force_login(lead)

    assert not todo_for(lead, at=AT)
    page = client.get(f"/teams/whole/{later.slug}/start/")
    assert "Unarchive it to start a plan." in page.text
    answer = client.post(
        f"/teams/whole/{later.slug}/start/",
        {"teams": str(whole.pk), "third_column": "measure"},
    )
    assert answer.status_code == 422
    with pytest.raises(ValidationError) as refusal:
        Plan.objects.start([whole], later, by=lead, at=AT)
    assert refusal.value.error_dict["__all__"][0].code == "archived"


def test_the_organisation_names_archived_teams(client, whole, boss):
    archived(whole)

    page = client.get("/organization/").text

    assert "<h2>Archived teams</h2>" in page
    assert "/teams/whole/" in page


def lead_of(team):
    lead = make_lead(team)
    return lead, get_user_model().objects.filter(pk=lead.pk)


def names(at=AT):
    rows = Team.objects.without_leads(at.date()).in_order()
    return [str(team) for team in rows]


def test_a_team_whose_last_lead_was_disabled_says_so(client, whole, boss):
    _, account = lead_of(whole)
    make_team("Never led")
    assert names() == []

    account.update(is_active=False)

    assert names() == ["Whole"]
    for address in ("/teams/whole/", "/organization/", "/accounts/"):
        assert "<strong>NO LEAD</strong>" in client.get(address).text
    make_lead(whole, username="second")
    assert names() == []


def test_a_team_whose_last_lead_left_says_so(whole):
    lead, _ = lead_of(whole)
    lead.memberships.update(left_on=AT.date())

    assert names() == []
    assert names(at=LATER) == ["Whole"]


def test_a_group_that_its_parent_leads_has_a_lead(whole):
    _, account = lead_of(make_team("Part", whole))
    make_lead(whole, username="second")
    account.update(is_active=False)

    assert names() == []


def test_a_quarter_counts_an_archived_team_as_before(client, whole):
    make_team("Other")
    make_objective(make_plan(whole))
    before = client.get("/").context["overview"].totals.fates.total
    archived(whole)

    assert client.get("/").context["overview"].totals.fates.total == before == 1


@pytest.mark.parametrize(
    "rest", ["metrics/", "incidents/", "2014-15-q2/review/prepare/"]
)
def test_pages_of_reviews_and_metrics_say_that_the_team_is_archived(
    client, whole, boss, rest
):
    make_review(whole)
    assert "<strong>ARCHIVED</strong>" not in client.get(f"/teams/whole/{rest}").text

    archived(whole)

    assert "<strong>ARCHIVED</strong>" in client.get(f"/teams/whole/{rest}").text
