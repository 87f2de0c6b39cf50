from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.charts import strip
from reviews.snapshot.metric_values import Uptime
from tests.deep import times
from tests.reviews.charts.figures import (
    HEIGHT,
    SNAPSHOT,
    WIDTH,
    crossed,
    is_inside,
    metric,
    of_role,
    texts,
    ticks,
)


def drawn(days, months=(100.0, None, 99.7), height=HEIGHT, **fields):
    found = metric(display="uptime", unit="%", months=(None,) * 12 + months, **fields)
    found = replace(found, uptime=Uptime(tuple(days)))
    return strip.drawing(found, SNAPSHOT, WIDTH, height)


def cells(drawing, role):
    return [one for one in of_role(drawing, role) if hasattr(one, "height")]


def test_every_day_has_its_place():
    drawing = drawn([100.0] * 92)

    days = cells(drawing, "met")
    steps = {round(b.x - a.x, 6) for a, b in zip(days, days[1:], strict=False)}
    assert len(days) == 92
    assert len(steps) == 1
    assert of_role(drawing, "down") == []


def test_what_was_lost_is_on_a_true_scale():
    drawing = drawn([100.0, 99.0, 91.0, 0.0] + [100.0] * 88)

    small, middle, whole = of_role(drawing, "down")
    at = ticks(drawing)
    assert middle.height == pytest.approx(small.height * 9, rel=0.3)
    assert whole.height == pytest.approx(at[0.0] - at[100.0])
    assert whole.y == pytest.approx(at[100.0])


def test_a_second_is_seen():
    (down,) = of_role(drawn([99.999] + [100.0] * 91), "down")

    assert down.height >= 1.5


def test_days_are_met_missed_or_not_known_in_colour_shape_and_words():
    drawing = drawn([100.0, 99.95, 99.8, None], target=99.9)

    (missed,) = cells(drawing, "missed")
    (hollow,) = cells(drawing, "unknown")
    assert len(cells(drawing, "met")) == 2
    assert missed.height < hollow.height
    assert texts(drawing)[:3] == ["2 days met", "1 missed", "1 not known"]


def test_without_a_target_a_day_without_loss_is_a_good_one():
    drawing = drawn([100.0, 99.99])

    assert texts(drawing)[:2] == ["1 day without loss", "1 with time lost"]


def test_the_months_have_their_figures_and_whether_they_were_met():
    drawing = drawn([100.0] * 92, target=99.9)

    words = texts(drawing)
    months = words[words.index("Oct 2014") :]
    assert months == [
        *("Oct 2014", "100 %", "met"),
        *("Nov 2014", "no figures"),
        *("Dec 2014", "99.7 %", "missed"),
    ]
    assert "Oct 2014: 100 %; Nov 2014: no figures; Dec 2014: 99.7 %" in drawing.text
    assert "The target is 99.9 %." in drawing.text


DAYS = st.lists(st.none() | st.floats(-5, 105), max_size=92)


@given(DAYS, st.floats(90, 100) | st.none(), st.integers(150, 470))
@settings(max_examples=times(60, 15))
def test_nothing_crosses_a_label_and_nothing_leaves_the_strip(days, target, height):
    drawing = drawn(days, target=target, height=height)

    assert crossed(drawing) == []
    assert is_inside(drawing)
