"""The actions of the presenter's page."""

from django import forms
from django.core.exceptions import ValidationError

from objectives.chat.sending import tell
from objectives.forms.base import SavingForm
from objectives.models import ChatLine
from reviews.models.meeting import MOST_SECONDS

# What only whoever has the clicker does.
STEERING = ("move", "pause", "resume", "grant", "black", "light", "end")
# What is about people, and the method that does it.
OF_PEOPLE = {
    "end": "end",
    "go_on": "go_on",
    "ask": "ask_for_clicker",
    "hand_over": "hand_over",
    "keep": "keep_clicker",
    "take": "take_clicker",
}
VERBS = tuple(dict.fromkeys((*STEERING, "here", *OF_PEOPLE)))


class MeetingStartForm(SavingForm):
    """Starts a meeting, or a rehearsal, at the first slide of the deck."""

    rehearsal = forms.BooleanField(required=False)

    def __init__(self, data=None, *, review, first):
        super().__init__(data)
        self.review, self.first = review, first

    def save(self, *, by, at):
        is_rehearsal = self.cleaned_data["rehearsal"]
        begin = self.review.open_meeting
        slide, moment = self.first.slide.id, {"by": by, "at": at}
        meeting = begin(slide, is_rehearsal=is_rehearsal, **moment)
        if not is_rehearsal:
            say_started(meeting, at=at)
        return meeting


def say_started(meeting, *, at):
    """One line to the rooms of the team."""
    review = meeting.review
    text = f"{review.team} starts its review of {review.quarter}"
    kind, key = ChatLine.Kind.STARTED, f"started:{meeting.pk}"
    tell(review.team, kind, text, review.get_absolute_url(), key, at)


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
        if said["verb"] in STEERING and not meeting.has_lapsed(at):
            meeting.check_steer(by)
        match said["verb"]:
            case "move":
                meeting.move(said["slide"], self.sections[said["slide"]], at=at)
            case "grant":
                seconds = said["seconds"] or 60
                meeting.grant(said["section"], seconds, source=said["source"], at=at)
            case "black" | "light" as verb:
                meeting.darken(verb == "black", at=at)
            case "pause" | "resume" as verb:
                getattr(meeting, verb)(at=at)
            case verb if verb in OF_PEOPLE:
                getattr(meeting, OF_PEOPLE[verb])(by=by, at=at)
        meeting.hear(by=by, at=at)
        return meeting
