from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.base import (
    GuardedModelForm,
    SavingForm,
    TextField,
    model_choice_field,
)
from objectives.forms.pasted import PastedWords
from objectives.forms.states import offer_states
from objectives.models import Member, Objective, Plan, Tag
from objectives.parsing.pasted_rows import (
    COLUMNS,
    columns_in,
    fields_of,
    is_document,
    rows_from,
)
from objectives.parsing.tags import joined_tags, tags_in

MOST_ROWS = 200
# Refusals of what an import can take.
FOR_IMPORT = {"document", "too_many", "too_wide", "owner"}
DOCUMENT = "This is more than rows. Import it, and you see what it becomes first."

# The fields that are edited together, by the column or the fact that shows them.
CELLS = {
    "title": ("title", "is_tentative", "tags"),
    "measure": ("measure",),
    "dependency": ("dependency",),
    "owner": ("owner",),
    "eta": ("eta", "chosen_eta_day"),
    "state": ("chosen_state",),
    "status": ("status", "chosen_state"),
    "tags": ("tags",),
    "reference": ("reference", "reference_url"),
}


def owner_label(member: Member) -> str:
    """The name of somebody who may own it, and whether they have left."""
    return f"{member} (left)" if member.has_left else member.name


def one_line(text: str) -> str:
    return " ".join(text.split())


class ObjectiveForm(GuardedModelForm):
    """All that a lead says of an objective; its state and its place are elsewhere."""

    class Meta(GuardedModelForm.Meta):
        model = Objective
        fields = (
            "title",
            "measure",
            "dependency",
            "eta",
            "chosen_eta_day",
            "status",
            "chosen_state",
            "owner",
            "is_tentative",
            "tags",
            "reference",
            "reference_url",
        )
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, names=None, **kwargs):
        """`names` has the fields to show, where those are not all of them."""
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if names and name not in names]:
            del self.fields[name]
        plan = self.instance.plan
        if "measure" in self.fields:
            self.fields["measure"].label = plan.get_third_column_display()
        if "chosen_state" in self.fields:
            offer_states(self, plan.quarter)
        if "owner" in self.fields:
            owner = self.instance.owner_id
            since = plan.quarter.first_day
            fit = Member.objects.fit_to_own(plan.team, since=since, owner=owner)
            field = model_choice_field(self, "owner")
            field.queryset, field.empty_label = fit, "No owner yet"
            field.label_from_instance = owner_label  # type: ignore[assignment, method-assign]

    def clean_title(self):
        return one_line(self.cleaned_data["title"])

    def clean_eta(self):
        return one_line(self.cleaned_data["eta"])

    def clean_tags(self):
        return joined_tags(tags_in(self.cleaned_data["tags"]))

    def clean_reference(self):
        return one_line(self.cleaned_data["reference"])

    def name_tags(self):
        """Say which tags there are already, so that they are used again."""
        names = Tag.objects.most_used()
        if names:
            field = self.fields["tags"]
            field.help_text = f"{field.help_text} In use: {joined_tags(names)}."


def cell_form(data, objective):
    """The form of the cell that was edited in place; None where there is none such."""
    names = CELLS.get(data.get("cell", ""))
    return names and ObjectiveForm(data, instance=objective, names=names)


class RowsField(TextField):
    """Rows as pasted: a tab at the start stands for an empty cell."""

    def to_python(self, value):
        text = forms.CharField.to_python(self, value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


def check_width(rows):
    """Raise ValidationError if a row without headings has a cell too many."""
    for number, row in enumerate(rows, 1):
        if any(row[len(COLUMNS) :]):
            raise ValidationError(
                f"Row {number} has {len(row)} cells. Paste at most eight: "
                "objective, measure, dependency, ETA, status, tags, reference "
                "and its link; or any with a row of headings.",
                code="too_wide",
            )


class AddForm(SavingForm):
    """New objectives of a plan: one typed, or rows pasted from a sheet."""

    rows = RowsField(
        label="New objectives",
        widget=forms.Textarea(
            attrs={
                "rows": 1,
                "placeholder": "Type an objective, or paste rows from a sheet…",
            }
        ),
        max_length=1_000_000,
        strip=False,
        error_messages={"required": "Type an objective first."},
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan

    def clean_rows(self):
        if is_document(self.cleaned_data["rows"]):
            raise ValidationError(DOCUMENT, code="document")
        rows = rows_from(self.cleaned_data["rows"])
        columns = columns_in(rows[0]) if rows else None
        rows = rows[1:] if columns else rows
        if not rows:
            raise ValidationError("Type an objective first.", code="required")
        if len(rows) > MOST_ROWS:
            raise ValidationError(
                f"Paste at most {MOST_ROWS} rows at a time. You pasted {len(rows)}.",
                code="too_many",
            )
        if not columns:
            check_width(rows)
        words = PastedWords(self.plan.team, self.plan.quarter)
        return [
            self.fields_of(number, fields_of(row, columns or COLUMNS), words)
            for number, row in enumerate(rows, 1)
        ]

    def fields_of(self, number, texts, words):
        """The fields of a new objective, with its owner and its state."""
        name = texts.pop("owner", "")
        if words.unknown([name]):
            raise ValidationError(
                f"Row {number}: “{name}” is not the name of one person of this team.",
                code="owner",
            )
        owner = {"owner": words.owners_named(name)[0]} if name else {}
        state = {"chosen_state": words.state(texts)} if "state" in texts else {}
        texts.pop("state", None)
        return texts | owner | state

    def save(self, *, by, at):
        return self.plan.add(self.cleaned_data["rows"], by=by, at=at)


def is_for_import(form: forms.BaseForm) -> bool:
    """Whether an import takes what this form refused."""
    errors = form.errors.as_data().values()
    return any(error.code in FOR_IMPORT for found in errors for error in found)


class GroupField(forms.ModelChoiceField):
    def label_from_instance(self, plan):
        return str(plan.team)


class MoveForm(SavingForm):
    """Where an objective is to stand: a step further, before another, in a group."""

    STEPS = (("up", "Move up"), ("down", "Move down"))

    step = forms.ChoiceField(choices=STEPS, required=False)
    plan = GroupField(
        Plan.objects.none(), required=False, label="Group", empty_label=None
    )
    before = forms.ModelChoiceField(Objective.objects.none(), required=False)

    def __init__(self, *args, objective, plans, **kwargs):
        """`plans` are those that it may stand in."""
        super().__init__(*args, **kwargs)
        self.objective = objective
        model_choice_field(self, "plan").queryset = plans
        model_choice_field(self, "before").queryset = Objective.objects.filter(
            plan__in=plans
        )

    def save(self, *, by, at):
        values = self.cleaned_data
        if values["step"]:
            offset = 1 if values["step"] == "down" else -1
            self.objective.step(offset, by=by, at=at)
        else:
            self.objective.move(values["plan"], before=values["before"], by=by, at=at)
        return self.objective


class DuplicateForm(SavingForm):
    def __init__(self, *args, objective, **kwargs):
        super().__init__(*args, **kwargs)
        self.objective = objective

    def save(self, *, by, at):
        return self.objective.duplicate(by=by, at=at)


class DeleteForm(DuplicateForm):
    def save(self, *, by, at):
        return self.objective.delete(by=by, at=at)
