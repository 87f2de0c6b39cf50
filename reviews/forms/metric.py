"""A metric, with its fields in groups."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Field
from django.forms import BoundField, RadioSelect

from objectives.forms.base import (
    GuardedModelForm,
    choice_field,
    model_choice_field,
)
from reviews.forms.fields import NumberField, WebField
from reviews.models import Metric


@dataclass(frozen=True, slots=True)
class Group:
    """Some fields under a heading, with a sentence; folded if all are empty."""

    name: str
    heading: str
    words: str
    fields: list[BoundField]
    is_folded: bool = False
    is_open: bool = True


# Name, heading, a sentence, the fields, and whether it can be folded.
GROUPS = (
    (
        "what",
        "What it is",
        "One figure over time, such as how long a page takes to load.",
        ("name", "unit", "statistic", "direction", "target"),
        False,
    ),
    (
        "shown",
        "How it is shown",
        "Each metric is a slide in the metrics section, or a number among the "
        "callouts.",
        ("display", "heading", "second", "baseline_until"),
        False,
    ),
    (
        "source",
        "Where its figures come from",
        "Figures are imported from a file, fetched, or typed. The chart shows this "
        "text below it.",
        ("source", "period", "note"),
        False,
    ),
    (
        "fetched",
        "Fetched from a server",
        "Only from servers that the administrator has allowed.",
        ("url", "format", "monitor"),
        True,
    ),
    (
        "computed",
        "Computed from data in Goals Tracker",
        "Counts incidents, objectives or unplanned work for each quarter. You can "
        "replace a computed value by a typed one with a reason.",
        ("computed", "counted", "service"),
        True,
    ),
)
# The labels of blank choices.
BLANK = {
    "statistic": "Not given",
    "direction": "Neither",
    "format": "Detected automatically",
    "computed": "Not computed",
}


class MetricForm(GuardedModelForm):
    class Meta(GuardedModelForm.Meta):
        model = Metric
        fields = [name for *_, names, _ in GROUPS for name in names]
        field_classes = {"target": NumberField, "url": WebField}
        widgets = {"counted": RadioSelect}
        help_texts = {
            "url": "Only people who lead the team see this. {from} and {until} in it "
            "become Unix seconds: the start of the previous quarter, and now.",
        }
        error_messages = {"name": {"required": "Enter a name for the metric."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        metric = self.instance
        second = model_choice_field(self, "second")
        second.queryset = Metric.objects.filter(team=metric.team).exclude(pk=metric.pk)
        second.empty_label = "None"
        for name, blank in BLANK.items():
            choices: Any = model_field(name).choices  # pairs, once it is set
            choice_field(self, name).choices = [("", blank), *choices]
        for name in ("name", "heading", "source", "period", "note"):
            self.fields[name].widget.attrs["dir"] = "auto"

    @property
    def groups(self):
        for name, heading, words, fields, is_folded in GROUPS:
            bound = [self[one] for one in fields]
            is_open = not is_folded or any(map(self.speaks, bound))
            yield Group(name, heading, words, bound, is_folded, is_open)

    def speaks(self, bound):
        """Whether a field has a value of its own, or errors."""
        said = bound.value()
        is_own = said not in (None, "", model_field(bound.name).default)
        return bool(bound.errors) or is_own


def model_field(name: str) -> Field:
    field = Metric._meta.get_field(name)
    assert isinstance(field, Field)
    return field
