"""How django-allauth signs people in here.

Of allauth, only the account part is there, and of that, only signing in: nobody signs
up, and none of its pages has an address. Its own limits are off, since they let more
through when several processes count at once; `password_checks` has ours.
"""

import logging
from functools import partial
from math import ceil

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from goals_tracker.machine.slots import NoSlotFreeError
from objectives.accounts import notices, second_factors, sessions, trail
from objectives.accounts.password_checks import SECONDS_IN_LINE, checked
from objectives.models import AccountSettings
from objectives.models.failed_sign_ins import LockedError

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": (
            "The user name or the password is not correct. Check both, and whether "
            "they are written with capital letters."
        ),
    }

    def is_open_for_signup(self, request):
        return False

    def is_ajax(self, request):
        # Answers in JSON would be another way in, with other answers to test.
        return False

    def get_client_ip(self, request):
        """The address, or nothing: a server may listen on a socket without one."""
        try:
            return super().get_client_ip(request)
        except PermissionDenied:
            return ""

    def authenticate(self, request, **credentials):
        """The account of a right password; anything else than that is None.

        A disabled account is like an unknown one: allauth would say which it is.
        """
        at, address = timezone.now(), self.get_client_ip(request)
        typed, name = credentials["username"], username_of(credentials["username"])
        check = partial(authenticate, request, **credentials | {"username": name})
        try:
            found = checked(check, counted_name(typed), address, at=at)
        except LockedError as refusal:
            logger.warning("No password checked after too many wrong ones: %s", address)
            raise ImmediateHttpResponse(locked(request, refusal, at=at)) from None
        except NoSlotFreeError:
            raise ImmediateHttpResponse(later(request, SECONDS_IN_LINE)) from None
        if not found:
            trail.log_wrong_password(name, address, at=at)
        return found

    def login(self, request, user):
        super().login(request, user)
        at, address = timezone.now(), self.get_client_ip(request)
        sessions.begin(request, address, at=at)
        own = AccountSettings.objects.filter(account=user).first()
        request.session[sessions.SETTINGS] = own.for_session if own else {}
        request.session[second_factors.NEEDED] = second_factors.is_needed(user)
        browser = request.session[sessions.BEGUN]["browser"]
        notices.signed_in(user, address, browser, at=at)
        trail.log_sign_in(user, address, at=at)


def username_of(typed):
    """The user name of the only account with this address, or what was typed.

    One query for whatever is typed, so that it takes as long.
    """
    found = get_user_model().objects.filter(Q(username=typed) | Q(email__iexact=typed))
    names = list(found.order_by("pk").values_list("username", flat=True)[:3])
    return names[0] if len(names) == 1 else typed


def counted_name(typed):
    """An address is one however it is spelt; user names are as they are."""
    return typed.casefold() if "@" in typed else typed


def locked(request, refusal, *, at, of=""):
    """The page for those who tried too many passwords, or `of` something else."""
    seconds = ceil((refusal.until - at).total_seconds())
    return later(request, seconds, until=refusal.until, of=of)


def later(request, seconds, **context):
    """The page that says when to try again."""
    context["minutes"] = ceil(seconds / 60)
    status = 429 if "until" in context else 503
    template = "registration/sign_in_later.html"
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "strict-origin"
    response["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response
