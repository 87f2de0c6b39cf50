"""What became of a quarter's objectives, as the overview of all teams counts it."""

from collections.abc import Iterable

from objectives.text.fates import PROMISED
from reviews.snapshot.values import GroupPlan, Row, Snapshot


def fate(row: Row) -> str:
    """Its name in `PROMISED`. What is done and carried over all the same is done."""
    if row.state != "done" and row.carried_to:
        return "carried"
    return row.state if row.state in PROMISED else "open"


def promised(plan: GroupPlan) -> tuple[Row, ...]:
    """The plan's rows that have a commitment."""
    return tuple(row for row in plan.rows if row.said)


def counted(plan: GroupPlan, snapshot: Snapshot) -> tuple[Row, ...]:
    """The rows that the review counts: the promises, or all where there are none."""
    return promised(plan) if has_promises(snapshot) else plan.rows


def has_promises(snapshot: Snapshot) -> bool:
    return any(promised(plan) for plan in snapshot.plans)


def by_fate(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The fates that occur, in the order of the overview, each with its rows."""
    found: dict[str, list[Row]] = {name: [] for name in PROMISED}
    for row in rows:
        found[fate(row)].append(row)
    return {name: group for name, group in found.items() if group}


def words(name: str, rows: list[Row]) -> str:
    """Done, or carried over to Q3 2014-15 if all of them were."""
    quarters = {row.carried_to for row in rows}
    if name == "carried" and len(quarters) == 1:
        return f"{PROMISED[name]} to {quarters.pop()}"
    return PROMISED[name]
