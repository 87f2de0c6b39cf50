"""Which of the tables that were read is to be imported."""

from django import forms

from objectives.forms.base import SavingForm, choice_field
from objectives.importing import stored


class TableForm(SavingForm):
    table = forms.TypedChoiceField(
        coerce=int,
        error_messages={"invalid_choice": "Choose one of these tables."},
    )
    creates = False

    def __init__(self, *args, import_, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_, self.source = import_, source
        choice_field(self, "table").choices = [
            (index, table.name) for index, table in enumerate(source.tables)
        ]

    def save(self, *, by, at):
        """Another table has other columns and values; of the same one, all stays."""
        chosen = self.cleaned_data["table"]
        if chosen != self.import_.table:
            stored.choose_table(self.import_, self.source, chosen)
        return self.import_
