"""What people have to do in all open plans: 4 queries for any number of people.

It covers the teams that they lead as members, and the objectives that they own. The
teams that someone may change only as an administrator are left out. Home shows this
list, and the weekly message sends it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from objectives.models import (
    CarryOver,
    Objective,
    Plan,
    Quarter,
    Team,
    WeeklyMessage,
)
from objectives.models.cadence import GRACE_DAYS, Cadence
from objectives.pages import plan_page
from objectives.permissions import Account
from objectives.reminders.people import Person, people_of

ODD = (plan_page.is_impossible, plan_page.is_early, plan_page.has_blank_eta)
CHECK_IN, MISSED = "check_in", "missed"


@dataclass(frozen=True, slots=True)
class TodoItem:
    """Something to do, the verb of its button, and where."""

    text: str
    verb: str
    address: str
    kind: str = ""
    # The objectives that it is about, where a message names them.
    rows: tuple[Objective, ...] = ()


@dataclass(slots=True)
class Todo:
    """What there is to do in a team's quarter."""

    team: Team
    quarter: Quarter
    # The day since which it is due, if there is one.
    since: date | None = None
    tasks: list[TodoItem] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.team} {self.quarter}"

    @property
    def address(self) -> str:
        return reverse("plan_detail", args=[self.team.slug, self.quarter.slug])


# What apps above find that people have to do: the key of the person, where, and what.
Found = Iterable[tuple[int, Team, Quarter, TodoItem]]
sources: list[Callable[[Sequence[Person], datetime], Found]] = []


def todo_for(user: Account, *, at: datetime) -> list[Todo]:
    """What this user has to do in each plan, the oldest quarter first."""
    found = todo_of(people_of([user], at=at), at=at)
    return found.get(user.pk or 0, [])


def todo_of(people: Sequence[Person], *, at: datetime) -> dict[int, list[Todo]]:
    """What each of them has to do, by the person's key; nobody has an empty list."""
    lists: dict[int, dict[tuple[int, int], Todo]] = defaultdict(dict)

    def at_place(pk, team, quarter):
        return lists[pk].setdefault((team.pk, quarter.pk), Todo(team, quarter))

    for person, plan, since, tasks in of_plans(people, at):
        one = at_place(person.pk, plan.team, plan.quarter)
        one.since, one.tasks = since, tasks
    for find in sources:
        for pk, team, quarter, task in find(people, at):
            at_place(pk, team, quarter).tasks.append(task)
    return {pk: sorted(by.values(), key=in_order) for pk, by in lists.items()}


def in_order(one):
    team = one.team
    return one.quarter.first_day, team.position, team.name, team.pk


def of_plans(people, at):
    """Person, plan, the day since which it is due, and the tasks, if there are any."""
    on = timezone.localdate(at)
    plans = plans_of(people, on)
    rows = rows_of(plans)
    away = WeeklyMessage.objects.away_since(at - timedelta(days=GRACE_DAYS))
    by_person = keys_by_person(people, plans, rows)
    for person in people:
        for pk in by_person[person.pk]:
            plan = plans[pk]
            is_led = plan.team_id in person.led
            found = list(tasks(plan, rows[pk], person, away, on, is_led=is_led))
            if found:
                yield person, plan, since(plan, on) if is_led else None, found


def plans_of(people, on):
    """The open plans that are of concern to these people, by their keys."""
    plans = (
        Plan.objects.open()
        .of_active_teams()
        .annotate(to_accept=CarryOver.objects.to_accept().counted_into(OuterRef("pk")))
    )
    plans = plans.filter(Q(quarter__first_day__lte=on) | Q(to_accept__gt=0))
    led = set().union(*(person.led for person in people))
    keys = [person.pk for person in people]
    return {plan.pk: plan for plan in plans.of_concern_to(keys, led).oldest_first()}


