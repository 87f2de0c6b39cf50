"""The buttons of a plan page, in its order.

Pure except for the addresses: plans and permissions in, buttons out, the main one last.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from objectives.models import Plan, Quarter, Team


@dataclass(frozen=True, slots=True)
class Action:
    """A button; `more` is read out by screen readers only."""

    label: str
    address: str
    is_main: bool = False
    is_quiet: bool = False
    more: str = ""


@dataclass(frozen=True, slots=True)
class ActionContext:
    """A team's quarter, and what the reader may do there."""

    team: Team
    quarter: Quarter
    plans: list[Plan]
    led: frozenset[int]
    reports: bool
    reviewed: Team | None = None
    next_quarter: Quarter | None = None

    @property
    def own(self):
        return [plan for plan in self.plans if plan.team_id in self.led]


def plan_actions(context: ActionContext) -> Iterator[Action]:
    """The buttons of a plan page."""
    own = context.own
    drafts = any(plan.is_draft for plan in own)
    committed = any(plan.is_committed for plan in own)
    has_open = drafts or committed
    args = [context.team.slug, context.quarter.slug]
    if has_open:
        yield Action("Settings", reverse("plan_change", args=args), is_quiet=True)
    if any(not plan.is_draft for plan in own):
        yield Action("Reopen…", reverse("plan_reopen", args=args), is_quiet=True)
    if own and context.next_quarter:
        yield next_action(context.team, context.next_quarter)
    yield from review_actions(context, is_main=not has_open)
    if has_open:
        yield Action("Check before the review", reverse("preflight", args=args))
    if context.reports and any(not plan.is_closed for plan in context.plans):
        yield Action("Check in", reverse("check_in", args=args))
    if committed:
        address = reverse("plan_close", args=args)
        yield Action("Close the quarter", address, is_main=not drafts)
    if drafts:
        yield Action("Commit the plan", reverse("plan_commit", args=args), is_main=True)


def next_action(team: Team, quarter: Quarter) -> Action:
    address = reverse("plan_start", args=[team.slug, quarter.slug])
    return Action(f"Plan {quarter}", address, is_quiet=True)


def review_actions(context: ActionContext, *, is_main: bool) -> Iterator[Action]:
    """Buttons for the review, or for creating one."""
    reviewed, quarter = context.reviewed, context.quarter.slug
    if reviewed:
        args = [reviewed.slug, quarter]
        address = reverse("review_pdf", args=args)
        yield Action("PDF", address, is_quiet=True, more=" of the review")
        if reviewed.pk in context.led:
            address = reverse("review_prepare", args=args)
            yield Action("Prepare the review", address, is_quiet=True)
        address = reverse("review_deck", args=args)
        yield Action("Open the review", address, is_main=is_main)
    elif context.own and context.team.pk in context.led:
        args = [context.team.slug, quarter]
        yield Action("Prepare the review", reverse("review_prepare", args=args))
