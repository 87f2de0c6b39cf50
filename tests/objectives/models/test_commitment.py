from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import ProtectedError, QuerySet
from django.urls import reverse

from objectives.models import Commitment, Objective, Plan
from tests.makers import AT, LATER, make_objective, make_organization, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    objective = make_objective(title="As it was said")
    objective.plan.commit(by=None, at=AT)
    return objective.commitment_or_none


@pytest.mark.parametrize(
    "act",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: Commitment.objects.filter(pk=row.pk).update(title="Softer"),
        lambda row: Commitment.objects.filter(pk=row.pk).delete(),
    ],
)
def test_a_commitment_can_be_neither_edited_nor_deleted(commitment, act):
    commitment.title = "Softer"

    with pytest.raises(ValidationError) as refusal:
        act(commitment)

    assert refusal.value.code == "append_only"
    assert Commitment.objects.get().title == "As it was said"


def test_a_committed_objective_cannot_be_deleted(commitment):
    with pytest.raises(ValidationError) as refusal:
        commitment.objective.delete()

    assert refusal.value.code == "committed"


def test_commitments_cannot_be_changed_in_bulk(commitment):
    with pytest.raises(ProtectedError):
        Objective.objects.all().delete()


def test_a_commitment_names_the_owner_at_that_time():
    objective = make_objective()
    member = objective.plan.team.members.create(name="Ada Lovelace")
    objective.owner = member
    objective.save()

    objective.plan.commit(by=None, at=AT)
    member.name = "Ada King"
    member.save()

    assert Commitment.objects.get().owner_name == "Ada Lovelace"


@pytest.fixture
def mark():
    """Runs the migration that marks what was added after the first commitment."""
    name = "0017_commitments_of_reopened_plans"
    state = MigrationLoader(connection).project_state(("objectives", name))
    module = import_module(f"objectives.migrations.{name}")
    return lambda: module.mark(state.apps, None)


def committed_twice(**fields):
    """A plan that was reopened for a second objective; its fields as older records."""
    plan = make_plan()
    make_objective(plan, "First")
    plan.commit(by=None, at=AT)
    plan.reopen("One was forgotten", by=None, at=LATER)
    make_objective(plan, "Later")
    plan.commit(by=None, at=LATER)
    Plan.objects.update(**fields)
    # As it was before this was kept.
    rows(Commitment.objects.all()).update(is_added_later=False)
    return plan


def rows(found):
    """The same without the refusal to be changed."""
    return QuerySet(Commitment).filter(pk__in=found.values("pk"))


def added_later():
    return dict(Commitment.objects.values_list("title", "is_added_later"))


def test_what_was_added_later_is_known_from_the_history(mark):
    committed_twice()

    mark()

    assert added_later() == {"First": False, "Later": True}


def test_older_records_come_before_what_was_committed_since(mark):
    committed_twice(committed_at=LATER)
    rows(Commitment.objects.filter(title="First")).update(at=None)

    mark()

    assert added_later() == {"First": False, "Later": True}


def test_without_the_first_moment_it_is_not_known_and_said_so(mark, client):
    make_organization()
    plan = committed_twice(committed_at=None)

    mark()

    assert added_later() == {"First": None, "Later": None}
    first = plan.objectives.first()
    text = client.get(reverse("objective_detail", args=[first.pk])).text
    assert "Whether that was with the first commitment is not known." in text


def test_plans_that_were_never_reopened_stay_as_they_are(mark):
    plan = make_plan()
    make_objective(plan, "First")
    plan.commit(by=None, at=LATER)
    Plan.objects.update(committed_at=AT)

    mark()

    assert added_later() == {"First": False}
