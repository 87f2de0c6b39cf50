import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.charts import bars
from tests.deep import times
from tests.reviews.charts.figures import (
    HEIGHT,
    SNAPSHOT,
    WIDTH,
    crossed,
    is_inside,
    metric,
    of_role,
    paths,
    texts,
)


def drawn(*values, **fields):
    months = (None,) * (15 - len(values)) + values
    found = metric(display="bars", months=months, unit="", **fields)
    return bars.drawing(found, SNAPSHOT, WIDTH, HEIGHT)


def test_bars_are_as_high_as_their_figures():
    one, two, three = of_role(drawn(100, 200, 400), "bar")

    assert two.height == pytest.approx(2 * one.height)
    assert three.height == pytest.approx(4 * one.height)
    assert one.y + one.height == pytest.approx(three.y + three.height)


def test_the_reviewed_quarter_is_set_off():
    drawing = drawn(*range(1, 16))

    assert len(of_role(drawing, "bar")) == 3
    assert len(of_role(drawing, "bar-context")) == 12
    assert max(one.x for one in of_role(drawing, "bar-context")) < min(
        one.x for one in of_role(drawing, "bar")
    )


def test_a_month_without_figures_has_a_dash_and_no_bar():
    drawing = drawn(5, None, 5)

    assert len(of_role(drawing, "bar")) == 2
    assert texts(drawing).count("–") == 13


def test_without_figures_the_axis_has_a_default():
    (first, second) = of_role(drawn(0, None, 7), "bar")

    assert first.height == 1
    assert second.height > 100


def test_negative_bars_hang_from_zero():
    down, up = of_role(drawn(-4, None, 4), "bar")
    (zero,) = paths(drawn(-4, None, 4), "zero")

    assert down.y == pytest.approx(zero.points[0][1])
    assert up.y + up.height == pytest.approx(zero.points[0][1])


def test_the_value_of_the_lowest_bar_is_clear_of_the_months():
    drawing = drawn(-1, target=0.0)

    assert "−1" in texts(drawing)
    assert crossed(drawing) == []


def test_one_bar_alone_has_an_axis():
    drawing = drawn(3)

    assert len(of_role(drawing, "bar")) == 1
    assert is_inside(drawing)


def test_the_target_is_at_its_height():
    drawing = drawn(1000, 1100, 1200, target=1000.0)

    (path,) = paths(drawing, "target")
    assert path.points[0][1] == pytest.approx(of_role(drawing, "bar")[0].y)


def test_values_that_have_no_room_are_left_to_the_text():
    drawing = drawn(123456789, 2, 3)

    assert "123,456,789" not in texts(drawing)
    assert "Oct 2014: 123,456,789; Nov 2014: 2" in drawing.text


VALUES = st.one_of(st.none(), st.floats(-1e9, 1e9), st.integers(-9, 9))


@given(st.lists(VALUES, min_size=15, max_size=15), st.floats(-1e9, 1e9) | st.none())
@settings(max_examples=times(60, 15))
def test_nothing_crosses_a_label_and_nothing_leaves_the_chart(values, target):
    drawing = drawn(*values, target=target)

    assert crossed(drawing) == []
    assert is_inside(drawing)


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e15, 1e300])
def test_all_sizes_stay_inside(size):
    assert is_inside(drawn(size, -size, size / 3))
