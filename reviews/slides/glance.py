"""The quarter on one slide: the promises, what became of them, and what else came.

What it says is worked out here, where it stands in `glance_layout`. Each figure leads
to the slide that shows its rows.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from objectives.text.fates import PROMISED
from objectives.text.inline import plain
from reviews.charts.blocks import Blocks
from reviews.design.text_width import depth, shortened, width
from reviews.slides import did, glance_layout, promises, said
from reviews.slides.base import Slide
from reviews.slides.glance_layout import FATES_WIDTH, SUM_WIDTH, Layout, Link, fitting
from reviews.snapshot.values import GroupPlan, Row, SectionData, Snapshot

KIND = "glance"
TITLE = "The quarter at a glance"
# From so many promises on, groups and counts stand for the objectives' names.
MOST_NAMES = 14
FACT_SIZE, FACT_LINE = 18, 26
GROUP_WIDTH = 120
SCALE = "One block is one objective or one piece of work."
NONE_UNPLANNED = "No unplanned work is recorded."


@dataclass(frozen=True, slots=True)
class Fate:
    """Objectives that ended alike: by name, or counted by group."""

    name: str
    head: Link
    items: tuple[Link, ...]
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Sum:
    """A large number, what it counts, and what is said below it."""

    number: Link
    words: str
    facts: tuple[str, ...] = ()
    groups: tuple[Link, ...] = ()
    top: float = 0


@dataclass(frozen=True, slots=True)
class Glance:
    """The three columns of the slide; `unplanned` is None where none is recorded."""

    layout: Layout
    sum: Sum | None
    flow: Blocks
    fates: tuple[Fate, ...]
    unplanned: Sum | None
    unplanned_blocks: Blocks


def slides(snapshot: Snapshot) -> list[Slide]:
    """One slide; none where there is neither an objective nor unplanned work."""
    if not snapshot.projects and not rows_of(snapshot):
        return []
    return [Slide(KIND, "glance", title(snapshot), content(snapshot))]


def rows_of(snapshot: Snapshot) -> list[Row]:
    return [row for plan in snapshot.plans for row in promises.counted(plan, snapshot)]


def title(snapshot: Snapshot) -> str:
    """The quarter at a glance: 3 of 12 promises done."""
    rows = rows_of(snapshot)
    if not rows:
        return f"{TITLE}: nothing was planned"
    noun = "promise" if promises.has_promises(snapshot) else "objective"
    noun += "s" * (len(rows) != 1)
    done = sum(promises.fate(row) == "done" for row in rows)
    if done == len(rows) > 1:
        return f"{TITLE}: all {done} {noun} done"
    return f"{TITLE}: {done or 'none'} of {len(rows)} {noun} done"


def content(snapshot: Snapshot) -> Glance:
    found = promises.by_fate(rows_of(snapshot))
    counts = {name: len(rows) for name, rows in found.items()}
    total, is_by_group = sum(counts.values()), len(snapshot.plans) > 1
    layout = glance_layout.laid_out(
        counts,
        len(snapshot.projects),
        is_by_name=total <= MOST_NAMES,
        has_groups=is_by_group,
        heads=[head_words(name, rows) for name, rows in found.items()],
        names=[one_line(row.title) for rows in found.values() for row in rows],
    )
    places = places_of(snapshot)
    return Glance(
        layout=layout,
        sum=promise_sum(snapshot, places, layout) if total else None,
        flow=layout.flow(counts),
        fates=tuple(fates(snapshot, found, places, layout)),
        unplanned=unplanned_sum(snapshot, layout),
        unplanned_blocks=layout.unplanned(len(snapshot.projects)),
    )


def one_line(title: str) -> str:
    return " ".join(plain(title).split())


def head_words(name: str, rows: list[Row]) -> str:
    return f"{len(rows)} {promises.words(name, rows)}"


# Where the rows are


def places_of(snapshot: Snapshot) -> dict[int, str]:
    """The id of the slide that shows how an objective ended, or what it promised."""
    found: dict[int, str] = {}
    for module in (did, said):
        for section in of_kind(module.KIND, snapshot):
            for slide in module.slides(section, snapshot):
                for part in slide.content.parts:
                    for line in part.lines:
                        found.setdefault(line.pk, slide.id)
    return found


def of_kind(kind: str, snapshot: Snapshot) -> Iterator[SectionData]:
    return (section for section in snapshot.sections if section.kind == kind)


def first_place(rows: list[Row], places: dict[int, str]) -> str:
    return next((places[row.pk] for row in rows if row.pk in places), "")


def first_promise(snapshot: Snapshot, places: dict[int, str]) -> str:
    """The slide with the first promise as it was made, else as it ended."""
    for section in of_kind(said.KIND, snapshot):
        for slide in said.slides(section, snapshot):
            return slide.id
    return first_place(rows_of(snapshot), places)


# What is said


def promise_sum(snapshot: Snapshot, places: dict[int, str], layout: Layout) -> Sum:
    """How many promises there were, whence they came, and how each group kept its."""
    rows = rows_of(snapshot)
    words = "promised" if promises.has_promises(snapshot) else "objectives"
    facts = (*origin(rows), *apart(snapshot))
    number = Link(str(len(rows)), first_promise(snapshot, places))
    used = sum(depth(fact, SUM_WIDTH, FACT_SIZE, FACT_LINE) for fact in facts)
    groups = tuple(group_lines(snapshot, places))
    room = layout.room_for_groups(used)
    if len(groups) > room:
        groups = (*groups[: room - 1], Link(f"and {len(groups) - room + 1} more"))
    top = layout.sum_top(used, len(groups))
    return Sum(number, words, facts, groups if room > 1 else (), top)


def origin(rows: list[Row]) -> Iterator[str]:
    """5 left over from Q1, 7 new."""
    buckets = {row.bucket for row in rows if row.bucket}
    new = sum(not row.bucket for row in rows)
    if buckets:
        source = buckets.pop() if len(buckets) == 1 else "earlier quarters"
        yield f"{len(rows) - new} left over from {source}"
    if new:
        yield f"{new} new" if new < len(rows) or new == 1 else f"All {new} new"


def apart(snapshot: Snapshot) -> Iterator[str]:
    """What is not among the promises, and why."""
    others: Counter[str] = Counter()
    for plan in snapshot.plans:
        others[reason(plan)] += len(plan.rows) - len(promises.promised(plan))
    others = +others
    if promises.has_promises(snapshot):
        yield from (f"{count} more {words}" for words, count in others.items())
    elif others:
        is_draft = set(others) == {DRAFTED}
        yield "Nothing is promised yet." if is_draft else UNKNOWN_PROMISES


DRAFTED = "in drafts"
UNKNOWN_PROMISES = "What was promised is not recorded."


def reason(plan: GroupPlan) -> str:
    if plan.state == "draft":
        return DRAFTED
    return "added later" if promises.promised(plan) else "without a record"


def group_shares(snapshot: Snapshot) -> list[tuple[str, str, list[Row]]]:
    """Each group with 2 of 8, and its rows; none where there is only one."""
    found = []
    for plan in snapshot.plans:
        if rows := list(promises.counted(plan, snapshot)):
            done = sum(promises.fate(row) == "done" for row in rows)
            found.append((plan.group, f"{done} of {len(rows)}", rows))
    return found if len(found) > 1 else []


def group_lines(snapshot: Snapshot, places: dict[int, str]) -> Iterator[Link]:
    for group, share, rows in group_shares(snapshot):
        ending = f" {share}".replace(" ", "\u00a0")
        room = SUM_WIDTH - width(ending, FACT_SIZE)
        name = shortened(group, room, FACT_SIZE)
        yield Link(name + ending, first_place(rows, places))


def fates(
    snapshot: Snapshot,
    found: dict[str, list[Row]],
    places: dict[int, str],
    layout: Layout,
) -> Iterator[Fate]:
    for name, rows in found.items():
        words = head_words(name, rows)
        if not layout.is_head(words):
            words = f"{len(rows)} {PROMISED[name]}"
        items = (
            [
                Link(layout.row(one_line(row.title)), places.get(row.pk, ""))
                for row in rows
            ]
            if layout.is_by_name
            else by_group(rows, snapshot, places, layout)
        )
        head = Link(words, first_place(rows, places))
        yield Fate(name, head, tuple(items), layout.drawn(name, len(rows)))


def by_group(
    rows: list[Row], snapshot: Snapshot, places: dict[int, str], layout: Layout
) -> list[Link]:
    """Site Operations 8, Labs 4: as many groups as a line holds."""
    found = []
    for group, own in rows_by_group(rows, snapshot):
        ending = f"\u00a0{len(own)}"
        name = shortened(group, GROUP_WIDTH, layout.step.size)
        found.append(Link(name + ending, first_place(own, places)))
    return fitting(found, FATES_WIDTH, layout.step.size)


def rows_by_group(
    rows: list[Row], snapshot: Snapshot
) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each group, where there are several."""
    keys = {row.pk for row in rows}
    for plan in snapshot.plans if len(snapshot.plans) > 1 else ():
        if own := [row for row in plan.rows if row.pk in keys]:
            yield plan.group, own


def unplanned_sum(snapshot: Snapshot, layout: Layout) -> Sum | None:
    count = len(snapshot.projects)
    if not count:
        return None
    section = next(of_kind(did.KIND, snapshot), None)
    place = f"{section.slug}--projects" if section else ""
    top = layout.unplanned_top(count)
    return Sum(Link(str(count), place), "came unplanned", (SCALE,), top=top)
