import calendar

from django import forms
from django.core.exceptions import ValidationError

from objectives.accounts import second_factors
from objectives.forms.base import AT_ONCE, GuardedModelForm
from objectives.forms.brand import BrandedForm
from objectives.models import Organization, Quarter
from objectives.models.organization import SECONDS_A_SLIDE

MONTHS = list(enumerate(calendar.month_name))[1:]


class OrganizationForm(BrandedForm):
    """The settings that all teams share; creates the organisation the first time."""

    fiscal_year_start = forms.TypedChoiceField(
        label="First month of the fiscal year", choices=MONTHS, coerce=int
    )

    class Meta(GuardedModelForm.Meta):
        model = Organization
        error_messages = {"name": {"required": "Enter a name for the organisation."}}
        fields = [
            "name",
            "fiscal_year_start",
            "year_names",
            "date_order",
            "readers",
            "seconds_a_slide",
            "requires_second_factor",
            "licence_holder",
            "licence_name",
            "licence_version",
            "licence_url",
            "licence_notice",
            "accent",
            "logo",
        ]

        labels = {
            "year_names": "How fiscal years are named",
            "date_order": "Dates with slashes, such as 3/4/2027",
            "seconds_a_slide": "Seconds for a slide in a meeting",
            "requires_second_factor": "Everybody needs a second factor to sign in",
        }
        widgets = {"year_names": forms.RadioSelect, "date_order": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fiscal_year_start"].help_text = year_note()
        self.fields["seconds_a_slide"].required = False

    def clean_seconds_a_slide(self):
        return self.cleaned_data["seconds_a_slide"] or SECONDS_A_SLIDE

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        if self.instance._state.adding and Organization.objects.exists():
            raise ValidationError(AT_ONCE, code="at_once")
        saved = super().save(by=by, at=at)
        if (
            saved.requires_second_factor
            and "requires_second_factor" in self.changed_data
        ):
            second_factors.ask_everybody()
        return saved


def year_note() -> str:
    """What a change of the first month means for stored quarters."""
    quarters = list(Quarter.objects.all())
    if not quarters:
        return "Sets the quarters: with July, Q1 is July to September."
    last = quarters[-1]
    count = f"{len(quarters)} quarters" if len(quarters) > 1 else "1 quarter"
    return (
        f"A change does not affect the {count} opened so far, up to {last} "
        f"({last.months}). Only new quarters follow the new year."
    )
