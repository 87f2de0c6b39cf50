"""To a provider of OpenID Connect, and back."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2CallbackView,
    OAuth2LoginView,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from objectives.accounts.providers import Provider


@require_POST
@never_cache
def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A page that leads there: the policy for forms lets none end at another site."""
    response = answer(OAuth2LoginView, request, provider_id)
    if response.status_code != 302:
        return response
    context = {"url": response["Location"]}
    return render(request, "registration/leaving.html", context)


@require_safe
@never_cache
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    response = answer(OAuth2CallbackView, request, provider_id)
    response["Referrer-Policy"] = "no-referrer"  # the address has a code in it
    return response


def answer(view: type, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        adapter = Provider(request, provider_id)
        return view.adapter_view(adapter)(request)  # type: ignore[attr-defined]
    except SocialApp.DoesNotExist:
        raise Http404 from None
