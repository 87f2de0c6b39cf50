from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.charts import process
from reviews.snapshot import periods
from reviews.snapshot.metric_values import Note
from tests.deep import times
from tests.reviews.charts.figures import (
    CALENDAR,
    HEIGHT,
    SNAPSHOT,
    crossed,
    dots,
    is_inside,
    metric,
    of_role,
    paths,
    texts,
    ticks,
)

START = CALENDAR[6].at
WEEK = 7 * 86_400
QUIET = [10, 12, 8, 10, 14, 12, 8, 6, 10, 11, 9, 10, 12, 10, 9, 11, 10, 12, 8, 10]


def made(*values, unit="", **fields):
    points = [(START + n * WEEK, float(value)) for n, value in enumerate(values)]
    found = periods.behaviour_of(points, "week", None)
    return metric(display="process", unit=unit, behaviour=found, **fields)


def drawn(found, width=800):
    return process.drawing(found, SNAPSHOT, width, HEIGHT)


def test_mean_and_limits_are_drawn_and_named():
    drawing = drawn(made(*QUIET))

    (mean,) = paths(drawing, "mean")
    upper, lower = paths(drawing, "limit")
    assert upper.points[0][1] < mean.points[0][1] < lower.points[0][1]
    assert "mean 10.1" in texts(drawing)
    at = ticks(drawing)
    assert at[15.0] < mean.points[0][1] < at[5.0]


def test_a_limit_that_no_value_can_reach_is_not_drawn():
    drawing = drawn(made(*[0, 9] * 10))

    assert len(paths(drawing, "limit")) == 1
    assert not [text for text in texts(drawing) if text.startswith("lower limit")]


def test_signals_are_marked_and_the_last_is_named():
    drawing = drawn(made(*QUIET, 40, 10))

    (marked,) = dots(drawing, "incident")
    assert len(dots(drawing, "main")) == 21
    assert marked.y == pytest.approx(
        min(y for _, y in paths(drawing, "main-thin")[0].points)
    )
    assert [one.text for one in of_role(drawing, "danger")] == ["40, 19 Aug"]


def test_too_few_values_are_drawn_without_limits():
    drawing = drawn(made(1, 2, 3))

    assert paths(drawing, "mean") == []
    assert len(dots(drawing, "main")) == 3


@pytest.mark.parametrize("count", [1, 2, 60])
def test_any_number_of_values_stays_inside(count):
    assert is_inside(drawn(made(*range(count))))


@given(
    st.lists(st.floats(-1e9, 1e9) | st.integers(-3, 3), min_size=1, max_size=60),
    st.sampled_from(["", "s", "%", "requests of every kind in total"]),
    st.lists(st.integers(0, 400), max_size=6),
)
@settings(max_examples=times(60, 15))
def test_nothing_crosses_a_label_and_nothing_leaves_the_chart(values, unit, said):
    notes = tuple(Note(START + n * 86_400, "Said") for n in sorted(said))

    drawing = drawn(replace(made(*values, unit=unit), notes=notes))

    assert crossed(drawing) == []
    assert is_inside(drawing)
