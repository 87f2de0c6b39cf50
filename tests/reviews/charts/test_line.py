from dataclasses import replace

import pytest

from reviews.charts import line
from reviews.snapshot.values import ChartLine, Outage
from tests.reviews.charts.figures import (
    CALENDAR,
    HEIGHT,
    SNAPSHOT,
    WIDTH,
    is_inside,
    metric,
    moment,
    of_role,
    texts,
)

START, MIDDLE, END = CALENDAR[9].at, CALENDAR[12].at, CALENDAR[15].at
DAY = 86_400
OUTAGE = Outage(
    title="Search outage",
    service="search",
    began=moment(2014, 11, 19, 13),
    began_words="19 Nov 2014, 13:00",
    seconds=7800,
    is_noticed=True,
    link="",
)


def drawn(found, incidents=()):
    snapshot = replace(SNAPSHOT, metrics=(found,), incidents=tuple(incidents))
    return line.drawing(found, snapshot, WIDTH, HEIGHT)


def daily(start, *values):
    return tuple((start + number * DAY, value) for number, value in enumerate(values))


def ticks(drawing):
    """The y of each tick by its value."""
    labels = [one for one in of_role(drawing, "soft") if one.anchor == "end"]
    lines = of_role(drawing, "grid")
    return {
        float(label.text.split()[0].replace("−", "-")): path.points[0][1]
        for label, path in zip(labels, lines, strict=True)
    }


def test_the_peak_and_the_bottom_match_the_axis():
    drawing = drawn(metric(daily(MIDDLE, 2, 4, 1, 3)))

    (path,) = of_role(drawing, "main")
    at = ticks(drawing)
    assert [y for _, y in path.points] == pytest.approx([at[n] for n in (2, 4, 1, 3)])


def test_time_runs_evenly_from_quarter_to_quarter():
    drawing = drawn(metric(((START, 1), (MIDDLE, 2), (END - 1, 3))))

    (before,) = of_role(drawing, "main-context")
    (now,) = of_role(drawing, "main")
    (band,) = of_role(drawing, "band")
    grid = of_role(drawing, "grid")[0].points
    assert before.points[0][0] == pytest.approx(grid[0][0])
    assert now.points[0][0] == before.points[-1][0] == pytest.approx(band.x)
    assert now.points[-1][0] == pytest.approx(grid[1][0], abs=0.1)
    share = (band.x - grid[0][0]) / (grid[1][0] - grid[0][0])
    assert share == pytest.approx(92 / 184)


def test_a_reading_at_the_first_moment_of_the_quarter_is_of_it():
    drawing = drawn(metric(((MIDDLE - 1, 1), (MIDDLE, 2))))

    assert len(of_role(drawing, "main")) == 1
    assert (
        of_role(drawing, "main")[0].y
        != of_role(drawing, "main-context")[0].points[0][1]
    )


def test_a_gap_is_not_bridged():
    drawing = drawn(metric(daily(MIDDLE, 1, 2), daily(MIDDLE + 20 * DAY, 2, 1)))

    assert [len(path.points) for path in of_role(drawing, "main")] == [2, 2]


def test_a_lone_reading_is_a_dot():
    (dot,) = of_role(drawn(metric(daily(MIDDLE + DAY, 3))), "main")

    assert not hasattr(dot, "points")
    assert ticks(drawn(metric(daily(MIDDLE + DAY, 3))))[3.0] == pytest.approx(dot.y)


def test_equal_values_make_a_level_line_in_the_middle():
    drawing = drawn(metric(daily(MIDDLE, 7, 7, 7)))

    (path,) = of_role(drawing, "main")
    ys = {y for _, y in path.points}
    at = sorted(ticks(drawing).values())
    assert len(ys) == 1
    assert at[0] < ys.pop() < at[-1]


def test_negative_values_lie_below_zero():
    drawing = drawn(metric(daily(MIDDLE, -5, 5)))

    (path,) = of_role(drawing, "main")
    zero = ticks(drawing)[0.0]
    assert path.points[0][1] > zero > path.points[1][1]


def test_the_target_is_on_the_axis_even_far_from_the_values():
    drawing = drawn(metric(daily(MIDDLE, 1, 2), target=10.0))

    (path,) = [one for one in of_role(drawing, "target") if hasattr(one, "points")]
    assert path.points[0][1] == pytest.approx(ticks(drawing)[10.0])
    assert "target 10 s" in texts(drawing)


def test_two_lines_are_named_at_their_ends_apart_from_each_other():
    found = metric(unit="s")
    lines = (
        ChartLine("median", (daily(MIDDLE, 1, 1.00),), 1),
        ChartLine("p95", (daily(MIDDLE, 1, 1.01),), 1),
    )

    drawing = drawn(replace(found, lines=lines))

    names = [
        one for one in drawing.shapes if getattr(one, "text", "") in ("median", "p95")
    ]
    assert len(names) == 2
    assert abs(names[0].y - names[1].y) >= 16
    assert is_inside(drawing)


def test_a_noticed_incident_is_named_where_it_happened():
    drawing = drawn(metric(daily(MIDDLE, 1, 2, 1), service="search"), [OUTAGE])

    (mark,) = of_role(drawing, "incident")
    (band,) = of_role(drawing, "band")
    share = (OUTAGE.began - MIDDLE) / (END - MIDDLE)
    assert mark.points[0][0] == pytest.approx(band.x + share * band.width)
    assert "19 Nov: Search outage, 2 h 10 min, users noticed" in texts(drawing)


@pytest.mark.parametrize(
    "fields", [{"is_noticed": False}, {"is_noticed": None}, {"service": "mail"}]
)
def test_an_unnoticed_incident_is_not_marked(fields):
    other = replace(OUTAGE, **fields)

    drawing = drawn(metric(daily(MIDDLE, 1, 2), service="search"), [other])

    assert of_role(drawing, "incident") == []


def test_names_of_incidents_do_not_lie_on_each_other():
    found = [
        replace(OUTAGE, title=f"Outage {n}", began=OUTAGE.began + n) for n in range(9)
    ]

    drawing = drawn(metric(daily(MIDDLE, 1, 2)), found)

    named = of_role(drawing, "danger")
    assert len(named) == 3
    assert len({one.y for one in named}) == 3
    assert is_inside(drawing)


def test_long_words_stay_inside():
    found = metric(
        daily(MIDDLE, 1e12, -1e12), unit="thousands of requests a second and more"
    )
    late = replace(OUTAGE, title="x" * 160, began=END - 1)

    assert is_inside(drawn(found, [late]))


def test_the_text_has_the_figures():
    months = (None,) * 12 + (2.5, None, 2.0)
    drawing = drawn(
        metric(daily(MIDDLE, 2.5, 2), months=months, value=2.14, before=2.45)
    )

    assert "Oct 2014: 2.5 s; Nov 2014: no figures; Dec 2014: 2 s" in drawing.text
    assert "Q1 2014-15: 2.45 s; Q2 2014-15: 2.14 s" in drawing.text
