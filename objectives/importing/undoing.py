"""Take a whole import back: afterwards everything but the trail is as it was before.

What somebody has changed since, or counts on, stays as it is, and is said row by row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction

from objectives.importing.apply import lock
from objectives.importing.differences import IMPORTED
from objectives.models import (
    CarryOver,
    Change,
    Commitment,
    Import,
    Member,
    Objective,
    Plan,
    Quarter,
    SearchedText,
    StatusUpdate,
    Tag,
    Tagging,
    Team,
)
from objectives.models.history import AuditedModel
from objectives.permissions import teams_led_by

AT_ONCE = 500
# What an objective has that goes with it.
PARTS = (Tagging, SearchedText)
# What has happened to an objective that others belong to.
WORDS: dict[type[models.Model], str] = {
    Commitment: "was committed",
    StatusUpdate: "has had another status",
    CarryOver: "was carried over",
}
# What is only there for others, the last ones last: it goes once nothing needs it.
LEFT_OVER = (Plan, Member, Tag, Quarter, Team)


@dataclass
class Undoing:
    """What is taken back, and what stays, with the reason in words."""

    created: dict[str, set[int]]
    changed: dict[str, dict[str, dict[str, Any]]]
    taggings: list[tuple[int, int, int]]
    last_change: int
    kept: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, import_: Import) -> "Undoing":
        written = import_.written
        created = {name: set(keys) for name, keys in written["created"].items()}
        names = ("changed", "taggings", "last_change")
        return cls(created, *(written[name] for name in names))

    def keys(self, model: type[models.Model]) -> set[int]:
        return self.created.get(model._meta.label_lower, set())

    def changes(self, model: type[models.Model]) -> dict[str, dict[str, Any]]:
        return self.changed.get(model._meta.label_lower, {})

    @property
    def words(self) -> list[str]:
        """What stays, and why."""
        return sorted({*self.kept.values(), *self.notes})

    @property
    def objectives(self) -> set[int]:
        """The keys of all objectives that it has to do with."""
        return self.keys(Objective) | {int(key) for key in self.changes(Objective)}


def check_undo(import_: Import) -> None:
    """Raise ValidationError unless there is something to take back."""
    if not import_.is_applied:
        raise ValidationError("Nothing has been imported.", code="not_applied")
    if import_.is_undone:
        raise ValidationError("This has already been undone.", code="undone")


def kept_rows(import_: Import, *, by: User) -> list[str]:
    """Why rows would stay as they are, in words, for who is about to undo it."""
    undoing = Undoing.of(import_)
    keep(undoing, by)
    return undoing.words


@transaction.atomic
def undo(import_: Import, *, by: User, at: datetime) -> list[str]:
    """Take it back, and say what stays and why."""
    import_.lock()
    lock()
    check_undo(import_)
    undoing = Undoing.of(import_)
    rows = Objective.objects.filter(pk__in=undoing.objectives).order_by()
    plans = set(rows.values_list("plan", flat=True))
    Plan.objects.lock(plans | undoing.keys(Plan))
    keep(undoing, by)
    reason = f"{IMPORTED}{import_.name}, and undone"
    take_back(undoing, by=by, at=at, reason=reason[:200])
    import_.set(undone_at=at)
    return undoing.words


def keep(undoing: Undoing, by: User) -> None:
    """Find what stays: changed since, counted on by others, or no longer one's own."""
    keys = undoing.objectives
    led = set(teams_led_by(by).values_list("pk", flat=True))
    rows: dict[int, Objective] = {}
    for some in batched(sorted(keys), AT_ONCE):
        found = Objective.objects.filter(pk__in=some).select_related("plan")
        rows |= {row.pk: row for row in found.order_by()}
    for row in rows.values():
        if row.plan.team_id not in led:
            undoing.kept[row.pk] = f"You no longer lead the team of “{row}”."
    for key, change in changes_since(undoing, Objective, keys).items():
        words = f"{change.who_and_when} has changed “{change.object_name}” since."
        undoing.kept.setdefault(key, words)
    for key, what in links_since(undoing, keys):
        if key in rows:
            undoing.kept.setdefault(key, f"“{rows[key]}” {what} since.")
    plans = changes_since(undoing, Plan, undoing.keys(Plan) | changed_plans(undoing))
    for change in plans.values():
        words = f"{change.who_and_when} has changed {change.object_name} since."
        undoing.notes.append(words)
    keep_ends(undoing)


def changes_since(
    undoing: Undoing, model: Any, keys: Iterable[int]
) -> dict[int, Change]:
    """The first entry about each of these rows after the import, if there is one."""
    noun = model._meta.label_lower
    found: dict[int, Change] = {}
    for some in batched(sorted(keys), AT_ONCE):
        later = Change.objects.filter(noun=noun, object_pk__in=some)
        later = later.filter(pk__gt=undoing.last_change)
        found |= {change.object_pk: change for change in later.order_by("-pk")}
    return found


def links_since(undoing: Undoing, keys: set[int]) -> Iterator[tuple[int, str]]:
    """Objectives that other rows belong to by now, and what these are."""
    for link in Objective._meta.related_objects:
        model = link.related_model
        if model in PARTS:
            continue
        own, name = undoing.keys(model), link.field.attname
        what = WORDS.get(model, f"has a {model._meta.verbose_name}")
        for some in batched(sorted(keys & undoing.keys(Objective)), AT_ONCE):
            rows = model._base_manager.filter(**{f"{name}__in": some}).order_by()
            for key, pk in rows.values_list(name, "pk"):
                if pk not in own:
                    yield key, what


