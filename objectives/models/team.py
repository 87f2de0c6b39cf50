from itertools import chain

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from goals_tracker.database.verbs import alters_data
from objectives.models.brand import Branded, brand_constraints
from objectives.models.cadence import Cadence
from objectives.models.history import AuditedModel
from objectives.models.organization import Organization
from objectives.text.slugs import is_slug, slug_of

LONGEST_SLUG = 80


def counted(model, count):
    name = "verbose_name" if count == 1 else "verbose_name_plural"
    return f"{count} {getattr(model._meta, name)}"


# The keys of the teams that a reader may see, or None for all teams.
type Keys = list[int] | None


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user):
        """Teams this user may read: all if open, else their own and its groups."""
        if user.is_active and user.is_staff:
            return self
        is_open = Exists(Organization.objects.open_to(user))
        today = timezone.localdate()
        still = Q(members__left_on=None) | Q(members__left_on__gte=today)
        roots = Team.objects.filter(still, members__user=user.pk).values(
            root=Coalesce("parent_id", "pk")
        )
        mine = Q(pk__in=roots) | Q(parent_id__in=roots)
        # Anonymous and disabled users are not active, and see the same.
        return self.filter(is_open | mine if user.is_active else is_open)

    def keys_visible_to(self, user):
        """The keys of the teams this user may read, or None for every team.

        Given keys, the database plans better than with a subquery.
        """
        sees_all = user.is_active and user.is_staff
        if sees_all or Organization.objects.open_to(user).exists():
            return None
        return list(self.visible_to(user).values_list("pk", flat=True))

    def in_teams(self, pks):
        """The teams with these keys, or all if that is None."""
        return self if pks is None else self.filter(pk__in=pks)

    def with_parents(self, pks):
        """The teams with these keys and their parent teams."""
        return self.filter(pk__in=pks).select_related("parent").order_by()

    def active(self):
        """Teams that are not archived, and whose parent team is not either."""
        return self.filter(archived_at=None, parent__archived_at=None)

    def archived(self):
        """Teams that were archived, and the groups of these."""
        itself = Q(archived_at__isnull=False)
        return self.filter(itself | Q(parent__archived_at__isnull=False))

    def without_leads(self, on):
        """Teams that once had a lead with an account, and have none who can sign in.

        A group that its parent's leads can change has one.
        """
        members = apps.get_model("objectives", "Member").objects
        leads = members.filter(is_lead=True, user__isnull=False).order_by()
        over = Q(team=OuterRef("pk")) | Q(team=OuterRef("parent"))
        able = leads.present(on).filter(over, user__is_active=True)
        had = leads.filter(team=OuterRef("pk"))
        return self.active().filter(Exists(had), ~Exists(able))

    def at_slug(self, slug):
        """The team that has this slug, or had it."""
        return self.filter(Q(slug=slug) | Q(former_slugs__slug=slug)).distinct()

    def covered_by(self, team):
        """The team and its groups, in the order of a review."""
        return self.filter(Q(pk=team.pk) | Q(parent=team)).in_order()

    def reviewed_in(self, quarter):
        """Teams with a review of that quarter."""
        return self.filter(reviews__quarter=quarter)

    def reviews_in(self, quarter):
        """Each team's review of that quarter: its moment, and its version in force."""
        in_force = FilteredRelation(
            "reviews__publications",
            condition=Q(reviews__publications__withdrawn_at=None),
        )
        reviewed = self.reviewed_in(quarter).alias(in_force=in_force).order_by()
        return reviewed.values_list("pk", "reviews__held_at", "in_force__number")

    def planned_in(self, quarter):
        """Annotate whether the team or a group of it has a plan for that quarter."""
        planned = self.model._base_manager.filter(
            Q(pk=OuterRef("pk")) | Q(parent=OuterRef("pk")),
            plans__quarter__first_day=quarter.first_day,
        )
        return self.annotate(is_planned=Exists(planned))

    def with_review_for(self, team, quarter):
        """The team and its parent, as far as they have a review of that quarter."""
        pks = filter(None, (team.pk, team.parent_id))
        own_first = F("parent").desc(nulls_last=True)
        return self.filter(pk__in=pks).reviewed_in(quarter).order_by(own_first)

    def lock(self, pks):
        """Lock the teams with these keys, always in the same order."""
        rows = self.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
        return list(rows.values_list("pk"))

    def in_order(self):
        """Teams by name, each followed by its groups."""
        return self.order_by(
            Coalesce("parent__position", "position"),
            Coalesce("parent__name", "name"),
            F("parent").asc(nulls_first=True),
            "position",
            "name",
            "pk",
        )


