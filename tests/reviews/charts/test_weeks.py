from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.charts import weeks
from reviews.snapshot.metric_values import Note, Week
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
)

END = CALENDAR[15].at
WEEK = 7 * 86_400
WIDTH = 800


def week(number, value, ago=None):
    return Week(END - (6 - number) * WEEK, f"{number + 1} Dec", value, ago)


def made(values=(1, 2, 3, 4, 5, 6), months=(None,) * 3 + (1.0,) * 12, **fields):
    own = {"display": "weeks", "months": months} | fields
    return metric(**own, weeks=tuple(week(n, value) for n, value in enumerate(values)))


def drawn(found):
    return weeks.drawing(found, SNAPSHOT, WIDTH, HEIGHT)


def test_six_weeks_stand_beside_twelve_months_on_one_scale():
    drawing = drawn(made())

    assert [one.text for one in of_role(drawing, "strong")] == [
        "6 weeks to 6 Dec",
        "12 months",
    ]
    left, right = paths(drawing, "main")
    assert len(left.points) == 6
    assert len(right.points) == 12
    assert left.points[0][1] == right.points[0][1]  # both are 1


def test_a_count_of_a_month_has_a_scale_of_its_own():
    drawing = drawn(made(months=(None,) * 3 + (40.0,) * 12, statistic="count"))

    left, right = paths(drawing, "main")
    # Six is high among the weeks, forty is among the months.
    assert max(left.points[-1][1], right.points[-1][1]) < HEIGHT * 0.6


def test_where_weeks_have_no_figures_the_months_take_all_the_width():
    drawing = drawn(made((None, None, None, 4, 5, 6)))

    (path,) = paths(drawing, "main")
    assert path.points[-1][0] - path.points[0][0] > WIDTH * 0.8
    assert "12 months" in texts(drawing)


def test_last_year_is_a_line_of_its_own_and_named():
    found = made(months_year_ago=(2.0,) * 12)

    drawing = drawn(found)

    (ago,) = paths(drawing, "ago")
    assert len(ago.points) == 12
    assert texts(drawing).count("a year before") == 1
    assert "Jan: 1 s (a year before 2 s)" in drawing.text


def test_a_gap_is_not_bridged():
    drawing = drawn(made((1, 2, None, 4, 5, 6)))

    lengths = sorted(len(path.points) for path in paths(drawing, "main"))
    assert lengths == [2, 3, 12]
    assert len(dots(drawing, "main")) == 5 + 12


def test_a_note_stands_above_its_week_and_its_month():
    drawing = drawn(replace(made(), notes=(Note(END - WEEK, "Said"),)))

    assert [one.text for one in of_role(drawing, "on-note")] == ["1", "1"]


def test_weeks_beside_a_wide_axis_are_named_where_there_is_room():
    drawing = drawn(made((1e12, 2e12, 3e12, 4e12, 5e12, 6e12)))

    assert "6 Dec" in texts(drawing)
    assert crossed(drawing) == []


VALUES = st.none() | st.floats(-1e9, 1e9) | st.integers(-3, 3).map(float)


@given(
    st.lists(VALUES, min_size=6, max_size=6),
    st.lists(VALUES, min_size=15, max_size=15),
    st.lists(VALUES, min_size=12, max_size=12),
    VALUES,
    st.sampled_from(["", "s", "%", "requests of every kind in total"]),
    st.lists(st.integers(0, 364), max_size=6),
)
@settings(max_examples=times(60, 15))
def test_nothing_crosses_a_label_and_nothing_leaves_the_chart(
    values, months, ago, target, unit, said
):
    notes = tuple(Note(END - n * 86_400, "Said") for n in sorted(said, reverse=True))
    own = {"target": target, "unit": unit, "notes": notes}
    found = made(values, tuple(months), months_year_ago=tuple(ago), **own)

    drawing = drawn(found)

    assert crossed(drawing) == []
    assert is_inside(drawing)
