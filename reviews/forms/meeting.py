"""The actions of the presenter's page."""

from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.base import SavingForm
from reviews.models.meeting import MOST_SECONDS

VERBS = ("move", "pause", "resume", "grant", "end")


class MeetingStartForm(SavingForm):
    """Starts a meeting, or a rehearsal, at the first slide of the deck."""

    rehearsal = forms.BooleanField(required=False)

    def __init__(self, data=None, *, review, first):
        super().__init__(data)
        self.review, self.first = review, first

    def save(self, *, by, at):
        is_rehearsal = self.cleaned_data["rehearsal"]
        begin = self.review.open_meeting
        return begin(self.first.slide.id, is_rehearsal=is_rehearsal, by=by, at=at)


class MeetingForm(SavingForm):
    """An action and its values; `sections` maps slides to their section's slug."""

    verb = forms.ChoiceField(
        choices=[(verb, verb) for verb in VERBS],
        error_messages={"required": "Choose what to do."},
    )
    slide = forms.CharField(required=False, max_length=200)
    section = forms.CharField(required=False, max_length=80)
    source = forms.CharField(required=False, max_length=80)
    seconds = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_SECONDS, initial=60
    )

    def __init__(self, data=None, *, meeting, sections):
        super().__init__(data)
        self.meeting, self.sections = meeting, sections

    def clean_slide(self):
        slide = self.cleaned_data["slide"]
        if self.data.get("verb") == "move" and slide not in self.sections:
            raise ValidationError("The deck has no such slide.", code="no_slide")
        return slide

    def save(self, *, by, at):
        said, meeting = self.cleaned_data, self.meeting
        match said["verb"]:
            case "move":
                meeting.move(said["slide"], self.sections[said["slide"]], at=at)
            case "pause":
                meeting.pause(at=at)
            case "resume":
                meeting.resume(at=at)
            case "grant":
                seconds = said["seconds"] or 60
                meeting.grant(said["section"], seconds, source=said["source"], at=at)
            case "end":
                meeting.end(by=by, at=at)
        return meeting
