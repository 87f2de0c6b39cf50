"""A review as headings, paragraphs, lists and tables, in the order of its agenda.

What each language of text then writes in its own signs. Charts are their figures here;
a picture is its description, since a text carries no files.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from objectives.text.phrases import lateness
from reviews.charts.scale import value_text
from reviews.deck import deck
from reviews.slides import (
    asks,
    callouts,
    cells,
    figures,
    glance_told,
    incidents,
    metric,
    projects,
    states,
    team,
    text,
    text_blocks,
)
from reviews.slides.agenda import duration_text
from reviews.slides.base import Block, TextRun
from reviews.slides.buckets import label
from reviews.slides.cells import inline
from reviews.snapshot.metric_values import MetricData, Outage
from reviews.snapshot.values import (
    AskData,
    GroupPlan,
    Person,
    Row,
    SectionData,
    Snapshot,
    Text,
)

Runs = tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the review's own title has level 1."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a row of headings. A cell may have several lines."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]


Element = Heading | Block | Grid


def outline(snapshot: Snapshot, status: str) -> Iterator[Element]:
    """The whole review; `status` says whether it is a draft or which version."""
    yield Heading(1, plain(snapshot.title))
    yield from facts(snapshot, status)
    yield from glance_elements(snapshot)
    for section in snapshot.sections:
        yield Heading(2, plain(section_title(section)))
        yield from section_elements(section, snapshot)
    if snapshot.asks and not deck.has_asks(snapshot):
        yield Heading(2, plain("Asks"))
        yield from ask_elements(snapshot)
    yield paragraph(snapshot.licence.notice)


def glance_elements(snapshot: Snapshot) -> Iterator[Element]:
    """What was promised, and what became of it."""
    told = glance_told.told(snapshot)
    if told is None:
        return
    yield Heading(2, plain(told.title))
    yield from bullets(map(plain, told.facts))
    for head, items in told.fates:
        yield Block("bullet", plain(head), level=1)
        yield from (Block("bullet", plain(item), level=2) for item in items)


def plain(words: str) -> Runs:
    return (TextRun(words),) if words else ()


def paragraph(words: str) -> Block:
    return Block("paragraph", plain(words))


def bullets(items: Iterable[Runs]) -> Iterator[Block]:
    return (Block("bullet", runs, level=1) for runs in items)


def facts(snapshot: Snapshot, status: str) -> Iterator[Block]:
    """Whether it is a draft, then the months, the meeting and the presenters."""
    words = (
        status,
        snapshot.months,
        f"Held: {snapshot.held_at}" * bool(snapshot.held_at),
        f"Presented by {snapshot.presenters}" * bool(snapshot.presenters),
    )
    yield from bullets(map(plain, filter(None, words)))


def section_title(section: SectionData) -> str:
    time = duration_text(section.seconds)
    return f"{section.title} ({time})" if time else section.title


def section_elements(section: SectionData, snapshot: Snapshot) -> Iterator[Element]:
    """A section in the order of its slides."""
    yield from text_elements(section, "before")
    if section.kind in OWN:
        yield from OWN[section.kind](snapshot)
    yield from text_elements(section, "after")
    if section.kind == "did" and snapshot.projects:
        yield from project_elements(snapshot)


def project_elements(snapshot: Snapshot) -> Iterator[Element]:
    """The unplanned work, by who asked for it."""
    yield Heading(3, plain(projects.TITLE))
    for part in projects.parts(snapshot):
        if part.label:
            yield Heading(4, plain(f"{part.label} ({part.count})"))
        yield from bullets(block.runs for block in part.items)


def text_elements(section: SectionData, placement: str) -> Iterator[Element]:
    """The section's own texts; their headings are below the section's."""
    for one in section.texts:
        if one.placement == placement:
            if one.title:
                yield Heading(3, plain(one.title))
            yield from prose(one)


def prose(one: Text) -> Iterator[Element]:
    for block in text_blocks.blocks(one.text):
        if block.kind == "heading":
            yield Heading(4, block.runs)
        elif block.kind != text_blocks.BREAK:
            yield block
    if one.picture:
        words = (one.picture.alt, text.credit(one.picture, ""))
        yield paragraph(f"[Picture: {', '.join(filter(None, words))}]")


def team_elements(snapshot: Snapshot) -> Iterator[Element]:
    yield from bullets(plain(person_words(one)) for one in snapshot.people)
    people = team.count_words(len(snapshot.people))
    yield paragraph(f"{people} on this team")
    yield paragraph(team.headcount_words(snapshot.headcount))


def person_words(person: Person) -> str:
    """Name and role, and whether somebody is new."""
    words = (person.name, person.role, "new" * person.is_new)
    return ", ".join(filter(None, words))


def said_elements(snapshot: Snapshot) -> Iterator[Element]:
    """What was promised, word for word."""
    for plan in snapshot.plans:
        rows = [(row, said_cells(row)) for row in plan.rows if row.said]
        yield from plan_elements(plan, (*COLUMNS, "Status"), rows)


def did_elements(snapshot: Snapshot) -> Iterator[Element]:
    """What became of it, each change beside what was promised."""
    for plan in snapshot.plans:
        rows = [(row, did_cells(row, plan)) for row in plan.rows]
        yield from plan_elements(plan, (*COLUMNS, "State", "Status"), rows)


def next_elements(snapshot: Snapshot) -> Iterator[Element]:
    """The next quarter's plans."""
    for plan in snapshot.next_plans:
        rows = [(row, did_cells(row, plan)[:-2]) for row in plan.rows]
        yield from plan_elements(plan, COLUMNS, rows)


