"""What a deck shows as left over from an earlier quarter continues objectives of that.

Where these are not here, they are made of what was said: in a plan that is closed.
"""

from collections.abc import Iterator

from django.db.models import Max, Model

from objectives.importing.lookup import Lookup
from objectives.importing.sources.deck_tables import by_column, paired, quarters_of
from objectives.importing.sources.deck_values import DeckRow, DeckTable, DeckText
from objectives.models import CarryOver, Objective, Plan, Quarter, Team
from objectives.parsing.pasted_rows import folded_name

TEXTS = ("measure", "dependency")


def add_leftovers(
    deck: DeckText, team: Team, quarter: Quarter, quarters: Lookup, moment: dict
) -> list[Model]:
    """Link them; returns the rows that were added. `quarters` reads periods."""
    added: list[Model] = []
    pairs: list[tuple[Objective, Objective]] = []
    for table, row, said in paired(deck):
        _, period = quarters_of(table, deck)
        earlier, _ = quarters.reading_of_period(period) if period else (None, None)
        here = objective_of(table, row, team, quarter)
        if earlier is None or here is None or is_linked(here):
            continue
        plan = plan_of(here.plan.team, opened(earlier, added), moment, added)
        old = predecessor_in(plan, *(said or (table, row)), moment, added)
        pairs.append((old, here))
    plans = [one for one in added if isinstance(one, Plan)]
    added += Plan.objects.commit_as_recorded(plans, said={}, **moment)
    added += [link(*pair, quarter, moment) for pair in pairs]
    Plan.objects.close_as_recorded(plans, **moment)
    return added


def link(old: Objective, here: Objective, quarter: Quarter, moment: dict) -> CarryOver:
    old.plan.refresh_from_db()
    old.carry_over(quarter, successor=here, by=moment["by"], at=moment["at"])
    return CarryOver.objects.get(predecessor=old, successor=here)


def objective_of(
    table: DeckTable, row: DeckRow, team: Team, quarter: Quarter
) -> Objective | None:
    """The objective that this row has become."""
    plans = Plan.objects.covered_by(team, quarter)
    rows = Objective.objects.in_plans(plans).select_related("plan__team__parent")
    group = folded_name(table.group or team.name)
    for one in rows.filter(title=row.cells[0]):
        if folded_name(one.plan.team.name) == group:
            return one
    return None


def is_linked(objective: Objective) -> bool:
    return CarryOver.objects.filter(successor=objective).exists()


def opened(quarter: Quarter, added: list[Model]) -> Quarter:
    is_new = Quarter.objects.as_stored(quarter).pk is None
    stored = Quarter.objects.opened(quarter)
    added += [stored] if is_new else []
    return stored


def plan_of(team: Team, quarter: Quarter, moment: dict, added: list[Model]) -> Plan:
    plan = Plan.objects.filter(team=team, quarter=quarter).first()
    if plan is None:
        plan = Plan(team=team, quarter=quarter)
        plan.save(**moment)
        added.append(plan)
    return plan


def predecessor_in(
    plan: Plan, table: DeckTable, row: DeckRow, moment: dict, added: list[Model]
) -> Objective:
    """The objective of an earlier plan that says the same, else a new one."""
    found = plan.objectives.filter(title=row.cells[0]).first()
    if found is None:
        last = plan.objectives.aggregate(last=Max("position"))["last"] or 0
        texts = dict(zip(TEXTS, by_column(row, table, list(TEXTS)), strict=True))
        found = Objective(plan=plan, title=row.cells[0], position=last + 1, **texts)
        found.save(**moment)
        added.append(found)
    return found


def tentative(deck: DeckText) -> Iterator[str]:
    """The titles in brackets, which are tentative or only assisting."""
    for table in deck.tables:
        for row in table.rows:
            title = row.cells[0]
            if title.startswith("(") and title.endswith(")"):
                yield title
