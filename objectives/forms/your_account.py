from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError

from goals_tracker.pictures import images
from objectives.accounts import addresses, invitations, notices, profile
from objectives.forms.account import AddressField
from objectives.forms.base import SavingForm, TextField
from objectives.forms.member import PhotoField
from objectives.models.account_settings import DATE_LANGUAGES

# Places as people know them, and not what they were called before.
AREAS = [
    *("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia"),
    *("Europe", "Indian", "Pacific"),
]


def time_zones():
    """Choices: the install's own, UTC, and places by area."""
    found = sorted(available_timezones())
    groups = [
        (area, [(name, town(name)) for name in found if name.startswith(f"{area}/")])
        for area in AREAS
    ]
    return [("", "The same as everybody"), ("UTC", "UTC"), *groups]


def town(name):
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


class YourAccountForm(SavingForm):
    """One's name, photo, time zone and language of dates."""

    name = TextField(
        label="Name",
        max_length=150,
        required=False,
        help_text="Shown in the header, in the history and in mails.",
    )
    photo = PhotoField(
        required=False, help_text="PNG, JPEG or WebP, at most 25 megapixels and 10 MB."
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=time_zones,
        required=False,
        help_text="Reviews and files keep the time zone of everybody.",
    )
    date_language = forms.ChoiceField(
        label="Language of dates", choices=DATE_LANGUAGES, required=False
    )

    def __init__(self, *args, account, has_photo, **kwargs):
        own = profile.settings_of(account)
        now = {"name": account.get_full_name(), "time_zone": own.time_zone}
        now["date_language"] = own.date_language
        super().__init__(*args, initial=now, **kwargs)
        self.account = account
        if not has_photo:
            del self.fields["photo"]

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        found, changed = self.cleaned_data, self.changed_data
        names = {"time_zone", "date_language"} & set(changed)
        photo = None
        if "photo" in changed:
            photo = images.save(found["photo"]) if found["photo"] else ""
        return profile.change(
            self.account,
            name=found["name"] if "name" in changed else None,
            settings={name: found[name] for name in names},
            photo=photo,
            at=at,
        )


class NewAddressForm(SavingForm):
    """Asks for a mail to the new address; the password says who asks."""

    email = AddressField(
        label="New e-mail address",
        error_messages={"required": "Enter the new address."},
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account
        if not account.has_usable_password():
            del self.fields["password"]

    @property
    def creates(self):
        return False

    def clean_password(self):
        typed = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.account, typed):
            raise ValidationError("This is not your password.", code="password")
        return typed

    def save(self, *, by, at):
        self.account.email = self.cleaned_data["email"]
        try:
            invitations.check_free(self.account)
        except ValidationError:
            # Whose it is, is nobody's business: no mail comes, as to a wrong address.
            return
        finally:
            self.account.refresh_from_db(fields=["email"])
        notices.confirm_address(self.account, self.cleaned_data["email"], at=at)


class ConfirmAddressForm(SavingForm):
    """Takes the address of the link that was opened; without fields."""

    def __init__(self, *args, token, **kwargs):
        super().__init__(*args, **kwargs)
        self.token = token

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        return addresses.confirm(self.token, by, at=at)
