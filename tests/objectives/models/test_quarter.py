import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from objectives.models import Plan, Quarter
from tests.makers import (
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.together import at_once

ONE_DAY = datetime.timedelta(days=1)
days = st.dates(datetime.date(1901, 1, 1), datetime.date(2198, 12, 31))
months = st.integers(1, 12)


def span(quarter):
    return quarter.fiscal_year, quarter.number, quarter.first_day, quarter.last_day


@given(days, months)
def test_every_day_is_in_its_quarter(on, month):
    quarter = Quarter.of(on, year_start_month=month)

    assert quarter.first_day <= on <= quarter.last_day
    assert quarter.first_day.day == 1
    assert (quarter.last_day + ONE_DAY).day == 1
    assert 89 <= (quarter.last_day - quarter.first_day).days + 1 <= 92


@given(days, months)
def test_all_days_of_a_quarter_and_no_others_give_the_quarter(on, month):
    quarter = Quarter.of(on, year_start_month=month)
    before, after = quarter.first_day - ONE_DAY, quarter.last_day + ONE_DAY

    for day in (quarter.first_day, quarter.last_day):
        assert span(Quarter.of(day, year_start_month=month)) == span(quarter)
    for day in (before, after):
        other = Quarter.of(day, year_start_month=month)
        assert other.slug != quarter.slug
        assert not other.first_day <= on <= other.last_day


@given(days, months)
def test_following_and_preceding_are_inverse_and_leave_no_gap(on, month):
    quarter = Quarter.of(on, year_start_month=month)

    assert span(quarter.following().preceding()) == span(quarter)
    assert span(quarter.preceding().following()) == span(quarter)
    assert quarter.following().first_day == quarter.last_day + ONE_DAY
    assert quarter.following().ordinal == quarter.ordinal + 1
    assert quarter < quarter.following()


@given(days, months)
def test_a_quarter_knows_its_calendar_from_its_own_days(on, month):
    quarter = Quarter.of(on, year_start_month=month)

    assert quarter.year_start_month == month
    assert quarter.number in (1, 2, 3, 4)
    is_first = quarter.number == 1
    assert is_first == (quarter.first_day.month == month)
    started = datetime.date(quarter.fiscal_year, month, 1)
    assert started <= on < started.replace(year=started.year + 1)


@pytest.mark.parametrize(
    ("on", "month", "label", "slug", "spoken"),
    [
        ("2014-11-01", 7, "Q2 2014-15", "2014-15-q2", "October–December 2014"),
        ("2015-01-01", 7, "Q3 2014-15", "2014-15-q3", "January–March 2015"),
        ("2015-06-30", 7, "Q4 2014-15", "2014-15-q4", "April–June 2015"),
        ("2015-06-30", 1, "Q2 2015", "2015-q2", "April–June 2015"),
        ("2015-12-31", 1, "Q4 2015", "2015-q4", "October–December 2015"),
        ("2015-01-31", 2, "Q4 2014-15", "2014-15-q4", "November 2014–January 2015"),
        ("2016-02-29", 12, "Q1 2015-16", "2015-16-q1", "December 2015–February 2016"),
        ("1999-10-01", 10, "Q1 1999-00", "1999-00-q1", "October–December 1999"),
        ("2009-03-31", 4, "Q4 2008-09", "2008-09-q4", "January–March 2009"),
    ],
)
def test_a_quarter_has_a_label_an_address_and_months(on, month, label, slug, spoken):
    day = datetime.date.fromisoformat(on)

    quarter = Quarter.of(day, year_start_month=month)

    assert (str(quarter), quarter.slug, quarter.months) == (label, slug, spoken)
    assert quarter.short_label == label[:2]


@pytest.mark.django_db
def test_a_quarter_is_created_once():
    first = Quarter.objects.opened(
        Quarter.of(datetime.date(2014, 11, 1), year_start_month=7)
    )

    again = Quarter.objects.opened(
        Quarter.of(datetime.date(2014, 12, 1), year_start_month=7)
    )

    assert first == again
    assert Quarter.objects.count() == 1


@pytest.mark.django_db
def test_a_change_of_the_fiscal_year_keeps_stored_quarters():
    july = make_quarter(year_start_month=7)

    january = make_quarter(year_start_month=1)

    assert january == july
    assert january.label == "Q2 2014-15"


@pytest.mark.django_db
def test_the_stored_quarter_that_contains_a_day_is_found():
    quarter = make_quarter()
    make_quarter(quarter.last_day + ONE_DAY)

    for on in (quarter.first_day, quarter.last_day):
        assert Quarter.objects.containing(on).get() == quarter
    assert not Quarter.objects.containing(quarter.first_day - ONE_DAY).exists()


@pytest.mark.django_db
def test_a_quarter_is_a_draft_while_all_its_plans_are():
    team = make_team()
    first, second = make_quarter(), make_quarter(datetime.date(2015, 1, 1))
    make_quarter(datetime.date(2015, 4, 1))
    plans = [
        make_plan(team, first, "committed"),
        make_plan(quarter=first),
        make_plan(team, second),
    ]

    found = Quarter.objects.planned_in(type(plans[0]).objects.all())

    assert [(quarter, quarter.is_draft) for quarter in found] == [
        (first, False),
        (second, True),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("year", [1899, 2200])
def test_a_year_has_four_plausible_digits(year):
    quarter = make_quarter()
    quarter.fiscal_year = year

    with pytest.raises(ValidationError) as refusal:
        quarter.full_clean()

    assert list(refusal.value.error_dict) == ["fiscal_year"]


@given(days, months)
def test_a_quarter_is_found_by_its_number(on, month):
    quarter = Quarter.of(on, year_start_month=month)

    same = Quarter.numbered(quarter.fiscal_year, quarter.number, month)

    assert span(same) == span(quarter)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("month", "slug", "first_day"),
    [
        (7, "2025-26-q3", "2026-01-01"),
        (7, "2025-26-q1", "2025-07-01"),
        (1, "2026-q1", "2026-01-01"),
        (12, "2015-16-q1", "2015-12-01"),
        (10, "1999-00-q1", "1999-10-01"),
        (7, "1900-01-q1", "1900-07-01"),
        (7, "2199-00-q4", "2200-04-01"),
    ],
)
def test_a_quarter_that_is_not_stored_has_an_address(month, slug, first_day):
    organization = make_organization(fiscal_year_start=month)

    quarter = Quarter.objects.at_address(slug, organization)

    assert (quarter.pk, quarter.slug) == (None, slug)
    assert str(quarter.first_day) == first_day
    assert Quarter.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "slug",
    [
        *("", "x", "2026-q1", "2025-27-q3", "2025-26-q5", "2025-26-q0", "2025-26-q3-"),
        *("1899-00-q1", "2200-01-q1", "0000-01-q1", "9999-00-q4", "99999-00-q1"),
        *(
            "٢٠٢٥-26-q3",
            "2025-26-q3-jan",
            "2025-26-q3-xyz",
            "2025-26-Q3",
            "2014-15-q1\n",
        ),
    ],
)
def test_an_address_outside_the_calendar_gives_none(slug):
    organization = make_organization(fiscal_year_start=7)

    assert Quarter.objects.at_address(slug, organization) is None


