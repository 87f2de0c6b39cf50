"""The links of a weekly message: what they open, for whom, and for how long."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from objectives.models import Member, MessageSettings, Plan, StatusUpdate, WeeklyMessage
from objectives.models.failed_sign_ins import MOST_LINKS
from objectives.models.organization import Readers
from objectives.reminders import links
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=80)


@pytest.fixture
def ada(db):
    make_organization(Readers.TEAM)
    return make_user("ada", team=make_team("Ops"), email="ada@example.org")


@pytest.fixture
def rows(ada):
    """Two objectives of hers with old statuses."""
    now, member = timezone.now(), ada.memberships.get()
    plan = make_plan(
        member.team,
        make_quarter(now.date()),
        state="committed",
        committed_at=now - LONG_AGO,
    )
    found = [
        make_objective(plan, title, owner=member, status=f"{title} going on")
        for title in ("One", "Two")
    ]
    for row in found:
        row.update_status(row.status, by=ada, at=now - LONG_AGO)
    return found


@pytest.fixture
def message(ada, rows):
    now = timezone.now()
    return WeeklyMessage.objects.create(
        user=ada,
        week=now.date(),
        starts_at=now,
        ends_at=now + timedelta(days=6),
        changes_since=now,
        objectives=[row.pk for row in rows],
    )


def said(row):
    return row.status_updates.count()


def test_opening_the_link_changes_nothing_and_shows_the_answer_ready(
    client, message, rows
):
    page = client.get(links.answer_path(message))

    assert page.status_code == 200
    assert page.text.count("checked") == 2
    assert "One going on" in page.text
    assert [said(row) for row in rows] == [1, 1]
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "strict-origin"
    assert links.token_of(message) not in page.text


def test_no_change_is_one_click_without_signing_in(message, rows, ada):
    client = Client(enforce_csrf_checks=True)
    path, (one, two) = links.answer_path(message), rows

    for _ in range(2):
        answer = client.post(path, {"answer": "unchanged", "objective": [one.pk]})

    assert (answer.status_code, answer.url) == (302, path)
    update = one.status_updates.first()
    assert (update.text, update.author) == ("One going on", ada)
    assert (said(one), said(two)) == (2, 1)
    page = client.get(path)
    assert "One going on" not in page.text
    assert "Two going on" in page.text


def test_i_was_away_is_noted_once(client, message, rows):
    path = links.answer_path(message)

    client.post(path, {"answer": "away"})
    message.refresh_from_db()
    noted = message.away_at
    client.post(path, {"answer": "away"})

    message.refresh_from_db()
    assert noted
    assert message.away_at == noted
    assert "You said that you were away" in client.get(path).text
    assert [said(row) for row in rows] == [1, 1]


def test_only_the_objectives_of_the_message_are_answered(client, message, rows):
    message.objectives = [rows[0].pk]
    message.save()
    other = make_objective(rows[0].plan, "Other", owner=rows[0].owner)

    keys = [*(row.pk for row in rows), other.pk, "9" * 20, "x"]
    client.post(links.answer_path(message), {"objective": keys})

    assert [said(row) for row in (*rows, other)] == [2, 1, 0]


def give_away(row):
    row.owner = None
    row.save()


@pytest.mark.parametrize(
    "change",
    [
        give_away,
        lambda row: Plan.objects.update(state="closed"),
        lambda row: Member.objects.update(left_on=timezone.localdate() - timedelta(3)),
    ],
    ids=["another owner", "closed", "left"],
)
def test_what_they_may_is_asked_again_when_they_answer(client, message, rows, change):
    path = links.answer_path(message)
    change(rows[0])

    client.post(path, {"objective": [rows[0].pk]})

    assert said(rows[0]) == 1
    assert "One going on" not in client.get(path).text


@pytest.mark.parametrize(
    "change",
    [
        {"password": "new"},
        {"email": "else@example.org"},
        {"username": "else"},
        {"is_active": False},
    ],
)
def test_a_link_ends_when_the_account_changes(client, message, rows, ada, change):
    path = links.answer_path(message)
    for name, value in change.items():
        setattr(ada, name, value)
    ada.save()

    assert client.get(path).status_code == 404
    assert client.post(path, {"objective": [rows[0].pk]}).status_code == 404
    assert said(rows[0]) == 1


def test_a_link_ends_with_its_week(client, message, rows):
    path = links.answer_path(message)
    WeeklyMessage.objects.update(ends_at=timezone.now())

    page = client.post(path, {"objective": [rows[0].pk]})

    assert page.status_code == 410
    assert "This link has ended" in page.text
    assert said(rows[0]) == 1


def test_a_link_is_of_one_message_and_cannot_be_guessed(client, message):
    token = links.token_of(message)
    other = make_user("ben", email="ben@example.org")
    theirs = WeeklyMessage.objects.create(
        user=other,
        week=message.week,
        starts_at=message.starts_at,
        ends_at=message.ends_at,
        changes_since=message.changes_since,
        objectives=message.objectives,
    )
    forged = f"{theirs.pk}.{token.partition('.')[2]}"

    for wrong in (forged, token[:-1], f"{'9' * 20}.x", "x", f"-1{token}", "²." + token):
        assert client.get(f"/weekly/{wrong}/").status_code == 404


def test_who_tries_many_links_has_to_wait(client, message):
    for _ in range(MOST_LINKS):
        assert client.get("/weekly/1.wrong/").status_code == 404

    assert client.get("/weekly/1.wrong/").status_code == 429
    assert client.get(links.answer_path(message)).status_code == 429


def test_one_click_stops_the_messages_and_a_look_does_not(ada):
    client, path = Client(enforce_csrf_checks=True), links.stop_path(ada)
    assert "Stop the messages" in client.get(path).text
    assert not MessageSettings.objects.exists()

    answer = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert MessageSettings.objects.get().is_off
    assert "gets no weekly messages any more" in client.get(path).text
    assert client.get("/weekly/stop/1:x/").status_code == 404


def test_an_answer_by_link_is_in_no_other_place(client, message, rows):
    client.post(links.answer_path(message), {"objective": [rows[0].pk]})

    assert "_auth_user_id" not in client.session
    assert StatusUpdate.objects.count() == 3
