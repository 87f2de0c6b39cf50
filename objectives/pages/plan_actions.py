"""The buttons of a plan page: one main one, two beside it, the rest under More.

Pure except for the addresses: plans, permissions and the day in, buttons out. What is
main follows the calendar, from committing through check-ins to closing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from objectives.models import Plan, Quarter, Team

BESIDE = 2
# As long before a quarter's end as its review is prepared.
REVIEW_NEARS = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Action:
    """A button; `more` is read out by screen readers only."""

    label: str
    address: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class PlanActions:
    main: Action | None
    beside: tuple[Action, ...]
    more: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class ActionContext:
    """A team's quarter on a day, and what the reader may do there."""

    team: Team
    quarter: Quarter
    plans: list[Plan]
    led: frozenset[int]
    reports: bool
    on: date
    reviewed: Team | None = None
    next_quarter: Quarter | None = None
    # Whether one of the reader's own plans is a draft without objectives.
    has_empty: bool = False

    @property
    def own(self):
        return [plan for plan in self.plans if plan.team_id in self.led]

    @property
    def is_ending(self):
        return self.on > self.quarter.last_day - REVIEW_NEARS

    @property
    def is_over(self):
        return self.on > self.quarter.last_day

    def address(self, name):
        return address(name, self.team, self.quarter)


def address(name: str, team: Team, quarter: Quarter) -> str:
    return reverse(name, args=[team.slug, quarter.slug])


def plan_actions(context: ActionContext) -> PlanActions:
    """The buttons of a plan page, most wanted first."""
    # Once each, since what is due is offered at any time.
    actions = tuple(dict.fromkeys([*due(context), *other_actions(context)]))
    main = actions[0] if actions else None
    more = (*actions[1 + BESIDE :], *record_actions(context))
    return PlanActions(main, actions[1 : 1 + BESIDE], more)


def due(context: ActionContext) -> Iterator[Action]:
    """What is next by the calendar, if it is for this reader."""
    if any(plan.is_draft for plan in context.own):
        yield Action("Commit the plan", context.address("plan_commit"))
    elif any(plan.is_committed for plan in context.own):
        yield from due_of_committed(context)


def due_of_committed(context):
    if context.is_over:
        yield close(context)
    elif context.is_ending:
        yield check_before(context)
    else:
        yield check_in(context)


def other_actions(context: ActionContext) -> Iterator[Action]:
    """Whatever else this reader may do, in the order of its use."""
    own = context.own
    has_open = any(not plan.is_closed for plan in own)
    yield from review_actions(context)
    if context.reports and any(not plan.is_closed for plan in context.plans):
        yield check_in(context)
    if own and context.next_quarter:
        yield next_action(context.team, context.next_quarter)
    if has_open:
        yield check_before(context)
    if any(plan.is_committed for plan in own):
        yield close(context)
    yield from review_files(context)
    if has_open:
        yield Action("Settings of the plan", context.address("plan_change"))
    if any(not plan.is_draft for plan in own):
        yield Action("Reopen the plan", context.address("plan_reopen"))


def record_actions(context: ActionContext) -> Iterator[Action]:
    """What is never a button of its own, for whoever reads the plan."""
    if context.plans:
        yield Action("History of the plan", context.address("plan_history"))
    if context.own:
        yield import_action(context.team, context.quarter)
    if context.has_empty:
        yield Action("Delete the plan", context.address("plan_delete"))


def check_in(context):
    return Action("Check in", context.address("check_in"))


def check_before(context):
    return Action("Check before the review", context.address("preflight"))


def close(context):
    return Action("Close the quarter", context.address("plan_close"))


def next_action(team: Team, quarter: Quarter) -> Action:
    return Action(f"Plan {quarter}", address("plan_start", team, quarter))


def import_action(team: Team, quarter: Quarter) -> Action:
    query = {"team": team.slug, "quarter": quarter.slug}
    return Action("Import", reverse("import_start", query=query), " objectives")


def review_actions(context: ActionContext) -> Iterator[Action]:
    """To the review; for leads of a team that has none, to creating one."""
    reviewed, quarter = context.reviewed, context.quarter
    if reviewed:
        yield Action("Open the review", address("review_deck", reviewed, quarter))
    elif context.own and context.team.pk in context.led:
        yield Action("Prepare the review", context.address("review_prepare"))


def review_files(context: ActionContext) -> Iterator[Action]:
    reviewed, quarter = context.reviewed, context.quarter
    if not reviewed:
        return
    if reviewed.pk in context.led:
        yield Action("Prepare the review", address("review_prepare", reviewed, quarter))
    pdf = address("review_pdf", reviewed, quarter)
    yield Action("Download the PDF", pdf, " of the review")
