import datetime

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.functions import Now

UNDO_DAYS = 30
UNDONE_WITHIN = datetime.timedelta(days=UNDO_DAYS)


class DeletionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the teams one may see; all of them for administrators."""
        if user.is_active and user.is_staff:
            return self
        teams = apps.get_model("objectives", "Team").objects.visible_to(user)
        return self.filter(team__in=teams.values("pk"))

    def undoable(self, at):
        """Not undone yet, and not so old that it is final."""
        return self.filter(restored_at=None, at__gt=at - UNDONE_WITHIN)

    def keep(self, row, going, links, *, by, at):
        """Keep these rows and the links to them as they stand; drop what is final.

        `links` are fields, each with the rows in which it is about to be emptied.
        """
        moment = {"at": at} if at else {}
        if at:
            self.filter(at__lte=at - UNDONE_WITHIN).delete()
        return self.create(
            by=by,
            by_name=by.get_username() if by else "",
            team_id=team_pk_of(row),
            noun=row._meta.label_lower,
            object_pk=row.pk,
            object_name=str(row)[:200],
            rows=serializers.serialize("python", going),
            links=[
                [field.model._meta.label_lower, field.name, [one.pk for one in rows]]
                for field, rows in links
            ],
            **moment,
        )


class Deletion(models.Model):
    """What was deleted, whole, so that it can be undone for a while."""

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

    def check_restore(self, *, at):
        """Raise ValidationError unless this may still be undone."""
        if self.restored_at:
            raise ValidationError("It is back already.", code="restored")
        if self.at <= at - UNDONE_WITHIN:
            raise ValidationError(
                f"It was deleted more than {UNDO_DAYS} days ago.", code="final"
            )

    @transaction.atomic
    def restore(self, *, by, at):
        """Put back what was deleted, with the links that led to it.

        Raises ValidationError with the codes of `check_restore`, and those of the
        rows' own rules where something has taken their place or closed meanwhile.
        """
        locked = Deletion.objects.select_for_update().get(pk=self.pk)
        locked.check_restore(at=at)
        rows = [one.object for one in serializers.deserialize("python", self.rows)]
        for row in rows:
            row.full_clean()
            row.save_base(raw=True, force_insert=True)
        self._mend_links()
        self.restored_at = at
        self.save(update_fields=["restored_at"])
        rows[0].record("restored", {}, by=by, at=at)
        return rows[0]

    restore.alters_data = True

    def _mend_links(self):
        for label, name, pks in self.links:
            rows = apps.get_model(label)._base_manager
            rows.filter(pk__in=pks, **{name: None}).update(**{name: self.object_pk})


def team_pk_of(row):
    """The team whose people may undo the deletion of a row, if there is one."""
    if getattr(row, "team_id", None):
        return row.team_id
    plan = getattr(row, "plan", None)
    return plan and plan.team_id
