"""Limits and signals, against numbers worked out by hand."""

import pytest

from reviews.metrics.behaviour import Found, Limits, limits, signals

# Mean 10; moving ranges 2, 4, 2, 4, 2, 4, 2: 20 in seven steps.
BASELINE = [10, 12, 8, 10, 14, 12, 8, 6]
# The limits are at 0 and 20, the halves at 5 and 15.
HELD = Limits(10, 0, 20)


def found(*values):
    return signals(values, HELD)


def test_limits_are_266_times_the_mean_range_from_the_mean():
    held = limits(BASELINE)

    assert held.mean == 10
    assert held.upper == pytest.approx(10 + 2.66 * 20 / 7)
    assert held.lower == pytest.approx(10 - 2.66 * 20 / 7)


def test_the_known_example_of_equal_steps():
    # 1 to 8: the mean is 4.5, every range is 1.
    assert limits([1, 2, 3, 4, 5, 6, 7, 8]) == Limits(4.5, 4.5 - 2.66, 4.5 + 2.66)


def test_under_eight_values_nothing_can_be_told():
    assert limits(BASELINE[:7]) is None
    assert limits([]) is None


def test_equal_values_have_no_room_to_vary():
    held = limits([5.0] * 8)

    assert held == Limits(5, 5, 5)
    assert signals([5.0] * 20, held) == []
    assert [one.rule for one in signals([5.0, 5.1], held)] == ["beyond"]


def test_a_value_on_a_limit_is_within():
    assert found(0, 20, 10) == []


def test_a_value_beyond_a_limit_is_a_signal():
    assert found(10, 20.1, 9, -0.1) == [
        Found("beyond", 1, 1, True),
        Found("beyond", 3, 3, False),
    ]


def test_eight_in_a_row_on_one_side_are_a_signal_and_seven_are_not():
    assert found(9, *[11] * 7, 9, *[11] * 7) == []
    assert found(9, *[11] * 8, 9) == [Found("run", 1, 8, True)]
    assert found(*[9] * 11) == [Found("run", 0, 10, False)]


def test_a_value_on_the_mean_ends_a_run():
    assert found(*[11] * 4, 10, *[11] * 4) == []


def test_three_of_four_nearer_to_the_limit_are_a_signal():
    assert found(10, 16, 9, 17, 16, 9) == [Found("near", 1, 4, True)]
    assert found(4, 4, 4) == []
    assert found(10, 4, 4, 4) == [Found("near", 1, 3, False)]


def test_a_value_halfway_is_not_nearer_to_the_limit():
    assert found(15, 15, 15, 15) == []


def test_two_above_and_one_below_are_no_signal():
    assert found(16, 16, 4, 10, 16) == []


def test_windows_that_overlap_are_one_signal():
    assert found(16, 16, 16, 9, 16, 16, 9, 9, 9) == [Found("near", 0, 5, True)]


def test_two_spells_apart_are_two_signals():
    values = [16, 16, 16, 9, 9, 9, 9, 16, 16, 16]

    assert [(one.first, one.last) for one in found(*values)] == [(0, 2), (7, 9)]
