"""Tags: what objectives have in common across teams, such as a programme or a client.

A tag has one spelling in the whole organisation. An objective's own `tags` repeat the
names, so that a row can be shown, searched and compared without a join; its taggings
are for filters, and for writing the names again when one changes.
"""

from collections import defaultdict
from itertools import batched

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from goals_tracker.database.verbs import alters_data
from objectives.models.history import AuditedModel
from objectives.models.plan import Plan
from objectives.models.searched_text import SearchedText
from objectives.parsing.tags import (
    LONGEST_TAG,
    MOST_TAGS,
    folded_tag,
    joined_tags,
    tags_in,
)

BATCH = 500
# As many names as a help text can have.
MOST_NAMED = 12
# A character may become as many as eighteen when it is folded.
LONGEST_FOLD = 18 * LONGEST_TAG
LONGEST_TAGS = MOST_TAGS * (LONGEST_TAG + 2)


def check_tags(text):
    """Raise ValidationError unless these may be the tags of one objective."""
    names = tags_in(text)
    if len(names) > MOST_TAGS:
        raise ValidationError(f"Use at most {MOST_TAGS} tags.", code="too_many")
    for name in names:
        if len(name) > LONGEST_TAG:
            raise ValidationError(
                "Shorten the tag “%(name)s” to %(most)d characters.",
                code="too_long",
                params={"name": f"{name[:20]}…", "most": LONGEST_TAG},
            )


class TagQuerySet(models.QuerySet["Tag"]):
    def named(self, name):
        """The tag with this name, in any spelling that counts as the same."""
        return self.filter(folded=folded_tag(name))

    def used_in(self, teams):
        """Tags of objectives of the teams with these keys; all if that is None."""
        if teams is None:
            return self
        used = Tagging.objects.filter(
            tag=OuterRef("pk"), objective__plan__team__in=teams
        )
        return self.filter(Exists(used))

    def with_counts(self):
        return self.annotate(count=Count("taggings")).order_by("folded", "pk")

    def most_used(self):
        """The names of those used most."""
        tags = self.with_counts().order_by("-count", "folded")
        return list(tags.values_list("name", flat=True)[:MOST_NAMED])

    @alters_data
    def found_or_added(self, names, *, by, at):
        """The tags with these names, in their order; new names are added."""
        folds = [folded_tag(name) for name in names]
        known = {tag.folded: tag for tag in self.filter(folded__in=folds)}
        return [
            known.get(fold) or self._added(name, by=by, at=at)
            for fold, name in zip(folds, names, strict=True)
        ]

    @alters_data
    def all_named(self, names, *, by, at, reason=""):
        """The tags with these names, by their folds; new ones are added."""
        folds = {folded_tag(name): name for name in names}
        found: dict[str, Tag] = {}
        for some in batched(sorted(folds), BATCH):
            found |= {tag.folded: tag for tag in self.filter(folded__in=some)}
        missing = sorted(folds.keys() - found)
        new = [self.model(name=folds[one], folded=one) for one in missing]
        self.model.add_all(new, by=by, at=at, reason=reason)
        return found | {tag.folded: tag for tag in new}

    def _added(self, name, *, by, at):
        tag = self.model(name=name)
        try:
            with transaction.atomic():
                tag.save(by=by, at=at)
        except IntegrityError:
            # Somebody else has added it meanwhile.
            return self.named(name).get()
        return tag


