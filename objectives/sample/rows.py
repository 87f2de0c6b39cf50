"""Made-up teams with their quarters, in any number, for trying lists at full size.

Everything is drawn from the same numbers in the same order, so that the same sizes give
the same rows. Written many rows at once and past `save`: the derived fields come from
the models' own readers, asked once for every text.
"""

import datetime
import functools
import random
import uuid

from objectives.models import (
    CarryOver,
    Commitment,
    Member,
    Objective,
    Plan,
    ReasonKind,
    StatusUpdate,
    Team,
)
from objectives.sample import words

SLUG = "made-up-"
SEED = 20_150_114
MEMBERS = 4
# A team, the two groups of it, and one that stands alone.
FAMILY = 4
# Of these latest quarters, timelines and promises are made as well.
QUARTERS_IN_FULL = 4
AT_ONCE = 2000
DERIVED = ("state", "percent", "is_about", "eta_day", "eta_precision")


def fill(quarters, *, teams, objectives):
    """Make the teams and, quarter by quarter, their plans; the number of objectives."""
    draw = random.Random(SEED)
    # Another database may have other quarters under the same keys.
    read.cache_clear()
    teams = make_teams(teams)
    owners = make_members(teams, draw)
    handed_on, made = {}, 0
    for number, quarter in enumerate(quarters, 1 - len(quarters)):
        plans = make_plans(teams, quarter, number, draw)
        rows = [
            row
            for plan in plans
            for row in rows_of(plan, owners, handed_on, objectives, draw)
        ]
        Objective.objects.bulk_create(rows, batch_size=AT_ONCE)
        made += len(rows)
        link(rows)
        if number > -QUARTERS_IN_FULL:
            promise(rows)
            tell(rows)
        handed_on = unfinished(rows, objectives, draw) if number else {}
    return made


def make_teams(number):
    teams = [
        Team(name=words.team(at), slug=f"{SLUG}{at + 1}", position=at % 30_000)
        for at in range(number)
    ]
    heads = [team for at, team in enumerate(teams) if at % FAMILY in (0, 3)]
    Team.objects.bulk_create(heads)
    groups = []
    for at, team in enumerate(teams):
        if at % FAMILY in (1, 2):
            team.parent = teams[at - at % FAMILY]
            groups.append(team)
    Team.objects.bulk_create(groups)
    return teams


def make_members(teams, draw):
    """The people of each team, by its key; the first of them leads it."""
    owners = {
        team.pk: [
            Member(team=team, name=words.person(draw), is_lead=not at, position=at)
            for at in range(MEMBERS)
        ]
        for team in teams
    }
    everyone = [member for members in owners.values() for member in members]
    Member.objects.bulk_create(everyone, batch_size=AT_ONCE)
    return owners


def make_plans(teams, quarter, number, draw):
    """A plan for each: the last quarter is being drafted, the ones before it closed."""
    start = at_noon(quarter.first_day)
    end = at_noon(quarter.last_day)
    plans = []
    for team in teams:
        plan = Plan(team=team, quarter=quarter, quarter_rank=quarter.rank)
        plan.state = state_of_plan(number, draw)
        plan.committed_at = None if plan.is_draft else start
        plan.closed_at = end if plan.is_closed else None
        plans.append(plan)
    return Plan.objects.bulk_create(plans, batch_size=AT_ONCE)


def state_of_plan(number, draw):
    if number == 0:
        return draw.choice((Plan.State.DRAFT, Plan.State.COMMITTED))
    return Plan.State.COMMITTED if number == -1 else Plan.State.CLOSED


def at_noon(day):
    return datetime.datetime.combine(day, datetime.time(12), datetime.UTC)


def rows_of(plan, owners, handed_on, number, draw):
    """A plan's objectives: what was carried into it, then the new."""
    for position in range(1, number + 1):
        before = handed_on.get((plan.team_id, position))
        row = Objective(
            plan=plan,
            position=position,
            quarter_rank=plan.quarter_rank,
            title=before.title if before else words.title(draw),
            measure=before.measure if before else words.measure(draw),
            dependency=words.dependency(draw),
            eta=words.eta(plan.quarter, draw),
            status="" if plan.is_draft else words.status(draw),
            owner=draw.choice((*owners[plan.team_id], None)),
            is_tentative=draw.random() < 0.05,
            lineage=before.lineage if before else new_lineage(draw),
        )
        row.came_from = before
        decide(row, draw)
        yield row


def decide(row, draw):
    """Set what the readers make of the texts, and what became of the unfinished."""
    for name, value in read(row.plan.quarter, row.eta, row.status).items():
        setattr(row, name, value)
    fate = draw.random()
    if row.plan.is_closed and not row.is_finished and fate < 0.2:
        row.reason_kind = draw.choice(ReasonKind.values)
        row.deferred_to = "next year" if fate < 0.1 else ""
        row.dropped_reason = "" if fate < 0.1 else "Nobody needs it any more"
        row.state = row.disposition_state


@functools.cache
def read(quarter, eta, status):
    """What the models' own readers derive from these texts."""
    row = Objective(plan=Plan(quarter=quarter), eta=eta, status=status)
    row.read_texts()
    return {name: getattr(row, name) for name in DERIVED}


def new_lineage(draw):
    return uuid.UUID(int=draw.getrandbits(128), version=4)


def unfinished(rows, number, draw):
    """Half of what was left, by the team and the place that it takes next."""
    found = {}
    for row in rows:
        is_open = not (row.is_finished or row.deferred_to or row.dropped_reason)
        place = (row.plan.team_id, 1 + sum_of(found, row.plan.team_id))
        if is_open and place[1] <= number // 3 and draw.random() < 0.5:
            found[place] = row
    return found


def sum_of(found, team_pk):
    """How many of a team's rows are found already."""
    number = 0
    while (team_pk, number + 1) in found:
        number += 1
    return number


def link(rows):
    """Tie those that were carried over to what they continue."""
    links = [
        CarryOver(
            predecessor=row.came_from,
            successor=row,
            reason_kind=ReasonKind.values[row.pk % len(ReasonKind.values)],
            note=words.NOTES[row.pk % len(words.NOTES)],
            at=at_noon(row.plan.quarter.first_day),
        )
        for row in rows
        if row.came_from
    ]
    CarryOver.objects.bulk_create(links, batch_size=AT_ONCE)


def promise(rows):
    """Freeze what committed plans said, a little bolder here and there than now."""
    promises = [
        Commitment.of(row, at=row.plan.committed_at)
        for row in rows
        if not row.plan.is_draft
    ]
    for number, one in enumerate(promises):
        one.status = ""
        one.eta = one.eta if number % 9 else ""
    Commitment.objects.bulk_create(promises, batch_size=AT_ONCE)


def tell(rows):
    """A line in the timeline of each objective that has a status."""
    updates = [
        StatusUpdate(
            objective=row,
            state=row.state,
            percent=row.percent,
            is_about=row.is_about,
            text=row.status,
            author_name=row.owner.name if row.owner else "",
            at=at_noon(row.plan.quarter.first_day + datetime.timedelta(days=30)),
        )
        for row in rows
        if row.status
    ]
    StatusUpdate.objects.bulk_create(updates, batch_size=AT_ONCE)
