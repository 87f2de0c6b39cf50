import datetime

import pytest

from reviews.slides import next as next_slides
from reviews.slides.states import disposition
from reviews.snapshot import reader
from tests.makers import (
    AT,
    make_objective,
    make_plan,
    make_quarter,
    make_review,
    make_team,
)

pytestmark = pytest.mark.django_db


def test_a_row_says_whether_it_was_added_after_the_first_commitment():
    plan = make_plan()
    make_objective(plan)
    plan.commit(by=None, at=AT)
    plan.reopen("One was forgotten", by=None, at=AT)
    make_objective(plan)
    plan.commit(by=None, at=AT)

    taken = reader.read_snapshot(make_review(plan.team, sections=("did",)))

    assert [row.is_added_later for row in taken.plans[0].rows] == [False, True]


Q3, Q4, Q1 = (
    datetime.date(2015, 1, 1),
    datetime.date(2015, 4, 1),
    datetime.date(2015, 7, 1),
)


def taken_of(plan):
    return reader.read_snapshot(make_review(plan.team, sections=("did", "next")))


def test_the_next_plan_is_the_next_one_there_is_and_says_of_which_quarter():
    plan = make_plan()
    make_objective(make_plan(plan.team, make_quarter(Q1)), "Too late")
    make_objective(make_plan(plan.team, make_quarter(Q4)), "Encrypt")

    taken = taken_of(plan)

    assert taken.next_quarter == "Q4 2014-15"
    assert [row.title for one in taken.next_plans for row in one.rows] == ["Encrypt"]
    (slide,) = next_slides.slides(taken.sections[-1], taken)
    assert "Planned for Q4 2014-15" in str(slide)


def test_without_a_later_plan_the_next_quarter_is_the_one_that_follows():
    assert taken_of(make_plan()).next_quarter == "Q3 2014-15"


def test_a_plan_of_a_group_is_a_next_plan_too():
    plan = make_plan()
    group = make_team("Part", plan.team)
    make_objective(make_plan(group, make_quarter(Q4)))

    assert taken_of(plan).next_quarter == "Q4 2014-15"


def test_a_row_says_as_how_many_it_goes_on_and_with_which_team():
    plan, search = make_plan(state="committed"), make_team("Search")
    objective = make_objective(plan)
    objective.carry_over(make_quarter(Q3), by=None, at=AT)
    objective.carry_over(make_quarter(Q3), by=None, at=AT, team=search, also=True)

    (row,) = taken_of(plan).plans[0].rows

    assert (row.carried_as, row.handed_to) == (2, ("Search",))
    words = "carried over to Q3 2014-15 as two, in part handed over to Search"
    assert disposition(row) == words
    (there,) = taken_of(make_plan(search)).next_plans[0].rows
    assert (there.handed_from, there.bucket) == ((plan.team.name,), "Q2")


def test_an_objective_that_goes_on_as_one_says_no_more_than_before():
    plan = make_plan(state="committed")
    make_objective(plan).carry_over(make_quarter(Q3), by=None, at=AT)

    (row,) = taken_of(plan).plans[0].rows

    assert (row.carried_as, row.handed_to, row.handed_from) == (1, (), ())
    assert disposition(row) == "carried over to Q3 2014-15"
