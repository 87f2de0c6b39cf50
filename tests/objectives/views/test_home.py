import datetime

import pytest
from django.utils import timezone

from objectives.models import Objective, Plan, Project, Team
from objectives.models.organization import Readers
from tests.makers import (
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
QUERIES = 10
QUERIES_SIGNED_IN = 16


def test_an_empty_install_says_what_to_do_next(client):
    page = client.get("/")

    assert page.status_code == 200
    assert "There is no organisation yet." in page.text
    assert 'href="/sign-in/?next=/organization/"' in page.text


def test_a_closed_organisation_asks_visitors_to_sign_in(client):
    make_organization(Readers.TEAM, name="Secret Holder")
    make_plan(make_team("Hidden"))

    page = client.get("/")

    assert page.status_code == 200
    assert "Sign in to continue" in page.text
    assert "Hidden" not in page.text
    assert "Secret" not in page.text


def test_a_user_without_a_team_learns_who_can_add_them(client):
    make_organization(Readers.TEAM)
    make_team("Hidden")
    client.force_login(make_user())

    page = client.get("/")

    assert "You are not on a team yet" in page.text
    assert "Hidden" not in page.text


def test_members_see_their_own_team_only(client):
    make_organization(Readers.TEAM)
    mine, other = make_team("Mine"), make_team("Other")
    make_plan(mine)
    make_plan(other)
    client.force_login(make_user(team=mine))

    page = client.get("/")

    assert "Mine" in page.text
    assert "Other" not in page.text


def test_administrators_are_guided_to_the_first_team(client):
    make_organization(Readers.TEAM)
    client.force_login(make_user(is_staff=True))

    assert "Add the first team" in client.get("/").text


def test_teams_without_plans_are_still_listed(client):
    make_organization()
    make_team("Alone")

    page = client.get("/")

    assert "No team has a plan yet." in page.text
    assert "Alone" in page.text


@pytest.mark.usefixtures("sample")
def test_the_sample_opens_on_its_latest_committed_quarter(client):
    page = client.get("/")

    assert page.context["quarter"].slug == "2014-15-q2"
    techops = page.context["table"].data[0]
    shares = {share.state: share.count for share in techops.status_counts.shares}
    assert shares == {
        "done": 3,
        "on_track": 1,
        "not_started": 1,
        "at_risk": 2,
        "deferred": 4,
        "unread": 1,
    }
    assert techops.unanswered == 6
    assert techops.unplanned == 42
    assert techops.has_review


@pytest.mark.usefixtures("sample")
def test_groups_follow_their_team_and_have_their_own_counts(client):
    rows = list(client.get("/").context["table"].data)

    assert [str(row.team) for row in rows] == ["TechOps", "Site Operations", "Labs"]
    assert [row.status_counts.total for row in rows] == [12, 8, 4]
    assert [row.has_review for row in rows] == [True, False, False]


@pytest.mark.usefixtures("sample")
def test_deck_and_pdf_are_linked_if_there_is_a_review(client):
    text = client.get("/").text

    assert text.count('href="/teams/techops/2014-15-q2/review/"') == 1
    assert text.count('href="/teams/techops/2014-15-q2/review.pdf"') == 1
    assert "/teams/labs/2014-15-q2/review" not in text


@pytest.mark.usefixtures("sample")
def test_the_address_names_another_quarter(client):
    page = client.get("/?quarter=2014-15-q3")

    assert "<h1>Q3 2014-15</h1>" in page.text
    assert page.context["table"].data[0].states == "Draft"


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("slug", ["2014-15-q4", "x", "9" * 30, "\0"])
def test_an_unknown_quarter_is_a_404(client, slug):
    assert client.get("/", {"quarter": slug}).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30])
def test_an_unknown_page_shows_the_nearest_one(client, page):
    make_organization()
    make_plan(make_team("Only"))

    answer = client.get("/", {"page": page})

    assert answer.status_code == 200
    assert "Only" in answer.text


def test_todays_quarter_is_the_default(client):
    make_organization()
    team, today = make_team(), datetime.date.today()
    make_plan(team, make_quarter(), Plan.State.COMMITTED)
    make_plan(team, make_quarter(today, 1))
    make_plan(team, make_quarter(today.replace(year=today.year + 1), 1))

    quarter = client.get("/").context["quarter"]

    assert quarter.first_day <= today <= quarter.last_day


def test_groups_in_different_states_are_counted(client):
    make_organization()
    team = make_team()
    make_plan(make_team(parent=team), state=Plan.State.COMMITTED)
    make_plan(make_team(parent=team))

    rows = client.get("/").context["table"].data

    assert rows[0].states in ("1 committed, 1 draft", "1 draft, 1 committed")


def test_a_draft_needs_no_answers(client):
    make_organization()
    make_objective(make_plan())

    assert client.get("/").context["table"].data[0].unanswered == 0


@pytest.mark.parametrize(("teams", "shown"), [(1, 1), (3, 3), (1000, 50)])
def test_the_queries_do_not_grow_with_the_teams(
    client, django_assert_num_queries, teams, shown
):
    make_organization()
    quarter = make_quarter()
    Team.objects.bulk_create(
        Team(name=f"Team {number}", slug=f"team-{number}") for number in range(teams)
    )
    Plan.objects.bulk_create(
        Plan(team=team, quarter=quarter, state=Plan.State.COMMITTED)
        for team in Team.objects.all()
    )
    for plan in Plan.objects.all()[:5]:
        make_objective(plan)
        Project.objects.create(team=plan.team, quarter=quarter, text="Extra")

    with django_assert_num_queries(QUERIES):
        page = client.get("/")

    assert len(page.context["table"].data) == shown


