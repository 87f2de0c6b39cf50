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
# Whose pages say nothing of anybody, some of them without a database.
PLAIN = "goals_tracker.views"
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
    """Leads whoever needs a second factor to the page where they add one."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    @or_try_again
    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseRedirect | None:
        match = request.resolver_match
        name = match.url_name if match else ""
        is_open = name in OPEN or str(name).startswith("mfa_")
        is_open = is_open or view.__module__ == PLAIN
        if is_open or not request.session.session_key or NEEDED not in request.session:
            return None
        if request.session[NEEDED] and request.user.is_authenticated:
            return redirect(reverse("mfa_index"))
        return None
