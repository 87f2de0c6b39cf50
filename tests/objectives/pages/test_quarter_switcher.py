import datetime

import pytest

from objectives.models import Quarter
from objectives.pages import quarter_switcher

DAYS = [
    datetime.date(year, month, 1) for year in (2013, 2014) for month in (1, 4, 7, 10)
]


@pytest.fixture
def quarters():
    """Eight in a row, the last two of them drafts."""
    found = [Quarter.of(day, year_start_month=7) for day in DAYS]
    for pk, quarter in enumerate(found, 1):
        quarter.pk, quarter.is_draft = pk, pk > 6
    return found


def switcher(quarters, current, **options):
    return quarter_switcher.quarter_switcher(
        quarters, current, lambda quarter: quarter.slug, **options
    )


def labels(quarters, current, **options):
    return [choice.label for choice in switcher(quarters, current, **options).choices]


def test_all_quarters_are_offered_the_newest_first(quarters):
    assert labels(quarters, quarters[4]) == [
        row.label for row in sorted(quarters, reverse=True)
    ]


def test_the_neighbours_are_one_step_away(quarters):
    found = switcher(quarters, quarters[4])

    assert found.before.label == quarters[3].label
    assert found.after.label == quarters[5].label


def test_at_an_end_there_is_one_neighbour(quarters):
    assert switcher(quarters, quarters[0]).before is None
    assert switcher(quarters, quarters[-1]).after is None


def test_an_unplanned_quarter_is_between_its_neighbours(quarters):
    current = Quarter.of(quarters.pop(4).first_day, year_start_month=7)

    found = switcher(quarters, current)

    assert found.label == "Q3 2013-14"
    assert found.before.label == "Q2 2013-14"
    assert found.after.label == "Q4 2013-14"
    assert [choice.note for choice in found.choices if choice.is_current] == [
        "no plan yet"
    ]


def test_drafts_say_so(quarters):
    notes = [choice.note for choice in switcher(quarters, quarters[0]).choices]

    assert notes == ["draft", "draft", "", "", "", "", "", ""]


def test_leads_reach_the_coming_year_too(quarters):
    assert labels(quarters, quarters[-1], later=True)[:5] == [
        "Q2 2015-16",
        "Q1 2015-16",
        "Q4 2014-15",
        "Q3 2014-15",
        "Q2 2014-15",
    ]


@pytest.mark.parametrize(
    ("on", "slug"),
    [
        (datetime.date(2014, 11, 30), "2014-15-q2"),
        (datetime.date(2013, 2, 1), "2012-13-q3"),
        (datetime.date(2020, 1, 1), "2013-14-q4"),
    ],
)
def test_todays_quarter_is_preferred_to_the_latest_committed_one(quarters, on, slug):
    assert quarter_switcher.default_quarter(quarters, on=on).slug == slug


def test_with_only_drafts_the_latest_is_the_default(quarters):
    on = datetime.date(2020, 1, 1)

    assert quarter_switcher.default_quarter(quarters[6:], on=on) == quarters[7]


def test_without_quarters_there_is_no_default():
    assert quarter_switcher.default_quarter([], on=datetime.date(2020, 1, 1)) is None
