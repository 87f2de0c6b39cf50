"""What administrators do with accounts, with an entry in the audit trail for each.

These are functions because an account is Django's own model.
"""

from django.db import transaction

from objectives.accounts import notices, sessions
from objectives.accounts.invitations import check_free
from objectives.accounts.trail import lock_account, log_account_change


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
    account = set_flags(account, "no longer administrator", values, by=by, at=at)
    sessions.end_of_those_without_role(account)
    return account


@transaction.atomic
def rename(account, values, *, by, at):
    """Change its user name, the person's name or the address, and tell the old one."""
    account = lock_account(account, by=by)
    was = account.email
    for name, value in values.items():
        setattr(account, name, value)
    account.clean_fields(exclude=["password"])
    check_free(account)
    account.refresh_from_db()
    account = set_values(account, "renamed", values, by=by, at=at)
    if account.email != was:
        notices.address_changed(account, was, at=at)
    return account


@transaction.atomic
def delete(account, *, by, at):
    """Remove the account. The record keeps its name, and people their teams."""
    account = lock_account(account, by=by)
    sessions.end_all(account)
    log_account_change(account, "deleted", {}, by=by, at=at)
    account.delete()


def set_flags(account, action, values, *, by, at):
    """Set these fields and log what changed, if anything did."""
    account = lock_account(account, by=by)
    was_active = account.is_active
    account = set_values(account, action, values, by=by, at=at)
    if account.is_active != was_active:
        # When it is enabled too: somebody may have signed in at that moment.
        sessions.end_all(account)
    return account


def set_values(account, action, values, *, by, at):
    """The same for an account that is locked."""
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
