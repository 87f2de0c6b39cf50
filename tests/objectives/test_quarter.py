import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from objectives.models import Quarter
from tests.makers import make_plan, make_quarter, make_team

ONE_DAY = datetime.timedelta(days=1)
days = st.dates(datetime.date(1901, 1, 1), datetime.date(2198, 12, 31))
months = st.integers(1, 12)


def span(quarter):
    return quarter.fiscal_year, quarter.number, quarter.first_day, quarter.last_day


@given(days, months)
def test_every_day_lies_in_its_quarter(on, month):
    quarter = Quarter.of(on, year_start_month=month)

    assert quarter.first_day <= on <= quarter.last_day
    assert quarter.first_day.day == 1
    assert (quarter.last_day + ONE_DAY).day == 1
    assert 89 <= (quarter.last_day - quarter.first_day).days + 1 <= 92


@given(days, months)
def test_all_its_days_have_the_same_quarter_and_the_next_ones_another(on, month):
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
def test_labels_addresses_and_months(on, month, label, slug, spoken):
    day = datetime.date.fromisoformat(on)

    quarter = Quarter.of(day, year_start_month=month)

    assert (str(quarter), quarter.slug, quarter.months) == (label, slug, spoken)
    assert quarter.short_label == label[:2]


@pytest.mark.django_db
def test_a_quarter_is_opened_once():
    first = Quarter.objects.opened(
        Quarter.of(datetime.date(2014, 11, 1), year_start_month=7)
    )

    again = Quarter.objects.opened(
        Quarter.of(datetime.date(2014, 12, 1), year_start_month=7)
    )

    assert first == again
    assert Quarter.objects.count() == 1


@pytest.mark.django_db
def test_a_later_change_of_the_fiscal_year_rewrites_no_history():
    july = make_quarter(year_start_month=7)

    january = make_quarter(year_start_month=1)

    assert january == july
    assert january.label == "Q2 2014-15"


@pytest.mark.django_db
def test_the_quarter_that_contains_a_day():
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
