"""allauth's forms for codes, within the limit of wrong ones."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils import timezone

from objectives.accounts.adapters import locked
from objectives.accounts.password_checks import checked_code, take_once
from objectives.forms.base import TextField
from objectives.models.failed_sign_ins import LockedError


class Limited(mfa.BaseAuthenticateForm):
    """A code is checked as a password is: five wrong ones in fifteen minutes."""

    def clean_code(self):
        request, at = context.request, timezone.now()
        refusals: list[forms.ValidationError] = []

        def check():
            try:
                return super(Limited, self).clean_code()
            except forms.ValidationError as refusal:
                refusals.append(refusal)
                return None

        try:
            address = get_adapter().get_client_ip(request)
            code = checked_code(check, self.user, address, at=at)
        except LockedError as refusal:
            page = locked(request, refusal, at=at, of="code")
            raise ImmediateHttpResponse(page) from None
        if refusals:
            raise refusals[0]
        if not take_once(self.user, code, at=at):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


def code_field():
    return forms.CharField(
        label="Code",
        help_text="From your authenticator app, or one of your recovery codes.",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True}
        ),
        error_messages={"required": "Enter the code."},
    )


class AuthenticateForm(Limited, mfa.AuthenticateForm):
    code = code_field()


class ReauthenticateForm(Limited, mfa.ReauthenticateForm):
    code = code_field()


class Parsed(webauthn.AuthenticateWebAuthnForm):
    """What a browser never sends is no fault of ours either."""

    def clean_credential(self):
        try:
            return super().clean_credential()
        except (KeyError, TypeError, ValueError, AttributeError):
            raise get_mfa_adapter().validation_error("incorrect_code") from None


class PasskeyForm(Parsed):
    pass


class SignInByPasskeyForm(Parsed, webauthn.LoginWebAuthnForm):
    pass


class ConfirmByPasskeyForm(Parsed, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    name = TextField(
        label="What to call it",
        max_length=80,
        required=False,
        help_text="Such as the device that it is on.",
    )
    passwordless = forms.BooleanField(
        required=False, initial=True, widget=forms.HiddenInput
    )

    def clean(self):
        try:
            return super().clean()
        except (KeyError, TypeError, ValueError, AttributeError):
            raise get_mfa_adapter().validation_error("incorrect_code") from None
