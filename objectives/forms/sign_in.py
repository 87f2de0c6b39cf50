from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth import forms as auth

from objectives.forms.account import AddressField


class SignInForm(LoginForm):
    """allauth's, with the fields that the page always had."""

    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        widget = forms.TextInput(attrs={"autofocus": True})
        self.fields["login"] = auth.UsernameField(
            label="Username or e-mail address",
            max_length=254,
            widget=widget,
            error_messages={"required": "Enter your username or e-mail address."},
        )

    def add_prefix(self, field_name):
        """Browsers and scripts know the field by the name that it had before."""
        return super().add_prefix("username" if field_name == "login" else field_name)


class PasswordChangeForm(auth.PasswordChangeForm):
    def clean_old_password(self):
        """Check it as signing in does: whoever found an open page could guess here."""
        typed = self.cleaned_data["old_password"]
        if not get_adapter().reauthenticate(self.user, typed):
            raise forms.ValidationError(
                self.error_messages["password_incorrect"], code="password_incorrect"
            )
        return typed


class ForgottenForm(forms.Form):
    """Whose password is forgotten, by the address of their mail."""

    email = AddressField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
        error_messages={"required": "Enter your e-mail address."},
    )
