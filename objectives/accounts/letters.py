"""What mails about accounts say, and the links in them, as they are sent."""

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from objectives.accounts.addresses import link_to_confirm
from objectives.accounts.invitations import (
    GIVEN,
    end_of_links,
    is_taken_back,
    link_for,
    newest_link,
)
from objectives.accounts.trail import log_account_change
from objectives.mail.composing import absolute
from objectives.mail.letters import Filled, letter
from objectives.models.naming import name_of


@letter("objectives/mail/invitation")
def invitation(account: User, newest: int, by: int) -> Filled:
    if newest_link(account) != newest or is_taken_back(account):
        return None
    sender = get_user_model().objects.filter(pk=by).first()
    return with_link(account) | {"by": name_of(sender)}


def with_link(account: User) -> dict[str, Any]:
    return {
        "name": name_of(account),
        "username": account.get_username(),
        "is_new": not account.has_usable_password(),
        "link": absolute(link_for(account)),
        "end": end_of_links(at=timezone.now()),
    }


@letter("objectives/mail/forgotten_password")
def forgotten_password(account: None, address: str) -> Filled:
    """A link for the account with this address, which revokes those before it."""
    found = get_user_model().objects.filter(email__iexact=address, is_active=True)
    accounts = [one for one in found[:2] if has_own_password(one)]
    if len(accounts) != 1:
        return None
    owner = accounts[0]
    with transaction.atomic():
        at = timezone.now()
        log_account_change(owner, GIVEN, {}, by=None, at=at)
    return with_link(owner)


def has_own_password(account: User) -> bool:
    """Whether it signs in here by one, or was invited to."""
    return account.has_usable_password() or not account.last_login


@letter("objectives/mail/password_changed")
def password_changed(account: User, at: str) -> Filled:
    return {"name": name_of(account), "at": datetime.datetime.fromisoformat(at)}


@letter("objectives/mail/address_changed")
def address_changed(account: User) -> Filled:
    return {"name": name_of(account), "username": account.get_username()}


@letter("objectives/mail/confirm_address")
def confirm_address(account: User, address: str) -> Filled:
    link = absolute(link_to_confirm(account, address))
    return {"name": name_of(account), "link": link}


@letter("objectives/mail/signed_in")
def signed_in(account: User, at: str, address: str, browser: str) -> Filled:
    return {
        "name": name_of(account),
        "at": datetime.datetime.fromisoformat(at),
        "address": address,
        "browser": browser,
    }