COLUMNS = ("Objective", "Owner", "", "Dependency", "ETA")


def plan_elements(
    plan: GroupPlan, columns: tuple[str, ...], rows: list[tuple[Row, tuple[Runs, ...]]]
) -> Iterator[Element]:
    """A group's table, one for each quarter that its rows come from."""
    if not rows:
        return
    yield Heading(3, plain(plan.group))
    if plan.state == "draft":
        note = f": {plan.draft_note}" if plan.draft_note else ""
        yield paragraph(f"DRAFT{note}")
    headings = tuple(column or plan.third_column for column in columns)
    for name, found in groupby(rows, lambda pair: label(pair[0].bucket, plan.quarter)):
        yield Heading(4, plain(name))
        yield without_empty(Grid(headings, tuple(cells for _, cells in found)))


def without_empty(grid: Grid) -> Grid:
    """The table without columns in which nothing is said, besides its first."""
    others = range(1, len(grid.headings))
    kept = [0, *(at for at in others if any(row[at] for row in grid.rows))]
    rows = tuple(tuple(row[at] for at in kept) for row in grid.rows)
    return Grid(tuple(grid.headings[at] for at in kept), rows)


def said_cells(row: Row) -> tuple[Runs, ...]:
    said = row.said
    assert said is not None
    texts = (said.title, "", said.measure, said.dependency, said.eta, said.status)
    return tuple(map(inline, texts))


def did_cells(row: Row, plan: GroupPlan) -> tuple[Runs, ...]:
    """The objective as it is, with what was promised on a line of its own."""
    return (
        lines(
            changed(row, "title"),
            note("tentative" * row.is_tentative),
            *(block.runs for block in cells.labels(row)),
        ),
        plain(row.owner),
        changed(row, "measure"),
        changed(row, "dependency"),
        lines(changed(row, "eta"), note(row.eta_warning)),
        plain(states.state_words(row) or "Not read" * bool(row.status)),
        lines(
            inline(row.status), *map(note, fates(row, plan)), *map(inline, row.comments)
        ),
    )