class Tag(AuditedModel):
    """A name that objectives of any team may have in common."""

    name = models.CharField(max_length=LONGEST_TAG)
    folded = models.CharField(max_length=LONGEST_FOLD, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                name="tag_once",
                violation_error_message="There is already a tag with this name.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="tag_name",
                violation_error_message="Enter a name for the tag.",
            ),
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.folded = folded_tag(self.name)
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.lock()
        tagged = self.tagged
        deletion = super().delete(*args, **kwargs)
        Tagging.objects.write_names(tagged)
        return deletion

    def get_absolute_url(self):
        return reverse("tag_list")

    def touched_plans(self):
        """Plans with objectives of this tag, whose names are written again."""
        return self.taggings.order_by().values_list("objective__plan", flat=True)

    @property
    def tagged(self):
        """The keys of its objectives."""
        return list(self.taggings.order_by().values_list("objective", flat=True))

    def check_rename(self, name):
        """Raise ValidationError unless it may have that name."""
        names = tags_in(name)
        if not names:
            raise ValidationError("Enter a name for the tag.", code="required")
        if len(names) > 1:
            raise ValidationError(
                "Leave out the comma, since it separates tags.", code="comma"
            )
        check_tags(name)
        if Tag.objects.named(name).exclude(pk=self.pk).exists():
            raise ValidationError(
                "There is already a tag with this name. Merge this one into it.",
                code="taken",
            )

    @alters_data
    @transaction.atomic
    def rename(self, name, *, was=None, by, at):
        """Give it another name, on all its objectives in all quarters."""
        self.lock()
        self.check_rename(name)
        [name] = tags_in(name)
        self.check_unchanged({"name": name}, was)
        self.name = name
        self.save(by=by, at=at, action="renamed")
        Tagging.objects.write_names(self.tagged)

    def check_merge(self, other):
        """Raise ValidationError unless it may be merged into that tag."""
        if other.pk == self.pk:
            raise ValidationError("Choose another tag.", code="same")

    @alters_data
    @transaction.atomic
    def merge_into(self, other, *, by, at):
        """Give its objectives that tag instead, and delete this one."""
        self.check_merge(other)
        self.lock()
        links = [Tagging(objective_id=pk, tag=other) for pk in self.tagged]
        Tagging.objects.bulk_create(links, batch_size=BATCH, ignore_conflicts=True)
        return self.delete(by=by, at=at, reason=f"merged into {other}")


class TaggingQuerySet(models.QuerySet["Tagging"]):
    @alters_data
    def replace(self, objective, tags):
        """Leave the objective with these tags."""
        own = self.filter(objective=objective)
        own.exclude(tag__in=tags).delete()
        links = [Tagging(objective=objective, tag=tag) for tag in tags]
        Tagging.objects.bulk_create(links, ignore_conflicts=True)

    def triples(self, objectives):
        """The taggings of objectives with these keys: key, objective, tag."""
        found: list[tuple[int, int, int]] = []
        for some in batched(objectives, BATCH):
            rows = self.filter(objective__in=some).order_by("pk")
            found += rows.values_list("pk", "objective", "tag")
        return found

    @alters_data
    def put_back(self, objectives, triples):
        """Leave objectives with these keys with these taggings, of tags still there."""
        for some in batched(sorted(objectives), BATCH):
            self.filter(objective__in=some).delete()
        tags = set(Tag.objects.values_list("pk", flat=True))
        rows = [
            Tagging(pk=pk, objective_id=key, tag_id=tag)
            for pk, key, tag in triples
            if key in objectives and tag in tags
        ]
        Tagging.objects.bulk_create(rows, batch_size=BATCH)

    @alters_data
    def add_all(self, links):
        """Give objectives tags, as pairs of a key and a tag."""
        rows = [Tagging(objective_id=key, tag=tag) for key, tag in links]
        Tagging.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)

    @alters_data
    def write_names(self, objectives):
        """Write the names of their tags on the objectives with these keys."""
        rows = apps.get_model("objectives", "Objective")._base_manager
        for keys in batched(objectives, BATCH):
            names = defaultdict(list)
            links = self.filter(objective__in=keys).order_by("pk")
            for key, name in links.values_list("objective", "tag__name"):
                names[key].append(name)
            some = [rows.model(pk=key, tags=joined_tags(names[key])) for key in keys]
            rows.bulk_update(some, ["tags"])
            SearchedText.objects.refresh(keys)


class Tagging(models.Model):
    """That an objective has a tag."""

    objective = models.ForeignKey(
        "objectives.Objective", on_delete=models.CASCADE, related_name="taggings"
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")

    objects = TaggingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "tag"],
                name="tagging_once",
                violation_error_message="The objective already has this tag.",
            ),
        ]

    def __str__(self):
        return f"{self.objective}: {self.tag}"

    @classmethod
    def restore_all(cls, rows):
        """Insert the rows of a deletion whose other end is still there."""
        objectives = {row.objective_id for row in rows}
        stored = apps.get_model("objectives", "Objective")._base_manager.filter(
            pk__in=objectives
        )
        plans = dict(stored.values_list("pk", "plan"))
        Plan.objects.lock(set(plans.values()))
        tags = set(
            Tag.objects.filter(pk__in={row.tag_id for row in rows}).values_list(
                "pk", flat=True
            )
        )
        whole = [
            row for row in rows if row.objective_id in plans and row.tag_id in tags
        ]
        Tagging.objects.bulk_create(whole, batch_size=BATCH, ignore_conflicts=True)
        Tagging.objects.write_names(list(plans))
