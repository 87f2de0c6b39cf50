from django import forms

from objectives.forms.base import SavingForm
from reviews.models import Book
from reviews.tasks import make_book


class BookForm(SavingForm):
    """Asks for the book of a quarter."""

    kind = forms.ChoiceField(
        label="Format",
        choices=Book.Kind.choices,
        widget=forms.RadioSelect,
        initial=Book.Kind.PDF,
        error_messages={"required": "Choose one PDF or a ZIP."},
    )

    def __init__(self, data=None, *, quarter):
        super().__init__(data)
        self.quarter = quarter

    def save(self, *, by, at):
        return Book.objects.ask(
            self.quarter, self.cleaned_data["kind"], task=make_book, by=by, at=at
        )
