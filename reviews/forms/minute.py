"""Minutes of a meeting: one more, or one that is changed."""

import datetime
from collections.abc import Iterable

from django import forms

from objectives.forms.base import GuardedModelForm, SavingForm, field_for
from reviews.deck.deck import Placed
from reviews.models import Minute, Review

# A second click repeats the same within this time.
AT_ONCE = datetime.timedelta(seconds=10)
LONGEST = 20_000
WORDS = {"required": "Enter what was said."}


class MinuteAddForm(SavingForm):
    """A new minute for a slide of the current deck (`placed`), or for none."""

    def __init__(self, data=None, *, review, placed):
        super().__init__(data)
        self.review = review
        self.headings = {one.slide.id: one.slide.heading for one in placed}
        self.fields["slide"] = forms.ChoiceField(
            label="Slide",
            required=False,
            choices=[("", "The whole meeting"), *slide_choices(placed)],
            error_messages={"invalid_choice": "This slide is no longer in the deck."},
        )
        self.fields["text"] = field_for(
            Minute._meta.get_field("text"),
            label="Minute",
            max_length=LONGEST,
            error_messages=WORDS,
        )
        self.fields["text"].widget.attrs |= {"dir": "auto"}

    def save(self, *, by, at):
        """Save it, unless the same person sent the same a moment ago."""
        Review.objects.select_for_update().get(pk=self.review.pk)
        said = {"slide": self.cleaned_data["slide"], "text": self.cleaned_data["text"]}
        recent = self.review.minutes.filter(by=by, at__gt=at - AT_ONCE, **said)
        if there := recent.first():
            return there
        heading = self.headings.get(said["slide"], "")[:240]
        minute = Minute(review=self.review, heading=heading, by=by, at=at, **said)
        minute.save(by=by, at=at)
        return minute


def slide_choices(placed: Iterable[Placed]) -> list[tuple[str, str]]:
    """The choices of a deck's slides."""
    return [
        (one.slide.id, f"{one.number}. {one.slide.heading}"[:240]) for one in placed
    ]


class MinuteForm(GuardedModelForm):
    class Meta(GuardedModelForm.Meta):
        model = Minute
        fields = ["text"]
        labels = {"text": "Minute"}
        error_messages = {"text": WORDS}
