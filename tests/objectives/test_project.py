import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from objectives.models import Project
from objectives.models.organization import Readers
from tests.makers import (
    make_objective,
    make_organization,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


def make_project(team, text="Moved out of Tampa", quarter=None, **fields):
    quarter = quarter or make_quarter()
    return Project.objects.create(team=team, quarter=quarter, text=text, **fields)


def test_a_team_shows_its_projects_and_those_of_its_groups_in_their_order():
    whole, other = make_team(), make_team()
    make_project(make_team(parent=whole), "Second", position=2)
    make_project(whole, "First", position=1)
    make_project(other, "Elsewhere")
    make_project(whole, "Later", make_quarter(datetime.date(2015, 1, 1)))

    projects = Project.objects.covered_by(whole, make_quarter())

    assert [project.text for project in projects] == ["First", "Second"]


def test_projects_are_counted_by_team():
    whole = make_team()
    group = make_team(parent=whole)
    for team in (whole, group, group, make_team()):
        make_project(team)

    counts = Project.objects.counted_by_team([whole], make_quarter())

    assert {row["team_id"]: row["count"] for row in counts} == {
        whole.pk: 1,
        group.pk: 2,
    }


def test_a_project_outlives_the_objective_it_displaced():
    objective = make_objective()
    project = make_project(objective.plan.team, displaced=objective)

    objective.delete()

    project.refresh_from_db()
    assert project.displaced is None


def test_it_is_seen_by_those_who_see_the_team():
    make_organization(Readers.TEAM)
    team = make_team()
    make_project(team)

    assert Project.objects.visible_to(make_user(team=team)).count() == 1
    assert Project.objects.visible_to(AnonymousUser()).count() == 0