def rows_of(plans):
    """The objectives by plan, each with the plan that was fetched."""
    rows = defaultdict(list)
    for objective in Objective.objects.filter(plan__in=plans).for_todo():
        objective.plan = plans[objective.plan_id]
        rows[objective.plan_id].append(objective)
    return rows


def keys_by_person(people, plans, rows):
    """The keys of the plans of concern to each, as far as they may be read."""
    by_team, by_user = defaultdict(list), defaultdict(set)
    for plan in plans.values():
        by_team[plan.team_id].append(plan.pk)
        for row in rows[plan.pk]:
            if row.owner is not None and row.owner.user_id:
                by_user[row.owner.user_id].add(plan.pk)
    found = {}
    for person in people:
        led = {pk for team in person.led for pk in by_team[team]}
        keys = led | by_user[person.pk]
        found[person.pk] = [pk for pk in keys if person.may_read(plans[pk].team)]
    return found


def since(plan, on):
    """The day on which its plan was to be committed, or the quarter to be closed."""
    if on < plan.quarter.first_day:
        return None
    if plan.is_draft:
        return plan.quarter.first_day
    return plan.quarter.last_day if plan.quarter.last_day < on else None


def tasks(plan, rows, person, away, on, *, is_led):
    if is_led and plan.to_accept:
        text = f"Accept or decline {objectives(plan.to_accept)} handed over to you"
        yield task("plan_detail", plan, text, "See")
    if on < plan.quarter.first_day:
        return
    yield from checking_in(plan, rows, person, away, on, is_led=is_led)
    if is_led:
        yield from leading(plan, rows, on)


def checking_in(plan, rows, person, away, on, *, is_led):
    """One's own old statuses; for leads, also those that nobody else is asked for."""
    old = [row for row in rows if is_old(row, on)]
    own = [row for row in old if is_own(row, person, on)]
    others = [row for row in old if is_led and not is_own(row, person, on)]
    mine = own + [row for row in others if not is_reached(row, on)]
    if mine:
        text = f"Check in on {objectives(len(mine))}"
        yield task("check_in", plan, text, "Check in", CHECK_IN, mine)
    reached = [row for row in others if is_reached(row, on)]
    if missed := [row for row in reached if is_missed(row, away, on)]:
        text = f"See {objectives(len(missed))} of others without a recent status"
        yield task("check_in", plan, text, "See", MISSED, missed)


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


def task(page, plan, text, verb, kind="", rows=()):
    address = reverse(page, args=[plan.team.slug, plan.quarter.slug])
    return TodoItem(text, verb, address, kind, tuple(rows))


def is_old(objective, on):
    """Whether its status is to be written again, at the pace of its team."""
    quarter = objective.plan.quarter
    is_now = quarter.first_day <= on <= quarter.last_day
    if not (is_now and plan_page.is_unanswered(objective)):
        return False
    days = days_silent(objective, on)
    return days is None or days >= cadence_of(objective).days


def is_missed(objective, away, on):
    """Whether its owner was asked a while ago, and has not been away since."""
    if objective.owner.user_id in away:
        return False
    days = days_silent(objective, on)
    if days is None:
        days = (on - objective.plan.quarter.first_day).days
    return days >= cadence_of(objective).days + GRACE_DAYS


def days_silent(objective, on):
    """Since its last status, or since its plan was committed; None if unknown."""
    heard = [at for at in (objective.said_at, objective.plan.committed_at) if at]
    return (on - timezone.localdate(max(heard))).days if heard else None


def cadence_of(objective):
    return Cadence(objective.plan.team.cadence)


def is_own(objective, person, on):
    owner = objective.owner
    return owner is not None and owner.user_id == person.pk and not left(owner, on)


def is_reached(objective, on):
    """Whether its owner has an account with an address for messages."""
    owner = objective.owner
    user = owner and owner.user
    return bool(user and user.is_active and user.email) and not left(owner, on)


def left(member, on):
    return member.left_on is not None and member.left_on < on


def objectives(count):
    return f"{count} objective{'s' * (count > 1)}"
