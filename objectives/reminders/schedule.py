"""Sends the weekly messages that are due: a schedule, of which each run is safe twice.

Each person's week has one row, whatever came of it, so nobody is told twice. What could
not be sent within two days is not sent: the next week says what is due then.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.tasks import task
from django.utils import timezone

from goals_tracker.tasks import engine
from objectives.mail import sending
from objectives.models import WeeklyMessage
from objectives.reminders import contents, messages
from objectives.reminders.cadence import LATEST, WEEK, Slot
from objectives.reminders.people import people_of

AT_ONCE = 250

type Writing = Callable[[], AbstractContextManager[None]]


class Due(NamedTuple):
    account: User
    message: WeeklyMessage


@task(takes_context=True)
def send_weekly_messages(context):
    writing = partial(engine.while_held, context)
    for some in batched(due(at=timezone.now()), AT_ONCE):
        engine.go_on(context)
        send_some(some, at=timezone.now(), writing=writing)


def send_due(*, at: datetime, writing: Writing) -> None:
    """Send all that is due then."""
    for some in batched(due(at=at), AT_ONCE):
        send_some(some, at=at, writing=writing)


def due(*, at: datetime) -> Iterator[Due]:
    """Who is to be told something then, if there is something, and was not yet."""
    if not sending.is_configured():
        return
    recent = WeeklyMessage.objects.filter(week__gte=(at - 2 * WEEK).date()).order_by()
    done = set(recent.values_list("user", "week"))
    accounts = User.objects.filter(is_active=True).exclude(email="")
    for account in accounts.select_related("message_settings", "settings").order_by(
        "pk"
    ):
        slot = slot_of(account)
        week = slot.week_at(at)
        is_wanted = not contents.settings_of(account).is_off
        if is_wanted and week and (account.pk, week) not in done:
            yield Due(account, new_message(account, slot, week))


def slot_of(account: Any) -> Slot:
    chosen = contents.settings_of(account)
    return Slot(chosen.weekday, chosen.hour, contents.zone_of(account))


def new_message(account, slot, week):
    starts_at = slot.begins(week)
    return WeeklyMessage(
        user=account,
        week=week,
        starts_at=starts_at,
        ends_at=slot.ends(week),
        changes_since=starts_at - timedelta(days=7),
    )


def send_some(some: tuple[Due, ...], *, at: datetime, writing: Writing) -> None:
    """Begin the week of these people, and have a mail sent to those who need one."""
    rows = {account.pk: message for account, message in some}
    people = people_of([account for account, _ in some], at=at)
    told = contents.begin(people, rows, at=at)
    for pk in told:
        rows[pk].sent_at = at
    with writing():
        WeeklyMessage.objects.bulk_create(rows.values())
        sending.send_all([mail_of(rows[pk]) for pk in told], at=at)


def mail_of(message):
    return sending.Mail(
        message.user,
        messages.TEMPLATE,
        {"message": message.pk},
        key=f"weekly:{message.user_id}:{message.week.isoformat()}",
        until=message.starts_at + LATEST,
    )