def changed(row: Row, name: str) -> Runs:
    """A text, and what the commitment said if that differs."""
    now = getattr(row, name)
    before = getattr(row.said, name) if row.said else now
    if now == before:
        return inline(now)
    return lines(
        inline(now), (TextRun("promised: ", em=True), *inline(before or "blank"))
    )


def fates(row: Row, plan: GroupPlan) -> Iterator[str]:
    """What the status does not say: how late, since when, and what comes of it."""
    if row.is_added_later or (row.said is None and plan.state != "draft"):
        yield "added after the commitment"
    yield lateness(row.quarters, row.state == "done")
    yield states.disposition(row)


def note(words: str) -> Runs:
    return tuple(TextRun(run.text, em=True, href=run.href) for run in inline(words))


def lines(*parts: Runs) -> Runs:
    """The parts that say something, each on a line of its own."""
    found = [part for part in parts if part]
    return tuple(
        run
        for number, part in enumerate(found)
        for run in ((TextRun("\n"), *part) if number else part)
    )


def metric_elements(snapshot: Snapshot) -> Iterator[Element]:
    rows = tuple(metric_cells(one, snapshot) for one in snapshot.metrics)
    if rows:
        yield without_empty(Grid(metric_headings(snapshot), rows))
    if snapshot.incidents:
        yield Heading(3, plain(incidents.titled(snapshot.incidents)))
        headings = ("Began", "Incident", "Service", "Length", "Noticed")
        yield without_empty(
            Grid(headings, tuple(map(incident_cells, snapshot.incidents)))
        )


def metric_headings(snapshot: Snapshot) -> tuple[str, ...]:
    earlier = [month.quarter for month in snapshot.calendar]
    before, year_ago = (
        (earlier[9], earlier[0]) if earlier else ("Before", "Year before")
    )
    return ("Metric", "Value", before, year_ago, "Target", "Remarks")


def metric_cells(one: MetricData, snapshot: Snapshot) -> tuple[Runs, ...]:
    """A metric in a row; what is not known is said to be."""
    value = figures.value_words(one)
    target = value_text(one.target, one.unit) if one.target is not None else ""
    remarks = (
        callouts.callout(one, snapshot).comment,
        one.heading if one.heading != one.name else "",
        metric.source_words(one, one.period or snapshot.months),
    )
    return (
        plain(one.name),
        plain(f"{value} {one.unit}".strip() if value else "not known"),
        plain(earlier_words(one.before, one.unit)),
        plain(earlier_words(one.year_ago, one.unit)),
        plain(target),
        lines(*map(inline, remarks)),
    )


def earlier_words(value: float | None, unit: str) -> str:
    return "" if value is None else value_text(value, unit)


def incident_cells(one: Outage) -> tuple[Runs, ...]:
    shown = incidents.line(one)
    title = (TextRun(shown.title, href=shown.link),)
    others = (shown.service, shown.length, shown.noticed)
    return (plain(shown.began), title, *map(plain, others))


def ask_elements(snapshot: Snapshot) -> Iterator[Element]:
    """Open asks of earlier reviews, then this review's own."""
    for _, title, found, unsaid in asks.groups(snapshot):
        yield Heading(3, plain(title))
        yield from bullets(map(ask_runs, found))
        if unsaid:
            yield paragraph(unsaid)


def ask_runs(ask: AskData) -> Runs:
    long = (block.runs for block in asks.long_blocks(ask))
    return lines(inline(ask.text), asks.facts_in_a_line(ask), *long)


OWN = {
    "team": team_elements,
    "said": said_elements,
    "did": did_elements,
    "metrics": metric_elements,
    "next": next_elements,
    "asks": ask_elements,
}


def spaced(text: str) -> tuple[str, str, str]:
    """The space before a text, the text, and the space after it.

    Signs of a style stand at the words, in every language.
    """
    words = text.strip()
    lead, _, trail = text.partition(words) if words else (text, "", "")
    return lead, words, trail


def percent(found: re.Match[str]) -> str:
    """What an address cannot have in a language, percent-encoded."""
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
