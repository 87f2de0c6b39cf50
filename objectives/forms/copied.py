"""The fields of an objective that its successor begins with."""

from django import forms

from objectives.forms.base import field_for
from objectives.models import Objective
from objectives.models.objective import LONGEST_TEXT

COPIED = ("title", "measure", "dependency", "eta")


def copied_fields(objective, owners):
    """A field for each text and for the owner, filled in as the objective has them."""
    fields = {name: copied_field(objective, name) for name in COPIED}
    people = {str(member.pk): member for member in owners}
    fields["owner"] = forms.TypedChoiceField(
        label="Owner",
        required=False,
        choices=[("", "No owner"), *((pk, str(one)) for pk, one in people.items())],
        coerce=people.get,
        empty_value=None,
        initial=objective.owner_id,
    )
    return fields


def copied_field(objective, name):
    column = Objective._meta.get_field(name)
    longest = getattr(column, "max_length", None) or LONGEST_TEXT
    field = field_for(column, required=False, max_length=longest)
    field.initial = getattr(objective, name)
    field.widget.attrs |= {"dir": "auto"}
    return field
