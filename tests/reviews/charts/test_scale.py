import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.charts.scale import change_text, known_value_text, scale, value_text

numbers = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([2.1, 2.8], ("2.0", "2.2", "2.4", "2.6", "2.8")),
        ([0, 1283], ("0", "500", "1,000", "1,500")),
        ([-3, 4], ("−4", "−2", "0", "2", "4")),
        ([5, 5], ("4.50", "4.75", "5.00", "5.25", "5.50")),
        ([0, 0], ("−1.0", "−0.5", "0.0", "0.5", "1.0")),
        ([], ("−1.0", "−0.5", "0.0", "0.5", "1.0")),
    ],
)
def test_an_axis_has_round_ticks_around_its_values(values, labels):
    assert scale(values).labels == labels


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="numbers only"):
        scale([1, value])


@given(st.lists(numbers, min_size=1, max_size=5), st.booleans())
def test_every_value_lies_on_its_axis(values, from_zero):
    axis = scale(values, from_zero=from_zero)

    assert all(-0.001 <= axis.share(value) <= 1.001 for value in values)
    assert 2 <= len(axis.ticks) <= 12
    assert list(axis.ticks) == sorted(axis.ticks)


def test_an_axis_from_zero_holds_it_on_either_side():
    assert scale([3, 4], from_zero=True).low == 0
    assert scale([-3, -4], from_zero=True).high == 0


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (2.1372, "s", "2.14 s"),
        (0.4607, "s", "0.461 s"),
        (1234567.5, "", "1,234,568"),
        (19, "incidents", "19 incidents"),
        (-0.5, "s", "−0.5 s"),
        (0, "s", "0 s"),
        (99.9823, "%", "99.982 %"),
        (100, "%", "100 %"),
        (82.667, "%", "82.7 %"),
        (1e300, "", "1e+300"),
        (0.00000123, "s", "1.23e\u221206 s"),
    ],
)
def test_a_number_has_as_many_digits_as_say_something(value, unit, said):
    assert value_text(value, unit) == said


def test_what_is_not_known_is_no_zero():
    assert known_value_text(None, "s") == "no figures"


@pytest.mark.parametrize(
    ("value", "before", "unit", "said"),
    [
        (2.14, 2.45, "s", "−0.31 s"),
        (3345, 2041, "", "+1,304"),
        (99.9019, 99.9586, "%", "−0.057 points"),
        (5, 5, "s", "0 s"),
        (2, 2.45, "s", "−0.45 s"),
        (-1234567.5, 0.00001234, "", "−1,234,568"),
    ],
)
def test_a_change_has_its_sign_and_its_unit(value, before, unit, said):
    assert change_text(value, before, unit) == said
