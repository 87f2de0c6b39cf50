"""Many objectives at once: filters, orders and annotations."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from goals_tracker.database.verbs import alters_data
from objectives.models.carry_over import CarryOver, further_links
from objectives.models.change import Change
from objectives.models.objective_list_queryset import ObjectiveListQuerySet
from objectives.models.searched_text import SearchedText
from objectives.models.status_update import StatusUpdate
from objectives.models.tag import Tag, Tagging, check_tags
from objectives.models.team import Team
from objectives.parsing.status import State
from objectives.parsing.tags import folded_tag, joined_tags, tags_in

# As in `Disposed.has_disposition`.
OPEN = Q(carried_to=None, deferred_to="", dropped_reason="")
OPEN &= ~Q(chosen_state=State.MISSED)


def mark_of_links(end):
    """A number that stands for the carry-overs that an objective has at this end."""
    is_accepted = Case(When(is_accepted=True, then=Value(1)), default=Value(0))
    links = CarryOver.objects.filter(**{end: OuterRef("pk")}).order_by().values(end)
    marks = links.annotate(mark=Sum(F("pk") * 2 + is_accepted))
    return Coalesce(Subquery(marks.values("mark")), 0)


class ObjectiveQuerySet(ObjectiveListQuerySet):
    def visible_to(self, user):
        return self.filter(plan__team__in=Team.objects.visible_to(user).values("pk"))

    def covered_by(self, team, quarter):
        """Objectives of the team and its groups in a quarter."""
        teams = Q(plan__team=team) | Q(plan__team__parent=team)
        return self.filter(teams, plan__quarter=quarter)

    @alters_data
    def read_etas_again(self, quarters):
        """Read ETAs with slashes of open plans in the quarters with these keys."""
        rows = self.filter(
            eta__contains="/", chosen_eta_day=None, plan__quarter__in=quarters
        )
        rows = rows.exclude(plan__state="closed").select_related("plan__quarter")
        read = list(rows.order_by("pk"))
        for row in read:
            row.read_texts()
        self.bulk_update(read, ["eta_day", "eta_precision"], batch_size=500)

    @alters_data
    @transaction.atomic
    def add_all(self, rows, *, by, at, reason=""):
        """Add these unsaved objectives to open plans, which are locked."""
        self.check_open({row.plan_id for row in rows})
        tags = self.spell_tags(rows, by=by, at=at, reason=reason)
        for row in rows:
            row.read_texts()
            row.quarter_rank = row.plan.quarter.rank
        self.model.add_all(rows, by=by, at=at, reason=reason)
        links = [(row.pk, tag) for row in rows for tag in tags.get(id(row), ())]
        Tagging.objects.add_all(links)
        return rows

    @alters_data
    @transaction.atomic
    def change_all(self, rows, *, by, at, reason=""):
        """Write what was set in these objectives of open plans, which are locked."""
        self.check_open({row.plan_id for row in rows})
        told = [row for row in rows if {"status", "chosen_state"} & {*row.set_fields}]
        retagged = [row for row in rows if "tags" in row.set_fields]
        tags = self.spell_tags(retagged, by=by, at=at, reason=reason)
        for row in rows:
            row.read_texts()
        written = self.model.change_all(rows, by=by, at=at, reason=reason)
        for row in retagged:
            Tagging.objects.replace(row, tags.get(id(row), []))
        SearchedText.objects.refresh(row.pk for row in written)
        StatusUpdate.objects.bulk_create(
            [row.new_status_update(by=by, at=at) for row in told], batch_size=500
        )
        return written

    def check_open(self, plans):
        """Raise ValidationError if one of the plans with these keys is closed."""
        closed = apps.get_model("objectives", "Plan").objects.in_state("closed")
        if closed.filter(pk__in=plans).exists():
            raise ValidationError(
                "This quarter is closed. Reopen its plan to change it.", code="closed"
            )

    @alters_data
    def spell_tags(self, rows, *, by, at, reason=""):
        """Spell the tags of these rows as the organisation does; by the row's id."""
        names = {name for row in rows for name in tags_in(row.tags)}
        found = Tag.objects.all_named(names, by=by, at=at, reason=reason)
        tags = {
            id(row): [found[folded_tag(n)] for n in tags_in(row.tags)] for row in rows
        }
        for row in rows:
            check_tags(row.tags)
            row.tags = joined_tags([tag.name for tag in tags[id(row)]])
        return tags

    def in_plans(self, plans):
        return self.filter(plan__in=plans)

    def new(self):
        """Objectives that were not carried over from an earlier quarter."""
        return self.filter(carried_from=None)

    def unfinished(self):
        """Everything that is not done, including what could not be read."""
        return self.exclude(state=State.DONE)

    def without_disposition(self):
        """Neither carried over, nor deferred to a named time, dropped or missed."""
        return self.filter(OPEN)

    def reported_by(self, user, led):
        """Objectives that this user reports on: their own, and those of their teams."""
        is_own = Q(owner__user=user.pk)
        return self.filter(is_own | Q(plan__team__in=led.values("pk"))).annotate(
            is_own=Case(When(is_own, then=True), default=False)
        )

    def with_version(self):
        """Annotated with a number that each change of the row makes higher.

        And with one, `linked`, that is another when it is carried over or handed over,
        when that is accepted, and when it is taken back.
        """
        entries = Change.objects.filter(
            noun=self.model._meta.label_lower, object_pk=OuterRef("pk")
        )
        last = entries.order_by().values("object_pk").annotate(last=Max("pk"))
        linked = mark_of_links("predecessor") + mark_of_links("successor")
        return self.annotate(version=Subquery(last.values("last")), linked=linked)

    def with_last_update(self):
        """Annotated with the key, the moment and the author of the last update."""
        updates = StatusUpdate.objects.filter(objective=OuterRef("pk"))
        last = updates.order_by("-at", "-pk")
        return self.annotate(
            last_update=Subquery(last.values("pk")[:1]),
            last_at=Subquery(last.values("at")[:1]),
            last_by=Subquery(last.values("author_name")[:1]),
        )

    def free_in(self, quarter, teams):
        """Objectives in these teams' open plans of that quarter that continue no other.

        `teams` are a team and its groups.
        """
        return self.open_in(quarter, teams).filter(carried_from=None)

    def open_in(self, quarter, teams):
        """Objectives in these teams' open plans of that quarter."""
        rows = self.filter(
            plan__team__in=teams, plan__quarter__first_day=quarter.first_day
        )
        rows = rows.exclude(plan__state="closed")
        ends = ("plan__team", "plan__quarter", "owner", "carried_from")
        return rows.select_related(*ends)

    def counted_by_state(self):
        """Count all, the carried, and those without an answer, by plan and state.

        Where there is no state, `blank` or `unread` says why.
        """
        counted_as = Case(
            When(state="", status="", then=Value("blank")),
            When(state="", then=Value("unread")),
            default=F("state"),
        )
        return (
            self.order_by()
            .values("plan_id", counted_as=counted_as)
            .annotate(
                count=Count("pk"),
                carried=Count("carried_to"),
                unanswered=Count("pk", filter=OPEN & ~Q(state=State.DONE)),
            )
        )

    def leftovers_first(self):
        """What was carried in, oldest first, then the new, each in its order."""
        carried_in = F("carried_from__predecessor__plan__quarter__first_day")
        return self.order_by(carried_in.asc(nulls_last=True), "position", "pk")

    def by_group(self):
        """In the order of a plan page: group by group, each with leftovers first."""
        carried_in = F("carried_from__predecessor__plan__quarter__first_day")
        return self.order_by(
            F("plan__team__parent").asc(nulls_first=True),
            *("plan__team__position", "plan__team__name", "plan"),
            *(carried_in.asc(nulls_last=True), "position", "pk"),
        )

    def with_quarters_stood(self):
        """Annotated with how many quarters its lineage stood in by then."""
        # Ranks fall as quarters get later.
        so_far = self.model._base_manager.filter(
            lineage=OuterRef("lineage"), quarter_rank__gte=OuterRef("quarter_rank")
        )
        stood = so_far.order_by().values("lineage")
        stood = stood.annotate(stood=Count("quarter_rank", distinct=True))
        return self.annotate(quarters_stood=Subquery(stood.values("stood")))

    def for_page(self):
        """Objectives with everything that their own page shows."""
        return self.for_plan_page().select_related(
            "plan__team__parent", "plan__quarter"
        )

    def of_lineage(self, lineage):
        """The rows of a chain of carry-overs, the first quarter's first."""
        return (
            self.filter(lineage=lineage)
            .for_page()
            .order_by("plan__quarter__first_day", "pk")
        )

    def for_todo(self):
        """Objectives with only what a to-do list needs."""
        said = StatusUpdate.objects.filter(objective=OuterRef("pk")).order_by()
        last = said.values("objective").annotate(last=Max("at")).values("last")
        rows = self.select_related("owner__user", "carried_to")
        rows = rows.annotate(said_at=Subquery(last)).order_by("position", "pk")
        return rows.defer("measure", "dependency")

    def pks(self):
        return self.order_by().values_list("pk", flat=True)

    def for_preflight(self):
        """Objectives with what is checked before a review, in plan page order."""
        ends = ("plan__team", "plan__quarter", "carried_to")
        return self.select_related(*ends).by_group()

    def for_closing(self):
        """Objectives that need an answer at closing, in plan page order."""
        rows = self.unfinished().for_plan_page().with_is_copied()
        there = "carried_to__successor"
        ends = (f"{there}__carried_to", f"{there}__commitment", f"{there}__owner")
        return rows.select_related("plan__team", "plan__quarter", *ends).by_group()

    def with_is_copied(self):
        """Annotated with whether carrying over has made the successor, for it alone."""
        entries = Change.objects.filter(
            noun=self.model._meta.label_lower,
            object_pk=OuterRef("carried_to__successor"),
            at=OuterRef("carried_to__at"),
            action="added",
        )
        others = CarryOver.objects.filter(
            successor=OuterRef("carried_to__successor")
        ).exclude(predecessor=OuterRef("pk"))
        return self.annotate(is_copied=Exists(entries) & ~Exists(others))

    def for_check_in(self):
        """Objectives with what a check-in shows, in plan page order."""
        before = "carried_from__predecessor__plan__quarter"
        rows = self.with_last_update().by_group()
        return rows.select_related("plan__team", "plan__quarter", before)

    def for_deck(self):
        """Objectives with everything a slide shows; quarters are keys."""
        return (
            self.leftovers_first()
            .with_quarters_stood()
            .select_related("commitment", "owner")
            .annotate(
                carried_from_quarter=F("carried_from__predecessor__plan__quarter"),
                carried_to_quarter=F("carried_to__successor__plan__quarter"),
            )
        )

    def for_plan_page(self):
        """Objectives with everything a plan page shows, lineage included."""
        ends = ("carried_from__predecessor__plan", "carried_to__successor__plan")
        return (
            self.leftovers_first()
            .with_quarters_stood()
            .select_related(
                "commitment",
                "owner",
                *(f"{end}__quarter" for end in ends),
                *(f"{end}__team" for end in ends),
            )
            .prefetch_related("displaced_by", further_links())
        )

    def for_summary(self):
        """Objectives with only what is counted, in the order of the plan page."""
        ends = ("commitment", "carried_to", "carried_from")
        rows = self.leftovers_first().select_related(*ends)
        return rows.only(
            *("plan", "state", "status", "eta", "eta_day", "eta_precision"),
            *("chosen_eta_day", "deferred_to", "dropped_reason", "chosen_state"),
            *("commitment__id", "carried_to__id", "carried_from__is_accepted"),
        )
