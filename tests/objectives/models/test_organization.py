import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from objectives.models import Organization, Quarter
from objectives.models.organization import Readers
from reviews.snapshot.reader import read_snapshot
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_user,
)

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


def test_all_quarters_take_a_new_way_of_naming_years_and_keep_their_addresses():
    organization = make_organization()
    review = make_review(quarter=make_quarter())
    organization.year_names = "first"
    organization.save()
    review.refresh_from_db()

    snapshot = read_snapshot(review)

    named = (snapshot.quarter, snapshot.next_quarter, snapshot.quarter_slug)
    assert named == ("Q2 FY2014", "Q3 FY2014", "2014-15-q2")
    later = make_quarter(datetime.date(2015, 1, 1))
    assert (str(later), later.slug) == ("Q3 FY2014", "2014-15-q3")
    at_address = Quarter.objects.at_address("2015-16-q1", organization)
    assert str(at_address) == "Q1 FY2015"


def test_a_new_order_of_dates_is_read_in_open_plans_of_quarters_that_are_not_over():
    organization = make_organization()
    ahead = make_quarter(datetime.date(2150, 2, 1))
    rows = [
        make_objective(make_plan(quarter=quarter, state=state), eta="3/4/2150")
        for quarter, state in (
            (ahead, "draft"),
            (ahead, "committed"),
            (make_quarter(), "committed"),
        )
    ]
    organization.date_order = "day"
    organization.save()

    for row in rows:
        row.refresh_from_db()
    days = [row.eta_day for row in rows]
    assert days == [datetime.date(2150, 4, 3)] * 2 + [None]
