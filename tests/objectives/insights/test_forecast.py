"""Made-up organisations whose truth is known, and what the forecast says of them."""

import json
import random
from statistics import fmean

import pytest

from objectives.insights.forecast import (
    History,
    Judged,
    Past,
    band,
    by_plan,
    chances,
    share,
)

# How often objectives were carried over when a plan was committed.
CARRIES = (6, 2, 1, 1)
ALIKE = (0.6, 0.6, 0.6, 0.6)
ORGANISATIONS = 20


def organisation(seed, **truth):
    return History.of(cells_of(seed, **truth))


def cells_of(
    seed, *, quarters=12, teams=8, size=10, rates=ALIKE, between=0.0, drift=0.0
):
    """A history in which a promise of each group is done at its rate.

    Plans differ by `between`, and each quarter does better by `drift`.
    """
    chance = random.Random(seed)
    return [
        cell
        for quarter in range(quarters)
        for team in range(teams)
        for cell in plan_of(
            chance,
            quarter,
            team,
            size=size,
            rates=[rate + drift * quarter for rate in rates],
            off=chance.gauss(0, between),
        )
    ]


def plan_of(chance, quarter, team, *, size, rates, off):
    groups = chance.choices(range(4), CARRIES, k=size)
    for carries in sorted(set(groups)):
        promised = groups.count(carries)
        rate = min(1, max(0, rates[carries] + off))
        done = sum(chance.random() < rate for _ in range(promised))
        yield Judged(quarter, quarter * 100 + team, carries, promised, done)


def organisations(**truth):
    return [organisation(seed, **truth) for seed in range(ORGANISATIONS)]


def test_the_number_of_carries_is_not_used_where_it_tells_nothing():
    won = [one.back_test.is_won for one in organisations()]
    assert sum(won) <= ORGANISATIONS // 10


def test_the_number_of_carries_is_used_where_it_tells_something():
    rates = (0.8, 0.5, 0.3, 0.2)
    assert all(one.back_test.is_won for one in organisations(rates=rates))


def test_what_was_carried_more_often_is_expected_done_more_seldom_where_it_is_used():
    history = organisation(1, rates=(0.8, 0.5, 0.3, 0.2))
    assert history.expect({0: 10}).expected > history.expect({3: 10}).expected + 3


def test_what_was_carried_makes_no_difference_where_it_is_not_used():
    history = organisation(1)
    assert history.expect({0: 10}) == history.expect({3: 10})


def test_more_carries_than_three_are_one_group():
    history = organisation(1, rates=(0.8, 0.5, 0.3, 0.2))
    assert history.expect({3: 10}) == history.expect({9: 10})


@pytest.mark.parametrize(
    ("truth", "least"),
    [
        ({}, 0.75),
        ({"rates": (0.8, 0.5, 0.3, 0.2)}, 0.75),
        ({"between": 0.2}, 0.72),
        ({"between": 0.2, "size": 4}, 0.72),
        ({"size": 40, "between": 0.1}, 0.72),
    ],
)
def test_the_band_holds_about_four_of_five_plans(truth, least):
    tests = [one.back_test for one in organisations(**truth)]
    assert least <= fmean(test.coverage for test in tests) <= 0.88
    promised = fmean(test.expected_coverage for test in tests)
    assert 0.75 <= promised <= 0.88


def test_a_band_that_knows_nothing_of_how_plans_differ_is_too_narrow():
    cells = cells_of(1, between=0.25, teams=20)
    past = History.of(cells).past
    rates = past.base
    knowing, naive = (
        [
            band([sum(cell.promised for cell in plan), 0, 0, 0], rates, rho).holds(
                sum(cell.done for cell in plan)
            )
            for plan in by_plan(cells)
        ]
        for rho in (past.spread(rates), 0)
    )
    assert fmean(naive) < 0.6 < 0.72 < fmean(knowing)


def test_a_drift_is_seen_by_bands_that_were_too_narrow():
    truth = {"rates": (0.3,) * 4, "drift": 0.05, "teams": 12}
    assert all(one.back_test.is_narrow for one in organisations(**truth)[:5])


