import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from objectives.models import (
    CarryOver,
    Change,
    Commitment,
    Objective,
    Organization,
    Plan,
    StatusUpdate,
    Team,
)
from reviews.models import Publication, Version
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
READ_ONLY = [CarryOver, Change, Commitment, Publication, StatusUpdate]
NO_MEMBERS = {"members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0}


@pytest.fixture
def boss(client):
    user = make_user("boss", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def address(model, page, *args):
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args
    )


def own_models():
    configs = map(apps.get_app_config, ("objectives", "reviews"))
    return [model for config in configs for model in config.get_models()]


def test_every_noun_is_there_but_the_version():
    missing = [model for model in own_models() if not admin.site.is_registered(model)]

    assert {model._meta.object_name for model in missing} == {
        "Reading",
        "TextSlide",
        "Version",
    }
    assert not admin.site.is_registered(Version)


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(
    "model",
    [model for model in own_models() if admin.site.is_registered(model)],
    ids=lambda model: model._meta.object_name,
)
def test_every_list_opens(client, model):
    make_organization()
    make_objective()

    assert client.get(address(model, "changelist")).status_code == 200


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("model", READ_ONLY, ids=lambda m: m._meta.object_name)
def test_what_verbs_write_is_not_added_by_hand(client, model):
    assert client.get(address(model, "add")).status_code == 403


@pytest.mark.usefixtures("boss")
def test_a_commitment_is_shown_and_not_edited(client):
    plan = make_plan()
    make_objective(plan, "Was promised")
    plan.commit(by=None, at=None)
    commitment = Commitment.objects.get()
    page = address(Commitment, "change", commitment.pk)

    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "Softer"}).status_code == 403
    assert client.post(address(Commitment, "delete", commitment.pk)).status_code == 403


def test_what_is_added_is_recorded_with_its_author(client, boss):
    answer = client.post(
        address(Team, "add"),
        {"name": "Whole", "slug": "whole", "position": 0, **NO_MEMBERS},
    )

    assert answer.status_code == 302
    change = Change.objects.get(noun="objectives.team")
    assert (change.by, change.action, change.object_name) == (boss, "added", "Whole")


def test_people_added_beside_their_team_are_recorded_too(client, boss):
    team = make_team("Whole")
    person = {"name": "Ada", "role": "Lead", "position": 0, "id": "", "team": team.pk}
    members = {f"members-0-{key}": value for key, value in person.items()}

    answer = client.post(
        address(Team, "change", team.pk),
        {
            "name": "Whole",
            "slug": "whole",
            "position": 0,
            "members-TOTAL_FORMS": 1,
            "members-INITIAL_FORMS": 0,
            **members,
        },
    )

    assert answer.status_code == 302
    assert Change.objects.get(noun="objectives.member").by == boss


def test_what_is_deleted_is_recorded_with_its_author(client, boss):
    objective = make_objective(title="Short-lived")

    answer = client.post(address(Objective, "delete", objective.pk), {"post": "yes"})

    assert answer.status_code == 302
    assert not Objective.objects.exists()
    change = Change.objects.get(action="deleted")
    assert (change.by, change.object_name) == (boss, "Short-lived")


@pytest.mark.usefixtures("boss")
def test_a_committed_objective_is_not_deleted_and_the_page_says_why(client):
    plan = make_plan()
    objective = make_objective(plan)
    plan.commit(by=None, at=None)

    one = client.post(address(Objective, "delete", objective.pk), {"post": "yes"})
    many = client.post(
        address(Objective, "changelist"),
        {
            "action": "delete_selected",
            "_selected_action": objective.pk,
            "post": "yes",
        },
    )

    assert Objective.objects.count() == 1
    assert "This objective was committed. Drop it with a reason instead." in one.text
    assert "This objective was committed." in many.text


def test_deleting_many_records_each(client, boss):
    rows = [make_objective(), make_objective()]

    client.post(
        address(Objective, "changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [row.pk for row in rows],
            "post": "yes",
        },
    )

    assert not Objective.objects.exists()
    assert Change.objects.filter(action="deleted", by=boss).count() == 2


@pytest.mark.usefixtures("boss")
def test_a_refusal_stands_beside_its_field(client):
    group = make_team("Part", make_team("Whole"))

    answer = client.post(
        address(Team, "add"),
        {
            "name": "Deeper",
            "slug": "deeper",
            "position": 0,
            "parent": group.pk,
            **NO_MEMBERS,
        },
    )

    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert errors["parent"] == ["A group has no groups of its own."]


@pytest.mark.usefixtures("boss")
def test_a_closed_quarter_takes_no_change(client):
    plan = make_plan(state=Plan.State.COMMITTED)
    objective = make_objective(plan)
    Plan.objects.update(state=Plan.State.CLOSED)

    answer = client.post(
        address(Objective, "change", objective.pk),
        {"plan": plan.pk, "title": "Other", "position": 0},
    )

    assert answer.status_code == 200
    assert "This quarter is closed." in answer.text
    objective.refresh_from_db()
    assert objective.title != "Other"


@pytest.mark.usefixtures("boss")
def test_a_plans_state_is_shown_and_not_set(client):
    plan = make_plan()

    client.post(
        address(Plan, "change", plan.pk),
        {
            "team": plan.team_id,
            "quarter": plan.quarter_id,
            "third_column": "impact",
            "state": "closed",
        },
    )

    plan.refresh_from_db()
    assert (plan.state, plan.third_column) == ("draft", "impact")


@pytest.mark.usefixtures("boss")
def test_there_is_one_organization(client):
    assert client.get(address(Organization, "add")).status_code == 200
    make_organization()

    assert client.get(address(Organization, "add")).status_code == 403
    assert client.get(address(Organization, "delete", 1)).status_code == 403
