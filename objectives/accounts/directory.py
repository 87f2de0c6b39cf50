"""Signing in with the password of a directory (LDAP), and the teams of its groups.

A user name here and there is one person, whatever its capitals: whoever runs the
install trusts its directory. Passwords are not stored here; accounts that the directory
created have none of their own. At each sign-in, a person joins the teams that their
groups stand for, leads those that their groups lead, and leaves the others of these
teams. Only if `LDAP_URL` is set does anything import this: it needs the extra `ldap`.
"""

import datetime
import logging
from typing import Any

import ldap
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_auth_ldap.backend import LDAPBackend

from objectives.accounts.providers import LONGEST_NAME, is_taken
from objectives.accounts.trail import log_account_change
from objectives.models import Member, Team

logger = logging.getLogger(__name__)

CREATED = "created by the directory"
WHY = "As its groups in the directory."


class DirectoryBackend(LDAPBackend):
    def get_or_build_user(self, username: str, ldap_user: Any) -> tuple[User, bool]:
        account, is_new = super().get_or_build_user(username, ldap_user)
        if is_new:
            account.first_name = first(ldap_user, *settings.LDAP_NAME)[:LONGEST_NAME]
            address = first(ldap_user, "mail")
            account.email = "" if is_taken(address) else address
        ldap_user.is_new = is_new
        return account, is_new

    def authenticate_ldap_user(self, ldap_user: Any, password: str) -> User | None:
        try:
            with transaction.atomic():
                account = super().authenticate_ldap_user(ldap_user, password)
        except IntegrityError:
            # The same person, signing in twice for the first time.
            account = super().authenticate_ldap_user(ldap_user, password)
        if account is None or not account.is_active:
            return None
        at = timezone.now()
        if getattr(ldap_user, "is_new", False):
            fields = {"username": ["", account.username]}
            log_account_change(account, CREATED, fields, by=account, at=at)
        if settings.LDAP_TEAMS or settings.LDAP_LEADS:
            follow_groups(account, ldap_user, at=at)
        return account


def first(ldap_user: Any, *names: str) -> str:
    """The first of these attributes that the person has."""
    found = (ldap_user.attrs.get(name) for name in names)
    return next((str(values[0]).strip() for values in found if values), "")


def follow_groups(account: User, ldap_user: Any, *, at: datetime.datetime) -> None:
    """Join and leave teams as the groups say; where they cannot be read, neither."""
    try:
        groups = {name.casefold() for name in ldap_user.group_names}
    except ldap.LDAPError as refusal:
        logger.warning("Groups of %r were not read: %s", account.username, refusal)
        return
    join(account, groups, at=at)


@transaction.atomic
def join(account: User, groups: set[str], *, at: datetime.datetime) -> None:
    """Be in the teams that these groups stand for, and in no other of those named."""
    leads = teams_of(settings.LDAP_LEADS, groups)
    within = teams_of(settings.LDAP_TEAMS, groups) | leads
    named = {*settings.LDAP_LEADS.values(), *settings.LDAP_TEAMS.values()}
    teams = Team.objects.filter(slug__in=named).order_by("pk")
    if unknown := named - {team.slug for team in teams}:
        logger.warning("No team has this address: %s", ", ".join(sorted(unknown)))
    for team in teams:
        if team.slug in within:
            enter(account, team, is_lead=team.slug in leads, at=at)
        else:
            leave(account, team, at=at)


def teams_of(teams: dict[str, str], groups: set[str]) -> set[str]:
    return {slug for group, slug in teams.items() if group.casefold() in groups}


def enter(account: User, team: Team, *, is_lead: bool, at: datetime.datetime) -> None:
    member = member_of(account, team)
    if member.pk and (member.user_id, member.is_lead, member.has_left) == (
        account.pk,
        is_lead,
        False,
    ):
        return
    member.user, member.is_lead = account, is_lead
    if member.has_left:
        member.left_on = None
    member.save(by=account, at=at, reason=WHY)


def member_of(account: User, team: Team) -> Member:
    """Who they are on the team; also somebody of their name who has no account yet."""
    name = (account.get_full_name() or account.username)[:80]
    here = Member.objects.filter(team=team).select_for_update().order_by("pk")
    if own := here.filter(user=account).first():
        return own
    same = list(here.present(timezone.localdate()).filter(user=None, name=name)[:2])
    return same[0] if len(same) == 1 else Member(team=team, name=name)


def leave(account: User, team: Team, *, at: datetime.datetime) -> None:
    """The day before was the last; records stay."""
    own = Member.objects.filter(team=team, user=account).select_for_update().first()
    if own is None or own.has_left:
        return
    yesterday = timezone.localdate(at) - datetime.timedelta(days=1)
    own.left_on = max(yesterday, own.joined_on) if own.joined_on else yesterday
    own.save(by=account, at=at, reason=WHY)
