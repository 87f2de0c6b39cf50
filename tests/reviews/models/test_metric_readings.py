import datetime
import math

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Change
from objectives.pages.history import history_entries
from reviews.models import Metric, Reading, TableVersion
from tests.makers import AT, LATER, make_team, make_user
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
OCT = datetime.datetime(2014, 10, 1, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def make_metric(**fields):
    return Metric.objects.create(team=make_team(), name="Load", **fields)


def series(*values, start=OCT):
    return [(start + n * MINUTE, float(value)) for n, value in enumerate(values)]


def values_of(metric):
    return list(metric.readings.order_by("at").values_list("value", flat=True))


def take(metric, readings, by=None, at=AT, source="figures.csv"):
    return metric.import_readings(readings, by=by, at=at, source=source)


def trail(metric, action="figures imported"):
    return list(Change.objects.of(metric).filter(action=action))


# Many


def test_what_comes_in_is_counted():
    metric = make_metric()
    take(metric, series(1, 2, 3))

    taken = take(metric, series(1, 5, 3, 4, 6))

    assert (taken.new, taken.changed, taken.same) == (2, 1, 2)
    assert (taken.first, taken.last) == (OCT, OCT + 4 * MINUTE)
    assert values_of(metric) == [1, 5, 3, 4, 6]


def test_an_import_is_one_entry_in_the_trail():
    metric, ada = make_metric(), make_user("ada")
    take(metric, series(1, 2))

    take(metric, series(1, 2.5, 3), by=ada, at=LATER, source="p50.csv")

    change = trail(metric)[0]
    assert len(trail(metric)) == 2
    assert (change.by, change.at) == (ada, LATER)
    assert change.fields == {
        "from": ["", "p50.csv"],
        "new_readings": ["", "1"],
        "changed_readings": ["", "1"],
        "2014-10-01 00:01 UTC": ["2", "2.5"],
        "times": ["", "2014-10-01 00:01 UTC to 2014-10-01 00:02 UTC"],
    }
    assert history_entries([change])[0].action == "Figures imported"


def test_the_same_figures_twice_change_nothing_at_all():
    metric = make_metric()
    take(metric, series(1, 2.1, -0.0, 1e-9))
    before = TableVersion.objects.current()

    taken = take(metric, series(1, 2.1, 0.0, 1e-9), at=LATER)

    assert (taken.new, taken.changed, taken.same) == (0, 0, 4)
    assert TableVersion.objects.current() == before
    assert len(trail(metric)) == 1


def test_comments_stay_where_values_change():
    metric = make_metric()
    metric.put_reading(OCT, 1.0, "Disk full", by=None, at=AT)

    take(metric, series(2))

    reading = metric.readings.get()
    assert (reading.value, reading.comment) == (2, "Disk full")


def test_another_metrics_readings_stay_as_they_are():
    metric, other = make_metric(), make_metric()
    take(other, series(7))

    take(metric, series(1))

    assert (values_of(metric), values_of(other)) == ([1], [7])


def test_an_empty_import_changes_nothing():
    assert take(make_metric(), []).new == 0


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e31])
def test_an_invalid_number_rejects_the_whole_import(value):
    metric = make_metric()

    with pytest.raises(ValidationError) as refusal:
        take(metric, series(1, value))

    assert refusal.value.code == "number"
    assert values_of(metric) == []


def test_a_computed_metric_takes_no_figures():
    metric = make_metric(computed="incidents")

    with pytest.raises(ValidationError) as refusal:
        take(metric, series(1))

    assert refusal.value.code == "computed"


def test_a_hundred_thousand_readings_come_in_at_once():
    metric = make_metric()
    many = series(*range(100_000))
    before = dict(TableVersion.objects.current())
    table = Reading._meta.db_table

    taken = take(metric, many)

    assert TableVersion.objects.filter(source=table).count() == 1
    assert dict(TableVersion.objects.current())[table] > before.get(table, 0)
    assert taken.new == metric.readings.count() == 100_000
    assert len(trail(metric)) == 1

    changed = [(at, value + (n % 10 == 0)) for n, (at, value) in enumerate(many)]
    assert take(metric, changed).changed == 10_000
    # Too many to be named one by one.
    assert len(trail(metric)[0].fields) == 3


def test_three_readings_cost_as_many_queries_as_three_thousand():
    counts = []
    for many in (3, 3000):
        metric = make_metric()
        with CaptureQueriesContext(connection) as queries:
            take(metric, series(*range(many)))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_ten_who_bring_in_the_same_at_once_bring_it_in_once():
    metric = make_metric()
    found = []

    def bring(between):
        found.append(take(Metric.objects.get(pk=metric.pk), series(1, 2, 3)).new)

    assert at_once(bring) == ["done"] * TIMES
    assert sorted(found) == [0] * (TIMES - 1) + [3]
    assert len(trail(metric)) == 1


