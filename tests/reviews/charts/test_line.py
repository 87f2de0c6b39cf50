from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.charts import line
from reviews.snapshot.metric_values import ChartLine, Note, Outage
from tests.deep import times
from tests.reviews.charts.figures import (
    CALENDAR,
    HEIGHT,
    SNAPSHOT,
    WIDTH,
    crossed,
    dots,
    is_inside,
    metric,
    moment,
    of_role,
    paths,
    texts,
    ticks,
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


def test_the_peak_and_the_bottom_match_the_axis():
    drawing = drawn(metric(daily(MIDDLE, 2, 4, 1, 3)))

    (path,) = paths(drawing, "main")
    at = ticks(drawing)
    assert [y for _, y in path.points] == pytest.approx([at[n] for n in (2, 4, 1, 3)])


def test_time_runs_evenly_from_quarter_to_quarter():
    drawing = drawn(metric(((START, 1), (MIDDLE, 2), (END - 1, 3))))

    (before,) = paths(drawing, "main-context")
    (now,) = paths(drawing, "main")
    (band,) = of_role(drawing, "band")
    left, right = before.points[0][0], now.points[-1][0]
    assert now.points[0][0] == before.points[-1][0] == pytest.approx(band.x)
    assert right == pytest.approx(band.x + band.width, abs=0.1)
    assert (band.x - left) / (right - left) == pytest.approx(92 / 184, abs=0.001)


def test_a_reading_at_the_first_moment_of_the_quarter_is_of_it():
    drawing = drawn(metric(((MIDDLE - 1, 1), (MIDDLE, 2))))

    (before,) = paths(drawing, "main-context")
    assert paths(drawing, "main") == []
    assert {(dot.x, dot.y) for dot in dots(drawing, "main")} == {before.points[1]}


def test_a_sparse_line_is_cut_where_it_crosses_into_the_quarter():
    drawing = drawn(metric(((MIDDLE - 30 * DAY, 0), (MIDDLE + 10 * DAY, 4))))

    (before,) = paths(drawing, "main-context")
    (now,) = paths(drawing, "main")
    (band,) = of_role(drawing, "band")
    assert before.points[1] == now.points[0]
    assert now.points[0] == pytest.approx((band.x, ticks(drawing)[3.0]))


def test_a_gap_is_not_bridged():
    drawing = drawn(metric(daily(MIDDLE, 1, 2), daily(MIDDLE + 20 * DAY, 2, 1)))

    assert [len(path.points) for path in paths(drawing, "main")] == [2, 2]


def test_a_lone_reading_is_a_dot():
    drawing = drawn(metric(daily(MIDDLE + DAY, 3)))

    assert paths(drawing, "main") == []
    (y,) = {dot.y for dot in dots(drawing, "main")}
    assert ticks(drawing)[3.0] == pytest.approx(y)


def test_equal_values_make_a_level_line_in_the_middle():
    drawing = drawn(metric(daily(MIDDLE, 7, 7, 7)))

    (path,) = paths(drawing, "main")
    ys = {y for _, y in path.points}
    at = sorted(ticks(drawing).values())
    assert len(ys) == 1
    assert at[0] < ys.pop() < at[-1]


def test_negative_values_lie_below_zero():
    drawing = drawn(metric(daily(MIDDLE, -5, 5)))

    (path,) = paths(drawing, "main")
    zero = ticks(drawing)[0.0]
    assert path.points[0][1] > zero > path.points[1][1]


def test_the_target_is_on_the_axis_even_far_from_the_values():
    drawing = drawn(metric(daily(MIDDLE, 1, 2), target=10.0))

    (path,) = paths(drawing, "target")
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
    assert mark.x == pytest.approx(band.x + share * band.width)
    words = texts(drawing)
    place = words.index("19 Nov: Search outage,")
    assert words[place + 1] == "2 h 10 min, users noticed"


def test_an_incident_is_at_the_worst_value_that_it_caused():
    found = metric(daily(MIDDLE + 47 * DAY, 1, 2, 9, 2), direction="down")

    drawing = drawn(found, [OUTAGE])

    (mark,) = of_role(drawing, "incident")
    assert mark.y == pytest.approx(min(y for _, y in paths(drawing, "main")[0].points))


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

    named = [one for one in of_role(drawing, "danger") if "Outage" in one.text]
    assert 1 <= len(named) <= 3
    assert len(of_role(drawing, "incident")) == 9
    assert is_inside(drawing)
    assert crossed(drawing) == []


def test_long_words_stay_inside():
    found = metric(
        daily(MIDDLE, 1e12, -1e12), unit="thousands of requests a second and more"
    )
    late = replace(OUTAGE, title="x" * 160, began=END - 1)

    assert is_inside(drawn(found, [late]))


def test_the_peak_and_the_last_value_are_named_on_the_spot():
    drawing = drawn(metric(daily(MIDDLE, 2, 9, 1, 3)))

    (path,) = paths(drawing, "main")
    named = [one for one in of_role(drawing, "main") if hasattr(one, "text")]
    spots = {one.text: (one.x, one.y) for one in named}
    assert spots["9 s, 2 Oct"][0] == pytest.approx(path.points[1][0], abs=15)
    assert spots["3 s"][0] == pytest.approx(path.points[3][0], abs=15)
    assert "4 Oct" in texts(drawing)


def test_zero_is_drawn_and_no_label_interrupts_it():
    drawing = drawn(metric(daily(MIDDLE, -1, 1, 0), target=0.0))

    (zero,) = paths(drawing, "zero")
    assert zero.points[0][1] == pytest.approx(ticks(drawing)[0.0])


def test_values_far_above_zero_have_an_axis_of_their_own():
    assert 0.0 not in ticks(drawn(metric(daily(MIDDLE, 99.1, 99.9))))
    assert 0.0 in ticks(drawn(metric(daily(MIDDLE, 0.4, 1.0))))


def test_notes_are_numbers_above_their_moment():
    notes = tuple(Note(MIDDLE + n * DAY, "Said") for n in (0, 1, 60, 91))

    drawing = drawn(replace(metric(daily(MIDDLE, 1, 2)), notes=notes))

    numbers = of_role(drawing, "on-note")
    assert [one.text for one in numbers] == ["1", "2", "3", "4"]
    assert all(b.x - a.x >= 22 for a, b in zip(numbers, numbers[1:], strict=False))
    assert is_inside(drawing)


def test_the_day_of_a_moment_is_that_of_the_calendar():
    months = CALENDAR[9:16]

    assert line.day_text(MIDDLE, months) == "1 Oct"
    assert line.day_text(END - 1, months) == "31 Dec"
    assert line.day_text(moment(2014, 11, 30, 23), months) == "30 Nov"


VALUES = st.one_of(
    st.floats(-1e12, 1e12), st.integers(-3, 3).map(float), st.floats(0, 1)
)
STROKES = st.lists(
    st.tuples(st.integers(0, 183), VALUES),
    min_size=1,
    max_size=40,
    unique_by=lambda point: point[0],
)


@given(
    STROKES,
    STROKES | st.none(),
    VALUES | st.none(),
    st.sampled_from(["", "s", "%", "requests of every kind in total"]),
    st.lists(st.integers(0, 91), max_size=5),
    st.lists(st.integers(0, 183), max_size=6),
)
@settings(max_examples=times(60, 15))
def test_nothing_crosses_a_label_and_nothing_leaves_the_chart(
    one, two, target, unit, outages, said
):
    found = [
        ChartLine(name, (tuple((START + n * DAY, v) for n, v in sorted(points)),), None)
        for name, points in (("median", one), ("95th percentile " * 3, two))
        if points
    ]
    notes = tuple(Note(START + n * DAY, "Said") for n in sorted(said))
    shown = replace(metric(unit=unit, target=target), lines=tuple(found), notes=notes)
    incidents = [
        replace(OUTAGE, title=f"Outage {n} " * 4, began=MIDDLE + n * DAY)
        for n in outages
    ]

    drawing = drawn(shown, incidents)

    assert crossed(drawing) == []
    assert is_inside(drawing)


def test_the_text_has_the_figures():
    months = (None,) * 12 + (2.5, None, 2.0)
    drawing = drawn(
        metric(daily(MIDDLE, 2.5, 2), months=months, value=2.14, before=2.45)
    )

    assert "Oct 2014: 2.5 s; Nov 2014: no figures; Dec 2014: 2 s" in drawing.text
    assert "Q1 2014-15: 2.45 s; Q2 2014-15: 2.14 s" in drawing.text
