"""Accounts for people who choose their own password, and the links for that.

A link works once, for some days, until the next one is made or it is taken back. It is
made each time it is shown or mailed; none is stored.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from objectives.accounts.trail import lock_account, log_account_change
from objectives.mail.sending import send
from objectives.models import Change, MailMessage
from objectives.permissions import may_invite_again

GIVEN = "given a link"
TAKEN_BACK = "link taken back"
TAKEN = "There is already an account with this name. Choose another name."
ADDRESS_TAKEN = "Another account has this address. Enter a different one."


class InviteTokenGenerator(PasswordResetTokenGenerator):
    """Tokens for the page that sets a password; a newer one revokes the others."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        newest = newest_link(user)
        return f"{super()._make_hash_value(user, timestamp)}{newest or ''}"


invite_tokens = InviteTokenGenerator()


def newest_link(account: User) -> int:
    """The key of the entry that the present link goes with; 0 before the first."""
    about = Change.objects.of(account).filter(action__in=[GIVEN, TAKEN_BACK])
    return about.order_by("-pk").values_list("pk", flat=True).first() or 0


def is_taken_back(account: User) -> bool:
    """Whether its link was taken back, and no other was made since."""
    newest = Change.objects.filter(pk=newest_link(account))
    return newest.filter(action=TAKEN_BACK).exists()


def link_for(account: User) -> str:
    """The path of the page on which the invited person sets a password."""
    key = urlsafe_base64_encode(force_bytes(account.pk))
    token = invite_tokens.make_token(account)
    return reverse("set_password", args=[key, token])


def end_of_links(*, at: datetime.datetime) -> datetime.datetime:
    """When a link ends that is made at this moment."""
    return at + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def check_invite(username: str, email: str = "") -> None:
    """Raise ValidationError unless such an account can be created."""
    account = new_account(username)
    account.email = email
    account.clean_fields(exclude=["password"])
    check_free(account)


def check_free(account: User) -> None:
    """Raise ValidationError if another account has its name or its address."""
    others = get_user_model().objects.exclude(pk=account.pk)
    if others.filter(username__iexact=account.username).exists():
        raise ValidationError({"username": ValidationError(TAKEN, code="taken")})
    of_mail = Q(email__iexact=account.email) | Q(username__iexact=account.email)
    if account.email and others.filter(of_mail).exists():
        raise ValidationError({"email": ValidationError(ADDRESS_TAKEN, code="taken")})


def new_account(username: str) -> User:
    """An unsaved account without a usable password."""
    model = get_user_model()
    account = model(username=model.normalize_username(username))
    account.set_unusable_password()
    return account


@transaction.atomic
def invite(
    username: str,
    *,
    by: User,
    at: datetime.datetime,
    email: str = "",
    name: str = "",
) -> User:
    """Create an account without a password, and mail its link where there is mail.

    Raises ValidationError with the code `taken` and Django's own.
    """
    check_invite(username, email)
    account = new_account(username)
    account.email, account.first_name = email, name[:150]
    account.save(force_insert=True)
    fields = {"username": ["", account.username]}
    log_account_change(account, "invited", fields, by=by, at=at)
    mail_link(account, by=by, at=at)
    return account


def mail_link(account: User, *, by: User, at: datetime.datetime) -> MailMessage | None:
    """Have the present link sent to the account's address, if it has one."""
    if not account.email:
        return None
    facts = {"newest": newest_link(account), "by": by.pk}
    end = end_of_links(at=at)
    return send(account, "objectives/mail/invitation", facts, at=at, until=end)


@transaction.atomic
def reissue_invite(account: User, *, by: User, at: datetime.datetime) -> User:
    """Revoke all earlier links, so that a new one can be made; mail that one."""
    account = lock_account(account, by=by, may=may_invite_again)
    log_account_change(account, GIVEN, {}, by=by, at=at)
    mail_link(account, by=by, at=at)
    return account


@transaction.atomic
def take_back(account: User, *, by: User, at: datetime.datetime) -> User:
    """Revoke all links, and make none."""
    account = lock_account(account, by=by, may=may_invite_again)
    log_account_change(account, TAKEN_BACK, {}, by=by, at=at)
    return account