def test_where_all_is_done_all_is_expected():
    history = organisation(1, rates=(1, 1, 1, 1))
    found = history.expect({0: 6})
    assert (found.low, found.high) == (6, 6)
    assert not history.back_test.is_won


def test_ten_objectives_are_not_enough():
    history = organisation(1, quarters=5, teams=1, size=2)
    assert (history.promised, history.is_enough) == (10, False)


def test_three_quarters_are_not_enough_however_many_objectives():
    assert not organisation(1, quarters=3, teams=40).is_enough
    assert organisation(1, quarters=4, teams=40).is_enough


def test_nothing_at_all_is_not_enough():
    assert not History.of([]).is_enough


def test_four_quarters_are_too_few_to_say_that_carries_predict():
    history = organisation(1, quarters=4, teams=40, rates=(0.9, 0.3, 0.1, 0.1))
    assert history.is_enough
    assert not history.back_test.is_won


def test_a_quarter_is_predicted_from_those_before_it_only():
    """The last quarter's outcome changes nothing of what was expected of it."""
    cells = cells_of(1)
    last = max(cell.quarter for cell in cells)
    other = [
        Judged(cell.quarter, cell.plan, cell.carries, cell.promised, 0)
        if cell.quarter == last
        else cell
        for cell in cells
    ]
    here, there = History.of(cells).back_test, History.of(other).back_test
    last_here, last_there = here.quarters[-1], there.quarters[-1]
    assert last_here.base.expected == last_there.base.expected
    assert last_here.by_carries.expected == last_there.by_carries.expected
    assert here.quarters[:-1] == there.quarters[:-1]
    assert last_here.done > last_there.done == 0


def test_the_order_in_which_cells_come_in_is_no_matter():
    cells = cells_of(1)
    assert (
        History.of(reversed(cells)).back_test.quarters
        == History.of(cells).back_test.quarters
    )


def test_the_brier_score_is_that_of_its_definition():
    """Two quarters; the second has one done of two, and 1.5 / 3 was predicted."""
    history = History.of([Judged(1, 1, 0, 2, 1), Judged(2, 2, 0, 2, 1)])
    assert history.back_test.brier("base") == pytest.approx(0.25)


def test_shares_come_with_counts_and_an_interval():
    history = History.of([Judged(1, 1, 1, 50, 17), Judged(1, 1, 0, 10, 9)])
    first, second = history.shares
    assert (first.carries, first.promised, first.done) == (0, 10, 9)
    assert (second.carries, second.promised, second.done) == (1, 50, 17)
    # As published for 17 of 50 with z = 1.96.
    assert second.low == pytest.approx(0.2244, abs=0.0005)
    assert second.high == pytest.approx(0.4785, abs=0.0005)


def test_the_interval_of_none_and_of_all_stays_within_nothing_and_all():
    assert share(0, 5, 0).low == 0
    assert share(0, 5, 5).high == 1


@pytest.mark.parametrize("rho", [0, 0.1, 0.9])
@pytest.mark.parametrize("p", [0.01, 0.5, 0.99])
def test_the_chances_of_all_numbers_add_up_to_one(p, rho):
    found = chances(30, p, rho)
    assert sum(found) == pytest.approx(1)
    mean = sum(number * chance for number, chance in enumerate(found))
    assert mean == pytest.approx(30 * p)


def test_the_correlation_of_plans_is_found_again():
    """Half of the plans do all, half none: two promises always share their fate."""
    past = Past()
    for plan in range(40):
        past.add([Judged(1, plan, 0, 10, 10 * (plan % 2))])
    assert past.rho(past.base) == pytest.approx(1, abs=0.05)


def test_an_empty_plan_expects_nothing():
    found = organisation(1).expect({})
    assert (found.promised, found.low, found.high) == (0, 0, 0)


def test_a_history_is_the_same_after_it_was_stored():
    history = organisation(1, rates=(0.8, 0.5, 0.3, 0.2))
    stored = json.loads(json.dumps(history.to_json()))
    assert History.from_json(stored) == history
