"""Lines to rooms: who asks for one, and the task that sends it.

A line says what happened and where to see it, and names nobody. It is tried again for a
while, and not sent when it is no longer news. A room that fails for days is turned off,
and its leads get a mail.
"""

import datetime
import json
import logging
import os
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.tasks import task
from django.utils import timezone

from goals_tracker.tasks import engine
from objectives.chat.addresses import service_of
from objectives.mail.composing import absolute
from objectives.mail.letters import letter
from objectives.mail.sending import Mail, send_all
from objectives.models import ChatLine, ChatRoom, Member, Plan, Team

logger = logging.getLogger(__name__)
MINUTE = datetime.timedelta(minutes=1)
WAITS = tuple(many * MINUTE for many in (1, 5, 30, 120))
FRESH = {
    ChatLine.Kind.STARTED: 10 * MINUTE,
    ChatLine.Kind.TEST: 10 * MINUTE,
}
USUALLY_FRESH = datetime.timedelta(hours=12)
LONGEST_SECONDS = 70
KEPT = ("PATH", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
OFF = "objectives/mail/chat_off"
NO_ANSWER = "The room did not answer in time."


def is_installed() -> bool:
    """Whether there is apprise, which knows the services."""
    return find_spec("apprise") is not None


def plans_committed(plans: list[Plan], *, at: datetime.datetime) -> None:
    for plan in plans:
        text = f"{plan.team} committed its plan for {plan.quarter}"
        key = f"committed:{plan.pk}:{at.isoformat()}"
        tell(plan.team, ChatLine.Kind.COMMITTED, text, plan.get_absolute_url(), key, at)


@transaction.atomic
def tell(
    team: Team, kind: str, text: str, path: str, key: str, at: datetime.datetime
) -> None:
    """Have a line sent to the rooms that want it, once for each key.

    Inside the transaction of what it tells of: nothing is sent where that comes to
    nothing.
    """
    line = " ".join(text.split())
    until = at + FRESH.get(kind, USUALLY_FRESH)  # type: ignore[call-overload]
    for room in ChatRoom.objects.wanting(kind, team):
        ask(room, kind=kind, text=line, path=path, key=key, until=until)


def ask(room: ChatRoom, *, key: str, **fields: Any) -> ChatLine:
    line, is_new = room.lines.get_or_create(key=key[:80], defaults=fields)
    if is_new:
        engine.enqueue(send_line, line.pk)
    return line


def send_test(room: ChatRoom, *, at: datetime.datetime) -> ChatLine:
    """A line that says nothing but that it came."""
    text = f"Goals Tracker reaches this room ({room})"
    fields = {"text": text, "path": room.page, "until": at + FRESH[ChatLine.Kind.TEST]}
    key = f"test:{at.isoformat()}"
    return ask(room, kind=ChatLine.Kind.TEST, key=key, **fields)


@task(takes_context=True)
def send_line(context, pk):
    """Send it, or try again later."""
    engine.go_on(context)
    line = ChatLine.objects.select_related("room__secret", "room__team").filter(pk=pk)
    row = line.filter(ended_at=None).first()
    if row is None:
        return
    writing = partial(engine.while_held, context)
    at = timezone.now()
    if hopeless := why_not(row, at=at):
        with writing():
            row.end(at=at, failure=hopeless)
        return
    failure = run_child(row.room.address, f"{row.text}: {absolute(row.path)}")
    with writing():
        settle(row, failure, at=timezone.now())


def why_not(line: ChatLine, *, at: datetime.datetime) -> str:
    """Why it is not sent at all, if it is not."""
    if at > line.until:
        return "It was no longer news."
    if not line.room.is_on:
        return "The room is turned off."
    return "" if settings.SITE_URL else "The address of this site is not set."


def kept() -> dict[str, str]:
    """What a child is told of this process: no secret, and no proxy."""
    return {name: os.environ[name] for name in KEPT if name in os.environ}


def run_child(address: str, text: str) -> str:
    """Why it was not sent, or an empty text."""
    asked = {
        "address": address,
        "text": text,
        "hosts": list(settings.METRIC_HOSTS),
        "private": list(settings.METRIC_PRIVATE_HOSTS),
    }
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "objectives.chat.child"],
            cwd=settings.BASE_DIR,
            input=json.dumps(asked),
            capture_output=True,
            timeout=LONGEST_SECONDS,
            env=kept(),
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return NO_ANSWER
    if ended.returncode:
        # What it says on the way may have the address in it.
        logger.error("A line was not sent: status %s.", ended.returncode)
        return NO_ANSWER
    return ended.stdout.strip()[:200]


def settle(line: ChatLine, failure: str, *, at: datetime.datetime) -> None:
    """Say how it went, and try again or turn off a room that fails for days."""
    room = line.room
    if not failure:
        line.end(at=at)
        room.reached()
        return
    logger.warning("%s: %s", service_of(room.address), failure)
    if room.failed(failure, at=at):
        say_off(room, at=at)
    is_last = line.attempt >= len(WAITS) or at + WAITS[line.attempt] > line.until
    if is_last or not room.is_on:
        line.end(at=at, failure=failure)
        return
    engine.enqueue(send_line, line.pk, at=at + WAITS[line.attempt])
    line.set(attempt=line.attempt + 1, failure=failure)


def say_off(room: ChatRoom, *, at: datetime.datetime) -> None:
    """Tell those who can turn it on again."""
    facts, key = {"room": room.pk}, f"chat-off:{room.pk}:{at.date()}"
    people = leads_of(room, on=timezone.localdate(at))
    mails = [Mail(one, OFF, facts, key=f"{key}:{one.pk}") for one in people]
    send_all(mails, at=at)


def leads_of(room: ChatRoom, *, on: datetime.date) -> QuerySet[User]:
    """Who can turn a room on: the team's leads, or administrators."""
    accounts = User.objects.filter(is_active=True)
    if room.team is None:
        return accounts.filter(is_staff=True)
    over = Q(team=room.team) | Q(team=room.team.parent_id)
    leads = Member.objects.present(on).filter(over, is_lead=True)
    return accounts.filter(pk__in=leads.values("user"))


@letter(OFF)
def chat_off(account: User | None, room: int = 0) -> dict[str, Any] | None:
    """Nothing where it was turned on again, or they lead the team no more."""
    rows = ChatRoom.objects.filter(pk=room, off_at__isnull=False)
    found = rows.select_related("team").first()
    if found is None or account is None:
        return None
    leads = leads_of(found, on=timezone.localdate())
    return {"room": found} if leads.filter(pk=account.pk).exists() else None
