"""Takes back what one request has changed of objectives, by the objectives' own verbs.

Read off the audit trail, so that all that is written there can be taken back, and that
itself again. What somebody has changed since stays, and who and when is said.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from objectives.models.change import Change
from objectives.models.deletion import Deletion
from objectives.models.history import as_text
from objectives.models.member import Member
from objectives.models.objective import CHOICES, Objective
from objectives.models.plan import Plan

NOUN = Objective._meta.label_lower
EDITED = {
    *("title", "measure", "dependency", "owner", "is_tentative"),
    *("eta", "chosen_eta_day", "status", "chosen_state"),
    *("tags", "reference", "reference_url"),
}
FIELDS = {one.name: one for one in Objective._meta.fields if one.name in EDITED}


@transaction.atomic
def undo(changes: Iterable[Change], *, by: User, at: datetime) -> list[Objective]:
    """Take back all of these, the newest first, or none of them.

    Returns the objectives that are still there. Raises ValidationError if somebody has
    changed the same since, or if the objective's own rules refuse it.
    """
    done = [verb_for(change)(change, by=by, at=at) for change in changes]
    return [row for row in done if row]


def verb_for(change):
    verb = VERBS.get(change.action)
    if verb is None:
        raise ValidationError("This cannot be undone here.", code="kind")
    return verb


def objective_of(change):
    """The objective, locked."""
    row = Objective.objects.filter(pk=change.object_pk).first()
    if row is None:
        raise ValidationError("This has been deleted in the meantime.", code="gone")
    row.lock()
    return row


def put_back(change, *, by, at):
    row = objective_of(change)
    names = FIELDS.keys() & change.fields.keys()
    if not names:
        raise ValidationError("This cannot be undone here.", code="kind")
    for name in sorted(names):
        check_still(row, name, change)
    values = {name: value_from(row, name, change.fields[name][0]) for name in names}
    for text, chosen, _ in CHOICES:
        if text in values:
            values.setdefault(chosen, getattr(row, chosen))
    row.change(values, was=None, by=by, at=at, action="changed back")
    return row


def check_still(row, name, change):
    """Raise ValidationError unless the field says what the change has made of it."""
    field = FIELDS[name]
    if as_text(row, field) == change.fields[name][1]:
        return
    raise changed_since(Change.objects.of_field(row, name).first(), field.verbose_name)


def changed_since(later, what):
    who = later.who_and_when if later else "Someone else"
    return ValidationError(f"{who} has changed the {what} since.", code="conflict")


def value_from(row, name, text):
    """The value of a field from its text in the audit trail."""
    if name == "owner":
        return owner_named(row, text) if text else None
    field = FIELDS[name]
    return None if field.null and not text else field.to_python(text)


def owner_named(row, name):
    found = Member.objects.fit_to_own(row.plan.team, owner=row.owner_id)
    named = [member for member in found if str(member) == name]
    if len(named) != 1:
        raise ValidationError(
            f"Choose the owner: “{name}” is not one person of the team.", code="owner"
        )
    return named[0]


def remove(change, *, by, at):
    row = objective_of(change)
    later = Change.objects.of(row).filter(pk__gt=change.pk)
    if other := later.exclude(by=change.by).first():
        raise changed_since(other, "objective")
    row.delete(by=by, at=at)


def bring_back(change, *, by, at):
    deletions = Deletion.objects.filter(noun=NOUN, object_pk=change.object_pk)
    deletion = deletions.filter(restored_at=None).first()
    if deletion is None:
        raise ValidationError("It has already been restored.", code="restored")
    return deletion.restore(by=by, at=at)


def move_back(change, *, by, at):
    row = objective_of(change)
    latest = Change.objects.of(row).filter(action="moved").latest("pk")
    if latest != change:
        raise changed_since(latest, "place")
    plan = plan_before(row, change)
    below, _ = change.fields.get("below", ("", ""))
    before = plan.objectives.filter(pk=below or None).first()
    row.move(plan, before=before, by=by, at=at)
    return row


def plan_before(row, change):
    name = change.fields.get("plan", [str(row.plan)])[0]
    team = row.plan.team.parent or row.plan.team
    plans = Plan.objects.covered_by(team, row.plan.quarter)
    found = [plan for plan in plans if str(plan) == name]
    if len(found) != 1:
        raise ValidationError("Its plan is no longer there.", code="gone")
    return found[0]


VERBS = {
    "added": remove,
    "restored": remove,
    "deleted": bring_back,
    "changed": put_back,
    "changed back": put_back,
    "updated": put_back,
    "moved": move_back,
}
