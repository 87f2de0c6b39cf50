"""What happened to the plans of a team's quarter, from the audit trail. No queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.text import get_text_list

from objectives.models import Change, Plan
from objectives.pages.history import FieldDifference, history_entry

ACTIONS = {
    "added": "started the plan",
    "changed": "changed the plan's settings",
    "committed": "committed the plan",
    "closed": "closed the plan",
    "reopened": "reopened the plan",
    "deleted": "deleted the plan",
    "restored": "restored the plan",
    "objective deleted": "deleted an objective",
    "objective restored": "restored an objective",
}


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """Who did what to a plan; `team` is its team where there are several."""

    change: Change
    words: str
    team: str
    objective: str
    differences: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class Reopening:
    """The last time that plans were reopened together; `teams` if not all were."""

    change: Change
    teams: str


def plan_events(changes: Iterable[Change], teams: Mapping[int, str]) -> list[PlanEvent]:
    """What the entries say; `teams` has the names by the keys of the plans."""
    return [plan_event(change, teams.get(change.object_pk, "")) for change in changes]


def plan_event(change: Change, team: str) -> PlanEvent:
    words = ACTIONS.get(change.action, change.action)
    objective = "".join(change.fields.get("objective", ()))
    is_settings = change.action == "changed"
    shown = history_entry(change).differences if is_settings else ()
    return PlanEvent(change, words, team, objective, shown)


def team_names(plans: Sequence[Plan]) -> dict[int, str]:
    """The team of each plan by its key; nothing to tell apart where there is one."""
    return {plan.pk: plan.team.name for plan in plans} if len(plans) > 1 else {}


def last_reopenings(
    changes: Iterable[Change], plans: Sequence[Plan]
) -> list[Reopening]:
    """The last reopening of each plan, those made together as one; newest first."""
    last: dict[int, Change] = {}
    for change in changes:
        last.setdefault(change.object_pk, change)
    groups = groupby(last.values(), key=made_together)
    return [reopening(list(together), plans) for _, together in groups]


def reopening(together: Sequence[Change], plans: Sequence[Plan]) -> Reopening:
    keys = {change.object_pk for change in together}
    teams = [plan.team.name for plan in plans if plan.pk in keys]
    names = get_text_list(teams, "and") if len(teams) < len(plans) else ""
    return Reopening(together[0], names)


def made_together(change):
    return change.at, change.by_name, change.reason
