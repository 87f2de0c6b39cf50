import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.management import call_command

from objectives.models import Plan, Project
from objectives.models.organization import Readers
from tests.makers import (
    AT,
    LATER,
    load_sample,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.together import TIMES, at_once

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

    keys = [whole.pk, group.pk]
    counts = Project.objects.counted_by_team(keys, make_quarter())

    assert dict(counts) == {whole.pk: 1, group.pk: 2}


def test_a_project_outlives_the_objective_it_displaced():
    objective = make_objective()
    project = make_project(objective.plan.team, displaced=objective)

    objective.delete()

    project.refresh_from_db()
    assert project.displaced is None


def test_unplanned_work_is_visible_to_people_who_see_the_team():
    make_organization(Readers.TEAM)
    team = make_team()
    make_project(team)

    assert Project.objects.visible_to(make_user(team=team)).count() == 1
    assert Project.objects.visible_to(AnonymousUser()).count() == 0


@pytest.mark.parametrize("verb", ["save", "delete", "full_clean"])
def test_the_work_of_a_closed_quarter_cannot_be_changed(verb):
    plan = make_plan()
    project = make_project(plan.team)
    Plan.objects.filter(pk=plan.pk).update(state="closed")

    with pytest.raises(ValidationError) as refusal:
        getattr(project, verb)()

    errors = getattr(refusal.value, "error_dict", {}).get("__all__")
    assert {error.code for error in errors or refusal.value.error_list} == {"closed"}
    assert Project.objects.count() == 1


def test_work_can_be_added_while_one_plan_is_open():
    team = make_team()
    make_plan(make_team(parent=team), state="closed")
    make_plan(make_team(parent=team))

    assert make_project(team).pk


def test_fixtures_can_be_loaded_into_closed_quarters():
    load_sample()
    Plan.objects.update(state="closed")

    call_command("loaddata", "fixtures/techops.json", verbosity=0)

    assert Project.objects.count() == 42


def test_another_teams_objective_cannot_be_displaced():
    with pytest.raises(ValidationError) as refusal:
        make_project(make_team(), displaced=make_objective())

    (error,) = refusal.value.error_dict["displaced"]
    assert error.code == "other_team"


def test_another_quarters_objective_cannot_be_displaced():
    objective = make_objective()
    later = make_quarter(datetime.date(2015, 1, 1))

    with pytest.raises(ValidationError) as refusal:
        make_project(objective.plan.team, quarter=later, displaced=objective)

    (error,) = refusal.value.error_dict["displaced"]
    assert error.code == "other_quarter"


def test_work_of_the_team_can_displace_an_objective_of_a_group():
    team = make_team()
    objective = make_objective(make_plan(make_team(parent=team)))

    assert make_project(team, displaced=objective).displaced == objective


@pytest.mark.django_db(transaction=True)
def test_an_objective_can_be_deleted_while_its_displacing_work_is_edited():
    objective = make_objective()
    works = [
        make_project(objective.plan.team, displaced=objective) for _ in range(TIMES - 1)
    ]
    rows = iter([objective, *works])

    def act(between):
        row = next(rows)
        between.wait()
        if row is objective:
            row.delete(by=None, at=AT)
            return
        for number in range(5):
            row.change({"text": f"Changed {number}"}, was=None, by=None, at=LATER)

    assert at_once(act) == ["done"] * TIMES
    texts = Project.objects.filter(displaced=None).values_list("text", flat=True)
    assert list(texts) == ["Changed 4"] * (TIMES - 1)
