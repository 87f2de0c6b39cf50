"""What the overview counts of plans, by plan and for the whole quarter."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count

from objectives.models import Objective, Plan, Quarter
from objectives.models.team import Keys
from objectives.text.fates import PROMISED, Fates, fates_of


class PlanState(NamedTuple):
    pk: int
    team_id: int
    state: str

    @property
    def is_draft(self) -> bool:
        return self.state == Plan.State.DRAFT


class PlanCounts(NamedTuple):
    """A plan's objectives by fate, and how many began in an earlier quarter."""

    fates: Counter[str]
    late: int


class Totals(NamedTuple):
    """What became of a quarter's objectives, and of those a quarter ago."""

    fates: Fates
    before: Fates


def plans_in(quarter: Quarter, keys: Keys) -> list[PlanState]:
    plans = Plan.objects.in_teams(keys).in_quarter(quarter).order_by()
    return [PlanState(*row) for row in plans.values_list("pk", "team_id", "state")]


def counts_of(plans: Iterable[PlanState]) -> dict[int, PlanCounts]:
    """The counts of each plan that has objectives, by its key."""
    rows_of: dict[int, list[Any]] = defaultdict(list)
    late: Counter[int] = Counter()
    drafts = {plan.pk: plan.is_draft for plan in plans}
    objectives = Objective.objects.in_plans(list(drafts)).counted_by_fate("plan_id")
    for pk, *row, came_in in objectives.annotate(late=Count("carried_from")):
        rows_of[pk].append(row)
        late[pk] += came_in
    return {
        pk: PlanCounts(named(fates_of(rows), is_draft=drafts[pk]), late[pk])
        for pk, rows in rows_of.items()
    }


def totals_of(
    quarter: Quarter, earlier: Quarter | None, plans: list[PlanState], keys: Keys
) -> Totals:
    """Each objective counted once; `earlier` is the quarter before, if there is one."""
    ranks = [one.rank for one in (quarter, earlier) if one]
    rows_of: dict[int, list[Any]] = defaultdict(list)
    objectives = Objective.objects.in_teams(keys).in_quarters(ranks)
    for rank, *row in objectives.counted_by_fate("quarter_rank"):
        rows_of[rank].append(row)
    is_draft = all(plan.is_draft for plan in plans)
    now = named(fates_of(rows_of[quarter.rank]), is_draft=is_draft)
    before = fates_of(rows_of[earlier.rank] if earlier else [])
    return Totals(Fates(now), Fates(before))


def named(counts: Mapping[str, int], *, is_draft: bool) -> Counter[str]:
    """The fates, with a name for those that were not promised."""
    is_known = any(counts[name] for name in PROMISED)
    name = "drafted" if is_draft else "added" if is_known else "unknown"
    return Counter({**counts, name: counts["rest"], "rest": 0})
