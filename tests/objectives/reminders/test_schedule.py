"""The weekly messages: those of thirteen weeks, and what is in them."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from objectives.mail import composing
from objectives.models import (
    AccountSettings,
    Cadence,
    MailMessage,
    Member,
    MessageSettings,
    Plan,
    Team,
    WeeklyMessage,
)
from objectives.models.organization import Readers
from objectives.reminders import schedule
from objectives.reminders.messages import fill_in
from tests.makers import (
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.tasks import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]
FIRST = datetime(2015, 1, 5, 9, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
QUARTER = date(2015, 2, 1)


def send(at):
    """What is asked for at that moment, by the person's name."""
    known = set(MailMessage.objects.values_list("pk", flat=True))
    schedule.send_due(at=at, writing=contextlib.nullcontext)
    rows = MailMessage.objects.exclude(pk__in=known).select_related("account")
    return {row.account.username: text_of(row, at) for row in rows}


def text_of(row, at):
    """The text of that mail as it would be sent then; empty for none."""
    (facts,) = fill_in([row.facts["message"]], at=at)
    if facts is None:
        return ""
    return composing.compose(row, facts, None).body


@pytest.fixture
def ops(db):
    make_organization(Readers.TEAM)
    return make_team("Ops")


def make_person(team, name, make=make_user):
    return make(team=team, username=name, email=f"{name}@example.org")


def running(team):
    plan, _ = Plan.objects.get_or_create(
        team=team,
        quarter=make_quarter(QUARTER),
        defaults={"state": "committed", "committed_at": FIRST - 4 * WEEK},
    )
    return plan


def owned(user, title="", **fields):
    member = user.memberships.get()
    plan = running(member.team)
    return make_objective(plan, title, owner=member, eta="2100-01-01", **fields)


def say(row, at, text="Going on"):
    row.update_status(text, by=row.owner.user, at=at)


def test_thirteen_weeks(ops):
    """Six owners of thirty objectives: two write each time, two never, two leave."""
    secret = make_team("Secret")
    names = ["ada", "ben", "cleo", "dan", "eve", "fay"]
    people = {name: make_person(ops, name) for name in names}
    make_person(ops, "lead", make_lead)
    rows = {
        name: [owned(user, f"{name} {number}") for number in range(5)]
        for name, user in people.items()
    }
    Team.objects.update(cadence=Cadence.WEEKLY)
    make_objective(running(secret), "Nobody may know")
    hours = [0, 1, 26, 47]
    got = {name: [] for name in [*names, "lead"]}
    for number in range(13):
        monday = FIRST + number * WEEK
        if number == 4:
            left = Member.objects.filter(user__username__in=["eve", "fay"])
            left.update(left_on=monday.date() - timedelta(days=1))
        for name in ("ada", "ben"):
            for row in rows[name]:
                say(row, monday - timedelta(hours=2), f"Week {number}")
        sent = [send(monday + timedelta(hours=hour)) for hour in hours]
        for name, text in sent[0].items():
            got[name].append((number, text))
        assert sent[1:] == [{}, {}, {}]

    texts = [text for mails in got.values() for _, text in mails]
    weeks = {name: [number for number, _ in mails] for name, mails in got.items()}
    in_quarter = [
        n for n in range(13) if (FIRST + n * WEEK).date() <= date(2015, 3, 31)
    ]
    assert weeks["ada"] == weeks["ben"] == []
    assert weeks["cleo"] == weeks["dan"] == in_quarter
    assert weeks["eve"] == weeks["fay"] == in_quarter[:4]
    assert weeks["lead"][0] == in_quarter[0]
    assert not [text for text in texts if "Nobody may know" in text]
    assert all("cleo 0" in text and "dan 0" not in text for _, text in got["cleo"])
    assert "eve has left" in got["lead"][5][1]
    per_week = WeeklyMessage.objects.values_list("user", "week")
    assert len(per_week) == len(set(per_week))


def test_a_worker_that_was_down_sends_nothing_twice_and_nothing_stale(ops):
    ada = make_person(ops, "ada")
    owned(ada)

    assert send(FIRST + timedelta(days=3)) == {}
    assert [*send(FIRST + 2 * WEEK)] == ["ada"]
    WeeklyMessage.objects.all().delete()
    assert send(FIRST + 2 * WEEK) == {}  # its key was used


