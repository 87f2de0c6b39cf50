"""The filters of lists of all objectives.

Each filters by what an index covers, and avoids joins where a column will do: lists
find one page among hundreds of thousands of rows.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value

from objectives.models.carry_over import CarryOver
from objectives.models.commitment import Commitment
from objectives.models.expressions import Beginning
from objectives.models.plan import Plan
from objectives.models.searched_text import SearchedText
from objectives.models.tag import Tagging
from objectives.parsing.status import State

if TYPE_CHECKING:
    from objectives.models.objective import Objective  # noqa: F401 -- in a string below


class ObjectiveListQuerySet(models.QuerySet["Objective"]):
    """The part of `ObjectiveQuerySet` that is for lists."""

    def bulk_create(self, objs, *args, **kwargs):
        rows = super().bulk_create(objs, *args, **kwargs)
        SearchedText.objects.refresh(row.pk for row in rows)
        return rows

    def in_teams(self, pks):
        """Objectives of the teams with these keys, or all if that is None."""
        return self if pks is None else self.filter(plan__team__in=pks)

    def apart_from(self, pks):
        """Objectives of other teams than those with these keys."""
        return self.exclude(plan__team__in=pks) if pks else self

    def in_quarter(self, quarter):
        return self.filter(quarter_rank=quarter.rank)

    def in_quarters(self, ranks):
        """Objectives of the quarters with these ranks."""
        return self.filter(quarter_rank__in=ranks)

    def in_state(self, state):
        """Objectives counted as that: a state, `blank` or `unread`."""
        if state == "blank":
            return self.filter(state="", status="")
        if state == "unread":
            return self.filter(state="").exclude(status="")
        return self.filter(state=state)

    def owned_by(self, members):
        return self.filter(owner__in=members)

    def tagged(self, tag):
        """Objectives with that tag."""
        return self.filter(pk__in=Tagging.objects.filter(tag=tag).values("objective"))

    def referring_to(self, identifier):
        """Objectives with that reference, in any case."""
        named = self.alias(name=Beginning("reference"))
        return named.filter(name=Beginning(Value(identifier)))

    def with_reference(self):
        """One with a reference, if there is any, found by the index."""
        named = self.alias(name=Beginning("reference")).order_by()
        return named.filter(name__gt="").values("pk")[:1]

    def carried(self, how):
        """Objectives carried `in`, `on` to a later quarter, or not at all (`no`)."""
        came, went = Exists(links("successor")), Exists(links("predecessor"))
        if how == "no":
            return self.filter(~came, ~went)
        return self.filter({"in": came, "on": went}[how])

    def overdue(self, on):
        """Objectives whose day has passed and that have no disposition."""
        late = self.filter(eta_day__lt=on, deferred_to="", dropped_reason="")
        over = [State.DONE, State.DROPPED, State.MISSED]
        return late.exclude(state__in=over).exclude(Exists(links("predecessor")))

    def searched(self, text):
        """Objectives with all these words in their texts, in any order."""
        return self.filter(pk__in=SearchedText.objects.searched(text))

    def counted_by_fate(self, *by):
        """All, the promised, and of these the carried over, by `by` and by state."""
        is_carried = Q(carried_to__isnull=False)
        # All states are named, so that the index that begins with them will do.
        return (
            self.filter(state__in=["", *State])
            .order_by()
            .values_list(*by, "state")
            .annotate(
                count=Count("pk"),
                promised=Count("commitment"),
                carried=Count("commitment", filter=is_carried),
            )
        )

    def for_list(self):
        """Objectives with what a row of a list shows.

        Quarters are ranks and teams are keys, since a page fetches both once.
        """
        return (
            self.order_by()
            .select_related("owner", "commitment")
            .annotate(
                team_pk=team_of("plan"),
                is_plan_promised=Exists(
                    Commitment.objects.filter(objective__plan=OuterRef("plan"))
                ),
                from_rank=F("carried_from__predecessor__quarter_rank"),
                to_rank=F("carried_to__successor__quarter_rank"),
            )
        )


def team_of(plan):
    """The key of a plan's team, as a subquery, since a join may read all plans."""
    return Subquery(Plan.objects.filter(pk=OuterRef(plan)).values("team")[:1])


def links(end):
    """The carry-overs with an objective at this end."""
    return CarryOver.objects.filter(**{end: OuterRef("pk")})
