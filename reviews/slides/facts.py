"""What a review holds, counted and in words, for its cover, agenda and openers."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from reviews.snapshot.values import GroupPlan, Row, SectionData, Snapshot

# What became of an objective, with its words after a number.
FATES = {
    "done": "done",
    "carried": "carried over",
    "deferred": "deferred",
    "dropped": "dropped",
    "missed": "missed",
    "open": "not yet decided",
}


def count(number: int, noun: str, nouns: str = "") -> str:
    """1 objective, 2 objectives."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def rows_of(plans: Iterable[GroupPlan]) -> list[Row]:
    return list(chain.from_iterable(plan.rows for plan in plans))


def promises(snapshot: Snapshot) -> list[Row]:
    """The objectives that were promised when their plan was committed."""
    return [row for row in rows_of(snapshot.plans) if row.said is not None]


def fate(row: Row) -> str:
    """What became of an objective: a name of `FATES`."""
    if row.state == "done":
        return "done"
    if row.carried_to:
        return "carried"
    if row.deferred_to or row.state == "deferred":
        return "deferred"
    if row.dropped_reason or row.state == "dropped":
        return "dropped"
    return "missed" if row.state == "missed" else "open"


def fate_words(rows: list[Row]) -> str:
    """3 carried over to Q3, 2 deferred: what became of those that are not done."""
    counts = Counter(map(fate, rows))
    named = FATES | {"carried": carried_words(rows)}
    return joined(
        *(
            f"{counts[name]} {words}"
            for name, words in named.items()
            if name != "done" and counts[name]
        )
    )


def carried_words(rows: list[Row]) -> str:
    """Carried over to Q3, if all of them go to the same quarter."""
    found = {row.carried_to for row in rows if fate(row) == "carried"}
    if len(found) != 1:
        return FATES["carried"]
    return f"carried over to {found.pop().split(' ')[0]}"


def objectives(rows: list[Row]) -> str:
    return count(len(rows), "objective") if rows else ""


def unplanned(snapshot: Snapshot) -> str:
    number = len(snapshot.projects)
    return f"{number:,} unplanned" if number else ""


def contents(snapshot: Snapshot) -> str:
    """12 objectives, 42 pieces of unplanned work: what the review is about."""
    figures = sum(metric.value is not None for metric in snapshot.metrics)
    number = len(snapshot.projects)
    work = count(number, "piece of unplanned work", "pieces of unplanned work")
    found = (
        objectives(rows_of(snapshot.plans)),
        work * bool(number),
        count(figures, "metric") * bool(figures),
        count(len(snapshot.incidents), "incident") * bool(snapshot.incidents),
        count(len(snapshot.asks), "ask") * bool(snapshot.asks),
    )
    return joined(*[words for words in found if words][:3])


def in_section(section: SectionData, snapshot: Snapshot) -> str:
    """What a section holds, in a few words."""
    texts = count(len(section.texts), "text") * bool(section.texts)
    return OF_KIND[section.kind](snapshot) or texts


def of_team(snapshot: Snapshot) -> str:
    number = len(snapshot.people)
    return count(number, "person", "people") if number else ""


def of_said(snapshot: Snapshot) -> str:
    return objectives(promises(snapshot))


def of_did(snapshot: Snapshot) -> str:
    return joined(objectives(rows_of(snapshot.plans)), unplanned(snapshot))


def of_metrics(snapshot: Snapshot) -> str:
    """4 metrics, 3 callouts, 2 incidents."""
    shown = Counter(
        "callout" if metric.display == "callout" else "metric"
        for metric in snapshot.metrics
        if metric.display != "none"
    )
    shown["incident"] = len(snapshot.incidents)
    return joined(*(count(number, noun) for noun, number in shown.items() if number))


def of_next(snapshot: Snapshot) -> str:
    is_draft = any(plan.state == "draft" for plan in snapshot.next_plans)
    words = objectives(rows_of(snapshot.next_plans))
    return f"{words}, draft" if words and is_draft else words


def of_asks(snapshot: Snapshot) -> str:
    return count(len(snapshot.asks), "ask") if snapshot.asks else ""


OF_KIND = {
    "team": of_team,
    "said": of_said,
    "did": of_did,
    "metrics": of_metrics,
    "next": of_next,
    "asks": of_asks,
    "text": lambda snapshot: "",
}
