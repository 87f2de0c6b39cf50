from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from goals_tracker.pictures import images
from objectives.forms.base import GuardedModelForm, TextField
from objectives.forms.brand import PictureInput
from objectives.models import Member
from objectives.permissions import Account, may_administer


class AccountField(TextField):
    """An account by its user name; empty for none."""

    def to_python(self, value):
        name = super().to_python(getattr(value, "username", value) or "")
        if not name:
            return None
        for check in self.validators:
            check(name)
        model = get_user_model()
        account = model.objects.filter(username=model.normalize_username(name)).first()
        if account is None:
            raise ValidationError(
                "No account has this name. An administrator can create one.",
                code="unknown",
            )
        return account

    def run_validators(self, value):
        """Do nothing: `to_python` validates the name before it looks it up."""

    def prepare_value(self, value):
        """The user name of an account or of its key."""
        if isinstance(value, int):
            value = get_user_model().objects.filter(pk=value).first()
        return getattr(value, "username", value)

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()


class PhotoField(forms.FileField):
    """A photo as JPEG bytes; False to remove the current one."""

    widget = PictureInput(attrs={"accept": "image/png,image/jpeg,image/webp"})

    def clean(self, value, initial=None):
        found = super().clean(value, initial)
        return images.photo_from(found) if found and found is not initial else found


class MemberForm(GuardedModelForm):
    """A person in a team, with an optional photo and account."""

    user = AccountField(
        label="Account",
        max_length=150,
        required=False,
        help_text="The user name of the person's account, if they have one.",
    )
    photo = PhotoField(
        required=False, help_text="PNG, JPEG or WebP, at most 25 megapixels and 10 MB."
    )

    class Meta(GuardedModelForm.Meta):
        model = Member
        error_messages = {"name": {"required": "Enter the person's name."}}
        fields = ["name", "role", "is_lead", "joined_on", "left_on"]
        fields += ["position", "user", "photo"]
        labels = {
            "joined_on": "Joined on",
            "left_on": "Left on",
            "position": "Position in the list",
        }
        help_texts = {
            "is_lead": "Leads change the team's plans, objectives and people.",
            "joined_on": "Slides mark people who joined during the quarter.",
            "left_on": (
                "Their last day. What they owned stays with their name. "
                "Clear it if they come back."
            ),
            "position": "Leads come first, then low numbers.",
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        field = self.fields["user"]
        field.widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        if is_above(by, self.instance.user):
            field.help_text = (
                "This is an administrator's account. Only an administrator can link it "
                "to a person or unlink it."
            )
            # After a refusal the user can type the old name again.
            field.widget.attrs["readonly"] = not self.is_bound

    def clean_user(self):
        account = self.cleaned_data["user"]
        # A new row writes every field, whatever the form claims was seen.
        if self.instance._state.adding or "user" in self.changed_data:
            self.check_link(account)
        return account

    def check_link(self, account):
        """Raise ValidationError if only an administrator may change the account."""
        was = self.instance.user
        if account != was and (is_above(self.by, was) or is_above(self.by, account)):
            raise ValidationError(
                "Only an administrator can link an administrator's account to a person "
                "or unlink it.",
                code="not_yours",
            )

    def _post_clean(self):
        # These are bytes; the model gets the name of the file once it is saved.
        photo = self.cleaned_data.pop("photo", None)
        super()._post_clean()  # type: ignore[misc]  # a hook that the stubs leave out
        self.cleaned_data["photo"] = photo

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        if "user" in self.changed_data and not self.instance._state.adding:
            self.check_stored_link()
        if "photo" in self.changed_data:
            photo = self.cleaned_data["photo"]
            self.cleaned_data["photo"] = images.save(photo) if photo else ""
            if self.instance._state.adding:
                self.instance.photo = self.cleaned_data["photo"]
        return super().save(by=by, at=at)

    def check_stored_link(self):
        """Check again with the account that was linked since the row was read."""
        self.instance.lock()
        try:
            self.check_link(self.cleaned_data["user"])
        except ValidationError as refusal:
            raise ValidationError({"user": refusal}) from None


def is_above(user: Account, account: User | None) -> bool:
    """Whether the account is an administrator's and the user is not one."""
    return account is not None and account.is_staff and not may_administer(user)
