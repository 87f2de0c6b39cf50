from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.base import (
    GuardedModelForm,
    SavingForm,
    SeenField,
    TextField,
    check_characters,
    model_choice_field,
)
from objectives.models import Objective, Project, Quarter, Team
from objectives.models.objective_queryset import ObjectiveQuerySet
from objectives.models.project import LONGEST_TEXT

MOST_LINES = 200
LONGEST_LINE = LONGEST_TEXT


class LinesField(TextField):
    """Lines of text; a refusal gives the number of its line."""

    widget = forms.Textarea

    def __init__(self, **options):
        super().__init__(**options)
        self.validators = []  # each line is checked on its own, below

    def clean(self, value):
        lines = [
            (number, line.strip())
            for number, line in enumerate(super().clean(value).split("\n"), 1)
            if line.strip()
        ]
        if len(lines) > MOST_LINES:
            raise ValidationError(
                "You entered %(count)d lines. Add at most %(most)d at a time.",
                code="too_many",
                params={"count": len(lines), "most": MOST_LINES},
            )
        if refusals := [refusal for line in lines for refusal in refusals_of(*line)]:
            raise ValidationError(refusals)
        return [line for _, line in lines]


def refusals_of(number: int, line: str) -> Iterator[ValidationError]:
    """What is wrong with a line, with its number."""
    if len(line) > LONGEST_LINE:
        yield ValidationError(
            "Line %(number)d has %(length)d characters. Shorten it to %(most)d.",
            code="too_long",
            params={"number": number, "length": len(line), "most": LONGEST_LINE},
        )
    try:
        check_characters(line)
    except ValidationError as refusal:
        yield ValidationError(
            f"Line {number}: {refusal.messages[0]}", code=refusal.code
        )


def displaceable(team: Team, quarter: Quarter) -> ObjectiveQuerySet:
    """The objectives that the team's unplanned work can have displaced."""
    return Objective.objects.covered_by(team, quarter)


class ProjectsForm(SavingForm):
    """Unplanned work, one item a line; the other fields apply to all of them."""

    lines = LinesField(label="What was done, one item per line")
    requested_by = TextField(label="Who asked for it", max_length=120, required=False)
    displaced = forms.ModelChoiceField(
        Objective.objects.none(),
        label="Objective it displaced",
        empty_label="No planned objective",
        required=False,
    )
    after = SeenField()

    def __init__(self, data=None, *, team, quarter, projects):
        """`projects` are those already shown on the page."""
        last = max((project.pk for project in projects), default=0)
        super().__init__(data, auto_id="project_%s", initial={"after": last})
        self.team, self.quarter = team, quarter
        model_choice_field(self, "displaced").queryset = displaceable(team, quarter)
        self.fields["lines"].widget.attrs |= {"rows": 3, "dir": "auto"}

    def save(self, *, by, at):
        values = dict(self.cleaned_data)
        texts, seen = values.pop("lines"), values.pop("after")
        add = Project.objects.add
        return add(self.team, self.quarter, texts, seen=seen, by=by, at=at, **values)


class ProjectForm(GuardedModelForm):
    class Meta(GuardedModelForm.Meta):
        model = Project
        fields = ("text", "requested_by", "displaced")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        project = self.instance
        displaced = model_choice_field(self, "displaced")
        displaced.queryset = displaceable(project.team, project.quarter)
        displaced.empty_label = "No planned objective"
        self.fields["text"].widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