def test_the_second_page_shows_the_next_teams(client):
    make_organization()
    quarter = make_quarter()
    for number in range(51):
        make_plan(make_team(f"Team {number:03}"), quarter)

    first = client.get("/")
    second = client.get("/?page=2&quarter=2014-15-q2")

    assert 'href="?page=2&amp;quarter=2014-15-q2"' in first.text
    assert [str(row.team) for row in second.context["table"].data] == ["Team 050"]


def todo_of(client):
    """The to-do list of the page by plan: texts and addresses."""
    found = client.get("/").context["todo"]
    return {
        str(one.plan): [(task.text, task.address) for task in one.tasks]
        for one in found
    }


def running(team, **fields):
    """A committed plan of the quarter of today."""
    quarter = make_quarter(datetime.date.today())
    return make_plan(team, quarter, Plan.State.COMMITTED, **fields)


FINE = {"eta": "2100-01-01"}


def test_with_nothing_to_do_the_page_says_so(client):
    make_organization()
    client.force_login(make_lead(make_team()))

    assert "You have nothing to do." in client.get("/").text


def test_visitors_see_no_to_do_list(client):
    make_organization()
    make_plan()

    assert "To do" not in client.get("/").text


@pytest.mark.usefixtures("sample")
def test_the_samples_lead_sees_everything_to_do(client):
    client.force_login(make_lead(Team.objects.get(slug="techops")))

    found = todo_of(client)

    q2, q3 = "/teams/site-operations/2014-15-q2/", "/teams/site-operations/2014-15-q3/"
    assert found["Site Operations Q2 2014-15"] == [
        ("Carry over, defer or drop 3 objectives, then close", f"{q2}close/"),
        ("Check 6 blank or unclear ETAs", f"{q2}preflight/"),
    ]
    assert found["Site Operations Q3 2014-15"][0] == (
        "Commit the plan",
        f"{q3}commit/",
    )
    assert list(found) == [
        "Site Operations Q2 2014-15",
        "Labs Q2 2014-15",
        "Site Operations Q3 2014-15",
        "Labs Q3 2014-15",
    ]


def test_leads_are_asked_for_stale_statuses(client):
    make_organization()
    team = make_team("Ops")
    plan = running(team)
    make_objective(plan, **FINE)
    make_objective(plan, **FINE).update_status("Going on", by=None, at=timezone.now())
    make_objective(plan, status="Done", **FINE)
    client.force_login(make_lead(team))

    ((words, address),) = todo_of(client)[str(plan)]

    assert words == "Check in on 1 objective"
    assert address == f"/teams/ops/{plan.quarter.slug}/check-in/"


def test_members_are_asked_about_their_own_objectives(client):
    make_organization()
    team = make_team("Ops")
    plan = running(team)
    user = make_user(team=team)
    for owner in (user.memberships.get(), user.memberships.get(), None):
        make_objective(plan, owner=owner)
    client.force_login(user)

    assert [words for words, _ in todo_of(client)[str(plan)]] == [
        "Check in on 2 objectives"
    ]


def test_an_update_is_stale_after_fourteen_days():
    now = timezone.now()
    plan = running(make_team(), committed_at=now - datetime.timedelta(days=80))
    objective = make_objective(plan)
    objective.update_status("On it", by=None, at=now - datetime.timedelta(days=13))
    assert not Objective.objects.stale(now).exists()

    later = now + datetime.timedelta(days=1, minutes=1)
    in_time = later.date() <= plan.quarter.last_day

    assert Objective.objects.stale(later).exists() == in_time


def test_an_objective_committed_just_now_is_not_stale():
    now = timezone.now()
    make_objective(running(make_team(), committed_at=now))

    assert not Objective.objects.stale(now).exists()


def test_a_future_quarter_needs_nothing(client):
    make_organization()
    team, today = make_team(), datetime.date.today()
    make_objective(make_plan(team, make_quarter(today.replace(year=today.year + 1))))
    client.force_login(make_lead(team))

    assert todo_of(client) == {}


def test_a_closed_plan_needs_nothing(client):
    make_organization()
    plan = make_plan(state=Plan.State.CLOSED)
    client.force_login(make_lead(plan.team))

    assert todo_of(client) == {}


def test_another_teams_tasks_are_hidden_even_from_administrators(client):
    make_organization()
    make_objective(make_plan(state=Plan.State.COMMITTED))
    client.force_login(make_user(is_staff=True))

    assert todo_of(client) == {}


@pytest.mark.parametrize("teams", [1, 30])
def test_the_queries_of_the_to_do_list_do_not_grow(
    client, django_assert_num_queries, teams
):
    make_organization()
    whole = make_team()
    for _ in range(teams):
        group = make_team(parent=whole)
        make_objective(running(group))
        make_objective(make_plan(group, state=Plan.State.COMMITTED))
        make_plan(group, make_quarter(datetime.date(2015, 1, 1)))
    client.force_login(make_lead(whole))

    with django_assert_num_queries(QUERIES_SIGNED_IN):
        page = client.get("/")

    assert len(page.context["todo"]) == 3 * teams
