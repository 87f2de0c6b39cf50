"""Signing in by OpenID Connect, at whatever the install's environment names.

Who somebody is, is read from the signed token alone. An account is found again by the
provider's own key for it, and the first time by an address that the provider says it
has verified; accounts are created only where the install lets providers do that.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from objectives.accounts.trail import log_account_change

LONGEST_NAME = 150


class Provider(OpenIDConnectOAuth2Adapter):
    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Check the signature always: not every install reaches its provider by TLS."""
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )


class ProviderAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return settings.OIDC_CREATE_ACCOUNTS

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        address = verified_address(sociallogin)
        # allauth's own table of addresses is not used here.
        sociallogin.email_addresses = []
        if not sociallogin.is_existing and (account := account_with(address)):
            sociallogin.connect(request, account)
            name = sociallogin.account.get_provider().name
            fields = {"provider": ["", name]}
            at = timezone.now()
            log_account_change(account, "linked", fields, by=account, at=at)
        known = sociallogin.user if sociallogin.is_existing else None
        is_refused = known is None and not self.is_open_for_signup(request, sociallogin)
        if is_refused or (known and not known.is_active):
            raise ImmediateHttpResponse(refused(request))

    def populate_user(
        self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]
    ) -> User:
        account = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        name = data.get("name") or " ".join(filter(None, parts))
        account.first_name, account.last_name = str(name)[:LONGEST_NAME], ""
        if is_taken(account.email):
            account.email = ""
        return account

    def save_user(
        self, request: HttpRequest, sociallogin: Any, form: Any = None
    ) -> Any:
        account = super().save_user(request, sociallogin, form)
        fields = {"username": ["", account.username]}
        at = timezone.now()
        log_account_change(account, "created by a provider", fields, by=account, at=at)
        return account

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **more: Any
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("sign_in"))
        raise ImmediateHttpResponse(refused(request, is_fault=True))


def verified_address(sociallogin: Any) -> str:
    """The address that the provider says it has verified; or an empty text."""
    found = [one.email for one in sociallogin.email_addresses if one.verified]
    return found[0] if found else ""


def account_with(address: str) -> User | None:
    """The only account with this address. A disabled one is it as well."""
    found = get_user_model().objects.filter(email__iexact=address).exclude(email="")
    accounts = list(found[:2])
    return accounts[0] if len(accounts) == 1 else None


def is_taken(address: str) -> bool:
    same = Q(email__iexact=address) | Q(username__iexact=address)
    return bool(address) and get_user_model().objects.filter(same).exists()


def refused(request: HttpRequest, *, is_fault: bool = False) -> Any:
    context = {"is_fault": is_fault, "whom_to_ask": settings.SIGN_IN_HELP}
    template = "registration/sign_in_refused.html"
    response = render(request, template, context, status=403)
    add_never_cache_headers(response)
    return response
