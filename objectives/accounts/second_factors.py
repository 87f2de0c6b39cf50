"""Codes and passkeys, as django-allauth asks for them here.

Secrets are stored encrypted with a key that follows from SECRET_KEY. A code is taken
once, whichever process is asked: its use is a row, as wrong ones are.
"""

import base64
import hashlib
from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from objectives.accounts import sessions
from objectives.accounts.trail import log_account_change
from objectives.models import Organization

# In a session: its account has to add a second factor before anything else.
NEEDED = "needs_second_factor"


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not correct. Enter the one that is shown now.",
    }

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        found = Organization.objects.values_list("name", flat=True).first()
        return f"Goals Tracker, {found}" if found else "Goals Tracker"

    def build_totp_svg(self, url: str) -> SafeString:
        """In the colours of the page's sheet: a style of its own would be refused."""
        code = qrcode.QRCode(border=2)
        code.add_data(url)
        rows = code.get_matrix()
        squares = "".join(
            f"M{x} {y}h1v1h-1z"
            for y, row in enumerate(rows)
            for x, is_dark in enumerate(row)
            if is_dark
        )
        return mark_safe(
            f'<svg class="qr" viewBox="0 0 {len(rows)} {len(rows)}" role="img"'
            ' aria-label="QR code for an authenticator app">'
            f'<path fill="currentColor" d="{squares}"/></svg>'
        )

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "Passkey"


def cipher() -> Fernet:
    content = f"second factors {settings.SECRET_KEY}".encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(content).digest()))


def is_needed(account: User) -> bool:
    """Whether the organisation asks for a second factor that the account lacks."""
    if not account.has_usable_password():
        return False  # whoever signs them in asks for it
    asks = Organization.objects.filter(requires_second_factor=True).exists()
    return asks and not is_mfa_enabled(account)


def ask_everybody() -> None:
    """Let those who are signed in add one before they go on."""
    for account in sessions.accounts_signed_in():
        if is_needed(account):
            sessions.mark(account, NEEDED, True)


def after_adding(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A receiver: an account has got a code generator, a passkey or recovery codes."""
    request.session.pop(NEEDED, None)
    sessions.mark(user, NEEDED, False)
    log(user, "second factor added", kwargs)


def after_removing(request: HttpRequest, user: User, **kwargs: Any) -> None:
    if is_needed(user):
        request.session[NEEDED] = True
        sessions.mark(user, NEEDED, True)
    log(user, "second factor removed", kwargs)


def log(user: User, action: str, kwargs: dict[str, Any]) -> None:
    kind = kwargs["authenticator"].type
    at = timezone.now()
    log_account_change(user, action, {"kind": ["", kind]}, by=user, at=at)
