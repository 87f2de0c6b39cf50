"""Entries of the audit trail in the words of the page: labels instead of column names.

No queries. Values derived from a text are left out, because the text itself is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps

from objectives.models import Change

# Derived from what people write, so these would show the same change twice.
DERIVED = {
    *("id", "lineage", "position", "quarter_rank"),
    *("state", "percent", "is_about", "eta_day", "eta_precision"),
    *("by", "at"),
}
ACTIONS = {("objectives.carryover", "added"): "carried over"}
WORDS = {"True": "yes", "False": "no"}


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """The text of a field before and after a change."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An entry of the audit trail as a page shows it."""

    change: Change
    action: str
    differences: tuple[FieldDifference, ...]


def history_entries(changes: Iterable[Change]) -> list[HistoryEntry]:
    return [history_entry(change) for change in changes]


def history_entry(change: Change) -> HistoryEntry:
    model = apps.get_model(change.noun)
    found = (
        field_difference(model, name, *change.fields[name])
        for name in in_order(model, change.fields)
        if name not in DERIVED
    )
    shown = tuple(one for one in found if one.old != one.new)
    action = ACTIONS.get((change.noun, change.action), change.action)
    return HistoryEntry(change, action.capitalize(), shown)


def in_order(model, names):
    """In the order of the model's fields, since PostgreSQL stores none."""
    places = {field.name: place for place, field in enumerate(model._meta.fields)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def field_difference(model, name, old, new):
    field = {one.name: one for one in model._meta.fields}.get(name)
    if field is None:  # removed since then, or a change to another row
        words = name.replace("_", " ")
        return FieldDifference(words[:1].upper() + words[1:], old, new)
    label = str(field.verbose_name)
    label = label if label[:2].isupper() else label.capitalize()
    return FieldDifference(label, in_words(field, old), in_words(field, new))


def in_words(field, text):
    """A stored value in the words of the form; empty for a flag that was never set."""
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices.get(text) or WORDS.get(text, text))