class Team(Branded, AuditedModel):
    """A team, or a group within one: Site Operations is a group of TechOps."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name="group of",
    )
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=LONGEST_SLUG, unique=True)
    # What its slides are named by, so that notes and minutes stay with them.
    first_slug = models.CharField(
        max_length=LONGEST_SLUG, blank=True, default="", editable=False
    )
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    headcount = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Leave empty if unknown."
    )
    cadence = models.CharField(
        "ask for statuses",
        max_length=11,
        choices=Cadence,
        default=Cadence.FORTNIGHTLY,
        help_text="In the weekly message of each owner, where a status is that old.",
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="team_not_its_own_group",
                violation_error_message="A team cannot be a group of itself.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="team_name",
                violation_error_message="Enter a name for the team.",
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                nulls_distinct=None,
                name="team_name_once",
                violation_error_message="There is already a group with this name.",
            ),
            models.CheckConstraint(
                condition=Q(cadence__in=Cadence.values),
                name="team_cadence",
                violation_error_message="Choose how often to ask for statuses.",
            ),
            *brand_constraints("team"),
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        was = getattr(self, "_read", {}).get("slug", self.slug)
        if was != self.slug and not self._state.adding:
            self.check_slug()
            self.first_slug = self.first_slug or was
            self.former_slugs.filter(slug=self.slug).delete()
            self.former_slugs.create(slug=was)
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        # The team before its plans, in the order in which writers of plans lock them.
        self.lock()
        owned = self.members.order_by().values_list("objectives__plan")
        apps.get_model("objectives", "Plan").objects.lock(owned)
        self.check_delete()
        return super().delete(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("team_detail", args=[self.slug])

    def clean(self):
        super().clean()
        self.check_name()
        if self.slug:
            self.check_slug()
        if self.parent and self.parent.parent_id:
            raise ValidationError(
                {"parent": "A group cannot have groups of its own."}, code="too_deep"
            )
        if self.parent and self.pk and self.groups.exists():
            raise ValidationError(
                {"parent": "This team has groups, so it cannot become one."},
                code="too_deep",
            )

    @property
    def root_pk(self):
        """The primary key of the parent team, or its own if it has none."""
        return self.parent_id or self.pk

    @property
    def is_archived(self):
        parent = self.parent if self.parent_id else None
        return bool(self.archived_at or (parent and parent.archived_at))

    def check_archive(self):
        """Raise ValidationError unless it may be archived."""
        if self.is_archived:
            raise ValidationError("It is already archived.", code="archived")

    def check_unarchive(self):
        """Raise ValidationError unless it may be brought back by itself."""
        if self.archived_at is None:
            raise ValidationError("It is not archived.", code="active")

    @alters_data
    @transaction.atomic
    def archive(self, *, by, at):
        """Take it with its groups out of lists; its history and addresses stay."""
        self.lock()
        self.check_archive()
        self.archived_at = at
        self.save(by=by, at=at, action="archived")

    @alters_data
    @transaction.atomic
    def unarchive(self, *, by, at):
        self.lock()
        self.check_unarchive()
        self.archived_at = None
        self.save(by=by, at=at, action="unarchived")

    def check_move(self, parent):
        """Raise ValidationError unless this group may become one of that team."""
        if not self.parent_id or parent.parent_id:
            raise ValidationError("Only groups move, and into teams.", code="too_deep")
        if parent == self.parent:
            text = "It is a group of %(team)s already."
            raise ValidationError(text, code="same", params={"team": parent})
        if parent.is_archived:
            text = "%(team)s is archived. Unarchive it first."
            raise ValidationError(text, code="archived", params={"team": parent})
        if Team.objects.filter(parent=parent, name=self.name).exists():
            text = "%(team)s has a group with this name already."
            raise ValidationError(text, code="taken", params={"team": parent})
        for team in (self.parent, parent):
            self._check_reviews_of(team)

    def _check_reviews_of(self, team):
        """Until it is published, a review shows the groups that its team has now."""
        held = Q(quarter__plans__team=self) | Q(quarter__projects__team=self)
        review = team.unpublished_reviews().filter(held).first()
        if review:
            raise ValidationError(
                "That would change the review of %(team)s for %(quarter)s, since this "
                "group has a plan or unplanned work in that quarter. Publish the "
                "review first, or archive the group and add a new one there.",
                code="reviewed",
                params={"team": team, "quarter": review.quarter},
            )

    def unpublished_reviews(self):
        """Its reviews that show what there is now, the latest first."""
        in_force = self.reviews.filter(
            publications__isnull=False, publications__withdrawn_at=None
        )
        others = self.reviews.exclude(pk__in=in_force.values("pk"))
        return others.order_by("-quarter__first_day")

    @alters_data
    @transaction.atomic
    def move(self, parent, *, by, at):
        """Become a group of another team; plans, people and address go with it."""
        Team.objects.lock({self.pk, self.parent_id, parent.pk})
        self.refresh_from_db()
        parent.refresh_from_db()
        self.check_move(parent)
        self.position = parent.groups.count() + 1
        self.parent = parent
        self.save(by=by, at=at, action="moved")

    @property
    def slide_slug(self):
        """What its slides are named by: in ASCII, and the same for good."""
        slug = self.first_slug or self.slug
        return slug if slug.isascii() else f"team_{self.pk}"

    def free_slug(self):
        """A slug of its name that no other team has or had."""
        room = LONGEST_SLUG - 6
        words = slug_of(self.name)[:room].strip("-_") or "team"
        had = apps.get_model("objectives", "FormerSlug").objects
        taken = {
            slug
            for rows in (Team.objects, had)
            for slug in rows.filter(slug__startswith=words).values_list(
                "slug", flat=True
            )
        }
        numbered = (f"{words}-{number}" for number in range(2, 9999))
        return next(slug for slug in chain([words], numbered) if slug not in taken)

    def check_slug(self):
        """Raise ValidationError unless its slug is free and fit for an address."""
        others = Team.objects.exclude(pk=self.pk)
        if not is_slug(self.slug) or "--" in self.slug:
            code = "invalid"
            text = "Use letters, digits and single hyphens in the address."
        elif others.filter(slug=self.slug).exists():
            text, code = "Another team has this address.", "taken"
        elif former := others.filter(former_slugs__slug=self.slug).first():
            text = f"This address still leads to {former}, which had it before."
            code = "former"
        else:
            return
        raise ValidationError({"slug": ValidationError(text, code=code)})

    def check_name(self):
        """Raise ValidationError if another team of the same parent has this name."""
        beside = Team.objects.filter(parent=self.parent_id, name=self.name)
        if beside.exclude(pk=self.pk).exists():
            what = "group" if self.parent_id else "team"
            refusal = ValidationError(
                f"There is already a {what} with this name.", code="taken"
            )
            raise ValidationError({"name": refusal})

    def check_delete(self):
        """Raise ValidationError if it has plans, reviews or groups."""
        if found := self.held_by():
            raise ValidationError(
                "%(team)s has %(what)s, so it cannot be deleted.",
                code="held",
                params={"team": self, "what": get_text_list(found, "and")},
            )
        for member in self.members.select_related("team"):
            member.check_delete()

    def held_by(self):
        """What prevents its deletion, in words: plans, reviews, groups."""
        held = self.rows_by(models.PROTECT)
        return [
            "groups" if model is Team else str(model._meta.verbose_name_plural)
            for model, _ in held
        ]

    def going(self):
        """What is deleted along with it, in words: 3 members, 1 metric."""
        return [counted(*rows) for rows in self.rows_by(models.CASCADE)]

    def moving(self):
        """What belongs to it and moves along, in words: 2 plans, 3 members."""
        rows = chain(self.rows_by(models.PROTECT), self.rows_by(models.CASCADE))
        return [counted(*each) for each in rows]

    def rows_by(self, on_delete):
        """How many rows of each model refer to it by links of that kind."""
        for link in self._meta.related_objects:
            rows = link.related_model._base_manager
            count = rows.filter(**{link.field.name: self}).count()
            if link.on_delete is on_delete and count:
                yield link.related_model, count
