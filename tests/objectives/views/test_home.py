import datetime

import pytest
from django.utils import timezone

from objectives.models import Plan, Project, Team
from objectives.models.organization import Readers
from tests.makers import (
    AT,
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
Q3 = datetime.date(2015, 1, 1)
QUERIES = 9
QUERIES_SIGNED_IN = 21


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


def rows_of(page):
    """The rows of the overview by their team's name."""
    return {row.team.name: row for row in page.context["overview"].rows}


def committed(team, *outcomes, quarter=None):
    """A committed plan with an objective for each of these statuses."""
    plan = make_plan(team, quarter)
    for status in outcomes:
        make_objective(plan, status=status)
    plan.commit(by=None, at=AT)
    return plan


@pytest.mark.usefixtures("sample")
def test_the_sample_opens_on_its_latest_committed_quarter(client):
    page = client.get("/")

    assert page.context["quarter"].slug == "2014-15-q2"
    techops = rows_of(page)["TechOps"]
    assert techops.fates.words == "3 done, 3 carried over, 2 deferred, 4 still open"
    assert techops.late == 5
    assert techops.unplanned == 42
    assert techops.review_words == "Draft"


@pytest.mark.usefixtures("sample")
def test_groups_follow_their_team_and_have_their_own_counts(client):
    rows = client.get("/").context["overview"].rows

    assert [row.team.name for row in rows] == ["TechOps", "Site Operations", "Labs"]
    assert [row.fates.promised for row in rows] == [12, 8, 4]
    assert [bool(row.review) for row in rows] == [True, False, False]


@pytest.mark.usefixtures("sample")
def test_a_group_counts_once_in_the_totals(client):
    overview = client.get("/").context["overview"]

    assert overview.totals.fates.promised == 12
    assert overview.unplanned == 42
    assert overview.facts == "1 team with a plan"


def test_the_totals_say_what_became_of_what_was_promised(client):
    make_organization()
    plan = committed(make_team(), "Done", "Deferred", "Half", "")
    plan.objectives.last().carry_over(make_quarter(Q3), by=None, at=AT)
    late = make_objective(plan, "Added", status="Done")
    Project.objects.create(team=plan.team, quarter=plan.quarter, text="Extra")

    page = client.get("/?quarter=2014-15-q2")

    totals = page.context["overview"].totals
    assert late.state == "done"
    assert totals.fates.words == "1 done, 1 carried over, 1 deferred, 1 still open"
    assert "25&nbsp;% of what was promised is done." in page.text
    assert (
        '<div class="is-aside"><dt>unplanned</dt><dd><a href="/unplanned/' in page.text
    )


def test_the_totals_are_compared_with_a_quarter_ago(client):
    make_organization()
    team = make_team()
    committed(team, "Done", "Done", "", quarter=make_quarter())
    committed(team, "Done", "", quarter=make_quarter(Q3))

    text = client.get("/?quarter=2014-15-q3").text

    assert "50&nbsp;% of what was promised is done; a quarter ago 67&nbsp;%." in text


def test_a_draft_has_promised_nothing_yet(client):
    make_organization()
    plan = make_plan(make_team("Ops"))
    make_objective(plan)

    page = client.get("/")

    assert "Nothing has been promised yet: commit a plan." in page.text
    assert rows_of(page)["Ops"].fates.words == "1 drafted"
    assert "1 drafted</span>" in page.text


def test_what_was_promised_is_not_known_of_a_plan_without_commitments(client):
    make_organization()
    plan = make_plan(make_team("Ops"), state=Plan.State.COMMITTED)
    make_objective(plan, status="Done")

    page = client.get("/")

    assert "It was not recorded what was promised." in page.text
    assert rows_of(page)["Ops"].fates.percent is None
    assert "not known</span>" in page.text


def test_teams_of_others_are_not_in_the_totals(client):
    make_organization(Readers.TEAM)
    mine, other = make_team("Mine"), make_team("Other")
    committed(mine, "Done")
    plan = committed(other, "Done", "")
    Project.objects.create(team=other, quarter=plan.quarter, text="Secret")
    client.force_login(make_user(team=mine))

    overview = client.get("/").context["overview"]

    assert overview.totals.fates.promised == 1
    assert overview.unplanned == 0
    assert [team.name for team in overview.teams] == ["Mine"]


def test_teams_without_a_plan_are_folded(client):
    make_organization()
    parent = make_team("Busy")
    make_plan(make_team("Group", parent=parent))
    make_team("Idle group", parent=parent)
    make_team("Idle group", parent=make_team("Idle"), slug="idle-too")

    page = client.get("/")

    assert list(rows_of(page)) == ["Busy", "Group"]
    assert "<summary>1 team without a plan</summary>" in page.text
    assert '<a href="/teams/idle/" dir="auto">Idle</a>' in page.text
    assert list(rows_of(client.get("/?plan=none"))) == ["Idle"]


def test_a_search_finds_teams_without_a_plan_too(client):
    make_organization()
    make_plan(make_team("Ferry"))
    make_team("Ferry of old")
    make_plan(make_team("Harbour"))

    assert list(rows_of(client.get("/?team=FERRY"))) == ["Ferry", "Ferry of old"]
    assert "No teams match." in client.get("/?team=Pilot").text


@pytest.mark.parametrize(
    ("plan", "names"), [("committed", ["Firm"]), ("draft", ["Whole", "Part"])]
)
def test_the_overview_is_filtered_by_the_states_of_plans(client, plan, names):
    make_organization()
    make_plan(make_team("Firm"), state=Plan.State.COMMITTED)
    make_plan(make_team("Part", parent=make_team("Whole")))

    assert list(rows_of(client.get("/", {"plan": plan}))) == names


def test_the_overview_is_sorted_by_its_counts_and_groups_stay(client):
    make_organization()
    committed(make_team("Half"), "Done", "")
    whole = make_team("Parent")
    committed(make_team("Most", parent=whole), "Done", "Done", "Done")
    committed(make_team("Least", parent=whole), "")
    make_plan(make_team("Unknown"))

    up, down = client.get("/?sort=done"), client.get("/?sort=-done")

    assert list(rows_of(up)) == ["Half", "Parent", "Least", "Most", "Unknown"]
    assert list(rows_of(down)) == ["Parent", "Most", "Least", "Half", "Unknown"]
    assert 'aria-sort="descending"><a href="?quarter=2014-15-q2&amp;sort=done">' in (
        down.text
    )


@pytest.mark.parametrize("word", ["sort=x", "plan=x", "team=" + "x" * 90])
def test_an_address_that_makes_no_sense_is_refused(client, word):
    make_organization()
    make_plan()

    page = client.get(f"/?{word}")

    assert page.status_code == 400
    assert "Correct the filters to see the teams" in page.text


def test_a_published_review_is_named_by_its_version(client):
    make_organization()
    plan = make_plan(make_team("Ops"))
    review = make_review(plan.team, plan.quarter, held_at=AT)
    for number, withdrawn_at in ((1, AT), (2, None)):
        review.publications.create(
            number=number, snapshot={}, at=AT, withdrawn_at=withdrawn_at,
            withdrawn_because="Wrong" if withdrawn_at else "",
        )  # fmt: skip

    row = rows_of(client.get("/"))["Ops"]

    assert row.review_words == "Version 2, 14 Jan 2015"


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
    assert page.context["overview"].rows[0].states == "Draft"


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

    rows = client.get("/").context["overview"].rows

    assert rows[0].states in ("1 committed, 1 draft", "1 draft, 1 committed")


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

    assert len(page.context["overview"].rows) == shown


def test_the_second_page_shows_the_next_teams(client):
    make_organization()
    quarter = make_quarter()
    for number in range(51):
        make_plan(make_team(f"Team {number:03}"), quarter)

    first = client.get("/")
    second = client.get("/?page=2&quarter=2014-15-q2")

    assert 'href="?quarter=2014-15-q2&amp;page=2" rel="next"' in first.text
    assert list(rows_of(second)) == ["Team 050"]


def todo_of(client):
    """The to-do list of the page by plan: texts and addresses."""
    found = client.get("/").context["todo"]
    return {
        str(one): [(task.text, task.address) for task in one.tasks] for one in found
    }


def running(team, **fields):
    """A committed plan of the quarter of today."""
    quarter = make_quarter(datetime.date.today())
    return make_plan(team, quarter, Plan.State.COMMITTED, **fields)


FINE = {"eta": "2100-01-01"}


def test_with_nothing_to_do_the_page_says_so(client):
    make_organization()
    client.force_login(make_user(team=make_team()))

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


@pytest.mark.usefixtures("sample")
def test_what_is_due_says_since_when_and_what_to_press(client):
    client.force_login(make_lead(Team.objects.get(slug="techops")))

    text = client.get("/").text

    assert 'since <time datetime="2014-12-31">31 Dec 2014</time>' in text
    assert 'since <time datetime="2015-01-01">1 Jan 2015</time>' in text
    assert "<summary>1 more plan</summary>" in text


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
