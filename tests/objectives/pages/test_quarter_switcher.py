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


def labels(quarters, current):
    chosen = quarter_switcher.quarter_choices(
        quarters, current, lambda quarter: quarter.slug
    )
    return [choice.label for choice in chosen]


def test_two_neighbours_are_shown_on_either_side(quarters):
    assert labels(quarters, quarters[4]) == [
        "Q1",
        "Q2",
        "Q3 2013-14",
        "Q4",
        "Q1 2014-15",
    ]


def test_fewer_neighbours_are_shown_at_an_end(quarters):
    assert labels(quarters, quarters[0]) == ["Q3 2012-13", "Q4", "Q1 2013-14"]


def test_an_unplanned_quarter_is_shown_between_its_neighbours(quarters):
    current = quarters.pop(4)

    assert labels(quarters, current)[2] == "Q3 2013-14"


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
