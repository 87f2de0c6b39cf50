"""What administrators do with accounts, each act in the audit trail.

An account is Django's own model, so that its verbs stand here and not on it. No entry
holds a password, its digest or a link.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from objectives.models import Change
from objectives.permissions import may_administer, may_manage

GIVEN = "given a link"
TAKEN = "There is an account of this name already. Choose another name."


class Links(PasswordResetTokenGenerator):
    """What opens the page that sets a password: void once a newer link is given."""

    def _make_hash_value(self, user, timestamp):
        given = Change.objects.of(user).filter(action=GIVEN).order_by("-pk")
        newest = given.values_list("pk", flat=True).first()
        return f"{super()._make_hash_value(user, timestamp)}{newest or ''}"


links = Links()


def check_invite(username):
    """Raise ValidationError unless an account of that name may be made."""
    account = new(username)
    account.clean_fields(exclude=["password"])
    if get_user_model().objects.filter(username__iexact=account.username).exists():
        raise ValidationError({"username": ValidationError(TAKEN, code="taken")})


def new(username):
    """An unsaved account that nobody can sign in to yet."""
    model = get_user_model()
    account = model(username=model.normalize_username(username))
    account.set_unusable_password()
    return account


@transaction.atomic
def invite(username, *, by, at):
    """Make an account that waits for its password. Codes: `taken`, Django's own."""
    check_invite(username)
    account = new(username)
    account.save(force_insert=True)
    fields = {"username": ["", account.username]}
    log_account_change(account, "invited", fields, by=by, at=at)
    return account


def link_for(account):
    """The path at which this person, and nobody else, sets the password once."""
    key = urlsafe_base64_encode(force_bytes(account.pk))
    token = links.make_token(account)
    return reverse("set_password", args=[key, token])


@transaction.atomic
def let_in_anew(account, *, by, at):
    """Take back every link given out before, and let a new one be made."""
    account = locked(account, by=by)
    log_account_change(account, GIVEN, {}, by=by, at=at)
    return account


@transaction.atomic
def disable(account, *, by, at):
    """Shut the account: it reads and writes like nobody from here on."""
    return switch(account, "disabled", {"is_active": False}, by=by, at=at)


@transaction.atomic
def enable(account, *, by, at):
    return switch(account, "enabled", {"is_active": True}, by=by, at=at)


@transaction.atomic
def promote(account, *, by, at):
    """Let the account change everything."""
    return switch(account, "made administrator", {"is_staff": True}, by=by, at=at)


@transaction.atomic
def demote(account, *, by, at):
    """Take back what an administrator may."""
    values = {"is_staff": False, "is_superuser": False}
    return switch(account, "no longer administrator", values, by=by, at=at)


def switch(account, action, values, *, by, at):
    """Set these fields and record what they were; nothing where they stand so."""
    account = locked(account, by=by)
    changed = {
        name: [str(getattr(account, name)), str(value)]
        for name, value in values.items()
        if getattr(account, name) != value
    }
    if changed:
        for name, value in values.items():
            setattr(account, name, value)
        account.save(update_fields=list(values))
        log_account_change(account, action, changed, by=by, at=at)
    return account


def locked(account, *, by):
    """The account as it stands, once nobody else changes it or `by`.

    Two administrators who shut each other out at once leave one of them.
    """
    both = get_user_model().objects.filter(pk__in=[account.pk, by.pk]).order_by("pk")
    now = {row.pk: row for row in both.select_for_update()}
    if account.pk not in now:
        raise ValidationError("It has been deleted meanwhile.", code="gone")
    actor = now.get(by.pk)
    if actor is None or not may_administer(actor):
        raise ValidationError("You are no administrator any more.", code="not_yours")
    if not may_manage(actor, now[account.pk]):
        raise ValidationError("This account is not yours to change.", code="not_yours")
    return now[account.pk]


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
