import datetime

import pytest

from reviews.metrics import series
from reviews.metrics.series import Series
from tests.deep import times

START = datetime.datetime(2014, 7, 1, tzinfo=datetime.UTC).timestamp()
MINUTE, DAY = 60, 86_400
END = START + 184 * DAY


def made(values, step=DAY, start=START):
    times = [series.key(start + number * step) for number in range(len(values))]
    return Series(times, list(values))


def test_a_moment_reads_back():
    assert series.moment(series.key(START)) == START


def test_between_takes_the_first_moment_and_leaves_the_last():
    readings = made([1, 2, 3])

    assert readings.between(START, START + 2 * DAY).values == [1, 2]
    assert readings.between(START + 1, START + DAY + 1).values == [2]


def test_a_part_of_a_second_counts_as_its_second():
    readings = Series(["2014-09-30 23:59:59.500000", "2014-10-01 00:00:00"], [1, 2])
    october = series.moment("2014-10-01 00:00:00")

    assert readings.between(START, october).values == [1]
    assert readings.between(october, END).values == [2]


def test_few_readings_are_drawn_as_they_are():
    points = list(series.thinned(made([3, 1, 2]), START, END))

    assert points == [(START, 3), (START + DAY, 1), (START + 2 * DAY, 2)]


@pytest.fixture(scope="module")
def minutes():
    """The moments of a quarter's minutes, and of the quarter's before it."""
    return made([5.0] * 264_960, MINUTE).times


@pytest.mark.parametrize(
    ("high", "low"),
    [
        (0, 264_959),
        (1059, 1060),
        *times([(264_959, 0), (7, 7), (777, 99_000)], []),
    ],
)
def test_no_peak_among_readings_of_each_minute_is_lost(minutes, high, low):
    values = [5.0] * len(minutes)
    values[high], values[low] = 9.0, 1.0

    points = list(series.thinned(Series(minutes, values), START, END))

    assert len(points) <= 500
    assert (START + low * MINUTE, 1.0) in points
    assert high == low or (START + high * MINUTE, 9.0) in points
    assert points == sorted(points)


def test_readings_outside_the_period_are_not_drawn():
    points = list(series.thinned(made([1, 2, 3]), START + DAY, START + 2 * DAY))

    assert points == [(START + DAY, 2)]


def days(*numbers):
    return [(START + number * DAY, 1.0) for number in numbers]


@pytest.mark.parametrize(
    ("points", "lengths"),
    [
        ([], []),
        (days(0), [1]),
        (days(0, 1, 2), [3]),
        (days(0, 1, 2, 9, 10), [3, 2]),
        # A weekend without readings is no gap, nor are months of a monthly series.
        (days(0, 1, 4, 5, 8, 9), [6]),
        (days(0, 31, 62, 92), [4]),
    ],
)
def test_a_line_breaks_where_readings_are_missing(points, lengths):
    strokes = list(series.strokes(points, END - START))

    assert [len(stroke) for stroke in strokes] == lengths
    assert [point for stroke in strokes for point in stroke] == points


@pytest.mark.parametrize(
    ("statistic", "value"),
    [("median", 3), ("p95", 3), ("percent", 5), ("count", 20), ("", 4)],
)
def test_a_quarter_has_one_value(statistic, value):
    assert series.value_of(statistic, [1, 2, 13, 4]) == value


@pytest.mark.parametrize("statistic", ["median", "p95", "percent", "count", ""])
def test_nothing_read_is_no_value(statistic):
    assert series.value_of(statistic, []) is None
    assert series.rule_of(statistic, 0) == ""


def test_the_rule_says_what_the_value_is_made_of():
    assert series.rule_of("median", 92) == "median of 92 readings"
    assert series.rule_of("count", 1) == "sum of 1 reading"
    assert series.rule_of("", 1) == ""
    assert series.rule_of("", 2) == "last of 2 readings"


@pytest.mark.parametrize(
    ("down", "percent"),
    [
        ([], 100),
        ([(0, 10)], 90),
        ([(0, 10), (5, 15)], 85),
        ([(0, 10), (2, 3)], 90),
        ([(-50, 10), (95, 900)], 85),
        ([(-50, 900)], 0),
        ([(200, 300)], 100),
        ([(7, 7)], 100),
    ],
)
def test_overlapping_outages_count_once_and_only_within_the_time(down, percent):
    assert series.uptime(down, 0, 100) == pytest.approx(percent)


def test_no_time_has_no_uptime():
    assert series.uptime([], 5, 5) is None
