from django import forms
from django.core.exceptions import ValidationError

from goals_tracker.pictures import images
from goals_tracker.styles import accents
from objectives.forms.base import GuardedModelForm, TextField


class AccentField(TextField):
    """A colour as #7a2c62, in any case and with or without the #; empty for none."""

    def to_python(self, value):
        text = super().to_python(value).lower()
        return f"#{text}" if text and not text.startswith("#") else text

    def validate(self, value):
        super().validate(value)
        if value and (words := accents.refusal(value)):
            raise ValidationError(words, code="accent")


class PictureInput(forms.ClearableFileInput):
    """A plain file input; the template shows the current picture and its removal."""

    template_name = "django/forms/widgets/file.html"


class LogoField(forms.FileField):
    """A logo as PNG or SVG; False to remove the current one."""

    widget = PictureInput(attrs={"accept": "image/png,image/svg+xml"})

    def clean(self, value, initial=None):
        found = super().clean(value, initial)
        return images.logo_from(found) if found and found is not initial else found


class BrandedForm(GuardedModelForm):
    """A row with an accent colour and a logo."""

    accent = AccentField(label="Accent colour", required=False)
    logo = LogoField(
        required=False,
        help_text="PNG, or SVG of plain shapes; at most 10 MB. Square ones look best.",
    )
    otherwise = "that of Goals Tracker"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accent"].help_text = (
            "# and six digits, such as #7a2c62. It has to be legible on paper, and "
            f"unlike the colours of states. Leave it empty for {self.otherwise}."
        )

    @property
    def preview(self) -> str:
        """The digits of the colour that was typed, or else of the stored one."""
        accent = AccentField().to_python(self["accent"].value() or "")
        return accent[1:] if accents.ACCENT.fullmatch(accent) else ""

    def _post_clean(self):
        # These are bytes; the model gets the name of the file once it is saved.
        logo = self.cleaned_data.pop("logo", None)
        super()._post_clean()  # type: ignore[misc]  # a hook that the stubs leave out
        self.cleaned_data["logo"] = logo

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        if "logo" in self.changed_data:
            logo = self.cleaned_data["logo"]
            name = images.save(logo, images.LOGOS) if logo else ""
            self.cleaned_data["logo"] = name
            if self.instance._state.adding:
                self.instance.logo = name
        return super().save(by=by, at=at)
