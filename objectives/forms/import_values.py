"""What the distinct values of a table mean: a choice for each, the unread first."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from objectives.forms.base import SavingForm, choice_field
from objectives.forms.import_options import (
    AS_READ,
    NO_STATE,
    initial_of,
    named_choice,
)
from objectives.importing.choices import (
    AS_MEASURE,
    AS_OBJECTIVES,
    CLOSED,
    COMMITTED,
    DRAFT,
    MISSED,
    STAY_COMMITTED,
)
from objectives.importing.values import Value
from objectives.models.quarter import DateOrder
from objectives.models.status_update import STATES

# Of so many values of one kind the page has a field; those to look at come first.
MOST_SHOWN = 200
PLAN_STATES = [
    (DRAFT, "Draft"),
    (COMMITTED, "Committed, at a time that is not known"),
    (CLOSED, "Closed"),
]


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A distinct value on the page, with its field."""

    text: str
    count: int
    reading: str
    is_unread: bool
    state: str
    note: str
    field: BoundField


@dataclass(frozen=True, slots=True)
class ValueGroup:
    slug: str
    title: str
    facts: str
    help: str
    values: list[ValueRow]
    left: int


class ValuesForm(SavingForm):
    team = forms.ChoiceField(required=False, label="Rows that name no team are for")
    quarter = forms.ChoiceField(
        required=False, label="Rows that name no period are for"
    )
    nested = forms.ChoiceField(
        label="Lines under an objective",
        choices=[
            (AS_MEASURE, "are its measure of success"),
            (AS_OBJECTIVES, "are objectives, with its title as a tag"),
        ],
        widget=forms.RadioSelect,
    )
    date_order = forms.ChoiceField(
        label="Dates with slashes",
        required=False,
        choices=[
            (DateOrder.DAY_FIRST.value, "Day first"),
            (DateOrder.MONTH_FIRST.value, "Month first"),
            ("", "Leave them as they are, and read no date"),
        ],
        widget=forms.RadioSelect,
    )
    unfinished = forms.ChoiceField(
        label="What is unfinished in closed quarters",
        required=False,
        choices=[
            (STAY_COMMITTED, "leaves its plan open, until somebody answers for it"),
            (MISSED, "was missed"),
        ],
        widget=forms.RadioSelect,
    )
    new_people = forms.BooleanField(
        required=False, label="Add owners who are on no team yet, without accounts"
    )
    creates = False

    def __init__(self, *args, import_, values, choices, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_, self.values, self.choices = import_, values, choices
        self.offers = offers
        self.kinds = self.kinds_of_values()
        self.ask_general()
        for kind, (found, options, _) in self.kinds.items():
            for value in found[:MOST_SHOWN]:
                name = f"What “{value.text[:80]}” counts as"
                self.fields[name_of(kind, value)] = named_choice(
                    name, options(value), initial_of(kind, value)
                )
        for number, plan in enumerate(values.states):
            self.fields[f"plan-{number}"] = named_choice(
                f"Plans of {plan.label}", PLAN_STATES, plan.value
            )

    def kinds_of_values(self):
        """Per kind its values, what each could be, and where choices are kept."""
        values, offers = self.values, self.offers
        return {
            "period": (values.periods, offers.for_period, "periods"),
            "team": (values.teams, offers.for_team, "teams"),
            "status": (values.statuses, offers.for_status, "statuses"),
            "owner": (values.owners, offers.for_owner, "owners"),
        }

    def ask_general(self):
        """Leave out what the table does not ask, and offer what there is."""
        choices, values = self.choices, self.values
        initial = {
            "team": str(choices.team or ""),
            "quarter": choices.quarter,
            "nested": choices.nested,
            "date_order": choices.date_order or values.likely_date_order,
            "unfinished": choices.unfinished,
            "new_people": choices.new_people,
        }
        none = [("", "None: refuse them")]
        choice_field(self, "team").choices = none + self.offers.all_teams
        choice_field(self, "quarter").choices = none + self.offers.all_quarters
        asked = {
            "nested": values.is_nested,
            "date_order": values.dates,
            "unfinished": any(one.value == CLOSED for one in values.states),
            "new_people": values.owners,
        }
        for name, value in initial.items():
            self.fields[name].initial = value
            if not asked.get(name, True):
                del self.fields[name]
        if values.dates:
            shown = ", ".join(values.dates)
            self.fields["date_order"].help_text = f"Such as {shown}."

    # What the page shows

    @property
    def questions(self):
        names = ("team", "quarter", "date_order", "nested", "unfinished", "new_people")
        return [self[name] for name in names if name in self.fields]

    @property
    def plans(self):
        return [
            (one, self[f"plan-{number}"])
            for number, one in enumerate(self.values.states)
        ]

    @property
    def groups(self):
        titles = {
            "period": ("Periods", "Halves and years mean the quarter in which they "
                       "end, and stay as a tag."),
            "team": ("Teams", ""),
            "status": ("Statuses", "What you choose is kept for the next import."),
            "owner": ("Owners", ""),
        }  # fmt: skip
        return [
            self.group(kind, *titles[kind], found)
            for kind, (found, _, _) in self.kinds.items()
            if found
        ]

    def group(
        self, kind: str, title: str, words: str, found: list[Value]
    ) -> ValueGroup:
        left = max(0, len(found) - MOST_SHOWN)
        rows = [self.row(kind, value) for value in found[:MOST_SHOWN]]
        return ValueGroup(kind, title, facts_of(found), words, rows, left)

    def row(self, kind: str, value: Value) -> ValueRow:
        return ValueRow(
            value.text,
            value.count,
            value.words,
            value.is_unread,
            state_of(value) if kind == "status" else "",
            "please check" if value.is_open and not value.is_unread else "",
            self[name_of(kind, value)],
        )

    # What was chosen

    def save(self, *, by, at):
        found = self.cleaned_data
        chosen: dict[str, Any] = {name: found[name] for name in self.asked_names}
        chosen["team"] = int(found["team"] or 0) or None
        chosen["states"] = {
            one.quarter: found[f"plan-{number}"]
            for number, one in enumerate(self.values.states)
        }
        for kind, (values, _, place) in self.kinds.items():
            chosen[place] = self.chosen(kind, values, getattr(self.choices, place))
        self.import_.choose(choices=replace(self.choices, **chosen).to_json())
        return self.import_

    @property
    def asked_names(self):
        names = ("quarter", "nested", "date_order", "unfinished", "new_people")
        return [name for name in names if name in self.fields]

    def chosen(self, kind: str, found: list[Value], before: dict) -> dict:
        kept = dict(before)
        for value in found[:MOST_SHOWN]:
            choice = self.cleaned_data[name_of(kind, value)]
            if choice == AS_READ:
                kept.pop(value.key, None)
            else:
                kept[value.key] = "" if choice == NO_STATE else choice
        return kept


def name_of(kind: str, value: Value) -> str:
    """The name of its field, which is not its place: that changes with its reading."""
    digest = hashlib.blake2s(value.key.encode(), digest_size=8).hexdigest()
    return f"{kind}-{digest}"


def state_of(value: Value) -> str:
    return value.value if value.value in dict(STATES) else ""


def facts_of(found: Iterable[Value]) -> str:
    values = list(found)
    to_check = sum(one.is_open for one in values)
    return f"{len(values):,}, {to_check:,} to check" if to_check else f"{len(values):,}"
