"""Creating a review in one step, and its settings."""

from django import forms
from django.utils import timezone

from objectives.forms.base import GuardedModelForm, SavingForm, field_for
from reviews.forms.fields import MomentField
from reviews.meeting.durations import SecondsField
from reviews.models import Review

# What its tables show besides the columns.
SHOWN = ("shows_tags", "shows_references")


def held_field():
    zone = timezone.get_current_timezone_name()
    return MomentField(
        label="Held on", required=False, help_text=f"Date and time, {zone}."
    )


class PrepareForm(SavingForm):
    """Creates the review of a team's quarter with an agenda to start from."""

    def __init__(self, data=None, *, team, quarter, agendas, last=None):
        super().__init__(data)
        self.team, self.quarter = team, quarter
        self.last = last
        self.agendas = {agenda.key: agenda for agenda in agendas}
        self.fields |= {
            "held_at": held_field(),
            "slot_seconds": SecondsField(
                label="Length of the slot",
                required=False,
                initial=last and last.slot_seconds,
            ),
            "presenters": field_for(
                Review._meta.get_field("presenters"),
                required=False,
                initial=last and last.presenters,
            ),
            "agenda": forms.ChoiceField(
                label="Start with this agenda",
                widget=forms.RadioSelect,
                choices=[(agenda.key, agenda.label) for agenda in agendas],
                initial=agendas[0].key,
            ),
        }

    def save(self, *, by, at):
        said = self.cleaned_data
        shown = {name: getattr(self.last, name) for name in SHOWN if self.last}
        return Review.objects.prepare(
            self.team,
            self.quarter,
            agenda=self.agendas[said.pop("agenda")].items,
            by=by,
            at=at,
            **shown,
            **said,
        )


class ReviewForm(GuardedModelForm):
    """A review's day, slot and presenters, and what its tables show."""

    slot_seconds = SecondsField(label="Length of the slot", required=False)

    class Meta(GuardedModelForm.Meta):
        model = Review
        fields = ["held_at", "slot_seconds", "presenters", *SHOWN]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["held_at"] = held_field()
        self.fields["held_at"].show_hidden_initial = True
