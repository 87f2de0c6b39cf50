"""allauth's pages about codes and passkeys, where one may wait or a script asks."""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from goals_tracker.middleware import or_try_again
from objectives.accounts.second_factors import NEEDED

# What one may open before there is a second factor.
SAFE = ("GET", "HEAD")
OPEN = {"sign_out", "account_reauthenticate", "set_password", "accent_sheet", "logo"}


class Refusing:
    """A page that says at once when to come back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except ImmediateHttpResponse as answer:
            return answer.response


@method_decorator(never_cache, name="dispatch")
class Authenticate(Refusing, mfa.AuthenticateView):
    pass


class ReauthenticateByCode(Refusing, mfa.ReauthenticateView):
    pass


class ReauthenticateByPassword(Refusing, ReauthenticateView):
    pass


class SignInByPasskey(webauthn.LoginWebAuthnView):
    """Tells the browser what to sign, and takes what it signed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("credential"):
            return super().post(request, *args, **kwargs)
        options = {"request_options": begin_authentication(user=None)}
        response = JsonResponse(options)
        response["Cache-Control"] = "no-store"
        return response


class SecondFactorFirst:
    """Leads whoever needs a second factor to the page where they add one.

    A page that only shows something is asked afterwards whether it knew who looks:
    what it shows to everybody shall not cost one more look at the session.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Where the database is away, there is no session to be read.
        is_shown = request.method in SAFE and response.status_code < 500
        if is_shown and request.session.accessed:
            return leads_to(request) or response
        return response

    @or_try_again
    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseRedirect | None:
        is_late = request.method in SAFE or not request.session.session_key
        return None if is_late else leads_to(request)


def leads_to(request: HttpRequest) -> HttpResponseRedirect | None:
    match = request.resolver_match
    name = match.url_name if match else ""
    if name in OPEN or str(name).startswith("mfa_"):
        return None
    if request.session.get(NEEDED) and request.user.is_authenticated:
        return redirect(reverse("mfa_index"))
    return None
