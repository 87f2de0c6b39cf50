from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from objectives.models.organization import Organization
from objectives.models.record import Record


class TeamQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Teams this user may read: all if open, else their own with its groups."""
        if user.is_active and user.is_staff:
            return self
        is_open = Exists(Organization.objects.open_to(user))
        roots = Team.objects.filter(members__user=user.pk).values(
            root=Coalesce("parent_id", "pk")
        )
        mine = Q(pk__in=roots) | Q(parent_id__in=roots)
        # The anonymous are not active; who was disabled reads like them.
        return self.filter(is_open | mine if user.is_active else is_open)

    def covered_by(self, team):
        """The team itself and its groups, in the order a review covers them."""
        return self.filter(Q(pk=team.pk) | Q(parent=team)).in_order()

    def reviewed_in(self, quarter):
        """Those that have a review of that quarter."""
        return self.filter(reviews__quarter=quarter)

    def with_review_for(self, team, quarter):
        """The team if it has a review of that quarter, then what it is a group of."""
        pks = filter(None, (team.pk, team.parent_id))
        own_first = F("parent").desc(nulls_last=True)
        return self.filter(pk__in=pks).reviewed_in(quarter).order_by(own_first)

    def in_order(self):
        """Teams by name, each followed by its groups in their order."""
        return self.order_by(
            Coalesce("parent__position", "position"),
            Coalesce("parent__name", "name"),
            F("parent").asc(nulls_first=True),
            "position",
            "name",
            "pk",
        )


class Team(Record):
    """A team, or a group of one: Site Operations is a group of TechOps."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name="group of",
    )
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    headcount = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Leave empty where it is not known."
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
                violation_error_message="Give the team a name.",
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                nulls_distinct=None,
                name="team_name_once",
                violation_error_message="There is a group of this name already.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("team_detail", args=[self.slug])

    def clean(self):
        if self.parent and self.parent.parent_id:
            raise ValidationError(
                {"parent": "A group has no groups of its own."}, code="too_deep"
            )
        if self.parent and self.pk and self.groups.exists():
            raise ValidationError(
                {"parent": "This team has groups, so it cannot become one."},
                code="too_deep",
            )

    @property
    def root_pk(self):
        """The primary key of the team that this one is, or is a group of."""
        return self.parent_id or self.pk
