"""What the forecast learns from, and what it is asked of: promises, counted."""

from collections import defaultdict
from collections.abc import Iterable
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.db.models import Case, Count, F, Max, Q, Sum, Value, When

from objectives.insights.forecast import History, Judged
from objectives.models import Objective, Plan
from objectives.models.objective_queryset import ObjectiveQuerySet
from objectives.models.team import Keys
from objectives.parsing.status import State

# One for each group of readers who see the same teams.
histories: LRUCache[object, History] = LRUCache(8)
lock = Lock()


def history(keys: Keys) -> History:
    """What became of the promises of these teams, until a plan closes or reopens.

    A closed plan's objectives cannot change, so its closing says all. One query where
    it was asked for before, two where not.
    """
    closed = Plan.objects.in_teams(keys).in_state(Plan.State.CLOSED).order_by()
    version = closed.aggregate(Count("pk"), Sum("pk"), Max("closed_at"))
    key = (None if keys is None else frozenset(keys), *version.values())
    with lock:
        found = histories.get(key)
    if found is None:
        found = History.of(judged(keys))
        with lock:
            histories[key] = found
    return found


def judged(keys: Keys) -> list[Judged]:
    """The promises of these teams' closed plans, by how often they were carried over.

    A promise is what was committed; all but what is done is not done, whatever became
    of it. One query.
    """
    rows = Objective.objects.in_teams(keys).filter(plan__state=Plan.State.CLOSED)
    counted = counted_by_carries(
        rows.filter(commitment__isnull=False), "quarter_rank", "plan_id"
    ).annotate(done=Count("pk", filter=Q(state=State.DONE)))
    # Ranks fall as quarters get later.
    return [
        Judged(-rank, plan, stood - 1, promised, done)
        for rank, plan, stood, promised, done in counted
    ]


def carries_of(plans: Iterable[Plan]) -> dict[int, dict[int, int]]:
    """How many objectives of each plan were carried over how often, by plan."""
    rows = Objective.objects.in_plans([plan.pk for plan in plans])
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for plan, stood, count in counted_by_carries(rows, "plan_id"):
        found[plan][stood - 1] = count
    return found


def counted_by_carries(rows: ObjectiveQuerySet, *by: str) -> Any:
    """Counted by these fields and by the quarters in which each lineage stood."""
    stood = Case(
        # Most were never carried over, and need no look at their lineage.
        When(carried_from__isnull=True, then=Value(1)),
        default=F("quarters_stood"),
    )
    rows = rows.with_quarters_stood().annotate(stood=stood)
    return rows.order_by().values_list(*by, "stood").annotate(count=Count("pk"))
