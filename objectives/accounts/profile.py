"""What people change about their own accounts."""

import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from objectives.accounts import sessions
from objectives.accounts.administration import set_values
from objectives.accounts.trail import lock_account, log_account_change
from objectives.models import AccountSettings
from objectives.permissions import present_as


def settings_of(account: User) -> AccountSettings:
    """Theirs, or those of who has chosen nothing."""
    found = AccountSettings.objects.filter(account=account).first()
    return found or AccountSettings(account=account)


@transaction.atomic
def change(
    account: User,
    *,
    name: str | None,
    settings: dict[str, str],
    photo: str | None,
    at: datetime.datetime,
) -> User:
    """Set the name, the settings, and the photo of the person on all their teams.

    None leaves it as it is; an empty photo removes it.
    """
    moment: Any = {"by": account, "at": at}
    account = lock_account(account, by=account, may=lambda by, it: by.is_active)
    if name is not None:
        values = {"first_name": name, "last_name": ""}
        set_values(account, "renamed", values, **moment)
    if photo is not None:
        for member in present_as(account):
            member.change({"photo": photo}, was=None, **moment)
    if settings:
        own, _ = AccountSettings.objects.update_or_create(
            account=account, defaults=settings
        )
        sessions.remember(account, own.for_session)
    return account


@transaction.atomic
def end_others(account: User, *, this: str | None, at: datetime.datetime) -> int:
    """Sign the account out everywhere but here."""
    count = sessions.end_all(account, but=this)
    if count:
        fields = {"sessions": ["", str(count)]}
        log_account_change(account, "signed out elsewhere", fields, by=account, at=at)
    return count
