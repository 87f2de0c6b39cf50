import pytest

from reviews.snapshot import reader
from tests.makers import AT, make_objective, make_plan, make_review

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
