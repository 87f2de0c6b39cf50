"""What searches of objectives look through, kept true by signals.

Signals rather than `save()`, since an owner's name is in it too, and rows also come by
restoring and from fixtures. Updates in bulk send none and call `refresh`.
"""

from collections.abc import Iterable
from itertools import batched, chain

from django.apps import apps
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.db.models.signals import post_delete, post_save

from objectives.models.deletion import Deletion
from objectives.models.member import Member
from objectives.text.searching import patterns, searched_text

TEXTS = (
    *("title", "measure", "dependency", "status", "tags"),
    *("reference", "reference_url"),
)
SOURCES = {*TEXTS, "owner"}
AT_ONCE = 500
OBJECTIVE = "objectives.objective"
# The index of SQLite; see `search_index`.
MATCHING = "SELECT rowid FROM objectives_searchedtext_index(%s)"


class SearchedTextQuerySet(models.QuerySet["SearchedText"]):
    def refresh(self, objectives: Iterable[int]) -> None:
        """Write what is stored of the objectives with these keys, where it differs.

        Two at once would store what one of them read: the plans are to be locked, as
        they are by all verbs that change a text or the name of an owner or a tag.
        """
        for pks in batched(sorted(objectives), AT_ONCE):
            changed = [
                self.model(pk=pk, text=text)
                for pk, text, stored in texts_of(pks)
                if stored != text
            ]
            self.bulk_create(
                changed,
                update_conflicts=True,
                unique_fields=["objective"],
                update_fields=["text"],
            )

    def searched(self, text: str) -> RawSQL | models.QuerySet:
        """The keys of objectives with all these words, and of none without words."""
        found = patterns(text)
        if not found:
            return self.none().values("pk")
        if connection.vendor == "sqlite":
            quoted = ('"{}"'.format(one.replace('"', '""')) for one in found)
            return RawSQL(MATCHING, [" AND ".join(quoted)])
        rows = self.all()
        for pattern in found:
            rows = rows.filter(text__contains=pattern)
        return rows.values("pk")


class SearchedText(models.Model):
    """An objective's texts, tags and owner, folded; see `text.searching`."""

    # Without a constraint: a deletion would otherwise keep and restore it too.
    objective = models.OneToOneField(
        "objectives.Objective",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="searched_text",
    )
    text = models.TextField()

    objects = SearchedTextQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.text


def texts_of(pks):
    """The keys of these objectives, what is to be stored of each, and what is."""
    objectives = apps.get_model("objectives", "Objective")._base_manager
    rows = objectives.filter(pk__in=pks).order_by("pk")
    names = ("pk", "searched_text__text", *TEXTS, "owner__name")
    for pk, stored, *texts in rows.values_list(*names):
        yield pk, searched_text(*filter(None, texts)), stored


def connect(objective):
    """Keep what is stored true from now on; `objective` is the model."""
    post_save.connect(objective_saved, sender=objective)
    post_delete.connect(objective_deleted, sender=objective)
    post_save.connect(owner_saved, sender=Member)
    post_save.connect(deletion_saved, sender=Deletion)


def objective_saved(*, instance, update_fields, **kwargs):
    if update_fields is None or SOURCES & update_fields:
        SearchedText.objects.refresh([instance.pk])


def objective_deleted(*, instance, **kwargs):
    SearchedText.objects.filter(pk=instance.pk).delete()


def owner_saved(*, instance, created, raw, update_fields, **kwargs):
    # Fixtures may have an owner after their objectives.
    is_new = created and not raw
    if not is_new and (update_fields is None or "name" in update_fields):
        owned = instance.objectives.order_by()
        SearchedText.objects.refresh(owned.values_list("pk", flat=True))


def deletion_saved(*, instance, **kwargs):
    """Restored links to owners are written in bulk."""
    if instance.restored_at:
        linked = (pks for noun, *_, pks in instance.links if noun == OBJECTIVE)
        SearchedText.objects.refresh({*chain.from_iterable(linked)})
