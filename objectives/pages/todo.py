"""What one person has to do in all open plans: 3 queries.

It covers the teams that they lead as members, and the objectives that they own. The
teams that someone may change only as an administrator are left out.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from objectives.models import CarryOver, Objective, Plan
from objectives.pages import plan_page
from objectives.permissions import Account, teams_led_in_person

ODD = (plan_page.is_impossible, plan_page.is_early, plan_page.has_blank_eta)


@dataclass(frozen=True, slots=True)
class TodoItem:
    """Something to do, the verb of its button, and where."""

    text: str
    verb: str
    address: str


@dataclass(frozen=True, slots=True)
class PlanTodo:
    """What there is to do in one plan."""

    plan: Plan
    tasks: tuple[TodoItem, ...]
    # The day since which it is due, if there is one.
    since: date | None


def todo_for(
    user: Account, *, at: datetime, led: set[int] | None = None
) -> list[PlanTodo]:
    """What this user has to do in each plan, the oldest quarter first.

    `led` has the keys of the teams that they lead in person, if these are known.
    """
    if led is None:
        led = set(teams_led_in_person(user).values_list("pk", flat=True))
    on = timezone.localdate(at)
    plans = (
        Plan.objects.open()
        .of_active_teams()
        .annotate(to_accept=CarryOver.objects.to_accept().counted_into(OuterRef("pk")))
    )
    plans = plans.filter(Q(quarter__first_day__lte=on) | Q(to_accept__gt=0))
    plans = list(plans.of_concern_to(user, led).oldest_first())
    rows = rows_of(plans)
    stale = set(Objective.objects.filter(plan__in=plans).stale(at).pks())
    found = (
        PlanTodo(
            plan,
            tuple(tasks(plan, rows[plan.pk], stale, user, led, on)),
            since(plan, on) if plan.team_id in led else None,
        )
        for plan in plans
    )
    return [one for one in found if one.tasks]


def rows_of(plans):
    """The objectives by plan, each with the plan that was fetched."""
    rows, plan_of = defaultdict(list), {plan.pk: plan for plan in plans}
    for objective in Objective.objects.filter(plan__in=plans).for_todo():
        objective.plan = plan_of[objective.plan_id]
        rows[objective.plan_id].append(objective)
    return rows


def since(plan, on):
    """The day on which its plan was to be committed, or the quarter to be closed."""
    if on < plan.quarter.first_day:
        return None
    if plan.is_draft:
        return plan.quarter.first_day
    return plan.quarter.last_day if plan.quarter.last_day < on else None


def tasks(plan, rows, stale, user, led, on):
    is_led = plan.team_id in led
    if is_led and plan.to_accept:
        text = f"Accept or decline {objectives(plan.to_accept)} handed over to you"
        yield task("plan_detail", plan, text, "See")
    if on < plan.quarter.first_day:
        return
    reported = [row for row in rows if is_led or is_own(row, user)]
    if count := sum(row.pk in stale for row in reported):
        yield task("check_in", plan, f"Check in on {objectives(count)}", "Check in")
    if is_led:
        yield from leading(plan, rows, on)


def leading(plan, rows, on):
    """What those who lead the team have to do in a plan."""
    if plan.is_draft:
        if rows:
            yield task("plan_commit", plan, "Commit the plan", "Commit")
        else:
            yield task("plan_detail", plan, "Write the plan", "Write")
    elif plan.quarter.last_day < on:
        count = sum(map(plan_page.is_unanswered, rows))
        text = f"Carry over, defer or drop {objectives(count)}, then close"
        yield task("plan_close", plan, text if count else "Close the quarter", "Close")
    if odd := sum(any(is_odd(row) for is_odd in ODD) for row in rows):
        text = f"Check {odd} blank or unclear ETA{'s' * (odd > 1)}"
        yield task("preflight", plan, text, "Check")


def task(page, plan, text, verb):
    address = reverse(page, args=[plan.team.slug, plan.quarter.slug])
    return TodoItem(text, verb, address)


def is_own(objective, user):
    return objective.owner is not None and objective.owner.user_id == user.pk


def objectives(count):
    return f"{count} objective{'s' * (count > 1)}"
