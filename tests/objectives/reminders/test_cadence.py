from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from objectives.reminders.cadence import LATEST, Slot

MONDAY = date(2026, 3, 2)
BERLIN = ZoneInfo("Europe/Berlin")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-03-02T07:59", None),  # not yet 9 in Berlin
        ("2026-03-02T08:00", MONDAY),
        ("2026-03-04T07:59", MONDAY),
        ("2026-03-04T08:00", None),  # too late for this week
        ("2026-03-09T08:00", MONDAY + timedelta(7)),
    ],
)
def test_a_weeks_message_is_due_from_its_hour_on_for_two_days(moment, week):
    assert Slot(0, 9, BERLIN).week_at(at(moment)) == week


def test_a_message_of_sunday_belongs_to_the_week_that_it_ends():
    late = Slot(6, 23, BERLIN)

    assert late.week_at(at("2026-03-08T22:30")) == MONDAY
    assert late.week_at(at("2026-03-09T12:00")) == MONDAY


@pytest.mark.parametrize(
    ("monday", "hour"),
    [(date(2026, 3, 23), 8), (date(2026, 3, 30), 7), (date(2026, 10, 26), 8)],
)
def test_the_hour_stays_where_clocks_change(monday, hour):
    assert Slot(0, 9, BERLIN).begins(monday).hour == hour


def test_an_hour_that_clocks_leave_out_or_repeat_comes_once():
    new_york = ZoneInfo("America/New_York")
    spring = Slot(6, 2, new_york).begins(date(2026, 3, 2))
    autumn = Slot(6, 1, new_york).begins(date(2026, 10, 26))

    assert spring == at("2026-03-08T07:00")
    assert autumn == at("2026-11-01T05:00")


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_each_week_comes_once_wherever_one_is(zone):
    slot = Slot(2, 0, ZoneInfo(zone))
    start = at("2026-01-05T12:00")
    hours = (start + timedelta(hours=hour) for hour in range(13 * 7 * 24))

    weeks = [slot.week_at(hour) for hour in hours]

    assert len(set(weeks) - {None}) == 13
    assert weeks.count(date(2026, 2, 2)) == LATEST // timedelta(hours=1)
