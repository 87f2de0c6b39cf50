"""Made-up teams with their quarters, in any number, for trying lists at full size.

The same sizes always give the same rows: the random numbers have a fixed seed. Rows are
written in bulk, without `save`; derived fields come from the models, once per text.
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
    Tag,
    Tagging,
    Team,
)
from objectives.parsing.tags import folded_tag, tags_in
from objectives.sample import words

SLUG = "made-up-"
SEED = 20_150_114
MEMBERS = 4
# A team, its two groups, and a team without groups.
FAMILY = 4
# Only the latest quarters have status updates and commitments.
QUARTERS_IN_FULL = 4
AT_ONCE = 2000
DERIVED = ("state", "percent", "is_about", "eta_day", "eta_precision")


def fill(quarters, *, teams, objectives):
    """Make the teams and their plans; return the number of objectives."""
    draw = random.Random(SEED)
    # Another database may have other quarters with the same keys.
    derived_fields.cache_clear()
    teams = make_teams(teams)
    tags = make_tags()
    owners = make_members(teams, draw)
    carried_from: dict[tuple[int, int], Objective] = {}
    made = 0
    for number, quarter in enumerate(quarters, 1 - len(quarters)):
        plans = make_plans(teams, quarter, number, draw)
        rows = [
            row
            for plan in plans
            for row in rows_of(plan, owners, carried_from, objectives, draw)
        ]
        Objective.objects.bulk_create(rows, batch_size=AT_ONCE)
        made += len(rows)
        make_taggings(rows, tags)
        make_carry_overs(rows)
        if number > -QUARTERS_IN_FULL:
            make_commitments(rows)
            make_status_updates(rows)
        carried_from = unfinished(rows, objectives, draw) if number else {}
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


def make_tags():
    """Make the tags, by their names."""
    tags = [Tag(name=name, folded=folded_tag(name)) for name in words.TAGS]
    return {tag.name: tag for tag in Tag.objects.bulk_create(tags)}


def make_members(teams, draw):
    """Make the members of each team, by its key; the first one leads it."""
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
    """Make a plan for each team: the last quarter is a draft, the others are closed."""
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


def rows_of(plan, owners, carried_from, number, draw):
    """Yield a plan's objectives: those carried over to it, then new ones."""
    for position in range(1, number + 1):
        before = carried_from.get((plan.team_id, position))
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
            tags=before.tags if before else tags_of(plan, position),
        )
        row.came_from = before  # type: ignore[attr-defined]  # for make_carry_overs
        set_outcome(row, draw)
        yield row


def tags_of(plan, position):
    return words.tags(plan.team.position + position)


def set_outcome(row, draw):
    """Set the fields derived from the texts, and the outcome of unfinished rows."""
    for name, value in derived_fields(row.plan.quarter, row.eta, row.status).items():
        setattr(row, name, value)
    fate = draw.random()
    if row.plan.is_closed and not row.is_finished and fate < 0.2:
        row.reason_kind = draw.choice(ReasonKind.values)
        row.deferred_to = "next year" if fate < 0.1 else ""
        row.dropped_reason = "" if fate < 0.1 else "Nobody needs it any more"
        row.state = row.disposition_state


@functools.cache
def derived_fields(quarter, eta, status):
    """The fields that the models derive from these texts."""
    row = Objective(plan=Plan(quarter=quarter), eta=eta, status=status)
    row.read_texts()
    return {name: getattr(row, name) for name in DERIVED}


def new_lineage(draw):
    return uuid.UUID(int=draw.getrandbits(128), version=4)


def unfinished(rows, number, draw):
    """Half of the unfinished rows, by team and the position that they take next."""
    open_rows: dict[tuple[int, int], Objective] = {}
    for row in rows:
        is_open = not (row.is_finished or row.deferred_to or row.dropped_reason)
        place = (row.plan.team_id, 1 + sum_of(open_rows, row.plan.team_id))
        if is_open and place[1] <= number // 3 and draw.random() < 0.5:
            open_rows[place] = row
    return open_rows


def sum_of(open_rows, team_pk):
    """How many of a team's rows are there already."""
    number = 0
    while (team_pk, number + 1) in open_rows:
        number += 1
    return number


def make_taggings(rows, tags):
    """Link the objectives to the tags that they name."""
    links = [
        Tagging(objective=row, tag=tags[name])
        for row in rows
        for name in tags_in(row.tags)
    ]
    Tagging.objects.bulk_create(links, batch_size=AT_ONCE)


def make_carry_overs(rows):
    """Link the objectives that were carried over to their predecessors."""
    links = [
        CarryOver(
            predecessor=row.came_from,
            first_of=row.came_from,
            successor=row,
            first_into=row,
            reason_kind=ReasonKind.values[row.pk % len(ReasonKind.values)],
            note=words.NOTES[row.pk % len(words.NOTES)],
            at=at_noon(row.plan.quarter.first_day),
        )
        for row in rows
        if row.came_from
    ]
    CarryOver.objects.bulk_create(links, batch_size=AT_ONCE)


def make_commitments(rows):
    """Make commitments, some of them bolder than what the objectives say now."""
    commitments = [
        Commitment.of(row, at=row.plan.committed_at)
        for row in rows
        if not row.plan.is_draft
    ]
    for number, one in enumerate(commitments):
        one.status = ""
        one.eta = one.eta if number % 9 else ""
    Commitment.objects.bulk_create(commitments, batch_size=AT_ONCE)


def make_status_updates(rows):
    """Make a status update for each objective that has a status."""
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
