"""What administrators do with accounts, with an entry in the audit trail for each.

These are functions because an account is Django's own model. No entry contains a
password, its hash or a link.
"""

import logging

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from objectives.accounts import sessions
from objectives.models import Change
from objectives.models.failed_sign_ins import network_of
from objectives.permissions import may_administer, may_manage

logger = logging.getLogger(__name__)

GIVEN = "given a link"
WRONG = "wrong password"
TAKEN = "There is already an account with this name. Choose another name."


class InviteTokenGenerator(PasswordResetTokenGenerator):
    """Tokens for the page that sets a password; a newer one revokes the others."""

    def _make_hash_value(self, user, timestamp):
        given = Change.objects.of(user).filter(action=GIVEN).order_by("-pk")
        newest = given.values_list("pk", flat=True).first()
        return f"{super()._make_hash_value(user, timestamp)}{newest or ''}"


invite_tokens = InviteTokenGenerator()


def check_invite(username):
    """Raise ValidationError unless an account of that name can be created."""
    account = new_account(username)
    account.clean_fields(exclude=["password"])
    if get_user_model().objects.filter(username__iexact=account.username).exists():
        raise ValidationError({"username": ValidationError(TAKEN, code="taken")})


def new_account(username):
    """An unsaved account without a usable password."""
    model = get_user_model()
    account = model(username=model.normalize_username(username))
    account.set_unusable_password()
    return account


@transaction.atomic
def invite(username, *, by, at):
    """Create an account without a password.

    Raises ValidationError with the code `taken` and Django's own.
    """
    check_invite(username)
    account = new_account(username)
    account.save(force_insert=True)
    fields = {"username": ["", account.username]}
    log_account_change(account, "invited", fields, by=by, at=at)
    return account


def link_for(account):
    """The path of the page on which the invited person sets a password."""
    key = urlsafe_base64_encode(force_bytes(account.pk))
    token = invite_tokens.make_token(account)
    return reverse("set_password", args=[key, token])


@transaction.atomic
def reissue_invite(account, *, by, at):
    """Revoke all earlier links, so that a new one can be made."""
    account = lock_account(account, by=by)
    log_account_change(account, GIVEN, {}, by=by, at=at)
    return account


@transaction.atomic
def disable(account, *, by, at):
    """Deactivate the account, and end its sessions for good."""
    return set_flags(account, "disabled", {"is_active": False}, by=by, at=at)


@transaction.atomic
def enable(account, *, by, at):
    return set_flags(account, "enabled", {"is_active": True}, by=by, at=at)


@transaction.atomic
def promote(account, *, by, at):
    """Make the account an administrator."""
    return set_flags(account, "made administrator", {"is_staff": True}, by=by, at=at)


@transaction.atomic
def demote(account, *, by, at):
    """Make the account an ordinary one."""
    values = {"is_staff": False, "is_superuser": False}
    return set_flags(account, "no longer administrator", values, by=by, at=at)


def set_flags(account, action, values, *, by, at):
    """Set these fields and log what changed, if anything did."""
    account = lock_account(account, by=by)
    changed = {
        name: [str(getattr(account, name)), str(value)]
        for name, value in values.items()
        if getattr(account, name) != value
    }
    if changed:
        for name, value in values.items():
            setattr(account, name, value)
        account.save(update_fields=list(values))
        if "is_active" in changed:
            # When it is enabled too: somebody may have signed in at that moment.
            sessions.end_all(account)
        log_account_change(account, action, changed, by=by, at=at)
    return account


def lock_account(account, *, by):
    """Lock the account and `by`, and return the account as it is now.

    Two administrators who disable each other at the same moment leave one of them.
    """
    both = get_user_model().objects.filter(pk__in=[account.pk, by.pk]).order_by("pk")
    now = {row.pk: row for row in both.select_for_update()}
    if account.pk not in now:
        raise ValidationError("This has been deleted in the meantime.", code="gone")
    actor = now.get(by.pk)
    if actor is None or not may_administer(actor):
        raise ValidationError("You are no longer an administrator.", code="not_yours")
    if not may_manage(actor, now[account.pk]):
        raise ValidationError("You cannot change this account.", code="not_yours")
    return now[account.pk]


def log_sign_in(account, address, *, at):
    logger.info("%r signed in from %s", account.get_username(), address)
    fields = {"address": ["", address]}
    log_account_change(account, "signed in", fields, by=account, at=at)


def log_wrong_password(username, address, *, at):
    """One entry an hour for an account and an address, which counts.

    It is the same work whether there is such an account or not. What is no account's
    name is not written: it may be a password.
    """
    model = get_user_model()
    account = model.objects.filter(username=username).first() or model(pk=0)
    name = repr(account.get_username()) if account.pk else "an unknown name"
    logger.warning("Wrong password for %s from %s", name, address)
    fields = {"address": ["", network_of(address)]}
    if not Change.objects.count_again(account, WRONG, fields, at=at):
        once = fields | {"times": ["", "1"]}
        log_account_change(account, WRONG, once, by=None, at=at)


def log_account_change(account, action, fields, *, by, at):
    """Write an entry of the audit trail about an account."""
    return Change.objects.create(
        at=at,
        by=by,
        by_name=by.get_username() if by else "",
        action=action,
        noun=account._meta.label_lower,
        object_pk=account.pk,
        object_name=account.get_username()[:200],
        fields=fields,
    )
