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
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from goals_tracker.machine.slots import NoSlotFreeError
from objectives.accounts import administration
from objectives.accounts.password_checks import SECONDS_IN_LINE, checked
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
        check = partial(authenticate, request, **credentials)
        at, address = timezone.now(), self.get_client_ip(request)
        try:
            found = checked(check, credentials["username"], address, at=at)
        except LockedError as refusal:
            logger.warning("No password checked after too many wrong ones: %s", address)
            raise ImmediateHttpResponse(locked(request, refusal, at=at)) from None
        except NoSlotFreeError:
            raise ImmediateHttpResponse(later(request, SECONDS_IN_LINE)) from None
        if not found:
            administration.log_wrong_password(credentials["username"], address, at=at)
        return found

    def login(self, request, user):
        super().login(request, user)
        address = self.get_client_ip(request)
        administration.log_sign_in(user, address, at=timezone.now())


def locked(request, refusal, *, at, of_link=False):
    """The page for those who tried too many wrong passwords, or links."""
    seconds = ceil((refusal.until - at).total_seconds())
    return later(request, seconds, until=refusal.until, of_link=of_link)


def later(request, seconds, **context):
    """The page that says when to try again."""
    context["minutes"] = ceil(seconds / 60)
    status = 429 if "until" in context else 503
    template = "registration/sign_in_later.html"
    response = render(request, template, context, status=status)
    response["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response
