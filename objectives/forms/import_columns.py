"""What the columns of a table are: a field for each, and a name to keep them under."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from objectives.forms.base import SavingForm, TextField
from objectives.forms.import_options import named_choice
from objectives.importing.mapping import FIELDS, IGNORE, LABEL, MappedColumn, Mapping
from objectives.importing.mapping import samples as samples_of
from objectives.models import ImportMapping

CHOICES = [
    (IGNORE, FIELDS[IGNORE]),
    *[one for one in FIELDS.items() if one[0] != IGNORE],
]
CHOICES[CHOICES.index((LABEL, FIELDS[LABEL]))] = (LABEL, "Add to the measure, as …")


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column on the page, with its fields."""

    heading: str
    samples: list[str]
    field: BoundField
    label: BoundField


class ColumnsForm(SavingForm):
    keep = TextField(
        label="Keep these columns as",
        max_length=80,
        required=False,
        help_text="A name, such as “Roadmap export”, for the next time. Leave it empty "
        "if there is none.",
    )
    creates = False

    def __init__(self, *args, import_, table, mapping, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_, self.table = import_, table
        for number, column in enumerate(mapping.columns):
            name = heading_of(column.heading, number)
            self.fields[f"field-{number}"] = named_choice(
                f"What {name} becomes", CHOICES, column.field
            )
            self.fields[f"label-{number}"] = TextField(
                label=f"What {name} is called in the measure",
                max_length=80,
                required=False,
                initial=column.label or column.heading[:80],
            )

    @property
    def columns(self):
        return [
            ColumnRow(
                heading_of(heading, number),
                samples_of(self.table, number),
                self[f"field-{number}"],
                self[f"label-{number}"],
            )
            for number, heading in enumerate(self.table.columns)
        ]

    def clean(self):
        values = super().clean()
        if self.errors:
            return values
        self.mapping = Mapping(tuple(map(self.column, range(len(self.table.columns)))))
        for field, code, words in self.mapping.errors():
            places = self.mapping.places(field)
            name = f"field-{places[-1]}" if places else None
            self.add_error(name, ValidationError(words, code=code))
        return values

    def column(self, number: int) -> MappedColumn:
        field = self.cleaned_data[f"field-{number}"]
        label = self.cleaned_data[f"label-{number}"] if field == LABEL else ""
        return MappedColumn(self.table.columns[number], field, label)

    def save(self, *, by, at):
        self.import_.choose(mapping=self.mapping.to_json())
        if name := self.cleaned_data["keep"]:
            ImportMapping.objects.keep(name, self.mapping.to_json(), by=by, at=at)
        return self.import_


class KeptForm(SavingForm):
    """Columns as they were kept, if they fit this table."""

    kept = forms.ModelChoiceField(ImportMapping.objects.none(), label="Kept columns")
    creates = False

    def __init__(self, *args, import_, table, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_ = import_
        self.fitting = {
            row.pk: mapping
            for row in ImportMapping.objects.all()
            if (mapping := Mapping.from_json(row.columns).fitted(table))
        }
        fitting = ImportMapping.objects.filter(pk__in=list(self.fitting))
        self.fields["kept"].queryset = fitting  # type: ignore[attr-defined]

    def save(self, *, by, at):
        mapping = self.fitting[self.cleaned_data["kept"].pk]
        self.import_.choose(mapping=mapping.to_json())
        return self.import_


def heading_of(heading: str, number: int) -> str:
    return heading.strip() or f"Column {number + 1}"
