"""One reading, typed or corrected by hand."""

from objectives.forms.base import GuardedModelForm
from reviews.forms.fields import MomentField, NumberField
from reviews.models import Reading

REASON = "Enter why the computed figure is wrong."


class ReadingForm(GuardedModelForm):
    at = MomentField(label="Time")
    value = NumberField()

    class Meta(GuardedModelForm.Meta):
        model = Reading
        fields = ["at", "value", "comment"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The stored moment, to the microsecond, which no form shows.
        self.stood_at = self.instance.at
        comment, unit = self.fields["comment"], self.instance.metric.unit
        comment.widget.attrs["dir"] = "auto"
        self.fields["value"].help_text = f"In {unit}." if unit else ""
        if self.instance.metric.computed:
            zone = self.fields["at"].help_text
            self.fields["at"].help_text = f"Any time in the quarter it is for, {zone}."
            comment.required = True
            comment.label, comment.help_text = "Why", REASON
            comment.error_messages["required"] = REASON

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        said, reading = self.cleaned_data, self.instance
        was, moment = None, said["at"]
        if reading.pk:
            was = Reading(at=self.stood_at, **self.seen(("value", "comment")))
            moment = moment if "at" in self.changed_data else self.stood_at
        return reading.metric.put_reading(
            moment, said["value"], said["comment"], was=was, by=by, at=at
        )
