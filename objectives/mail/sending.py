"""Ask for a mail, and hand it to the server.

A mail is handed over at most once: a worker says so before it begins, and where it was
killed meanwhile nobody knows whether the server has it. That is said, not guessed.
"""

import datetime
import logging
import smtplib
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from itertools import batched
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from goals_tracker.tasks import engine
from objectives.mail.composing import compose_all
from objectives.models import MailMessage

logger = logging.getLogger(__name__)

MOST_A_TASK = 100
# How long to wait for the server after each try.
WAITS = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
TOO_LATE = "It was too late to send it."
NOBODY = "There is nobody to send it to."
NOT_WANTED = "What it was about has changed, so it was not sent."
UNSURE = "The connection was lost while it was sent. It may have arrived."
NOT_REACHED = "The mail server could not be reached."
NO_ADDRESS = "This is not an address that mail can be sent to."
REFUSED = "The mail server refused it."


class NotReachedError(Exception):
    """The server does not have it, and may take it later."""


class Mail(NamedTuple):
    """What is asked for: a template, what it is about, and who gets it.

    `to` is an account, or an address that is not the account's own.
    """

    to: User | str
    template: str
    facts: dict[str, Any] = {}
    key: str | None = None
    until: datetime.datetime | None = None
    account: User | None = None


def is_configured() -> bool:
    """Whether there is a server that takes mail."""
    return "default" in mailers


def send(*asked: Any, at: datetime.datetime, **more: Any) -> MailMessage | None:
    """Have one sent, given as a `Mail` is; the row that tells what becomes of it.

    None where there is no server, or it was asked for before by its key.
    """
    rows = send_all([Mail(*asked, **more)], at=at)
    return rows[0] if rows else None


@transaction.atomic
def send_all(mails: Iterable[Mail], *, at: datetime.datetime) -> list[MailMessage]:
    """Have them sent, except those that were asked for before by their keys."""
    if not is_configured():
        return []
    added = list(MailMessage.objects.ask([row_of(mail, at=at) for mail in mails]))
    for some in batched(added, MOST_A_TASK):
        pk = engine.enqueue(deliver, [row.pk for row in some])
        MailMessage.objects.filter(pk__in=[row.pk for row in some]).update(task=pk)
        for row in some:
            row.task = pk
    return added


def row_of(mail: Mail, *, at: datetime.datetime) -> MailMessage:
    account, address = (
        (mail.account, mail.to) if isinstance(mail.to, str) else (mail.to, "")
    )
    return MailMessage(
        account=account,
        address=address,
        template=mail.template,
        facts=mail.facts,
        key=mail.key or "",
        until=mail.until,
        asked_at=at,
    )


@task(takes_context=True, queue_name="mail")
def deliver(context, keys):
    """Send these, without those that were sent, or begun by a worker that is gone."""
    engine.go_on(context)
    mine = MailMessage.objects.unfinished().filter(task=context.task_result.id)
    rows = list(mine.filter(pk__in=keys).select_related("account"))
    writing = partial(engine.while_held, context)
    with writing():
        end_hopeless(rows, at=timezone.now())
    rows = [row for row in rows if row.is_unfinished]
    found = compose_all(rows)
    connection = mailers.default
    try:
        for row in rows:
            engine.go_on(context)
            deliver_one(row, found.get(row.pk), connection, writing)
    finally:
        # What was sent stays so, whatever is wrong with saying goodbye.
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def end_hopeless(rows, *, at):
    """End those that nothing can come of."""
    for row in rows:
        if row.begun_at:
            row.end(at=at, error=UNSURE)
        elif row.is_too_late(at=at):
            row.end(at=at, error=TOO_LATE)
        elif not row.to:
            row.end(at=at, error=NOBODY)


def deliver_one(row, message, connection, writing):
    """Hand it over, and say how that went."""
    with writing():
        if message is None:
            row.end(at=timezone.now(), error=NOT_WANTED)
            return
        row.set(begun_at=timezone.now())
    try:
        error = hand_over(message, connection)
    except NotReachedError as refusal:
        logger.warning("A mail waits: %s", refusal)
        with writing():
            put_off(row, at=timezone.now())
        return
    if error:
        logger.warning("The mail %s was not sent: %s", row.pk, error)
    with writing():
        row.end(at=timezone.now(), error=error)


def hand_over(message: EmailMultiAlternatives, connection: Any) -> str:
    """Give it to the server; what went wrong for good, if anything did."""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as refusal:
        raise NotReachedError(type(refusal).__name__) from refusal
    try:
        connection.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refusal:
        code = code_of(refusal)
        if code < 500:
            raise NotReachedError(f"The server answered {code}.") from refusal
        return f"{REFUSED} ({code})"
    except ValueError:
        return NO_ADDRESS
    except (OSError, smtplib.SMTPException):
        with suppress(OSError, smtplib.SMTPException):
            connection.close()
        return UNSURE
    return ""


def code_of(refusal: Any) -> int:
    """The number that says whether to try again. Whom it is about is not told."""
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in refusal.recipients.values())
    return int(refusal.smtp_code)


def put_off(row, *, at):
    """Try again later, or give it up."""
    if row.attempt >= len(WAITS):
        row.end(at=at, error=NOT_REACHED)
        return
    pk = engine.enqueue(deliver, [row.pk], at=at + WAITS[row.attempt])
    row.set(task=pk, attempt=row.attempt + 1, begun_at=None)
