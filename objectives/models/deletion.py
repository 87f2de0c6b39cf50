import datetime
from itertools import chain
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.functions import Now

from goals_tracker.database.verbs import alters_data
from objectives.models.naming import name_of

UNDO_DAYS = 30
UNDONE_WITHIN = datetime.timedelta(days=UNDO_DAYS)


class DeletionQuerySet(models.QuerySet["Deletion"]):
    def visible_to(self, user):
        """Deletions in teams that the user may see; all for administrators."""
        if user.is_active and user.is_staff:
            return self
        teams = apps.get_model("objectives", "Team").objects.visible_to(user)
        return self.filter(team__in=teams.values("pk"))

    def undoable(self, at):
        """Deletions that are not restored yet and not too old."""
        return self.filter(restored_at=None, at__gt=at - UNDONE_WITHIN)

    def covered_by(self, team):
        """What was deleted in the team and its groups, without the rows themselves."""
        covered = self.filter(models.Q(team=team) | models.Q(team__parent=team))
        return covered.without_content()

    def plan_keys(self, team, quarter):
        """The keys of the plans of the team and its groups that were deleted."""
        covered = self.filter(models.Q(team=team) | models.Q(team__parent=team))
        plans = covered.filter(noun="objectives.plan").values_list("object_pk", "rows")
        return [pk for pk, rows in plans if rows[0]["fields"]["quarter"] == quarter.pk]

    def of_no_team(self):
        """Deleted teams and what was deleted in them earlier, without the rows."""
        return self.filter(team=None).without_content()

    def without_content(self):
        """Without the saved rows, of which there may be a hundred thousand."""
        return self.defer("rows", "links")

    def save_rows(self, row, deleted, links, *, by, at):
        """Save these rows and the links to them; remove deletions that are final.

        A link is a field, the key it refers to, and the rows in which it is about to be
        set to null.
        """
        moment = {"at": at} if at else {}
        if at:
            self.filter(at__lte=at - UNDONE_WITHIN).delete()
        return self.create(
            by=by,
            by_name=name_of(by),
            team_id=team_pk_of(row),
            noun=row._meta.label_lower,
            object_pk=row.pk,
            object_name=str(row)[:200],
            rows=serializers.serialize("python", deleted),
            links=[
                [
                    field.model._meta.label_lower,
                    field.name,
                    key,
                    [row.pk for row in rows],
                ]
                for field, key, rows in links
            ],
            **moment,
        )


class Deletion(models.Model):
    """Deleted rows in full, so that the deletion can be undone for a while."""

    at = models.DateTimeField(db_default=Now(), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(
        "objectives.Team", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    noun = models.CharField(max_length=80)
    object_pk = models.BigIntegerField()
    object_name = models.CharField(max_length=200)
    rows = models.JSONField(encoder=DjangoJSONEncoder)
    links = models.JSONField(default=list)
    restored_at = models.DateTimeField(null=True, blank=True)

    objects = DeletionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.object_name

    @property
    def kind(self):
        """The name of the model that was deleted."""
        return apps.get_model(self.noun)._meta.verbose_name

    def check_restore(self, *, at):
        """Raise ValidationError unless this may still be undone."""
        if self.restored_at:
            raise ValidationError("It has already been restored.", code="restored")
        if self.at <= at - UNDONE_WITHIN:
            raise ValidationError(
                f"It was deleted more than {UNDO_DAYS} days ago.", code="final"
            )

    @alters_data
    @transaction.atomic
    def restore(self, *, by, at):
        """Restore the deleted rows and the links to them.

        Raises ValidationError with the codes of `check_restore`, and those of the
        rows' own rules if something else has taken their place since.
        """
        locked = Deletion.objects.select_for_update().get(pk=self.pk)
        locked.check_restore(at=at)
        rows = [item.object for item in serializers.deserialize("python", self.rows)]
        links = [(*link, self._null_rows(*link)) for link in self.links]
        lock_plans([*rows, *chain.from_iterable(cut for *_, cut in links)])
        bulk: dict[Any, list[models.Model]] = {}
        for row in rows:
            if hasattr(row, "restore_all"):
                bulk.setdefault(type(row), []).append(row)
                continue
            restore_row(row)
            if is_audited(row):
                row.log_restored(by=by, at=at)  # type: ignore[attr-defined]  # audited
        # Rows that come by the thousand, in bulk, after the rows that they belong to.
        for model, instances in bulk.items():
            model.restore_all(instances)
        for _, name, key, _, cut in links:
            restore_link(name, key, cut, by=by, at=at)
        self.restored_at = at
        self.save(update_fields=["restored_at"])
        return rows[0]

    def _null_rows(self, label, name, key, pks):
        """The rows in which this link is still null."""
        rows = apps.get_model(label)._base_manager
        return rows.filter(pk__in=pks, **{name: None}).order_by("pk")


def is_audited(row):
    """Whether it is an `AuditedModel`, which this module cannot import."""
    return hasattr(row, "touched_plans")


def lock_plans(rows):
    """Wait for verbs on the plans of all these rows."""
    keys = {key for row in rows if is_audited(row) for key in row.touched_plans()}
    apps.get_model("objectives", "Plan").objects.lock(keys)


def restore_link(name, key, cut, *, by, at):
    """Set this field of these rows to the key again, and log it."""
    field = cut.model._meta.get_field(name)
    for row in cut.select_for_update(no_key=True):
        setattr(row, field.attname, key)
        if is_audited(row):
            row.log_link(field, cut=False, by=by, at=at)
    cut.update(**{name: key})


def restore_row(row):
    """Insert a row as it was; optional links to rows that are gone become null."""
    fields = row._meta.concrete_fields
    for field in fields:
        if field.is_relation and is_gone(row, field):
            if field.remote_field.on_delete is not models.SET_NULL:
                raise ValidationError(
                    "What it belonged to has also been deleted. Restore that first.",
                    code="orphan",
                )
            setattr(row, field.attname, None)
    # Rules about changed fields compare with this: nothing is changed here.
    row._read = {field.attname: getattr(row, field.attname) for field in fields}
    row.full_clean()
    row.save_base(raw=True, force_insert=True)


def is_gone(row, field):
    """Whether the row that a link refers to no longer exists."""
    try:
        getattr(row, field.name)
    except ObjectDoesNotExist:
        return getattr(row, field.attname) is not None
    return False


def team_pk_of(row):
    """The key of the team whose leads may restore a row, if there is one."""
    if row._meta.label_lower == "objectives.team":
        return row.parent_id
    if getattr(row, "team_id", None):
        return row.team_id
    plan = getattr(row, "plan", None)
    return plan and plan.team_id