@pytest.mark.django_db
def test_without_an_organisation_only_stored_quarters_have_addresses():
    quarter = make_quarter()

    assert Quarter.objects.at_address("2014-15-q2", None) == quarter
    assert Quarter.objects.at_address("2014-15-q3", None) is None
    assert Quarter.objects.current(None, on=quarter.first_day) is None


@pytest.mark.django_db
def test_todays_quarter_is_known_before_it_is_stored():
    organization = make_organization(fiscal_year_start=7)
    on = datetime.date(2014, 11, 3)

    before = Quarter.objects.current(organization, on=on)
    opened = Quarter.objects.opened(before)

    assert (before.pk, before.label) == (None, "Q2 2014-15")
    assert Quarter.objects.current(organization, on=on) == opened


@pytest.mark.django_db
def test_a_quarter_whose_address_is_in_use_gets_a_longer_one():
    july = make_quarter(datetime.date(2014, 8, 1), year_start_month=7)
    organization = make_organization(fiscal_year_start=10)
    on = datetime.date(2014, 11, 1)

    october = Quarter.objects.opened(Quarter.objects.current(organization, on=on))

    assert (july.slug, july.label) == ("2014-15-q1", "Q1 2014-15")
    assert (october.slug, october.label) == (
        "2014-15-q1-oct",
        "Q1 2014-15 (from October)",
    )
    october.save()
    assert Quarter.objects.at_address("2014-15-q1", organization) == july
    assert Quarter.objects.at_address("2014-15-q1-oct", organization) == october


@pytest.mark.django_db
def test_the_longer_address_finds_a_quarter_that_is_not_stored():
    make_quarter(datetime.date(2014, 8, 1), year_start_month=7)
    organization = make_organization(fiscal_year_start=10)

    quarter = Quarter.objects.at_address("2014-15-q1-oct", organization)

    assert (quarter.pk, quarter.slug) == (None, "2014-15-q1-oct")
    assert str(quarter.first_day) == "2014-10-01"


@pytest.mark.django_db
def test_another_address_of_the_same_days_finds_the_stored_quarter():
    quarter = make_quarter(datetime.date(2014, 11, 1), year_start_month=7)
    organization = make_organization(fiscal_year_start=1)

    assert Quarter.objects.at_address("2014-q4", organization) == quarter


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("month", [7, 10])
def test_ten_requests_at_once_create_one_quarter(month):
    make_quarter(datetime.date(2014, 8, 1), year_start_month=7)
    on = datetime.date(2014, 11, 1)

    def act(_):
        Quarter.objects.opened(Quarter.of(on, year_start_month=month))

    assert at_once(act) == ["done"] * 10
    assert Quarter.objects.containing(on).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("month", [7, 10])
def test_a_stored_quarter_is_found_with_one_query(django_assert_num_queries, month):
    make_quarter(datetime.date(2014, 8, 1), year_start_month=7)
    quarter = Quarter.of(datetime.date(2014, 11, 1), year_start_month=month)

    with django_assert_num_queries(1):
        Quarter.objects.as_stored(quarter)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("slug", ["2014-15-q2", "2014-15-q3", "2014-15-q4"])
def test_ten_plans_started_at_once_share_one_quarter(slug):
    make_organization()
    team, boss = make_team("Whole"), make_user(is_staff=True)
    browsers, statuses = [Client() for _ in range(10)], []
    for browser in browsers:
        browser.force_login(boss)

    def act(between):
        browser = browsers.pop()
        between.wait()
        data = {"teams": [team.pk], "third_column": "measure"}
        statuses.append(browser.post(f"/teams/whole/{slug}/start/", data).status_code)

    at_once(act)

    assert sorted(statuses) == [302] + [422] * 9
    assert Plan.objects.get().quarter.slug == slug
