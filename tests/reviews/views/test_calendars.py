import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone

from objectives.models import Member, Organization
from objectives.models.organization import Readers
from reviews.models import Ask, CalendarFeed
from tests.makers import (
    AT,
    make_objective,
    make_plan,
    make_quarter,
    make_review,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
YEAR = timezone.localdate().year + 1
DUE = datetime.date(YEAR, 3, 7)


@pytest.fixture
def quarter(team):
    return make_quarter(datetime.date(YEAR, 2, 1))


@pytest.fixture
def ada(client, team):
    user = make_user("ada", team=team)
    client.force_login(user)
    return user


def feed_of(user, team=None):
    return CalendarFeed.objects.add(user, team, by=user, at=AT)


def read(client, feed, **headers):
    return client.get(feed.get_absolute_url(), headers=headers)


def events(client, feed):
    calendar = icalendar.Calendar.from_ical(read(client, feed).content)
    return {str(one["summary"]): one for one in calendar.walk("VEVENT")}


def test_a_team_s_calendar_has_its_reviews_quarters_etas_and_asks(
    client, team, quarter, ada
):
    group = make_team("Part", team)
    review = make_review(team, quarter, held_at=AT.replace(year=YEAR))
    plan = make_plan(group, quarter)
    make_objective(plan, "Move **all** of it", eta=f"{YEAR}-03-05")
    make_objective(plan, "In a month", eta=f"March {YEAR}")
    make_objective(plan, "Ended", eta=f"{YEAR}-03-06", status="Done")
    Ask.objects.create(review=review, text="A chart", due_on=DUE)

    found = events(client, feed_of(ada, team))

    assert {name: one["dtstart"].dt for name, one in found.items()} == {
        f"Review of {quarter}: Whole": AT.replace(year=YEAR),
        f"Last day of {quarter}": quarter.last_day,
        "ETA: Move all of it (Part)": datetime.date(YEAR, 3, 5),
        "Needed: A chart (Whole)": datetime.date(YEAR, 3, 7),
    }
    assert found["Needed: A chart (Whole)"]["url"].startswith("http://testserver/")


def test_one_s_own_calendar_has_one_s_teams_and_what_one_owns(
    client, team, quarter, ada
):
    other = make_team("Other")
    make_review(other, quarter, held_at=AT.replace(year=YEAR))
    review = make_review(team, quarter, held_at=AT.replace(year=YEAR))
    Ask.objects.create(review=review, text="Mine", owner="ada", due_on=DUE)
    Ask.objects.create(review=review, text="Theirs", owner="x", due_on=DUE)
    plan = make_plan(team, quarter)
    owner = Member.objects.get(user=ada)
    make_objective(plan, "Own", eta=f"{YEAR}-03-05", owner=owner)
    make_objective(plan, "Not own", eta=f"{YEAR}-03-05")

    assert events(client, feed_of(ada)).keys() == {
        f"Review of {quarter}: Whole",
        f"Last day of {quarter}",
        "ETA: Own (Whole)",
        "Needed: Mine (Whole)",
    }


@pytest.mark.parametrize(("days", "hour"), [(-1, 9), (1, 8)])
def test_a_review_at_ten_is_at_ten_before_and_after_clocks_change(
    client, ada, team, quarter, days, hour
):
    # In Paris clocks go forward on the last Sunday of March.
    last = datetime.date(YEAR, 3, 31)
    sunday = last - datetime.timedelta(days=last.isoweekday() % 7)
    day = sunday + datetime.timedelta(days=days)
    local = datetime.datetime(day.year, day.month, day.day, 10, tzinfo=PARIS)
    make_review(team, quarter, held_at=local, slot_seconds=5400)

    (event,) = events(client, feed_of(ada, team)).values()

    assert event["dtstart"].to_ical() == f"{day:%Y%m%d}T{hour:02}0000Z".encode()
    assert event["dtend"].dt - event["dtstart"].dt == datetime.timedelta(minutes=90)


def test_what_was_moved_keeps_its_name_and_counts_up(client, ada, team, quarter):
    review = make_review(team, quarter, held_at=AT.replace(year=YEAR))
    feed = feed_of(ada, team)
    (before,) = events(client, feed).values()

    review.held_at = AT.replace(year=YEAR, day=20)
    review.save(by=ada, at=AT.replace(year=YEAR, day=2))
    (after,) = events(client, feed).values()

    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt == AT.replace(year=YEAR, day=2)


def test_what_did_not_change_is_not_sent_again(client, ada, team, quarter):
    review = make_review(team, quarter, held_at=AT.replace(year=YEAR))
    feed = feed_of(ada, team)
    tag = read(client, feed)["ETag"]

    answer = read(client, feed, if_none_match=tag)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"

    review.slot_seconds = 60
    review.save(at=AT)
    assert read(client, feed, if_none_match=tag).status_code == 200


def test_it_shows_what_its_owner_may_see_when_it_is_read(client, ada, team, quarter):
    other = make_team("Other")
    make_review(other, quarter, held_at=AT.replace(year=YEAR))
    feed = feed_of(ada, other)
    assert events(client, feed)

    Organization.objects.update(readers=Readers.TEAM)

    assert not events(client, feed)


def test_an_address_ends_when_it_is_renewed_turned_off_or_the_account_ends(
    client, ada, team
):
    feed = feed_of(ada)
    old = feed.get_absolute_url()

    client.post(f"/calendars/{feed.pk}/", {"verb": "renew"})
    feed.refresh_from_db()
    assert client.get(old).status_code == 404
    assert read(client, feed).status_code == 200

    ada.is_active = False
    ada.save()
    assert read(client, feed).status_code == 404
    ada.is_active = True
    ada.save()
    client.force_login(ada)
    client.post(f"/calendars/{feed.pk}/", {"verb": "delete"})
    assert read(client, feed).status_code == 404


def test_whoever_has_no_account_or_another_reads_with_the_address(client, ada, team):
    feed = feed_of(ada)
    client.logout()
    assert read(client, feed).status_code == 200

    for wrong in ("x", f"{feed.pk}-1", f"{feed.pk}-1.x", "9" * 20):
        assert client.get(f"/calendar/{wrong}.ics").status_code == 404


def test_a_calendar_is_turned_on_on_its_page(client, ada, team):
    hidden = make_team("Hidden")
    Organization.objects.update(readers=Readers.TEAM)

    client.post("/calendars/", {"team": team.pk})
    client.post("/calendars/", {"team": ""})
    refused = client.post("/calendars/", {"team": hidden.pk})

    assert refused.status_code == 422
    feeds = list(CalendarFeed.objects.of(ada))
    assert [feed.team for feed in feeds] == [None, team]
    text = client.get("/calendars/").text
    assert f"http://testserver{feeds[1].get_absolute_url()}" in text
    client.force_login(make_user("eve"))
    assert client.post(f"/calendars/{feeds[0].pk}/").status_code == 404


@pytest.mark.parametrize("many", [1, 20])
def test_the_queries_are_fixed(
    client, ada, team, quarter, many, django_assert_num_queries
):
    review = make_review(team, quarter, held_at=AT.replace(year=YEAR))
    for number in range(many):
        plan = make_plan(make_team(f"Part {number}", team), quarter)
        make_objective(plan, eta=f"{YEAR}-03-05")
        Ask.objects.create(review=review, text="A chart", due_on=DUE)
    feed = feed_of(ada, team)

    with django_assert_num_queries(8):
        read(client, feed)
