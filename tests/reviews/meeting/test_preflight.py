import re

import pytest

from objectives.models import Plan
from tests.makers import make_objective, make_organization, make_plan, make_review

pytestmark = pytest.mark.django_db
QUERIES = 26  # fourteen of them for the deck, whose characters are looked at


def counts(page):
    return {line.name: line.count for line in page.context["lines"]}


@pytest.mark.usefixtures("sample")
def test_the_sample_says_exactly_what_is_odd(client):
    page = client.get("/teams/techops/2014-15-q2/preflight/")

    assert counts(page) == {
        "impossible_eta": 1,
        "early_eta": 2,
        "late_eta": 2,
        "unread_eta": 0,
        "blank_eta": 5,
        "blank_measure": 2,
        "blank_dependency": 4,
        "blank_status": 0,
        "unread_status": 1,
        "unanswered": 6,
        "box": 0,
        "crowded": 0,
        "metric": 6,
    }
    assert "<strong>1</strong> impossible ETA<" in page.text
    assert "<strong>2</strong> ETAs before the quarter" in page.text
    assert "<strong>0</strong> blank statuses" in page.text


@pytest.mark.usefixtures("sample")
def test_the_metric_topics_without_data_are_named(client):
    page = client.get("/teams/techops/2014-15-q2/preflight/")

    topics = [place.label for place in page.context["lines"][-1].places]
    assert topics == [
        "Page load time, desktop, median",
        "Page load time, mobile, median",
        "Watchmouse, enwiki, performance",
        "Watchmouse, enwiki, availability",
        "Uptime",
        "Security",
    ]


@pytest.mark.usefixtures("sample")
def test_each_place_leads_to_a_cell_that_is_there(client):
    page = client.get("/teams/techops/2014-15-q2/preflight/")
    plan = client.get("/teams/techops/2014-15-q2/").text
    deck = client.get("/teams/techops/2014-15-q2/review/").text

    found = re.findall(r'<li><a href="([^"]+#[^"]+)"', page.text)
    assert len(found) == 29
    for address in found:
        place = {"/teams/techops/2014-15-q2/": plan}.get(address.split("#")[0], deck)
        assert f'id="{address.split("#")[1]}"' in place


@pytest.mark.usefixtures("sample")
def test_the_plan_page_counts_the_same(client):
    odd = counts(client.get("/teams/techops/2014-15-q2/preflight/"))
    page = client.get("/teams/techops/2014-15-q2/").context["page"]

    names = ("unanswered", "impossible_eta", "early_eta", "late_eta", "blank_eta")
    assert [one.count for one in page.summary.warnings] == [odd[one] for one in names]


@pytest.mark.usefixtures("sample")
def test_a_group_checks_its_own_rows(client):
    odd = counts(client.get("/teams/labs/2014-15-q2/preflight/"))

    assert (odd["blank_eta"], odd["impossible_eta"], odd["blank_measure"]) == (2, 0, 2)


def test_where_nothing_is_odd_it_says_so_calmly(client):
    make_organization()
    plan = make_plan(state=Plan.State.COMMITTED)
    make_objective(
        plan, measure="All", dependency="None", eta="2014-12-01", status="Done"
    )

    page = client.get(f"/teams/{plan.team.slug}/2014-15-q2/preflight/")

    assert set(counts(page).values()) == {0}
    assert page.text.count("fine</span>") == 13


def test_without_a_plan_there_is_nothing_to_check(client):
    make_organization()
    team = make_plan().team
    team.plans.get().delete()

    page = client.get(f"/teams/{team.slug}/2014-15-q2/preflight/")

    assert "there is nothing to check" in page.text


def test_a_team_that_one_does_not_see_is_not_there(client):
    plan = make_plan()

    assert client.get(f"/teams/{plan.team.slug}/2014-15-q2/preflight/").status_code == (
        404
    )


@pytest.mark.parametrize("rows", [1, 40])
def test_the_queries_do_not_grow_with_the_rows(client, django_assert_num_queries, rows):
    make_organization()
    plan = make_plan(state=Plan.State.COMMITTED)
    make_review(plan.team, plan.quarter, sections=["metrics"])
    for _ in range(rows):
        make_objective(plan)

    with django_assert_num_queries(QUERIES):
        client.get(f"/teams/{plan.team.slug}/2014-15-q2/preflight/")
