from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from goals_tracker import images
from objectives.forms.base import GuardedModelForm, TextField
from objectives.models import Member
from objectives.permissions import may_administer


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
        """Nothing more: the name was looked at before it was looked up."""

    def prepare_value(self, value):
        """The user name, of an account or of its key."""
        if isinstance(value, int):
            value = get_user_model().objects.filter(pk=value).first()
        return getattr(value, "username", value)

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()


class PhotoInput(forms.ClearableFileInput):
    """A plain file input; the form's page draws the present photo and its removal."""

    template_name = "django/forms/widgets/file.html"


class PhotoField(forms.FileField):
    """A photo as JPEG bytes; False to remove the present one."""

    widget = PhotoInput(attrs={"accept": "image/png,image/jpeg,image/webp"})

    def clean(self, value, initial=None):
        found = super().clean(value, initial)
        return images.photo_from(found) if found and found is not initial else found


class MemberForm(GuardedModelForm):
    """A person of a team, with a photo and, perhaps, an account."""

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
        fields = ["name", "role", "is_lead", "joined_on", "position", "user", "photo"]
        labels = {"joined_on": "Joined on", "position": "Position in the list"}
        help_texts = {
            "is_lead": "Leads change the team's plans, objectives and people.",
            "joined_on": "Slides mark people who joined during the quarter.",
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
            # What was sent and refused can be typed back.
            field.widget.attrs["readonly"] = not self.is_bound

    def clean_user(self):
        account = self.cleaned_data["user"]
        # On adding, every field is written, whatever its reader says to have seen.
        if self.instance._state.adding or "user" in self.changed_data:
            self.check_tie(account)
        return account

    def check_tie(self, account):
        """Raise ValidationError where only an administrator changes the account."""
        was = self.instance.user
        if account != was and (is_above(self.by, was) or is_above(self.by, account)):
            raise ValidationError(
                "Only an administrator can link an administrator's account to a person "
                "or unlink it.",
                code="not_yours",
            )

    def _post_clean(self):
        # Bytes are no file yet: the model is given the name once they are kept.
        photo = self.cleaned_data.pop("photo", None)
        super()._post_clean()  # type: ignore[misc]  # a hook that the stubs leave out
        self.cleaned_data["photo"] = photo

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        if "user" in self.changed_data and not self.instance._state.adding:
            self.check_tie_as_it_stands()
        if "photo" in self.changed_data:
            photo = self.cleaned_data["photo"]
            self.cleaned_data["photo"] = images.save(photo) if photo else ""
            if self.instance._state.adding:
                self.instance.photo = self.cleaned_data["photo"]
        return super().save(by=by, at=at)

    def check_tie_as_it_stands(self):
        """The same of what was tied since the row was read."""
        self.instance.lock()
        try:
            self.check_tie(self.cleaned_data["user"])
        except ValidationError as refusal:
            raise ValidationError({"user": refusal}) from None


def is_above(user, account):
    """Whether this is an administrator's account, and the user is none."""
    return account is not None and account.is_staff and not may_administer(user)
