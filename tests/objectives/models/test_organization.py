import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from objectives.models import Organization
from objectives.models.organization import Readers
from tests.makers import make_organization, make_user

pytestmark = pytest.mark.django_db


def test_a_new_organisation_is_closed_to_visitors():
    assert Organization(name="Example").readers == Readers.TEAM


@pytest.mark.parametrize(
    ("readers", "anonymous", "signed_in", "disabled"),
    [
        (Readers.ANYONE, True, True, True),
        (Readers.SIGNED_IN, False, True, False),
        (Readers.TEAM, False, False, False),
    ],
)
def test_readers_decides_who_can_read(readers, anonymous, signed_in, disabled):
    make_organization(readers)
    users = AnonymousUser(), make_user(), make_user(is_active=False)

    found = [Organization.objects.open_to(user).exists() for user in users]

    assert found == [anonymous, signed_in, disabled]


def test_there_is_only_one_organisation():
    make_organization()

    with pytest.raises(ValidationError):
        Organization(name="Another").full_clean()
    with pytest.raises(ValidationError) as refusal:
        Organization(id=2, name="Another").validate_constraints()

    assert refusal.value.messages == ["There is already an organisation."]


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_is_a_number_from_1_to_12(month):
    with pytest.raises(ValidationError) as refusal:
        Organization(name="Example", fiscal_year_start=month).full_clean()

    assert list(refusal.value.error_dict) == ["fiscal_year_start"]
