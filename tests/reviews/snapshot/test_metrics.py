"""What a quarter's snapshot says of metrics: read back from real rows."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from objectives.models import Project
from reviews.metrics import series
from reviews.models import Fetch, Incident, Metric, Reading
from reviews.snapshot import reader
from reviews.snapshot.values import Snapshot
from tests.makers import (
    AT,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_team,
)

pytestmark = pytest.mark.django_db
UTC = datetime.UTC
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def review():
    make_organization()
    return make_review(sections=("metrics",))


def day(year, month, number, hour=0, minute=0):
    return datetime.datetime(year, month, number, hour, minute, tzinfo=UTC)


def make_metric(review, name="Response time", **fields):
    return Metric.objects.create(team=review.team, name=name, **fields)


def add(metric, *readings):
    Reading.objects.bulk_create(
        Reading(metric=metric, at=at, value=value) for at, value in readings
    )


def down(review, began, hours=None, **fields):
    fields = {"title": "Down", "is_user_visible": True} | fields
    length = None if hours is None else hours * HOUR
    return Incident.objects.create(
        team=fields.pop("team", review.team),
        started_at=began,
        duration=length,
        **fields,
    )


def shown(review, name="Response time"):
    return {one.name: one for one in reader.read_snapshot(review).metrics}[name]


def test_a_quarter_is_shown_with_the_one_before_and_a_year_ago(review):
    metric = make_metric(review, statistic="median")
    add(metric, (day(2013, 12, 31), 9), (day(2014, 2, 1), 7))
    add(metric, (day(2014, 9, 30, 23, 59), 5), (day(2014, 10, 1), 1))
    add(metric, (day(2014, 12, 31, 23, 59), 3), (day(2015, 1, 1), 100))

    found = shown(review)

    assert (found.value, found.before, found.year_ago) == (2, 5, 9)
    assert found.rule == "median of 2 readings"
    assert found.months == (None, None, 9, None, 7) + (None,) * 6 + (5, 1, None, 3)


def test_the_line_goes_back_one_quarter(review):
    metric = make_metric(review)
    add(metric, (day(2014, 6, 30), 1), (day(2014, 7, 1), 2), (day(2014, 12, 1), 3))

    (line,) = shown(review).lines

    points = [point for stroke in line.strokes for point in stroke]
    assert [value for _, value in points] == [2, 3]


def test_a_second_line_is_that_of_the_other_metric(review):
    p95 = make_metric(review, "Slow ones", statistic="p95", display="none")
    metric = make_metric(review, statistic="median", second=p95)
    add(metric, (day(2014, 11, 1), 1))
    add(p95, (day(2014, 11, 1), 4))

    first, second = shown(review).lines

    assert (first.name, second.name) == ("median", "p95")
    assert (first.value, second.value) == (1, 4)


def test_a_year_of_minutes_is_drawn_by_500_points(review):
    metric = make_metric(review, statistic="median")
    start = day(2014, 10, 1)
    add(metric, *((start + n * HOUR / 60, float(n % 7)) for n in range(20_000)))
    Reading.objects.filter(metric=metric, at=start + 777 * HOUR / 60).update(value=99)

    found = shown(review)

    points = [
        point for line in found.lines for stroke in line.strokes for point in stroke
    ]
    assert len(points) <= series.MOST_POINTS
    assert max(points, key=lambda point: point[1]) == (
        (start + 777 * HOUR / 60).timestamp(),
        99,
    )
    assert found.rule == "median of 20,000 readings"


@pytest.mark.parametrize("metrics", [1, 3])
def test_the_queries_do_not_grow_with_metrics_or_readings(
    review, django_assert_num_queries, metrics
):
    for number in range(metrics):
        metric = make_metric(review, f"Metric {number}", display="chart")
        add(metric, *((day(2014, 10, 1) + n * HOUR, 1.0) for n in range(metrics * 50)))

    with django_assert_num_queries(11):
        reader.read_snapshot(review)


def test_months_begin_at_midnight_here_through_the_change_of_clocks(settings, review):
    # New York leaves summer time on 2 November 2014.
    settings.TIME_ZONE = "America/New_York"
    zone = ZoneInfo("America/New_York")
    metric = make_metric(review, statistic="count")
    first = datetime.datetime(2014, 10, 1, tzinfo=zone)
    late = datetime.datetime(2014, 11, 30, 23, 59, tzinfo=zone)
    add(
        metric,
        (first - HOUR / 60, 1),
        (first, 10),
        (late, 100),
        (late + HOUR / 60, 1000),
    )

    found = shown(review)

    assert found.months[11:] == (1, 10, 100, 1000)
    assert (found.before, found.value) == (1, 1110)


def test_a_day_of_25_hours_is_a_whole_day(settings, review):
    settings.TIME_ZONE = "America/New_York"
    make_metric(review, "Up", display="uptime", computed="uptime", counted="all")
    down(review, day(2014, 11, 2, 4), hours=25)

    found = shown(review, "Up")

    days = found.uptime.days
    assert days[32] == 0  # 2 November
    assert days[31] == days[33] == 100
    assert len(days) == 92


def test_metrics_of_groups_come_after_those_of_the_team(review):
    group = make_team("Labs", parent=review.team)
    Metric.objects.create(team=group, name="Of the group")
    make_metric(review, "Of the team")
    Metric.objects.create(team=make_team("Other"), name="Of others")

    names = [one.name for one in reader.read_snapshot(review).metrics]

    assert names == ["Of the team", "Of the group"]


def test_the_comment_is_that_of_the_last_reading(review):
    metric = make_metric(review)
    add(metric, (day(2014, 11, 1), 1), (day(2014, 12, 1), 2), (day(2015, 2, 1), 3))
    metric.readings.filter(value=2).update(comment="Much better")
    metric.readings.filter(value=3).update(comment="Next quarter's")

    (last,) = shown(review).figures

    assert (last.value, last.comment) == (2, "Much better")


# Weeks and months, signal or noise


def weekly(metric, first, values):
    add(metric, *((first + n * 7 * 24 * HOUR, value) for n, value in enumerate(values)))


def test_six_weeks_end_with_the_last_reading_and_have_last_years(review):
    metric = make_metric(review, display="weeks", statistic="median")
    weekly(metric, day(2014, 11, 22), [1, 2, 3, 4, 5, 6])
    add(metric, (day(2013, 12, 28), 9))
    add(metric, (day(2013, 12, 22), 7), (day(2013, 12, 15), 5))

    weeks = shown(review).weeks

    assert [(week.label, week.value) for week in weeks] == [
        ("22 Nov", 1),
        ("29 Nov", 2),
        ("6 Dec", 3),
        ("13 Dec", 4),
        ("20 Dec", 5),
        ("27 Dec", 6),
    ]
    assert [week.year_ago for week in weeks][3:] == [None, 5, 8]


def test_twelve_months_have_those_of_the_year_before(review):
    metric = make_metric(review, display="weeks", statistic="count")
    for month, value in ((1, 4), (2, 2), (10, 1)):
        add(metric, (day(2013, month, 5), value))
    add(metric, (day(2014, 12, 31), 3))

    found = shown(review)

    assert found.months_year_ago == (4, 2, *(None,) * 7, 1, None, None)
    assert found.months[14] == 3


def test_a_metric_that_shows_no_weeks_has_none(review):
    metric = make_metric(review, computed="incidents", counted="all")
    down(review, day(2014, 11, 1))

    assert shown(review).weeks == ()
    assert shown(review).months_year_ago == ()
    metric.display = "weeks"
    metric.save()
    assert len(shown(review).weeks) == 6


def test_every_reading_is_a_value_of_a_process_if_they_are_rare(review):
    metric = make_metric(review, display="process")
    weekly(metric, day(2012, 1, 2), [float(n % 3) for n in range(100)])

    found = shown(review).behaviour

    assert found.each == ""
    assert len(found.points) == 60
    assert found.points[-1] == (day(2013, 11, 25).timestamp(), 0)
    assert (found.baseline, found.mean) == (20, pytest.approx(19 / 20))
    assert found.baseline_end == day(2012, 5, 14).timestamp()


def test_daily_readings_are_values_by_week_that_begin_on_mondays(review):
    metric = make_metric(review, display="process", statistic="count")
    add(metric, *((day(2014, 10, 1) + n * 24 * HOUR, 1) for n in range(92)))

    found = shown(review).behaviour

    assert found.each == "week"
    assert found.points[0] == (day(2014, 9, 29).timestamp(), 5)
    assert found.points[-1] == (day(2014, 12, 22).timestamp(), 7)
    assert {value for _, value in found.points[1:]} == {7}


def test_a_baseline_that_was_chosen_stays(review):
    metric = make_metric(
        review, display="process", baseline_until=datetime.date(2014, 3, 1)
    )
    weekly(metric, day(2014, 1, 1), [1, 2] * 4 + [1] + [50] * 40)

    found = shown(review).behaviour

    assert found.baseline == 9
    assert found.mean == pytest.approx(13 / 9)
    assert [one.rule for one in found.signals].count("run") == 1


def test_too_few_values_have_no_limits(review):
    metric = make_metric(review, display="process")
    weekly(metric, day(2014, 10, 1), [1, 2, 3])

    found = shown(review).behaviour

    assert (found.baseline, found.mean, found.signals) == (3, None, ())


def test_months_are_the_values_of_a_process_that_is_computed(review):
    make_metric(review, display="process", computed="incidents", counted="all")
    down(review, day(2014, 1, 5))
    down(review, day(2014, 11, 1))

    found = shown(review).behaviour

    assert found.each == "month"
    assert [value for _, value in found.points] == [1, *(0,) * 9, 1, 0]


def test_comments_of_readings_are_notes_but_for_the_last(review):
    metric = make_metric(review)
    add(metric, (day(2013, 12, 1), 1), (day(2014, 8, 1), 2), (day(2014, 12, 1), 3))
    add(metric, (day(2014, 9, 1), 4))
    for value, comment in ((1, "Long ago"), (2, "New, index"), (3, "Last")):
        metric.readings.filter(value=value).update(comment=comment)

    found = shown(review)

    assert [(one.at, one.text) for one in found.notes] == [
        (day(2014, 8, 1).timestamp(), "New, index")
    ]
    assert found.figures[0].comment == "Last"


def test_what_these_charts_need_reads_back_from_a_snapshot(review):
    for name, display in (("Weeks", "weeks"), ("Process", "process")):
        weekly(make_metric(review, name, display=display), day(2014, 6, 4), range(30))
    Reading.objects.filter(value=3).update(comment="Said")

    taken = reader.read_snapshot(review)

    assert Snapshot.from_dict(taken.to_dict()) == taken
    assert taken.metrics[0].notes


# What is computed


def test_incidents_are_counted_by_when_they_began(review):
    make_metric(review, "Incidents", computed="incidents", counted="all")
    down(review, day(2014, 9, 30, 23), hours=5)
    down(review, day(2014, 10, 1), is_user_visible=False)
    down(review, day(2014, 12, 31, 23), is_user_visible=None)
    down(review, day(2015, 1, 1))

    found = shown(review, "Incidents")

    assert (found.value, found.before, found.year_ago) == (2, 1, None)
    assert found.rule == "count of incidents"


def test_only_what_users_noticed_of_a_service_is_counted(review):
    make_metric(review, "Search", computed="incidents", service="search")
    down(review, day(2014, 11, 1), service="search")
    down(review, day(2014, 11, 2), service="mail")
    down(review, day(2014, 11, 3), service="search", is_user_visible=None)

    found = shown(review, "Search")

    assert found.value == 1
    assert found.rule == "count of incidents that users noticed, search"


def test_incidents_of_groups_are_counted_too(review):
    make_metric(review, "Incidents", computed="incidents")
    down(review, day(2014, 11, 1), team=make_team("Labs", parent=review.team))
    down(review, day(2014, 11, 1), team=make_team("Others"))

    assert shown(review, "Incidents").value == 1
    assert len(reader.read_snapshot(review).incidents) == 1


def test_a_group_s_metric_counts_what_is_of_the_group(review):
    labs = make_team("Labs", parent=review.team)
    down(review, day(2014, 11, 1), team=labs)
    down(review, day(2014, 11, 2))
    promised(review, ["done", "stalled"])
    promised(review, ["done"], team=labs)
    for name, computed in (("Incidents", "incidents"), ("Done", "done")):
        make_metric(review, name, computed=computed)
        Metric.objects.create(team=labs, name=f"{name} of Labs", computed=computed)

    assert shown(review, "Incidents").value == 2
    assert shown(review, "Incidents of Labs").value == 1
    assert (shown(review, "Done").value, shown(review, "Done").of) == (2, 3)
    found = shown(review, "Done of Labs")
    assert (found.value, found.of) == (1, 1)


def test_uptime_is_what_incidents_leave_of_the_time(review):
    make_metric(review, "Up", display="uptime", computed="uptime")
    down(review, day(2014, 11, 30, 12), hours=24)
    down(review, day(2014, 11, 30, 18), hours=3)
    down(review, day(2014, 12, 5), is_user_visible=False, hours=100)
    down(review, day(2014, 12, 6))

    found = shown(review, "Up")

    assert found.value == pytest.approx(100 * (1 - 24 / (92 * 24)))
    assert found.months[12:] == pytest.approx(
        (100, 100 * (1 - 12 / 720), 100 * (1 - 12 / 744))
    )
    assert found.rule == (
        "time without incidents that users noticed, 1 of unknown length not counted"
    )
    assert found.uptime.days[60:62] == (50, 50)


def test_an_incident_from_before_the_quarter_counts_for_its_part_in_it(review):
    make_metric(review, "Up", display="uptime", computed="uptime")
    down(review, day(2014, 9, 30, 12), hours=24)

    found = shown(review, "Up")

    assert found.uptime.days[0] == 50
    assert [one.title for one in reader.read_snapshot(review).incidents] == ["Down"]


def test_before_the_first_record_nothing_is_known(review):
    for name, computed in (("Up", "uptime"), ("Incidents", "incidents")):
        make_metric(review, name, computed=computed)
    assert shown(review, "Up").value is None
    assert shown(review, "Incidents").value is None

    down(review, day(2014, 11, 1), hours=1)

    assert shown(review, "Incidents").value == 1
    assert shown(review, "Incidents").before is None
    assert shown(review, "Incidents").months[11:] == (None, 0, 1, 0)


def test_time_counts_up_to_when_the_review_was_held(review):
    make_metric(review, "Up", display="uptime", computed="uptime")
    down(review, day(2014, 10, 1), hours=24)
    review.held_at = day(2014, 10, 11)

    found = shown(review, "Up")

    assert found.value == pytest.approx(90)
    assert found.uptime.days[9:12] == (100, None, None)
    assert found.months[12:] == (pytest.approx(90), None, None)


def promised(review, states, quarter=None, team=None):
    plan = make_plan(team or review.team, quarter or review.quarter)
    rows = [make_objective(plan) for _ in states]
    plan.commit(by=None, at=AT)
    for row, state in zip(rows, states, strict=True):
        row.refresh_from_db()
        row.chosen_state = state
        row.save()
    return plan


def test_objectives_done_are_counted_of_those_promised(review):
    make_metric(review, "Done", display="callout", computed="done")
    plan = promised(review, ["done", "at_risk", "done"])
    make_objective(plan, chosen_state="done")  # added later: nobody promised it

    found = shown(review, "Done")

    assert (found.value, found.of) == (2, 3)


def test_a_draft_promises_nothing(review):
    make_metric(review, "Done", display="callout", computed="done")
    make_objective(make_plan(review.team, review.quarter), chosen_state="done")

    found = shown(review, "Done")

    assert (found.value, found.of) == (None, None)


def test_the_quarter_before_has_its_own_count(review):
    make_metric(review, "Done", display="callout", computed="done")
    promised(review, ["done"])
    promised(review, ["done", "done"], make_quarter(datetime.date(2014, 8, 1)))
    promised(review, ["stalled"], make_quarter(datetime.date(2013, 11, 1)))

    found = shown(review, "Done")

    assert (found.value, found.before, found.year_ago) == (1, 2, 0)


def test_unplanned_work_is_counted_beside_planned(review):
    make_metric(review, "Unplanned", display="callout", computed="unplanned")
    promised(review, ["done"])
    for text in ("One", "Two"):
        Project.objects.create(team=review.team, quarter=review.quarter, text=text)

    found = shown(review, "Unplanned")

    assert (found.value, found.rule, found.before) == (2, "beside 1 planned", None)


def test_a_reading_overrides_the_computed_value(review):
    metric = make_metric(review, "Incidents", computed="incidents", counted="all")
    down(review, day(2014, 11, 1))
    add(metric, (day(2014, 12, 31), 19))

    found = shown(review, "Incidents")

    assert (found.value, found.override) == (19, "1")


# Fetched figures


def test_figures_that_could_not_be_fetched_are_marked_stale(review):
    metric = make_metric(review)
    fetch = Fetch.objects.create(metric=metric, at=AT, good_at=day(2015, 1, 3, 10))
    assert shown(review).stale == ""

    fetch.failure = "It did not answer."
    fetch.save()
    assert shown(review).stale == "Fetching fails since 3 Jan 2015, 10:00."

    Fetch.objects.update(good_at=None)
    assert shown(review).stale == "Fetching has failed so far."


def test_a_snapshot_with_figures_reads_back(review):
    metric = make_metric(review, display="uptime", computed="uptime")
    add(metric, (day(2014, 11, 1), 99.5))
    make_metric(review, "Line")
    add(Metric.objects.get(name="Line"), (day(2014, 11, 1), 1), (day(2014, 12, 1), 2))
    down(review, day(2014, 11, 1))

    taken = reader.read_snapshot(review)

    assert Snapshot.from_dict(taken.to_dict()) == taken
