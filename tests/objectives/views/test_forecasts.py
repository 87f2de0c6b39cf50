import datetime

import pytest

from objectives.insights import judged
from objectives.models import Plan
from objectives.models.organization import Readers
from tests.makers import (
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
)
from tests.objectives.insights.test_forecast import cells_of

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2014, 12, 20, tzinfo=datetime.UTC)
NEXT = datetime.date(2015, 1, 2)


@pytest.fixture(autouse=True)
def nothing_remembered():
    judged.histories.clear()


@pytest.fixture
def long_history(monkeypatch):
    """As if six quarters of eight teams were closed, with this share done."""
    cells = cells_of(1, quarters=6)
    monkeypatch.setattr(judged, "judged", lambda keys: cells)


def close(plan):
    plan.commit(by=None, at=AT) if plan.is_draft else None
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.CLOSED, closed_at=AT)


def counted(keys=None):
    return [(row.carries, row.promised, row.done) for row in judged.judged(keys)]


def test_only_promises_of_closed_plans_are_judged():
    make_organization()
    plan, still_open = make_plan(make_team("Labs")), make_plan(make_team("Wikis"))
    make_objective(plan, "Disks", status="Done")
    make_objective(plan, "Switches", status="In progress")
    make_objective(still_open, "Search", status="Done")
    for one in (plan, still_open):
        one.commit(by=None, at=AT)
    make_objective(plan, "Added later", status="Done")
    close(plan)
    assert counted() == [(0, 2, 1)]


def test_what_was_carried_is_counted_by_how_often():
    make_organization()
    plan = make_plan(make_team("Labs"))
    disks = make_objective(plan, "Disks", status="In progress")
    plan.commit(by=None, at=AT)
    later = make_plan(plan.team, make_quarter(NEXT))
    disks.carry_over(later.quarter, by=None, at=AT, reason_kind="staff_time")
    make_objective(later, "Switches", status="Done")
    close(plan)
    close(later)
    assert sorted(counted()) == [(0, 1, 0), (0, 1, 1), (1, 1, 0)]
    found = judged.history(None)
    assert [one.quarter for one in found.back_test.quarters] == [-later.quarter_rank]


def test_a_closing_makes_the_history_new():
    make_organization()
    plans = [make_plan(make_team()) for _ in range(2)]
    for plan in plans:
        make_objective(plan, status="Done")
    close(plans[0])
    assert judged.history(None).promised == 1
    close(plans[1])
    assert judged.history(None).promised == 2


def test_the_history_is_asked_for_once_until_then(django_assert_num_queries):
    make_organization()
    plan = make_plan(make_team())
    make_objective(plan, status="Done")
    close(plan)
    judged.history(None)
    with django_assert_num_queries(1):
        judged.history(None)


def test_teams_that_a_reader_may_not_see_are_not_counted(client):
    make_organization(readers=Readers.TEAM)
    seen, hidden = make_plan(make_team("Labs")), make_plan(make_team("Wikis"))
    for plan in (seen, hidden):
        make_objective(plan, status="Done")
        close(plan)
    assert counted([seen.team_id]) == [(0, 1, 1)]
    client.force_login(make_lead(seen.team))
    assert client.get("/forecast/").context["history"].promised == 1


def test_one_closed_quarter_is_all_that_a_short_history_says(client):
    make_organization()
    plan = make_plan(make_team("Labs"))
    make_objective(plan, status="Done")
    close(plan)
    page = client.get("/forecast/").content.decode()
    assert "Not enough history: 1 closed quarter." in page
    assert "<table" not in page


def test_a_long_history_is_shown_with_how_right_it_would_have_been(
    client, long_history
):
    make_organization()
    plan = make_plan(make_team("Labs"))
    for _ in range(10):
        make_objective(plan)
    page = client.get("/forecast/").content.decode()
    assert "Out of 480 promises in 6 closed quarters" in page
    assert "loses against the share of all alone, so it is not used" in page
    found = judged.history(None)
    band = found.expect({0: 10})
    assert f">{band.low}–{band.high}</td>" in page
    assert f"Of 40 plans, {found.back_test.held} ended within their band" in page


def test_whoever_commits_sees_how_many_of_such_plans_are_usually_done(
    client, long_history
):
    make_organization()
    plan = make_plan(make_team("Labs"))
    for _ in range(10):
        make_objective(plan)
    client.force_login(make_lead(plan.team))
    band = judged.history(None).expect({0: 10})
    page = client.get(f"{plan.get_absolute_url()}commit/").content.decode()
    assert f">{band.low} to {band.high}</a> are usually done." in page


def test_the_commit_page_says_nothing_without_enough_history(client):
    make_organization()
    plan = make_plan(make_team("Labs"))
    make_objective(plan)
    client.force_login(make_lead(plan.team))
    page = client.get(f"{plan.get_absolute_url()}commit/").content.decode()
    assert "usually done" not in page


def test_the_number_of_queries_is_the_same_for_any_number_of_plans(
    client, long_history, django_assert_num_queries
):
    make_organization()
    for _ in range(5):
        make_objective(make_plan(make_team()))
    with django_assert_num_queries(7):
        client.get("/forecast/")
