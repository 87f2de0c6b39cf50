"""The rows of a plan by where they come from, and which of them a section shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from objectives.text.diff import changed_runs
from reviews.slides.base import Slide
from reviews.slides.rows import TableRow
from reviews.slides.table import Bucket
from reviews.snapshot.values import Row, SectionData

AT_RISK = frozenset(("at_risk", "stalled", "deferred", "dropped", "missed"))
TEXTS = ("title", "measure", "dependency", "eta")


def label(carried_from: str, quarter: str) -> str:
    """Left over from Q1, or planned in the quarter itself."""
    return f"Left over from {carried_from}" if carried_from else f"Planned in {quarter}"


def buckets(
    shown: Iterable[Row],
    rows: Sequence[Row],
    quarter: str,
    line: Callable[[Row], TableRow],
    words: Callable[[Sequence[Row]], str],
) -> list[Bucket]:
    """The rows that are shown in their buckets; `words` counts all of a bucket's."""
    return [
        Bucket(
            label(carried_from, quarter),
            words([row for row in rows if row.bucket == carried_from]),
            f": left over from {carried_from}" if carried_from else "",
            tuple(map(line, group)),
        )
        for carried_from, group in groupby(shown, key=lambda row: row.bucket)
    ]


def counted(rows: Sequence[Row]) -> str:
    """5 objectives."""
    return f"{len(rows)} objective{'s' * (len(rows) != 1)}"


def counted_done(rows: Sequence[Row]) -> str:
    """5 objectives, 1 done."""
    done = sum(row.state == "done" for row in rows)
    return f"{counted(rows)}, {done or 'none'} done"


def counted_carried(rows: Sequence[Row]) -> str:
    """5 objectives, 3 of them carried over."""
    carried = sum(bool(row.bucket) for row in rows)
    return counted(rows) + f", {carried} of them carried over" * bool(carried)


def chosen(section: SectionData, rows: Sequence[Row]) -> list[Row]:
    """The rows of a group that the section shows."""
    if section.shows == "changed":
        return [row for row in rows if is_at_risk(row) or is_changed(row)]
    return [*rows[: section.most]] if section.shows == "top" else [*rows]


def is_at_risk(row: Row) -> bool:
    """Whether it is in trouble, late or put off."""
    is_late = row.quarters > 1 and row.state != "done"
    return is_late or row.state in AT_RISK or bool(row.carried_to)


def is_changed(row: Row) -> bool:
    """Whether it was added later, or says something else than was promised."""
    if row.said is None:
        return row.is_added_later
    pairs = [(getattr(row, name), getattr(row.said, name)) for name in TEXTS]
    return row.is_added_later or any(
        is_marked
        for one, other in pairs
        for runs in (changed_runs(one, other), changed_runs(other, one))
        for _, is_marked in runs
    )


def left_out(section: SectionData, count: int) -> str | None:
    """How many objectives the slides leave out; None where none is ever left out."""
    if section.shows == "all":
        return None
    return f"{count} more in the handout" if count else ""


def with_others(parts: Iterable[tuple[tuple[Slide, ...], int]]) -> list[Slide]:
    """All groups' slides; the last one also counts the objectives of those without."""
    parts = [*parts]
    found = [slide for slides, _ in parts for slide in slides]
    silent = sum(count for slides, count in parts if not slides)
    if found and silent:
        own = found[-1].content.more
        words = (
            f"{own}, and {silent} of other groups"
            if own
            else (f"{silent} of other groups in the handout")
        )
        found[-1] = replace(found[-1], content=replace(found[-1].content, more=words))
    return found
