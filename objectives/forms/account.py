from django import forms
from django.core.exceptions import ValidationError

from objectives.accounts import administration
from objectives.forms.base import SavingForm, TextField


class InviteForm(SavingForm):
    """Creates an account, linked to the member if one is given."""

    username = TextField(
        label="User name",
        max_length=150,
        help_text="Use letters, digits and @ . + - _ only.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none"},
        ),
    )

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member

    def save(self, *, by, at):
        if self.member:
            self.member.lock()
            self.check_free()
        account = administration.invite(self.cleaned_data["username"], by=by, at=at)
        if self.member:
            self.member.change({"user": account}, was=None, by=by, at=at)
        return account

    def check_free(self):
        if self.member.user_id:
            raise ValidationError("This person already has an account.", code="taken")


class AccountForm(SavingForm):
    """One action on an account, chosen by the button that was pressed."""

    ACTS = {
        "disable": administration.disable,
        "enable": administration.enable,
        "promote": administration.promote,
        "demote": administration.demote,
        "link": administration.reissue_invite,
    }
    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account

    def save(self, *, by, at):
        return self.ACTS[self.cleaned_data["act"]](self.account, by=by, at=at)
