"""Entries of the audit trail in the words of the page: labels instead of column names.

No queries. Values derived from a text are left out, because the text itself is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.apps import apps

from objectives.models import Change
from objectives.models.undo import FIELDS, NOUN, VERBS, put_back

# Derived from what people write, so these would show the same change twice.
DERIVED = {
    *("id", "lineage", "position", "below", "quarter_rank"),
    *("state", "percent", "is_about", "eta_day", "eta_precision"),
    *("by", "at", "first_of", "first_into", "is_accepted"),
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


@dataclass(frozen=True, slots=True)
class HistoryGroup:
    """What one person did within a minute; its newest entry comes first."""

    entries: tuple[HistoryEntry, ...]

    @property
    def by_name(self) -> str:
        return self.entries[0].change.by_name

    @property
    def at(self) -> datetime:
        return self.entries[0].change.at

    @property
    def actions(self) -> str:
        """Changed, carried over: in the order in which they were done, each once."""
        oldest_first = (entry.action.lower() for entry in reversed(self.entries))
        return ", ".join(dict.fromkeys(oldest_first)).capitalize()

    @property
    def reasons(self) -> list[str]:
        reasons = (entry.change.reason for entry in reversed(self.entries))
        return [*dict.fromkeys(filter(None, reasons))]

    @property
    def differences(self) -> list[FieldDifference]:
        """From what a field was before all of it to what it was after."""
        found: dict[tuple[str, str], FieldDifference] = {}
        for entry in reversed(self.entries):
            for one in entry.differences:
                key = entry.change.noun, one.label
                old = found[key].old if key in found else one.old
                found[key] = FieldDifference(one.label, old, one.new)
        return [one for one in found.values() if one.old != one.new]


def history_groups(changes: Iterable[Change]) -> list[HistoryGroup]:
    """The entries by person and minute, of changes from the newest on."""
    groups = groupby(history_entries(changes), key=person_and_minute)
    return [HistoryGroup(tuple(entries)) for _, entries in groups]


def person_and_minute(entry):
    change = entry.change
    return change.by_id, change.by_name, change.at.replace(second=0, microsecond=0)


def latest_of_fields(groups: Iterable[HistoryGroup]) -> set[int]:
    """The keys of the entries that can be undone: what they changed is still so.

    The newest entry comes first.
    """
    found: set[int] = set()
    seen: set[str] = set()
    for change in (entry.change for group in groups for entry in group.entries):
        is_own = change.noun == NOUN
        names = FIELDS.keys() & change.fields.keys() if is_own else set()
        if names and not names & seen and VERBS.get(change.action) is put_back:
            found.add(change.pk)
        seen |= names
    return found


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
