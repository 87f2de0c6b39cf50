from dataclasses import replace

import pytest

from reviews.charts import strip
from reviews.snapshot.values import Uptime
from tests.reviews.charts.figures import (
    HEIGHT,
    SNAPSHOT,
    WIDTH,
    is_inside,
    metric,
    of_role,
    texts,
)


def drawn(days, months=(100.0, None, 99.7)):
    found = metric(display="uptime", unit="%", months=(None,) * 12 + months)
    found = replace(found, uptime=Uptime(tuple(days)))
    return strip.drawing(found, SNAPSHOT, WIDTH, HEIGHT)


def test_every_day_has_its_place():
    drawing = drawn([100.0] * 92)

    ups = of_role(drawing, "up")
    steps = {round(b.x - a.x, 6) for a, b in zip(ups, ups[1:], strict=False)}
    assert len(ups) == 92
    assert steps == {round(WIDTH / 92, 6)}
    assert of_role(drawing, "down") == []


def test_a_lost_part_grows_with_what_was_lost():
    drawing = drawn([100.0, 99.0, 91.0, 0.0] + [100.0] * 88)

    small, middle, whole = of_role(drawing, "down")
    assert middle.height == pytest.approx(small.height * 3)
    assert whole.height > middle.height
    assert len(of_role(drawing, "up")) == 91


def test_a_second_is_seen():
    (down,) = of_role(drawn([99.999] + [100.0] * 91), "down")

    assert down.height >= 8


def test_a_day_that_is_not_known_is_neither_up_nor_down():
    drawing = drawn([None, 100.0, None])

    assert len(of_role(drawing, "unknown")) == 2
    assert len(of_role(drawing, "up")) == 1


def test_the_months_have_their_figures():
    drawing = drawn([100.0] * 92)

    assert [text for text in texts(drawing) if "%" in text or "figures" in text] == [
        "100 %",
        "no figures",
        "99.7 %",
    ]
    assert "Oct 2014: 100 %; Nov 2014: no figures; Dec 2014: 99.7 %" in drawing.text


@pytest.mark.parametrize("days", [[], [50.0], [-5.0, 105.0]])
def test_odd_strips_stay_inside(days):
    assert is_inside(drawn(days))
