from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce

from goals_tracker.database.verbs import alters_data
from objectives.models.change import Change
from objectives.models.history import AuditedModel
from objectives.models.plan import Plan
from objectives.models.searched_text import SearchedText
from objectives.models.team import Team


class ReasonKind(models.TextChoices):
    STAFF_TIME = "staff_time", "Staff time"
    PRIORITY_PROJECT = "priority_project", "A priority project came first"
    PROCUREMENT = "procurement", "Procurement"
    DEPENDENCY = "dependency", "Waited for a dependency"
    SCOPE = "scope", "The scope changed"
    OTHER = "other", "Other"


# The ends of a carry-over, and where each has its objective again if it is the first.
FIRSTS = (("predecessor", "first_of"), ("successor", "first_into"))


class CarryOverQuerySet(models.QuerySet["CarryOver"]):
    def visible_to(self, user):
        return self.filter(
            predecessor__plan__team__in=Team.objects.visible_to(user).values("pk")
        )

    def in_teams(self, pks):
        """Carry-overs of the teams with these keys, or all if that is None."""
        if pks is None:
            return self
        return self.filter(predecessor__plan__team__in=pks)

    def apart_from(self, pks):
        """Carry-overs of other teams than those with these keys."""
        return self.exclude(predecessor__plan__team__in=pks) if pks else self

    def in_quarter(self, quarter):
        """Carry-overs from this quarter."""
        return self.filter(predecessor__quarter_rank=quarter.rank)

    def further(self):
        """Those beside the first from their objective, or the first into it."""
        return self.filter(Q(first_of=None) | Q(first_into=None))

    def told_apart(self, plans):
        """Links from or into these plans that are hand-overs or one of several.

        As the keys of both objectives, as how many the first goes on, whether the teams
        differ, and their names.
        """
        teams = [f"{end}__plan__team" for end in ("predecessor", "successor")]
        roots = [Coalesce(f"{team}__parent", team) for team in teams]
        # Both by an index: for one condition on either end a database reads all.
        ends = ("predecessor__plan__in", "successor__plan__in")
        before, after = (self.filter(**{end: plans}).order_by() for end in ends)
        keys = before.values("pk").union(after.values("pk"))
        links = self.filter(pk__in=keys).alias(root=roots[0], root_after=roots[1])
        is_hand_over = Case(When(~Q(root=F("root_after")), then=True), default=False)
        names = [f"{team}__name" for team in teams]
        beside = CarryOver.objects.filter(predecessor=OuterRef("predecessor"))
        by_one = beside.order_by().values("predecessor").annotate(count=Count("pk"))
        told = links.annotate(
            count=Subquery(by_one.values("count")), is_other=is_hand_over
        ).order_by("pk")
        told = told.filter(Q(is_other=True) | Q(first_of=None) | Q(first_into=None))
        return told.values_list("predecessor", "successor", "count", "is_other", *names)

    def to_accept(self):
        """Hand-overs that the other team has neither accepted nor declined."""
        return self.filter(is_accepted=False)

    @alters_data
    def remove(self, link):
        """Remove that one; another becomes the first at its ends, where it was."""
        self.filter(pk=link.pk).delete()
        self.promote([(link.predecessor_id, link.successor_id)])

    @alters_data
    def promote(self, pairs):
        """Make another link the first at these ends, where the first was removed."""
        for (end, first), keys in zip(FIRSTS, zip(*pairs, strict=True), strict=False):
            lone = self.filter(**{f"{end}__in": {*keys}, first: None}).order_by()
            for key in lone.values_list(end, flat=True).distinct():
                rest = self.filter(**{end: key}).order_by("pk")
                if not rest.filter(**{f"{first}__isnull": False}).exists():
                    self.filter(pk__in=rest.values("pk")[:1]).update(**{first: key})

    def counted_into(self, plan):
        """How many there are into that plan, as a subquery."""
        into = self.filter(successor__plan=plan).order_by().values("successor__plan")
        return Subquery(into.annotate(count=Count("pk")).values("count"))

    def into_plans(self, plans):
        """Carry-overs whose successors are in these plans."""
        return self.filter(successor__plan__in=plans)

    def with_ends(self):
        """Carry-overs with both objectives, their teams and quarters."""
        ends = ("predecessor", "successor")
        names = [f"{end}__plan__{of}" for end in ends for of in ("team", "quarter")]
        return self.select_related(*names).order_by("pk")

    @alters_data
    @transaction.atomic
    def link_all(self, pairs, *, by, at, reason=""):
        """Link pairs of objectives that are locked, were checked, and have no links.

        In the order of their quarters, so that each goes on with its whole lineage.
        """
        entries, links = [], []
        for before, after in pairs:
            lineage = [str(after.lineage), str(before.lineage)]
            continues = ["", f"{before} ({before.plan})"]
            entries.append((after, {"lineage": lineage, "continues": continues}))
            after.lineage = before.lineage
            ends = {"predecessor": before, "successor": after}
            firsts = {"first_of": before, "first_into": after}
            links.append(self.model(**ends, **firsts, by=by, at=at))
        moment = {"by": by, "at": at, "reason": reason}
        rows = apps.get_model("objectives", "Objective")
        rows._base_manager.bulk_update([row for row, _ in entries], ["lineage"])
        rows.log_all("continued", entries, **moment)
        return self.model.add_all(links, **moment)

    def for_reason(self, kind):
        return self.filter(reason_kind=kind)

    def searched(self, text):
        """Carry-overs from objectives with all these words in their texts."""
        return self.filter(predecessor__in=SearchedText.objects.searched(text))

    def for_list(self):
        """Carry-overs with everything that a row of a list shows."""
        plan = Plan.objects.filter(pk=OuterRef("predecessor__plan"))
        rows = self.order_by().select_related("predecessor", "successor", "by")
        # Fetched by key, since a join may read all plans.
        return rows.annotate(team_pk=Subquery(plan.values("team")[:1]))


