import pytest

from objectives.models import Member, Project, Team
from objectives.models.organization import Readers
from objectives.pages import lists
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
)
from tests.objectives.views.lists.tables import Q3, link


@pytest.fixture
def organization():
    return make_organization()


@pytest.fixture
def two_teams():
    make_organization(Readers.TEAM)
    for name in ("Mine", "Alien"):
        team = make_team(name)
        Member.objects.create(team=team, name=f"{name} Owner")
        before = make_objective(make_plan(team), f"{name} before")
        link(before, make_objective(make_plan(team, make_quarter(Q3)), f"{name} after"))
        Project.objects.create(
            team=team, quarter=before.plan.quarter, text=f"{name} extra"
        )
    return Team.objects.get(name="Mine")


@pytest.fixture
def varied(organization):
    team, other = make_team("One"), make_team("Two")
    group = make_team("Group", parent=team)
    ada = Member.objects.create(team=team, name="Ada Lovelace")
    plans = [make_plan(team), make_plan(group), make_plan(other, make_quarter(Q3))]
    make_objective(plans[0], "Alpha", status="Done", owner=ada, eta="2014-12-01")
    make_objective(plans[1], "beta", status="Ask Ada", eta="2014-10-01")
    make_objective(plans[2], "Gamma", measure="Ten ALPHAS", eta="soon")
    make_objective(plans[2], "Delta", dependency="100% of it_all", eta="")
    return plans


@pytest.fixture
def three_pages(organization, monkeypatch):
    monkeypatch.setattr(lists, "ROWS_PER_PAGE", 2)
    plan = make_plan()
    for title, eta in zip(
        "abcde", ("", "", "2015-01-01", "2015-01-01", "x"), strict=True
    ):
        make_objective(plan, title, eta=eta)
