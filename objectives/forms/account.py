from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from objectives.accounts import administration, invitations
from objectives.forms.base import SavingForm, TextField, check_characters, choice_field

USERNAME_HELP = "Use letters, digits and @ . + - _ only."


def username_field():
    return TextField(
        label="User name",
        max_length=150,
        help_text=USERNAME_HELP,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none"},
        ),
    )


class AddressField(TextField):
    """An address of mail, as models take it."""

    widget = forms.EmailInput(attrs={"autocomplete": "off"})
    default_validators = [check_characters, forms.EmailField.default_validators[0]]

    def __init__(self, **kwargs):
        super().__init__(max_length=254, **kwargs)


class InviteForm(SavingForm):
    """Creates an account, linked to the member if one is given."""

    username = username_field()
    email = AddressField(
        label="E-mail address",
        required=False,
        help_text="The invitation goes there. Without one, you get a link to send on.",
    )

    def __init__(self, *args, member=None, has_mail=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        if not has_mail:
            self.fields["email"].help_text = "For signing in with it. Can be blank."

    def save(self, *, by, at):
        if self.member:
            self.member.lock()
            self.check_free()
        account = invitations.invite(
            self.cleaned_data["username"],
            email=self.cleaned_data["email"],
            name=self.member.name if self.member else "",
            by=by,
            at=at,
        )
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
        "link": invitations.reissue_invite,
        "take_back": invitations.take_back,
    }
    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])

    def __init__(self, *args, account, acts=tuple(ACTS), **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account
        choice_field(self, "act").choices = [(name, name) for name in acts]

    def save(self, *, by, at):
        return self.ACTS[self.cleaned_data["act"]](self.account, by=by, at=at)


class RenameForm(SavingForm):
    """What an account is called, and where its mail goes."""

    username = username_field()
    name = TextField(
        label="Name",
        max_length=150,
        required=False,
        help_text="Shown in the header, in the history and in mails.",
    )
    email = AddressField(label="E-mail address", required=False)

    def __init__(self, *args, account, **kwargs):
        now = {"username": account.username, "name": account.get_full_name()}
        now["email"] = account.email
        super().__init__(*args, initial=now, **kwargs)
        self.account = account

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        found = self.cleaned_data
        normalize = get_user_model().normalize_username
        values = {"username": normalize(found["username"]), "email": found["email"]}
        if "name" in self.changed_data:
            values |= {"first_name": found["name"], "last_name": ""}
        return administration.rename(self.account, values, by=by, at=at)

    def refuse(self, refusal):
        """What is wrong with a part of the name is wrong with the name."""
        if "first_name" in getattr(refusal, "error_dict", ()):
            refusal.error_dict["name"] = refusal.error_dict.pop("first_name")
        super().refuse(refusal)


class AccountDeleteForm(SavingForm):
    """Deletes an account; without fields."""

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        administration.delete(self.account, by=by, at=at)
