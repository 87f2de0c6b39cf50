import datetime
import re

import pytest

from objectives.models import Change, Objective, Plan, Project
from reviews.models import Metric
from reviews.snapshot import reader
from tests.forms_on_pages import codes
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
ADDRESS = "/teams/net/move/"
Q3 = datetime.date(2015, 1, 1)


@pytest.fixture
def ops(client):
    make_organization()
    client.force_login(make_user("root", is_staff=True))
    return make_team("Ops")


@pytest.fixture
def net(ops):
    return make_team("Net", ops)


@pytest.fixture
def search():
    return make_team("Search")


def move(client, to, **options):
    return client.post(ADDRESS, {"parent": to.pk}, **options)


def test_a_group_moves_with_its_plans_people_history_and_address(client, net, search):
    ada = net.members.create(name="Ada")
    objective = make_objective(make_plan(net), owner=ada)
    objective.change({"title": "Encrypt"}, was=None, by=None, at=AT)
    before = list(Change.objects.of(objective).values())

    answer = move(client, search)

    assert answer.url == "/teams/net/"
    net.refresh_from_db()
    assert net.parent == search
    objective = Objective.objects.get()
    assert (objective.owner, objective.plan) == (ada, Plan.objects.get(team=net))
    assert list(Change.objects.of(objective).values()) == before
    entry = Change.objects.of(net).get(action="moved")
    assert entry.fields["parent"] == ["Ops", "Search"]
    assert "Net" in client.get("/teams/search/").text


@pytest.mark.parametrize("whose", ["ops", "search"])
@pytest.mark.parametrize("what", ["plan", "work"])
def test_a_review_that_it_would_rewrite_keeps_it_where_it_is(
    client, request, net, search, whose, what
):
    team = request.getfixturevalue(whose)
    make_review(team)
    if what == "plan":
        make_plan(net)
    else:
        Project.objects.create(team=net, quarter=make_quarter(), text="Moved")

    page = move(client, search)

    assert codes(page) == {"__all__": ["reviewed"]}
    assert f"the review of {team} for Q2 2014-15" in page.text
    net.refresh_from_db()
    assert net.parent.name == "Ops"


def test_a_review_that_is_published_stays_as_it_is(client, ops, net, search):
    review = make_review(ops)
    make_plan(net)
    taken = reader.read_snapshot(review).to_dict()
    review.publish(taken, [], by=None, at=AT)

    assert move(client, search).status_code == 302

    review.withdraw("Wrong", by=None, at=AT)
    net.refresh_from_db()
    assert codes(client.post("/teams/net/move/", {"parent": ops.pk})) == {
        "__all__": ["reviewed"]
    }


def test_the_page_says_what_moves_along_and_which_reviews_change(client, ops, net):
    net.members.create(name="Ada")
    make_plan(net, make_quarter(Q3))
    Metric.objects.create(team=net, name="Load time")
    review = make_review(ops)

    page = client.get(ADDRESS).text

    moving = re.search("It takes along (.*), its history", page)[1].split(", ")
    assert {*moving} == {"1 plan", "1 member", "1 metric"}
    assert "leave those of <bdi>Ops</bdi> for Q2 2014-15, and" in page

    taken = reader.read_snapshot(review).to_dict()
    review.publish(taken, [], by=None, at=AT)
    assert "leave those of" not in client.get(ADDRESS).text


def test_reviews_of_other_quarters_do_not_keep_it(client, ops, net, search):
    make_review(ops)
    make_plan(net, make_quarter(Q3))

    assert move(client, search).status_code == 302


def test_a_name_that_is_taken_there_is_refused(client, net, search):
    make_team("Net", search, slug="net-2")

    assert codes(move(client, search)) == {"__all__": ["taken"]}


def test_a_group_an_archived_team_and_its_own_team_are_no_choice(client, ops, net):
    part = make_team("Part", make_team("Search"))
    gone = make_team("Gone", archived_at=AT)

    for team in (part, gone, ops):
        assert codes(move(client, team)) == {"parent": ["invalid_choice"]}


def test_a_team_does_not_become_a_group_here(client, ops):
    assert client.get("/teams/ops/move/").status_code == 404


def test_leads_of_both_teams_move_it_and_others_do_not(client, ops, net, search):
    lead = make_lead(ops, "ada")
    client.force_login(lead)
    assert "You lead no other team." in client.get(ADDRESS).text
    assert move(client, search).status_code == 422

    search.members.create(name="Ada", user=lead, is_lead=True)
    assert move(client, search).status_code == 302
    client.force_login(make_lead(net, "bea"))
    assert client.get(ADDRESS).status_code == 403