def keep_ends(undoing: Undoing) -> None:
    """A carry-over between two objectives stays while one of them does."""
    own = CarryOver.objects.filter(pk__in=undoing.keys(CarryOver)).order_by()
    pairs = list(own.values_list("predecessor", "successor"))
    names = Objective.objects.filter(pk__in={key for pair in pairs for key in pair})
    titles = dict(names.order_by().values_list("pk", "title"))
    is_grown = True
    while is_grown:
        ends = [
            pair
            for pair in pairs
            if (pair[0] in undoing.kept) != (pair[1] in undoing.kept)
        ]
        for one, other in ends:
            here, there = (one, other) if other in undoing.kept else (other, one)
            words = f"“{titles[here]}” is carried over with “{titles[there]}”."
            undoing.kept[here] = words
        is_grown = bool(ends)


def take_back(undoing: Undoing, **moment: Any) -> None:
    going = undoing.keys(Objective) - undoing.kept.keys()
    back = {int(key) for key in undoing.changes(Objective)} - undoing.kept.keys()
    delete(StatusUpdate, parts_of(StatusUpdate, undoing, going | back))
    links = CarryOver.objects.filter(pk__in=undoing.keys(CarryOver))
    both = links.exclude(predecessor__in=undoing.kept).exclude(
        successor__in=undoing.kept
    )
    pairs = list(both.order_by().values_list("predecessor", "successor"))
    delete_logged(CarryOver, set(both.order_by().values_list("pk", flat=True)), moment)
    CarryOver.objects.promote(pairs)
    delete(Commitment, parts_of(Commitment, undoing, going))
    for part in PARTS:
        delete_by(part, "objective", going)
    delete_logged(Objective, going, moment)
    put_back(Objective, undoing, back, moment)
    take_back_plans(undoing, moment)
    for model in LEFT_OVER:
        delete_unused(model, undoing, moment)


def parts_of(model: Any, undoing: Undoing, objectives: set[int]) -> set[int]:
    """What the import has added to these objectives."""
    found: set[int] = set()
    for some in batched(sorted(undoing.keys(model)), AT_ONCE):
        rows = model._base_manager.filter(pk__in=some, objective__in=objectives)
        found.update(rows.values_list("pk", flat=True))
    return found


def changed_plans(undoing: Undoing) -> set[int]:
    return {int(key) for key in undoing.changes(Plan)}


def take_back_plans(undoing: Undoing, moment: dict[str, Any]) -> None:
    """Plans that were there before are as they were, unless somebody has gone on."""
    keys = changed_plans(undoing)
    since = changes_since(undoing, Plan, keys)
    put_back(Plan, undoing, keys - since.keys(), moment)


def put_back(
    model: Any, undoing: Undoing, keys: set[int], moment: dict[str, Any]
) -> None:
    """Write what stood in the fields that the import has changed."""
    before = undoing.changes(model)
    rows = []
    for some in batched(sorted(keys), AT_ONCE):
        for row in model._base_manager.filter(pk__in=some).order_by("pk"):
            for name, value in before[str(row.pk)].items():
                column = model._meta.get_field(name)
                setattr(row, column.attname, python_value(column, value))
            rows.append(row)
    model.change_all(rows, action="changed back", **moment)
    if model is Objective:
        retagged = {row.pk for row in rows if "tags" in before[str(row.pk)]}
        Tagging.objects.put_back(retagged, undoing.taggings)
        SearchedText.objects.refresh(row.pk for row in rows)


def python_value(column: models.Field, value: Any) -> Any:
    return value if value is None or column.is_relation else column.to_python(value)


def delete_unused(model: Any, undoing: Undoing, moment: dict[str, Any]) -> None:
    """Delete what the import has added, where nothing is left that needs it."""
    keys = undoing.keys(model)
    if issubclass(model, AuditedModel):
        keys = keys - changes_since(undoing, model, keys).keys()
    for link in model._meta.related_objects:
        name = link.field.attname
        used: set[int] = set()
        for some in batched(sorted(keys), AT_ONCE):
            rows = link.related_model._base_manager.filter(**{f"{name}__in": some})
            used.update(rows.order_by().values_list(name, flat=True))
        keys = keys - used
    if issubclass(model, AuditedModel):
        delete_logged(model, keys, moment)
    else:
        delete(model, keys)


def delete_logged(model: Any, keys: set[int], moment: dict[str, Any]) -> None:
    """Delete these rows, with the entries that deleting each would write."""
    for some in batched(sorted(keys), AT_ONCE):
        found = model._base_manager.fetch_mode(models.FETCH_PEERS)
        rows = list(found.filter(pk__in=some).order_by("pk"))
        entries = []
        for row in rows:
            values = row._values().items()
            entries.append((row, {name: [text, ""] for name, text in values}))
        model.log_all("deleted", entries, **moment)
    delete(model, keys)


def delete(model: Any, keys: set[int]) -> None:
    delete_by(model, "pk", keys)


def delete_by(model: Any, name: str, keys: set[int]) -> None:
    """Delete as a database does: nothing else belongs to these rows any more."""
    for some in batched(sorted(keys), AT_ONCE):
        rows = model._base_manager.filter(**{f"{name}__in": some})
        rows._raw_delete(rows.db)
