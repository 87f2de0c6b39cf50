"""The forms that ask a question from the audience, and that settle it."""

import secrets

from django import forms

from objectives.forms.base import SavingForm, TextField, field_for
from reviews.models import Question

ASK = {"required": "Enter your question."}
CHOOSE = {
    "required": "Choose whether to answer, keep or drop it.",
    "invalid_choice": "Choose whether to answer, keep or drop it.",
}


class QuestionForm(SavingForm):
    """One more question at the meeting that is being held.

    What is sent twice is known by the question's own key, since who asks may have no
    account.
    """

    text = TextField(
        label="Your question",
        max_length=500,
        error_messages=ASK,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    slide = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data=None, *, review, asker="", once="", is_known):
        super().__init__(data)
        self.review, self.asker = review, asker
        self.once = once or secrets.token_hex(32)
        if not is_known:
            self.fields["name"] = field_for(
                Question._meta.get_field("name"),
                label="Your name",
                help_text="You may leave it empty.",
            )

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        return Question.objects.ask(
            self.review,
            once=self.once,
            asker=self.asker,
            by=by,
            at=at,
            **self.cleaned_data,
        )


class SettleForm(SavingForm):
    """Answers a question, with words or without; keeps it for later; or drops it."""

    answer = field_for(
        Question._meta.get_field("answer"), label="Answer", max_length=2_000
    )
    state = forms.ChoiceField(
        choices=[one for one in Question.State.choices if one[0] != "waiting"],
        error_messages=CHOOSE,
    )

    def __init__(self, data=None, *, question):
        super().__init__(data, initial={"answer": question.answer})
        self.question = question

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        said = self.cleaned_data
        self.question.settle(said["state"], said["answer"], by=by, at=at)
        return self.question
