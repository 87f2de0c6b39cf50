"""Asks and requests for next time."""

from django import forms

from objectives.forms.base import GuardedModelForm
from reviews.forms.minute import NO_DAY, slide_choices
from reviews.models import Ask, Review

REFUSALS = {"text": {"required": "Enter what is asked."}, "due_on": NO_DAY}
LABELS = {"text": "What is asked", "reason": "Why", "kind": "Kind", "due_on": "By"}


class AskAddForm(GuardedModelForm):
    """One more ask of a review; `placed` are the slides of its deck."""

    class Meta(GuardedModelForm.Meta):
        model = Ask
        fields = ["kind", "text", "reason", "owner", "due_on"]
        labels = LABELS
        error_messages = REFUSALS

    def __init__(self, *args, placed, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slide"] = forms.ChoiceField(
            label="Slide",
            required=False,
            choices=[("", "No slide"), *slide_choices(placed)],
            error_messages={"invalid_choice": "This slide is no longer in the deck."},
        )

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        """Save it, unless this review has the same ask already."""
        review = Review.objects.select_for_update().get(pk=self.instance.review_id)
        self.instance.slide = self.cleaned_data["slide"]
        same = {name: self.cleaned_data[name] for name in ("kind", "text", "slide")}
        if there := review.asks.filter(**same).first():
            return there
        return super().save(by=by, at=at)


class AskForm(GuardedModelForm):
    class Meta(GuardedModelForm.Meta):
        model = Ask
        fields = ["kind", "text", "reason", "owner", "due_on", "answer"]
        labels = LABELS
        error_messages = REFUSALS
