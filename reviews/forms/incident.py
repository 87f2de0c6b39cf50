"""An incident: its start, and its end or duration if known."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from objectives.forms.base import THEIRS, GuardedModelForm
from reviews.forms.fields import MomentField, WebField
from reviews.meeting.durations import SpanField
from reviews.models import Incident

MINUTE = datetime.timedelta(minutes=1)
KNOWN = {"": None, "yes": True, "no": False}


class NoticedField(forms.ChoiceField):
    """Whether users could notice: yes, no, or not known."""

    widget = forms.RadioSelect

    def __init__(self, **options):
        choices = [("yes", "Yes"), ("no", "No"), ("", "Not known")]
        super().__init__(choices=choices, required=False, **options)

    def to_python(self, value):
        text = super().to_python(value)
        if text not in KNOWN:
            raise ValidationError("Choose yes, no or not known.", code="invalid_choice")
        return KNOWN[text]

    def validate(self, value):
        """Done in `to_python`, since False and None are valid."""

    def prepare_value(self, value):
        if value in (None, True, False):
            return {None: "", True: "yes", False: "no"}[value]
        return value


class IncidentForm(GuardedModelForm):
    started_at = MomentField(label="Began")
    ended_at = MomentField(label="Ended", required=False)
    duration = SpanField(
        label="Or how long it lasted",
        required=False,
        help_text="For example: 2 h 10 min. Leave both empty if unknown.",
    )
    is_user_visible = NoticedField(label="Could users notice?")

    class Meta(GuardedModelForm.Meta):
        model = Incident
        fields = [
            "title",
            "service",
            "started_at",
            "ended_at",
            "duration",
            "is_user_visible",
            "link",
        ]
        field_classes = {"link": WebField}
        labels = {"title": "What happened", "link": "Report"}
        help_texts = {"link": "The address of the incident's report, if there is one."}
        error_messages = {
            "title": {"required": "Enter what happened."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs["dir"] = "auto"
        self.fields["service"].widget.attrs |= {"dir": "auto", "list": "services"}
        # It has no column: only the resulting duration is stored.
        self.fields["ended_at"].show_hidden_initial = False
        if self.is_bound and self.data.get("keep-duration") == THEIRS:
            self.data["ended_at"] = ""

    @cached_property
    def services(self):
        return Incident.objects.services_of(self.instance.team)

    def clean(self):
        super().clean()
        said = self.cleaned_data
        began, ended = said.get("started_at"), said.get("ended_at")
        if began and ended:
            self.take_end(ended - began, said.get("duration"))
        return said

    def take_end(self, span, typed):
        """Use the end that was typed, unless the duration contradicts it."""
        if span < datetime.timedelta():
            self.add_error(
                "ended_at",
                ValidationError("It must end after it begins.", code="before"),
            )
        elif typed is None or "duration" not in self.changed_data:
            self.cleaned_data["duration"] = span
        elif abs(span - typed) >= MINUTE:
            self.add_error(
                "duration",
                ValidationError(
                    "The end and the length do not agree. Leave one empty.",
                    code="disagree",
                ),
            )

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        if self.instance._state.adding:
            return super().save(by=by, at=at)
        names = {*self.changed_data} - {"ended_at"}
        if self.cleaned_data["ended_at"]:
            names.add("duration")
        values = {name: self.cleaned_data[name] for name in names}
        self.instance.change(values, was=self.seen(values), by=by, at=at)
        return self.instance
