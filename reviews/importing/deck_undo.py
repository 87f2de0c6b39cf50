"""Take back what came with a deck.

Teams, people, plans and objectives go into the journal of the import, which takes them
back as its own; what belongs to the review is deleted here, the last first.
"""

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError

from objectives.models import Change, Import, Organization, Plan, Team
from objectives.models.objective_import import packed
from reviews.importing.deck_review import LICENCE_FIELDS, Written

ROWS, REVIEW, LICENCE, LAST = "deck", "review", "licence", "last_change"
# What the journal takes back.
JOURNALED = {
    f"objectives.{name}"
    for name in ("team", "quarter", "member", "plan", "objective", "commitment")
} | {"objectives.carryover"}


def remember(
    import_: Import,
    rows: Iterable[Model],
    written: Written,
) -> None:
    """Keep what was added, in the order in which it was, and plans as they were."""
    journal, own = import_.written, []
    for row in rows:
        label = row._meta.label_lower
        if label in JOURNALED:
            journal["created"].setdefault(label, []).append(row.pk)
        else:
            own.append([label, row.pk])
    label = Plan._meta.label_lower
    changed = journal["changed"].setdefault(label, {})
    for pk in written.plans.keys() - set(journal["created"].get(label, ())):
        changed[str(pk)] = written.plans[pk] | changed.get(str(pk), {})
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    journal[LAST] = last
    more: dict[str, object] = {
        ROWS: own,
        REVIEW: written.review and written.review.pk,
        LAST: last,
    }
    more |= {LICENCE: written.licence}
    import_.set(outcome=import_.outcome | more, journal=packed(journal))


def undo_review(import_: Import, *, by: User, at: datetime) -> list[str]:
    """Delete what belongs to the review; says what stays and why."""
    if notice := import_.outcome.get(LICENCE):
        undo_licence(notice, by=by, at=at)
    added = reversed(import_.outcome.get(ROWS, []))
    found = (delete(label, pk, import_, by=by, at=at) for label, pk in added)
    return [words for words in found if words]


def undo_teams(import_: Import, *, by: User, at: datetime) -> None:
    """The team that had the groups, now that these are gone."""
    keys = import_.written["created"].get(Team._meta.label_lower, ())
    for team in Team.objects.filter(pk__in=keys, parent=None, groups=None):
        delete(Team._meta.label_lower, team.pk, import_, by=by, at=at)


def undo_licence(notice: str, *, by: User, at: datetime) -> None:
    """The organisation had none; what it has said since stays."""
    organization = Organization.objects.filter(licence_notice=notice).first()
    if organization:
        for name in LICENCE_FIELDS:
            setattr(organization, name, "")
        organization.save(by=by, at=at, reason="an import undone")


def delete(label: str, pk: int, import_: Import, *, by: User, at: datetime) -> str:
    """Delete a row; why it stays where somebody has changed it since."""
    row = apps.get_model(label)._base_manager.filter(pk=pk).first()
    if row is None:
        return ""
    since = Change.objects.of(row).filter(pk__gt=import_.outcome[LAST])
    if change := since.first():
        return f"{change.who_and_when} has changed “{row}” since."
    try:
        row.delete(by=by, at=at, reason="an import undone")
    except (ValidationError, ProtectedError):
        return f"“{row}” stays, because other things belong to it by now."
    return ""