# One


def test_a_reading_typed_by_hand_is_entered_with_its_comment():
    metric, ada = make_metric(), make_user("ada")

    reading = metric.put_reading(OCT, 3.0, "By eye", by=ada, at=AT)

    assert metric.readings.get() == reading
    [change] = trail(metric, "reading added")
    assert change.by == ada
    assert change.fields == {
        "2014-10-01 00:00 UTC": ["", "3"],
        "comment": ["", "By eye"],
    }


def test_a_reading_moves_and_changes():
    metric = make_metric()
    seen = metric.put_reading(OCT, 3.0, "By eye", by=None, at=AT)

    metric.put_reading(OCT + MINUTE, 4.0, was=Reading.objects.get(), by=None, at=AT)

    reading = metric.readings.get()
    assert (reading.pk, reading.at, reading.value) == (seen.pk, OCT + MINUTE, 4)
    [change] = trail(metric, "reading changed")
    assert change.fields == {
        "2014-10-01 00:00 UTC": ["3", ""],
        "2014-10-01 00:01 UTC": ["", "4"],
        "comment": ["By eye", ""],
    }


def test_an_unchanged_reading_writes_nothing():
    metric = make_metric()
    metric.put_reading(OCT, 3.0, "By eye", by=None, at=AT)
    before = TableVersion.objects.current()

    metric.put_reading(OCT, 3.0, "By eye", was=Reading.objects.get(), by=None, at=AT)

    assert TableVersion.objects.current() == before
    assert trail(metric, "reading changed") == []


@pytest.mark.parametrize("moment", [OCT, OCT + MINUTE])
def test_a_time_that_has_a_reading_takes_no_other(moment):
    metric = make_metric()
    take(metric, series(1, 2, 3))
    was = metric.readings.get(at=OCT + 2 * MINUTE)

    for more in ({}, {"was": was}):
        with pytest.raises(ValidationError) as refusal:
            metric.put_reading(moment, 9.0, by=None, at=AT, **more)

        assert refusal.value.error_dict["at"][0].code == "taken"
    assert values_of(metric) == [1, 2, 3]


def test_a_reading_changed_in_between_is_not_overwritten():
    metric = make_metric()
    take(metric, series(1))
    seen = metric.readings.get()
    take(metric, series(2))

    with pytest.raises(ValidationError) as refusal:
        metric.put_reading(OCT, 3.0, was=seen, by=None, at=AT)

    assert refusal.value.code == "conflict"
    assert refusal.value.theirs == {"value": 2, "comment": ""}


def test_a_reading_removed_in_between_stays_removed():
    metric = make_metric()
    take(metric, series(1))
    seen = metric.readings.get()
    metric.remove_readings(OCT, OCT, by=None, at=AT)

    with pytest.raises(ValidationError) as refusal:
        metric.put_reading(OCT, 3.0, was=seen, by=None, at=AT)

    assert refusal.value.code == "gone"


def test_a_computed_figure_is_replaced_with_a_reason_only():
    metric = make_metric(computed="incidents")

    with pytest.raises(ValidationError) as refusal:
        metric.put_reading(OCT, 3.0, " ", by=None, at=AT)
    assert refusal.value.code == "no_comment"

    metric.put_reading(OCT, 3.0, "Two were one", by=None, at=AT)
    assert values_of(metric) == [3]


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e31])
def test_what_is_no_number_is_not_typed_in(value):
    with pytest.raises(ValidationError) as refusal:
        make_metric().put_reading(OCT, value, by=None, at=AT)

    assert refusal.value.code == "number"


# Away


def test_the_readings_of_a_period_are_removed_and_the_trail_keeps_them():
    metric = make_metric()
    take(metric, series(1, 2, 3, 4))

    assert metric.remove_readings(OCT + MINUTE, OCT + 2 * MINUTE, by=None, at=AT) == 2

    assert values_of(metric) == [1, 4]
    [change] = trail(metric, "readings removed")
    assert change.fields == {
        "readings": ["2", ""],
        "times": ["2014-10-01 00:01 UTC to 2014-10-01 00:02 UTC", ""],
        "2014-10-01 00:01 UTC": ["2", ""],
        "2014-10-01 00:02 UTC": ["3", ""],
    }


def test_where_nothing_is_removed_nothing_is_entered():
    metric = make_metric()

    assert metric.remove_readings(OCT, LATER, by=None, at=AT) == 0
    assert trail(metric, "readings removed") == []
