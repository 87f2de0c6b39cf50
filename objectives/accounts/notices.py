"""Mails that tell people what happened to their accounts."""

import datetime

from django.contrib.auth.models import User

from objectives.accounts.trail import SIGNED_IN
from objectives.mail.sending import send
from objectives.models import Change
from objectives.models.failed_sign_ins import network_of

SEASON = datetime.timedelta(days=90)
DAY = datetime.timedelta(days=1)


def password_changed(account: User, *, at: datetime.datetime) -> None:
    if account.email:
        facts = {"at": at.isoformat()}
        send(account, "objectives/mail/password_changed", facts, at=at, until=at + DAY)


def address_changed(account: User, was: str, *, at: datetime.datetime) -> None:
    """To the address that it had: that is where a thief would not look."""
    if was:
        template = "objectives/mail/address_changed"
        send(was, template, {}, at=at, until=at + 7 * DAY, account=account)


def signed_in(
    account: User, address: str, browser: str, *, at: datetime.datetime
) -> None:
    """Unless somebody signed in from the same network of late, or never before."""
    entries = Change.objects.of(account).filter(action=SIGNED_IN, at__gt=at - SEASON)
    networks = {
        network_of(fields["address"][1])
        for fields in entries.values_list("fields", flat=True)
    }
    if account.email and networks and network_of(address) not in networks:
        facts = {"at": at.isoformat(), "address": address, "browser": browser}
        send(account, "objectives/mail/signed_in", facts, at=at, until=at + DAY)


def forgotten(address: str, *, at: datetime.datetime) -> None:
    """Whether an account has this address is looked up when the mail is sent.

    So that asking does the same for any address, and takes as long.
    """
    facts = {"address": address}
    template = "objectives/mail/forgotten_password"
    send(address, template, facts, at=at, until=at + DAY)


def confirm_address(account: User, address: str, *, at: datetime.datetime) -> None:
    facts = {"address": address}
    template = "objectives/mail/confirm_address"
    send(address, template, facts, at=at, until=at + DAY, account=account)
