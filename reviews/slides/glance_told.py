"""The quarter at a glance in words, for what is read rather than shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from reviews.slides import promises
from reviews.slides.glance import (
    MOST_NAMES,
    NONE_UNPLANNED,
    apart,
    group_shares,
    head_words,
    one_line,
    origin,
    rows_by_group,
    rows_of,
    slides,
    title,
)
from reviews.snapshot.values import Row, Snapshot


@dataclass(frozen=True, slots=True)
class Told:
    """The same as text: facts, then each fate with its objectives or groups."""

    title: str
    facts: tuple[str, ...]
    fates: tuple[tuple[str, tuple[str, ...]], ...]


def told(snapshot: Snapshot) -> Told | None:
    """The quarter in words, for documents; None where there is no slide of it."""
    if not slides(snapshot):
        return None
    found = promises.by_fate(rows_of(snapshot))
    is_by_name = sum(map(len, found.values())) <= MOST_NAMES
    fates = tuple(
        (
            head_words(name, rows),
            tuple(one_line(row.title) for row in rows)
            if is_by_name
            else tuple(group_counts(rows, snapshot)),
        )
        for name, rows in found.items()
    )
    return Told(title(snapshot), tuple(told_facts(snapshot)), fates)


def told_facts(snapshot: Snapshot) -> Iterator[str]:
    rows = rows_of(snapshot)
    if rows:
        noun = "promised" if promises.has_promises(snapshot) else "objectives"
        yield ", ".join((f"{len(rows)} {noun}", *origin(rows)))
        yield from apart(snapshot)
    if groups := ", ".join(
        f"{name} {count}" for name, count, _ in group_shares(snapshot)
    ):
        yield f"Done, by group: {groups}"
    count = len(snapshot.projects)
    yield f"{count} came unplanned" if count else NONE_UNPLANNED


def group_counts(rows: list[Row], snapshot: Snapshot) -> Iterator[str]:
    for name, own in rows_by_group(rows, snapshot):
        yield f"{name} {len(own)}"
