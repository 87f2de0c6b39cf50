"""What is written down about accounts, and how they are locked while they change.

No entry contains a password, its hash or a link.
"""

import logging

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from objectives.models import Change
from objectives.models.failed_sign_ins import network_of
from objectives.models.naming import name_of
from objectives.permissions import may_manage

logger = logging.getLogger(__name__)

SIGNED_IN = "signed in"
WRONG = "wrong password"


def lock_account(account, *, by, may=may_manage):
    """Lock the account and `by`, and return the account as it is now.

    Two administrators who disable each other at the same moment leave one of them.
    """
    both = get_user_model().objects.filter(pk__in=[account.pk, by.pk]).order_by("pk")
    now = {row.pk: row for row in both.select_for_update()}
    if account.pk not in now:
        raise ValidationError("This has been deleted in the meantime.", code="gone")
    actor = now.get(by.pk)
    if actor is None or not may(actor, now[account.pk]):
        raise ValidationError("You cannot change this account.", code="not_yours")
    return now[account.pk]


def log_sign_in(account, address, *, at):
    logger.info("%r signed in from %s", account.get_username(), address)
    fields = {"address": ["", address]}
    log_account_change(account, SIGNED_IN, fields, by=account, at=at)


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
        by_name=name_of(by),
        action=action,
        noun=account._meta.label_lower,
        object_pk=account.pk,
        object_name=account.get_username()[:200],
        fields=fields,
    )
