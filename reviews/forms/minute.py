"""Minutes of a meeting: one more, or one that is changed; who was there."""

import datetime
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.base import GuardedModelForm, SavingForm, TextField, field_for
from objectives.models import ConflictError
from reviews.deck.deck import Placed
from reviews.models import Ask, Minute, Review

# A second click repeats the same within this time.
AT_ONCE = datetime.timedelta(seconds=10)
LONGEST = 20_000
WORDS = {"required": "Enter what was said."}
NO_DAY = {"invalid": "Enter a day, such as 2026-12-24."}
KINDS = [*Minute.Kind.choices, (Ask.Kind.ACTION.value, Ask.Kind.ACTION.label)]


class MinuteAddForm(SavingForm):
    """A note, decision or action at a slide of the current deck (`placed`), or at none.

    An action is an ask of that kind, since it comes back until it is done.
    """

    kind = forms.ChoiceField(label="Kind", required=False, choices=KINDS)

    def __init__(self, data=None, *, review, meeting, placed):
        super().__init__(data)
        self.review, self.meeting = review, meeting
        self.headings = {one.slide.id: one.slide.heading for one in placed}
        self.fields["slide"] = forms.ChoiceField(
            label="Slide",
            required=False,
            choices=[("", "The whole meeting"), *slide_choices(placed)],
            error_messages={"invalid_choice": "This slide is no longer in the deck."},
        )
        self.fields["text"] = field_for(
            Minute._meta.get_field("text"),
            label="What was said, decided or is to be done",
            max_length=LONGEST,
            error_messages=WORDS,
        )
        self.fields["text"].widget.attrs |= {"dir": "auto"}
        self.fields["owner"] = field_for(
            Ask._meta.get_field("owner"),
            label="Owner",
            help_text="Of an action: who will do it.",
        )
        self.fields["due_on"] = due_field(help_text="Of an action: the last day.")

    def clean(self):
        text = self.cleaned_data.get("text", "")
        longest = Ask._meta.get_field("text").validators[0].limit_value  # type: ignore[attr-defined]  # of MaxLengthValidator
        if self.is_action and len(text) > longest:
            self.add_error("text", f"An action has at most {longest} characters.")

    @property
    def is_action(self):
        return self.cleaned_data.get("kind") == Ask.Kind.ACTION

    def save(self, *, by, at):
        """Save it, unless the same person sent the same a moment ago."""
        Review.objects.select_for_update().get(pk=self.review.pk)
        if self.is_action:
            return self.save_action(by=by, at=at)
        said = {name: self.cleaned_data[name] for name in ("slide", "text")}
        said["kind"] = self.cleaned_data["kind"] or Minute.Kind.NOTE
        recent = self.review.minutes.filter(by=by, at__gt=at - AT_ONCE, **said)
        if there := recent.first():
            return there
        heading = self.headings.get(said["slide"], "")[:240]
        about = {"review": self.review, "meeting": self.meeting, "heading": heading}
        minute = Minute(**about, by=by, at=at, **said)
        minute.save(by=by, at=at)
        return minute

    def save_action(self, *, by, at):
        """Save it, unless this review has the same action already."""
        names = ("slide", "text", "owner", "due_on")
        said = {name: self.cleaned_data[name] for name in names}
        said["kind"] = Ask.Kind.ACTION
        if there := self.review.asks.filter(**said).first():
            return there
        action = Ask(review=self.review, **said)
        action.save(by=by, at=at)
        return action


def due_field(**options):
    return field_for(
        Ask._meta.get_field("due_on"), label="By", error_messages=NO_DAY, **options
    )


def slide_choices(placed: Iterable[Placed]) -> list[tuple[str, str]]:
    """The choices of a deck's slides."""
    return [
        (one.slide.id, f"{one.number}. {one.slide.heading}"[:240]) for one in placed
    ]


class MinuteForm(GuardedModelForm):
    class Meta(GuardedModelForm.Meta):
        model = Minute
        fields = ["kind", "text"]
        labels = {"text": "Minute", "kind": "Kind"}
        error_messages = {"text": WORDS}


class AttendanceForm(SavingForm):
    """Who was there: people of the team by boxes, others by their names, a line each.

    `seen` is what was written when the page was made.
    """

    people = forms.MultipleChoiceField(
        label="People of the team",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of them is no longer on the team."},
    )
    others = TextField(
        label="Others",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text="A name a line.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, attendance, people):
        names = [person.name for person in people]
        there = attendance.people
        initial = {
            "people": [name for name in names if name in there],
            "others": "\n".join(name for name in there if name not in names),
            "seen": attendance.names,
        }
        super().__init__(data, initial=initial)
        self.attendance = attendance
        choices = [(name, name) for name in dict.fromkeys(names)]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]  # a choice field

    @property
    def creates(self):
        return False

    def clean_others(self):
        lines = self.cleaned_data["others"].splitlines()
        return [name for line in lines if (name := " ".join(line.split()))]

    def save(self, *, by, at):
        names = [*self.cleaned_data["people"], *self.cleaned_data["others"]]
        seen = self.cleaned_data["seen"]
        try:
            found = list(dict.fromkeys(names))
            self.attendance.set_people(found, was=seen, by=by, at=at)
        except ConflictError as conflict:
            theirs = conflict.theirs["names"]
            self.data = self.data.copy()
            self.data["seen"] = theirs
            raise ValidationError(
                "Someone else has written meanwhile: %(names)s. Save again to replace "
                "that with yours.",
                code="conflict",
                params={"names": ", ".join(theirs.splitlines()) or "no one"},
            ) from None
        return self.attendance