@pytest.mark.parametrize(
    ("cadence", "weeks"),
    [
        (Cadence.WEEKLY, [0, 1, 2, 3, 4, 5]),
        (Cadence.FORTNIGHTLY, [0, 2, 4]),
        (Cadence.MONTHLY, [0, 4]),
        (Cadence.OFF, []),
    ],
)
def test_who_says_nothing_is_asked_at_the_pace_of_the_team(ops, cadence, weeks):
    Team.objects.update(cadence=cadence)
    owned(make_person(ops, "ada"))

    sent = [number for number in range(6) if send(FIRST + number * WEEK)]

    assert sent == weeks


def test_two_teams_and_all_roles_are_one_message(ops):
    labs = make_team("Labs")
    ada = make_person(ops, "ada")
    Member.objects.create(team=labs, user=ada, name="Ada", is_lead=True)
    row = make_objective(running(ops), "Move out", owner=ada.memberships.get(team=ops))
    make_plan(labs, make_quarter(QUARTER))

    ((name, text),) = send(FIRST).items()

    assert name == "ada"
    assert "One of your objectives has had no status for a while" in text
    assert (
        f"- Move out (no status yet)\n  https://goals.example.org/objectives/{row.pk}/"
        in text
    )
    assert "Write the plan" in text
    assert text.startswith("Hello ada,")


def test_the_lead_is_told_of_those_who_get_no_mail(ops):
    make_person(ops, "lead", make_lead)
    ben = Member.objects.create(team=ops, name="Ben")
    make_objective(running(ops), "Move out", owner=ben, eta="2100-01-01")
    make_objective(running(ops), "Lone", eta="2100-01-01")

    text = send(FIRST)["lead"]

    assert "Check in on 2 objectives" in text
    assert "- Move out (Ben has no account)" in text
    assert "- Lone (nobody owns it)" in text
    assert "/weekly/" not in text.replace("/weekly/stop/", "")


def test_nothing_is_said_of_closed_plans_or_without_a_mail_server(ops, settings):
    ada = make_person(ops, "ada")
    owned(ada)
    Plan.objects.update(state="closed")
    assert send(FIRST) == {}
    Plan.objects.update(state="committed")

    settings.MAILERS = {}

    assert send(FIRST + WEEK) == {}
    assert WeeklyMessage.objects.count() == 1


def test_what_may_no_longer_be_seen_is_not_in_what_was_queued(ops):
    ada = make_person(ops, "ada")
    owned(ada)
    send(FIRST)
    Member.objects.filter(user=ada).update(left_on=FIRST.date() - WEEK)

    row = MailMessage.objects.get()

    assert text_of(row, FIRST) == ""


@pytest.mark.parametrize(
    ("chosen", "due"),
    [
        ({"hour": 10}, False),
        ({"hour": 10, "weekday": 0, "wants_digest": False}, False),
        ({"wants_reminders": False}, False),
        ({"wants_reminders": False, "wants_digest": False}, False),
        ({"hour": 8}, True),
        ({"weekday": 6}, True),  # of the week before
    ],
)
def test_everybody_chooses_hour_day_and_content(ops, chosen, due):
    ada = make_person(ops, "ada")
    owned(ada)
    MessageSettings.objects.create(user=ada, **chosen)

    assert bool(send(FIRST)) == due


def test_the_hour_is_that_of_their_own_clock(ops):
    ada = make_person(ops, "ada")
    owned(ada)
    AccountSettings.objects.create(account=ada, time_zone="America/New_York")

    assert send(FIRST) == {}
    assert [*send(FIRST + timedelta(hours=5))] == ["ada"]


def test_a_message_is_sent_by_the_worker_with_one_click_to_stop_it(ops):
    now = timezone.now()
    member = make_person(ops, "ada").memberships.get()
    plan = make_plan(ops, make_quarter(now.date()), state="committed")
    make_objective(plan, "Move out", owner=member)
    MessageSettings.objects.create(
        user=member.user, weekday=now.weekday(), hour=now.hour
    )

    schedule.send_weekly_messages.enqueue()
    work()

    (message,) = mail.outbox
    assert message.subject == "To do: check in on 1 objective"
    assert message.to == ["ada@example.org"]
    stop = message.extra_headers["List-Unsubscribe"]
    assert stop.startswith("<https://goals.example.org/weekly/stop/")
    assert (
        message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    )


@pytest.mark.parametrize("count", [3, 12])
def test_the_queries_do_not_grow_with_the_people(ops, count, django_assert_num_queries):
    for number in range(count):
        owned(make_person(ops, f"p{number}"))

    with django_assert_num_queries(22):
        schedule.send_due(at=FIRST, writing=contextlib.nullcontext)
    with django_assert_num_queries(14):
        fill_in(list(WeeklyMessage.objects.values_list("pk", flat=True)), at=FIRST)

    assert MailMessage.objects.count() == count
