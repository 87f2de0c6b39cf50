"""What is due from one person, over all quarters that are open: 3 queries.

What somebody leads as one of the team's people counts, and what they own. An
administrator may act for every team, but nothing of it is due from them for that.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from objectives.models import Objective, Plan
from objectives.pages import plan_page
from objectives.permissions import teams_led_in_person

ODD = (plan_page.is_impossible, plan_page.is_early, plan_page.has_blank_eta)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, and where."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Due:
    """What is due in one plan."""

    plan: Plan
    tasks: tuple[Task, ...]


def due_from(user, *, at, led=None):
    """What each plan waits for from this user; the oldest quarter first.

    `led` has the keys of the teams they lead in person, where these are known.
    """
    if led is None:
        led = set(teams_led_in_person(user).values_list("pk", flat=True))
    on = timezone.localdate(at)
    plans = list(Plan.objects.open().begun(on).of_concern_to(user, led).oldest_first())
    rows = rows_of(plans)
    stale = set(Objective.objects.filter(plan__in=plans).stale(at).pks())
    found = (
        Due(plan, tuple(tasks(plan, rows[plan.pk], stale, user, led, on)))
        for plan in plans
    )
    return [one for one in found if one.tasks]


def rows_of(plans):
    """The objectives of each plan, which they are given as it was fetched."""
    rows, plan_of = defaultdict(list), {plan.pk: plan for plan in plans}
    for objective in Objective.objects.filter(plan__in=plans).for_due():
        objective.plan = plan_of[objective.plan_id]
        rows[objective.plan_id].append(objective)
    return rows


def tasks(plan, rows, stale, user, led, on):
    is_led = plan.team_id in led
    reported = [row for row in rows if is_led or is_own(row, user)]
    if count := sum(row.pk in stale for row in reported):
        yield task("check_in", plan, f"Say how {objectives(count)} stand{s_if(count)}")
    if is_led:
        yield from leading(plan, rows, on)


def leading(plan, rows, on):
    """What a plan waits for from those who lead its team."""
    if plan.is_draft:
        text = "Commit the plan" if rows else "Write the plan"
        yield task("plan_commit" if rows else "plan_detail", plan, text)
    elif plan.quarter.last_day < on:
        count = sum(map(plan_page.is_unanswered, rows))
        text = f"Carry over, defer or drop {objectives(count)}, then close"
        yield task("plan_close", plan, text if count else "Close the quarter")
    if odd := sum(any(is_odd(row) for is_odd in ODD) for row in rows):
        yield task(
            "preflight", plan, f"Look at {odd} odd or blank ETA{'s' * (odd > 1)}"
        )


def task(page, plan, text):
    return Task(text, reverse(page, args=[plan.team.slug, plan.quarter.slug]))


def is_own(objective, user):
    return objective.owner is not None and objective.owner.user_id == user.pk


def objectives(count):
    return f"{count} objective{'s' * (count > 1)}"


def s_if(count):
    """The ending of what one does: one objective stands, two stand."""
    return "s" if count == 1 else ""
