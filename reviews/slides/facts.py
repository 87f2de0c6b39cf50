"""What a review holds, counted and in words, for its cover, agenda and openers."""

from collections.abc import Iterable
from datetime import date
from itertools import chain

from reviews.slides.promises import by_fate, promised, words
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import GroupPlan, Row, SectionData, Snapshot


def count(number: int, noun: str, nouns: str = "") -> str:
    """1 objective, 2 objectives."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def as_day(text: str) -> date | None:
    """A day that a file states, if it is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def rows_of(plans: Iterable[GroupPlan]) -> list[Row]:
    return list(chain.from_iterable(plan.rows for plan in plans))


def promises(snapshot: Snapshot) -> list[Row]:
    """The objectives that were promised when their plan was committed."""
    return list(chain.from_iterable(map(promised, snapshot.plans)))


def fate_words(rows: list[Row]) -> str:
    """3 carried over to Q3 2014-15, 2 deferred: of those that are not done."""
    found = by_fate(rows).items()
    return joined(
        *(
            f"{len(group)} {words(name, group)}"
            for name, group in found
            if name != "done"
        )
    )


def objectives(rows: list[Row]) -> str:
    return count(len(rows), "objective") if rows else ""


def unplanned(snapshot: Snapshot) -> str:
    number = len(snapshot.projects)
    return f"{number:,} unplanned" if number else ""


def contents(snapshot: Snapshot) -> str:
    """12 objectives, 42 pieces of unplanned work: what the review is about."""
    figures = sum(metric.value is not None for metric in shown(snapshot, "metric"))
    number = len(snapshot.projects)
    work = count(number, "piece of unplanned work", "pieces of unplanned work")
    found = (
        objectives(rows_of(snapshot.plans)),
        work * bool(number),
        count(figures, "metric") * bool(figures),
        count(len(snapshot.incidents), "incident") * bool(snapshot.incidents),
        count(len(snapshot.asks), "ask") * bool(snapshot.asks),
    )
    return joined(*[part for part in found if part][:3])


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
    found = {noun: len(shown(snapshot, noun)) for noun in ("metric", "callout")}
    found["incident"] = len(snapshot.incidents)
    return joined(*(count(number, noun) for noun, number in found.items() if number))


def shown(snapshot: Snapshot, noun: str) -> list[MetricData]:
    """What is shown as a metric, on a slide of its own, or as a callout."""
    return [
        metric
        for metric in snapshot.metrics
        if metric.display != "none"
        and (metric.display == "callout") == (noun == "callout")
    ]


def of_next(snapshot: Snapshot) -> str:
    is_draft = any(plan.state == "draft" for plan in snapshot.next_plans)
    found = objectives(rows_of(snapshot.next_plans))
    return f"{found}, draft" if found and is_draft else found


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
