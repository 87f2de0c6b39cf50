"""The address of mail that an account has: who says so must read what is sent there."""

import datetime

from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from objectives.accounts import notices
from objectives.accounts.invitations import check_free
from objectives.accounts.trail import lock_account, log_account_change

SALT = "objectives.accounts.addresses"
LIFETIME = 24 * 60 * 60


def link_to_confirm(account: User, address: str) -> str:
    """It ends when it is used, or the account has changed otherwise."""
    content = [account.pk, account.email, address, account.password[-12:]]
    token = signing.dumps(content, salt=SALT)
    return reverse("address_confirm", args=[token])


def address_in(token: str, account: User) -> str:
    """The address that this account may take by this link, or an empty text."""
    try:
        content = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return ""
    pk, was, address, password = content
    now = [account.pk, account.email, account.password[-12:]]
    return address if [pk, was, password] == now else ""


@transaction.atomic
def confirm(token: str, account: User, *, at: datetime.datetime) -> User:
    """Take the address of the link. Raises ValidationError where it has ended."""
    account = lock_account(account, by=account, may=lambda by, it: by.is_active)
    was, address = account.email, address_in(token, account)
    if not address:
        raise ValidationError("This link has expired.", code="expired")
    account.email = address
    check_free(account)
    account.save(update_fields=["email"])
    fields = {"email": [was, address]}
    log_account_change(account, "changed address", fields, by=account, at=at)
    notices.address_changed(account, was, at=at)
    return account
