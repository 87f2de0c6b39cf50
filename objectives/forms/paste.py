"""A block of cells of a spreadsheet, pasted over cells of a plan."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from objectives.forms.base import SavingForm, model_choice_field
from objectives.forms.objective import (
    CELLS,
    DOCUMENT,
    MOST_ROWS,
    ObjectiveForm,
    RowsField,
)
from objectives.forms.pasted import PastedWords
from objectives.forms.selection import GONE, SELECT_FIRST, KeysField
from objectives.models import Objective
from objectives.parsing.pasted_rows import (
    block_from,
    columns_in,
    folded_name,
    is_document,
)

FIELDS = {"state": "chosen_state"}
ADD, LEAVE = "add", "leave"
NOBODY = "nobody"


class PasteForm(SavingForm):
    """Pastes from the first of some rows on, and from the first of some columns on.

    What has to be asked before is in `questions`; cells that refuse what was pasted are
    in `refusals`, by the key of their row and their column, and the others are saved.
    """

    text = RowsField(max_length=1_000_000, strip=False)
    objectives = KeysField(
        Objective.objects.none(),
        error_messages={"required": SELECT_FIRST, "invalid_choice": GONE},
    )
    columns = forms.MultipleChoiceField(choices=[(name, name) for name in CELLS])
    extra = forms.ChoiceField(choices=[(ADD, ADD), (LEAVE, LEAVE)], required=False)

    def __init__(self, *args, team, quarter, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.words = PastedWords(team, quarter)
        rows = Objective.objects.in_plans(plans).by_group()
        model_choice_field(self, "objectives").queryset = rows
        self.rows, self.unknown, self.refusals = [], [], {}
        self.is_asked = False

    def clean(self):
        super().clean()
        values = self.cleaned_data
        if not self.errors:
            self.read_rows(values)
            self.owners = self.answered_owners()
            self.is_asked = (self.left and not values["extra"]) or None in [
                self.owners.get(folded_name(name)) for name in self.unknown
            ]
            if self.is_asked:
                raise ValidationError("Say first what to do.", code="ask")
        return values

    def read_rows(self, values):
        if self.pastes_titles(values) and is_document(values["text"]):
            raise ValidationError(DOCUMENT, code="document")
        cells = block_from(values["text"])
        columns = columns_in(cells[0])
        cells = cells[1:] if columns else cells
        columns = columns or values["columns"]
        if len(cells) > MOST_ROWS:
            words = f"Paste at most {MOST_ROWS} rows at a time."
            raise ValidationError(words, code="too_many")
        if any(any(row[len(columns) :]) for row in cells):
            words = f"Paste at most {len(columns)} columns from this cell on."
            raise ValidationError(words, code="too_wide")
        pairs = (zip(columns, row, strict=False) for row in cells)
        self.rows = [{name: text for name, text in row if name} for row in pairs]
        self.unknown = self.words.unknown(row.get("owner", "") for row in self.rows)

    @staticmethod
    def pastes_titles(values):
        """Whether rows are pasted; into one of the texts, a list is a text."""
        return values["columns"][0] == "title"

    @property
    def targets(self):
        return list(self.cleaned_data["objectives"][: len(self.rows)])

    @property
    def left(self):
        """How many rows were pasted for which there is none from that cell on."""
        return max(0, len(self.rows) - len(self.cleaned_data["objectives"]))

    @property
    def has_titles(self):
        """Whether those rows can be added."""
        return all(row.get("title") for row in self.rows[-self.left :])

    def answered_owners(self):
        """Who is meant by each unknown name, as far as that was said."""
        members = {str(one.pk): one for one in self.words.members} | {NOBODY: NOBODY}
        answers = (self.data.get(f"who-{n}", "") for n in range(len(self.unknown)))
        return {
            folded_name(name): members.get(answer)
            for name, answer in zip(self.unknown, answers, strict=True)
        }

    def owner(self, name):
        said = self.owners.get(folded_name(name))
        if said == NOBODY or not name:
            return None
        return said or self.words.owners_named(name)[0]

    def save(self, *, by, at):
        targets = self.targets
        for row, texts in zip(targets, self.rows, strict=False):
            self.paste(row, texts, by=by, at=at)
        if self.cleaned_data["extra"] != ADD or not self.left:
            return targets
        plan = targets[-1].plan
        new = [self.new_fields(texts) for texts in self.rows[len(targets) :]]
        return [*targets, *plan.add(new, by=by, at=at)]

    def new_fields(self, texts):
        values = {FIELDS.get(name, name): text for name, text in texts.items()}
        if "owner" in texts:
            values["owner"] = self.owner(texts["owner"])
        if "state" in texts:
            values["chosen_state"] = self.words.state(texts)
        for name in {"title", "eta"} & values.keys():
            values[name] = " ".join(values[name].split())
        return values

    def paste(self, row, texts, **moment):
        """Save the cells of a row that take it, and say why the others do not."""
        values, old = self.sent(row, texts), current(row)
        wrong = form_of(row, values, old).errors
        if wrong and "__all__" not in wrong:
            self.refuse_cells(row, texts, wrong)
            values = {name: text for name, text in values.items() if name not in wrong}
        form = form_of(row, values, old)
        if not form.accept(**moment):
            refused = form.errors.get("__all__") or form.all_errors
            self.refuse_cells(row, texts, dict.fromkeys(values, refused))

    def sent(self, row, texts):
        """What a form of the row sends for these cells."""
        values = {FIELDS.get(name, name): text for name, text in texts.items()}
        if "owner" in texts:
            values["owner"] = getattr(self.owner(texts["owner"]), "pk", "")
        if "state" in texts:
            values["chosen_state"] = self.words.state(texts, row.status)
        return values

    def refuse_cells(self, row, texts, wrong):
        cells = self.refusals.setdefault(row.pk, {})
        for name, text in texts.items():
            if reasons := wrong.get(FIELDS.get(name, name)):
                cells[name] = {"text": text, "reason": " ".join(map(str, reasons))}


def current(row):
    """The stored values, as the form of a row has them."""
    fields = ObjectiveForm(instance=row)
    found = {name: fields[name].value() for name in fields.fields}
    return {name: "" if value is None else value for name, value in found.items()}


def form_of(row, values, old):
    data = QueryDict(mutable=True)
    form = ObjectiveForm(data, instance=row, names=tuple(values))
    for name, value in values.items():
        form.data[name] = value
        form.data[form.add_initial_prefix(name)] = old.get(name, "")
    return form
