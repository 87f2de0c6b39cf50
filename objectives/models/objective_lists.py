"""Which of all objectives a list shows.

Each narrows by what an index has, and none joins where a column of its own will do:
lists look for one page among hundreds of thousands of rows.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Lower

from objectives.models.carry_over import CarryOver
from objectives.models.orders import Searched
from objectives.models.plan import Plan
from objectives.parsing.status import State

if TYPE_CHECKING:
    from objectives.models.objective import Objective  # noqa: F401 -- in a string below


class ListedObjectives(models.QuerySet["Objective"]):
    """What `ObjectiveQuerySet` knows of lists."""

    def in_teams(self, pks):
        """Those of the teams with these keys; of all teams where that is None."""
        return self if pks is None else self.filter(plan__team__in=pks)

    def in_quarter(self, quarter):
        return self.filter(quarter_rank=quarter.rank)

    def in_state(self, state):
        """Those that are counted as that; `blank` and `unread` are no states."""
        if state == "blank":
            return self.filter(state="", status="")
        if state == "unread":
            return self.filter(state="").exclude(status="")
        return self.filter(state=state)

    def owned_by(self, members):
        return self.filter(owner__in=members)

    def carried(self, how):
        """Those that were carried `in` or `on`, to a later quarter, or `no` such."""
        came, went = Exists(links("successor")), Exists(links("predecessor"))
        if how == "no":
            return self.filter(~came, ~went)
        return self.filter({"in": came, "on": went}[how])

    def overdue(self, on):
        """Those whose day has passed, and of which nothing else was decided."""
        late = self.filter(eta_day__lt=on, deferred_to="", dropped_reason="")
        over = [State.DONE, State.DROPPED]
        return late.exclude(state__in=over).exclude(Exists(links("predecessor")))

    def searched(self, text):
        """Those that have it in one of their texts, whatever its case."""
        texts = Searched("title", "measure", "dependency", "status")
        return self.alias(texts=texts).filter(texts__contains=Lower(Value(text)))

    def for_list(self):
        """Objectives with what a line of a list says of them.

        Quarters come as their ranks and teams as their keys, for a page knows them.
        """
        return (
            self.order_by()
            .select_related("owner")
            .annotate(
                team_pk=team_of("plan"),
                from_rank=F("carried_from__predecessor__quarter_rank"),
                to_rank=F("carried_to__successor__quarter_rank"),
            )
        )


def team_of(plan):
    """The key of a plan's team; looked up one by one, for a join may read all plans."""
    return Subquery(Plan.objects.filter(pk=OuterRef(plan)).values("team")[:1])


def links(end):
    """The carry-overs that have an objective at this end."""
    return CarryOver.objects.filter(**{end: OuterRef("pk")})