class CarryOver(AuditedModel):
    """The link from an unfinished objective to its successor in a later quarter.

    Objectives can have several: one goes on as two, or two as one. The first at either
    end has its objective a second time, in `first_of` and `first_into`, so that
    `carried_to` and `carried_from` find one link, and each objective counts once.
    """

    predecessor = models.ForeignKey(
        "objectives.Objective", on_delete=models.PROTECT, related_name="links_on"
    )
    successor = models.ForeignKey(
        "objectives.Objective", on_delete=models.PROTECT, related_name="links_back"
    )
    first_of = models.OneToOneField(
        "objectives.Objective",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_to",
    )
    first_into = models.OneToOneField(
        "objectives.Objective",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_from",
    )
    # Whether the successor's team has accepted what another team handed over to it.
    is_accepted = models.BooleanField(default=True, editable=False)
    reason_kind = models.CharField(max_length=20, choices=ReasonKind, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(null=True, blank=True)

    objects = CarryOverQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["reason_kind", "id"], name="carry_over_by_reason"),
            models.Index(
                fields=["successor"],
                condition=Q(is_accepted=False),
                name="carry_over_to_accept",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="carry_over_two_rows",
                violation_error_message="An objective cannot carry over to itself.",
            ),
            models.CheckConstraint(
                condition=Q(reason_kind__in=["", *ReasonKind.values]),
                name="carry_over_reason_kind",
                violation_error_message="Choose one of the reasons.",
            ),
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="carry_over_once",
                violation_error_message="It already goes on as that objective.",
            ),
            models.CheckConstraint(
                condition=Q(first_of=None) | Q(first_of=F("predecessor")),
                name="carry_over_first_of",
                violation_error_message="It comes first only at its own ends.",
            ),
            models.CheckConstraint(
                condition=Q(first_into=None) | Q(first_into=F("successor")),
                name="carry_over_first_into",
                violation_error_message="It comes first only at its own ends.",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor.plan.quarter}"

    @transaction.atomic
    def save(self, *args, beside=(), **kwargs):
        """`beside` has the names of the ends that have a link already."""
        if self._state.adding:
            firsts = {"first_of": self.predecessor, "first_into": self.successor}
            for name, row in firsts.items():
                setattr(self, name, None if name in beside else row)
        super().save(*args, **kwargs)

    @property
    def is_hand_over(self) -> bool:
        """Whether it goes on with another team."""
        ends = (self.predecessor, self.successor)
        return len({row.plan.team.root_pk for row in ends}) == 2

    def check_accept(self):
        """Raise ValidationError unless it is a hand-over that waits for an answer."""
        if self.is_accepted:
            raise ValidationError("It has already been accepted.", code="accepted")

    @alters_data
    @transaction.atomic
    def accept(self, *, by, at):
        """Say that the successor's team goes on with it."""
        self.successor.lock()
        self.refresh_from_db()
        self.check_accept()
        self.is_accepted = True
        self.save(by=by, at=at, action="accepted")

    def check_decline(self, reason):
        """Raise ValidationError unless the team may give it back for that reason."""
        self.check_accept()
        if not reason.strip():
            raise ValidationError("Enter why you decline it.", code="no_reason")
        before = self.predecessor.plan
        if before.is_closed:
            raise ValidationError(
                "%(team)s has closed %(quarter)s. Ask one of its leads to reopen it.",
                code="closed",
                params={"team": before.team, "quarter": before.quarter},
            )

    @alters_data
    @transaction.atomic
    def decline(self, reason, *, by, at):
        """Give it back to the team that handed it over, unanswered."""
        self.check_decline(reason)
        return self.predecessor.cut(self.successor, by=by, at=at, reason=reason)

    @property
    def has_copied(self) -> bool:
        """Whether it has made its successor, and not linked one that was there."""
        entries = Change.objects.of(self.successor)
        return entries.filter(action="added", at=self.at).exists()


def further_links():
    """What prefetches the links of objectives beside their first, as `further_on`."""
    ends = ("successor__plan__team", "successor__plan__quarter")
    further = CarryOver.objects.filter(first_of=None).select_related(*ends)
    return Prefetch("links_on", further.order_by("pk"), to_attr="further_on")
