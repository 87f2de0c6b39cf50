"""What is done to several selected rows of a plan at once."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import cached_property

from objectives.forms.base import SavingForm, TextField, is_key, model_choice_field
from objectives.forms.objective import GroupField, one_line
from objectives.models import Member, Objective, Plan, Tag
from objectives.models.status_update import STATES
from objectives.parsing.tags import tags_in

VERBS = (
    ("owner", "Set the owner"),
    ("eta", "Set the ETA"),
    ("state", "Set the state"),
    ("tag", "Add the tag"),
    ("untag", "Remove the tag"),
    ("move", "Move"),
    ("duplicate", "Duplicate"),
    ("delete", "Delete"),
)
# Methods of an objective.
TAGGING = {"tag": "add_tags", "untag": "remove_tags"}
MOST_TAGS = 200
SELECT_FIRST = "Select an objective first."
GONE = "One of these is no longer in this plan. Load the page again."


class KeysField(forms.ModelMultipleChoiceField):
    """Rows by their keys, of which none is longer than a database takes."""

    def clean(self, value):
        if not all(map(is_key, value or ())):
            raise ValidationError(GONE, code="invalid_pk_value")
        return super().clean(value)


class SelectionForm(SavingForm):
    """A verb, and the rows that it is for: it is done to all of them, or to none."""

    objectives = KeysField(
        Objective.objects.none(),
        error_messages={"required": SELECT_FIRST, "invalid_choice": GONE},
    )
    verb = forms.ChoiceField(
        choices=VERBS,
        error_messages={
            "required": "Choose what to do.",
            "invalid_choice": "Choose what to do.",
        },
    )
    owner = forms.ModelChoiceField(
        Member.objects.none(), required=False, empty_label="No owner"
    )
    eta = TextField(label="ETA", max_length=200, required=False)
    state = forms.ChoiceField(
        choices=[("", "As the status reads"), *STATES], required=False
    )
    tag = TextField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"}),
    )
    plan = GroupField(
        Plan.objects.none(), required=False, label="Group", empty_label=None
    )

    def __init__(self, *args, team, plans, **kwargs):
        """`plans` are those of the page that this user may change."""
        super().__init__(*args, auto_id="selected-%s", **kwargs)
        self.refusals = {}
        rows = Objective.objects.in_plans(plans).by_group()
        model_choice_field(self, "objectives").queryset = rows
        since = plans[0].quarter.first_day if plans else None
        owners = Member.objects.fit_to_own(team, since=since)
        model_choice_field(self, "owner").queryset = owners
        keys = [plan.pk for plan in plans]
        groups = Plan.objects.filter(pk__in=keys).select_related("team")
        model_choice_field(self, "plan").queryset = groups
        self.has_groups = len(keys) > 1

    @property
    def asked(self):
        """The verb that was asked for."""
        return self.data.get("verb")

    @property
    def creates(self):
        return self.asked in ("duplicate", "delete")

    @property
    def refused(self):
        """What the rows of the page are to say of it, as in `RowContext`."""
        keys = filter(is_key, self.data.getlist("objectives"))
        return {"selected": frozenset(map(int, keys)), "refusals": self.refusals}

    def clean_eta(self):
        return one_line(self.cleaned_data["eta"])

    @cached_property
    def tags(self):
        """The names to choose from."""
        return Tag.objects.values_list("name", flat=True)[:MOST_TAGS]

    def clean(self):
        super().clean()
        values = self.cleaned_data
        if values.get("verb") in TAGGING and not tags_in(values.get("tag", "")):
            self.add_error("tag", ValidationError("Enter a tag.", code="required"))
        if values.get("verb") == "move" and not values.get("plan"):
            self.add_error(None, ValidationError("Choose a group.", code="required"))
        return values

    def save(self, *, by, at):
        """Returns the rows, their copies or their deletions.

        Why rows refuse it is in `refusals`, by their keys.
        """
        moment = {"by": by, "at": at}
        done = [self.tried(row, moment) for row in self.cleaned_data["objectives"]]
        if self.refusals:
            raise ValidationError(
                "Nothing was changed. See why at the rows.", code="refused"
            )
        return done

    def tried(self, row, moment):
        try:
            with transaction.atomic():
                return self.act(row, moment)
        except ValidationError as refusal:
            self.refusals[row.pk] = " ".join(refusal.messages)

    def act(self, row, moment):
        values, verb = self.cleaned_data, self.cleaned_data["verb"]
        if verb == "duplicate":
            return row.duplicate(**moment)
        if verb == "delete":
            return row.delete(**moment)
        if verb in TAGGING:
            getattr(row, TAGGING[verb])(values["tag"], **moment)
        elif verb == "move":
            row.move(values["plan"], **moment)
        else:
            name = {"state": "chosen_state"}.get(verb, verb)
            row.change({name: values[verb]}, was=None, **moment)
        return row
