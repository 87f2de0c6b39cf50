"""Many objectives at once: which, in what order, with what is said of them."""

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When

from objectives.models.team import Team
from objectives.status import State


class ObjectiveQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__team__in=Team.objects.visible_to(user).values("pk"))

    def new(self):
        """Those that no earlier quarter handed on."""
        return self.filter(carried_from=None)

    def unfinished(self):
        """Everything not done, what could not be read included."""
        return self.exclude(state=State.DONE)

    def without_disposition(self):
        """Neither carried over, nor deferred to a named time, nor dropped."""
        return self.filter(carried_to=None, deferred_to="", dropped_reason="")

    def counted_by_state(self):
        """How many there are, and without an answer, for each plan and state.

        Where there is no state, `blank` or `unread` says why.
        """
        counted_as = Case(
            When(state="", status="", then=Value("blank")),
            When(state="", then=Value("unread")),
            default=F("state"),
        )
        is_open = Q(carried_to=None, deferred_to="", dropped_reason="")
        return (
            self.order_by()
            .values("plan_id", counted_as=counted_as)
            .annotate(
                count=Count("pk"),
                unanswered=Count("pk", filter=is_open & ~Q(state=State.DONE)),
            )
        )

    def leftovers_first(self):
        """What was carried in, oldest first, then the new, each in its order."""
        carried_in = F("carried_from__predecessor__plan__quarter__first_day")
        return self.order_by(carried_in.asc(nulls_last=True), "position", "pk")

    def with_first_quarter(self):
        """Annotated with the ordinal of the quarter that its lineage began in."""
        chain = self.model._base_manager.filter(lineage=OuterRef("lineage"))
        ordinal = F("plan__quarter__fiscal_year") * 4 + F("plan__quarter__number")
        first = chain.order_by("plan__quarter__first_day").values(ordinal=ordinal)
        return self.annotate(first_ordinal=Subquery(first[:1]))

    def for_deck(self):
        """Objectives with all that a slide says of them, lean: quarters as keys."""
        return (
            self.leftovers_first()
            .with_first_quarter()
            .select_related("commitment", "owner")
            .annotate(
                carried_from_quarter=F("carried_from__predecessor__plan__quarter"),
                carried_to_quarter=F("carried_to__successor__plan__quarter"),
            )
        )

    def for_plan_page(self):
        """Objectives with all that a plan page says of them, and of their lineage."""
        ends = ("carried_from__predecessor__plan", "carried_to__successor__plan")
        return (
            self.leftovers_first()
            .with_first_quarter()
            .select_related(
                "commitment",
                "owner",
                *(f"{end}__quarter" for end in ends),
                *(f"{end}__team" for end in ends),
            )
        )
