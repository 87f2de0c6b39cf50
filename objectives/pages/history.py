"""Entries of the audit trail in the words of the page: labels, not names of columns.

No queries. What is worked out from the texts is left out: the text itself is said.
"""

from dataclasses import dataclass

from django.apps import apps

# Written along with what people write, and said by it already.
DERIVED = {
    *("id", "lineage", "position", "quarter_rank"),
    *("state", "percent", "is_about", "eta_day", "eta_precision"),
    *("by", "at"),
}
ACTIONS = {("objectives.carryover", "added"): "carried over"}
WORDS = {"True": "yes", "False": "no"}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a field said before and says since."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the audit trail, as a page says it."""

    change: object
    action: str
    differences: tuple[Difference, ...]


def entries(changes):
    return [entry(change) for change in changes]


def entry(change):
    model = apps.get_model(change.noun)
    found = (
        difference(model, name, *change.fields[name])
        for name in in_order(model, change.fields)
        if name not in DERIVED
    )
    told = tuple(one for one in found if one.old != one.new)
    action = ACTIONS.get((change.noun, change.action), change.action)
    return Entry(change, action.capitalize(), told)


def in_order(model, names):
    """As the model has its fields: PostgreSQL keeps no order of what it stores."""
    places = {field.name: place for place, field in enumerate(model._meta.fields)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def difference(model, name, old, new):
    field = {one.name: one for one in model._meta.fields}.get(name)
    if field is None:  # it was there when the entry was written, or it tells of others
        words = name.replace("_", " ")
        return Difference(words[:1].upper() + words[1:], old, new)
    label = str(field.verbose_name)
    label = label if label[:2].isupper() else label.capitalize()
    return Difference(label, in_words(field, old), in_words(field, new))


def in_words(field, text):
    """A stored value as people read it; of a flag nothing where it was never set."""
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices.get(text) or WORDS.get(text, text))
