import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from objectives.models import Commitment, Objective
from tests.makers import AT, make_objective

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
    member.delete()

    assert Commitment.objects.get().owner_name == "Ada Lovelace"
