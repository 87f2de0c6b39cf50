"""A review as a document to read: chapters in agenda order, and their page.

A function of the snapshot and of the reader's choice (paper and sections). As for the
deck, one HTML serves browser and PDF. Texts, tables and asks flow from page to page;
drawings, such as a metric's chart, look as on their slide.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from objectives.text.inline import plain
from objectives.text.phrases import lateness
from reviews.deck import deck
from reviews.deck.deck import LAST, MODULES, OWN, DeckPage
from reviews.design.direction import resolved
from reviews.slides import (
    asks,
    cells,
    glance_told,
    projects,
    states,
    team,
    text,
    text_blocks,
)
from reviews.slides.agenda import duration_text
from reviews.slides.base import Block, Slide, TextRun
from reviews.slides.buckets import label
from reviews.slides.layout import EMPTY
from reviews.slides.rows import TableRow, row_line, said_line
from reviews.snapshot import xmp
from reviews.snapshot.values import AskData, GroupPlan, Row, SectionData, Snapshot

# A cell with more characters than this would fill a narrow column for pages.
LONG = 500
PAPERS = {"a4": "A4", "letter": "Letter"}


class UnknownChoiceError(ValueError):
    """An unknown paper or section; the message lists the known ones."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The reader's choice; no sections means all."""

    paper: str = "a4"
    sections: tuple[str, ...] = ()

    def check(self, snapshot: Snapshot) -> None:
        """Raise UnknownChoiceError unless paper and sections exist."""
        if self.paper not in PAPERS:
            raise UnknownChoiceError(f"paper is {' or '.join(PAPERS)}.")
        slugs = [section.slug for section in snapshot.sections]
        if not set(self.sections) <= set(slugs):
            raise UnknownChoiceError(f"section is one of {', '.join(slugs)}.")

    def has(self, section: SectionData) -> bool:
        return not self.sections or section.slug in self.sections


@dataclass(frozen=True, slots=True)
class HandoutPart:
    """A part of a chapter, with a heading or none, rendered by its kind's template."""

    kind: str
    id: str
    heading: str
    content: Any

    @property
    def html(self) -> SafeString:
        template = get_template(f"reviews/handout/{self.kind}.html")
        return mark_safe(template.render({"part": self, "content": self.content}))


@dataclass(frozen=True, slots=True)
class HandoutChapter:
    """A section of the agenda."""

    id: str
    title: str
    time: str
    parts: tuple[HandoutPart, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of an objective, with its column's name."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """An objective: what it says now and said before, and its lineage."""

    pk: int
    title: tuple[Block, ...]
    state: str
    state_words: str
    is_tentative: bool
    lineage: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class HandoutPlan:
    """A group's rows in their buckets, under its draft band if it is a draft."""

    band: str | None
    columns: tuple[str, ...]
    buckets: tuple[tuple[str, tuple[Any, ...]], ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A text, in one column, with its picture beneath."""

    blocks: tuple[Block, ...]
    picture: Any
    caption: str


def render_handout(snapshot: Snapshot, choice: Choice, status: str = "") -> DeckPage:
    """The handout's page; `status` is shown on the screen only.

    Raises UnknownChoiceError.
    """
    choice.check(snapshot)
    cover = MODULES["cover"].slides(snapshot)[0]
    context = {
        "snapshot": snapshot,
        "title": cover.title,
        "standing": cover.content.standing,
        "chapters": tuple(chapters(snapshot, choice)),
        "choice": choice,
        "sections": [(one, choice.has(one)) for one in snapshot.sections],
        "papers": PAPERS.items(),
        "held_at": xmp.held_at(snapshot),
        "status": status,
    }
    html = resolved(get_template("reviews/handout.html").render(context)).encode()
    digest = hashlib.sha256(html).hexdigest()
    return DeckPage(html, digest, snapshot, layout=xmp.HANDOUT)


def chapters(snapshot: Snapshot, choice: Choice) -> Iterator[HandoutChapter]:
    """The quarter at a glance, the chosen sections, then what is in no section."""
    if not choice.sections and (told := glance_told.told(snapshot)):
        part = HandoutPart("glance", "glance--told", "", told)
        yield HandoutChapter("glance", told.title, "", (part,))
    for section in filter(choice.has, snapshot.sections):
        parts = tuple(section_parts(section, snapshot))
        yield HandoutChapter(
            section.slug, section.title, duration_text(section.seconds), parts
        )
    if choice.sections:
        return
    if not deck.has_asks(snapshot) and snapshot.asks:
        yield HandoutChapter("asked", "Asks", "", tuple(ask_parts("asked", snapshot)))
    if pages := MODULES["credits"].slides(snapshot):
        parts = tuple(as_shown(slide, f"all--{slide.id}") for slide in pages)
        yield HandoutChapter("credits", pages[0].title, "", parts)


def section_parts(section: SectionData, snapshot: Snapshot) -> Iterator[HandoutPart]:
    """The parts of a section, in the order of its slides."""
    yield from text_parts(section, "before", snapshot)
    for kind in OWN.get(section.kind, ()):
        yield from own_parts(kind, section, snapshot)
    yield from text_parts(section, "after", snapshot)
    for kind in LAST.get(section.kind, ()):
        yield from own_parts(kind, section, snapshot)


def own_parts(
    kind: str, section: SectionData, snapshot: Snapshot
) -> Iterator[HandoutPart]:
    """The parts for one kind of slide in the section."""
    if kind in PLANS:
        yield from PLANS[kind](section, snapshot)
    elif kind == "asks":
        yield from ask_parts(section.slug, snapshot)
    elif kind == "team":
        words = (
            team.count_words(len(snapshot.people)),
            team.headcount_words(snapshot.headcount),
        )
        yield HandoutPart(
            "team", f"{section.slug}--people", "", (words, snapshot.people)
        )
    elif kind == "projects":
        if found := projects.parts(snapshot):
            content = (projects.total(snapshot, found), found)
            id = f"{section.slug}--projects"
            yield HandoutPart("projects", id, projects.TITLE, content)
    else:
        yield from map(as_shown, MODULES[kind].slides(section, snapshot))


def as_shown(slide: Slide, id: str = "") -> HandoutPart:
    """A slide's own body, for drawings; what goes on from another has no heading."""
    heading = slide.title if slide.part == 1 else ""
    (placed,) = deck.alone([replace(slide, part=1, parts=1)], "")
    return HandoutPart("slide", id or slide.id, heading, placed.body)


def text_parts(
    section: SectionData, placement: str, snapshot: Snapshot
) -> Iterator[HandoutPart]:
    """The section's texts of one placement, without empty ones."""
    for one in section.texts:
        blocks = tuple(
            block
            for block in text_blocks.blocks(one.text)
            if block.kind != text_blocks.BREAK
        )
        if one.placement == placement and (blocks or one.picture):
            licence = snapshot.licence.title
            caption = text.credit(one.picture, licence) if one.picture else ""
            prose = Prose(blocks, one.picture, caption)
            yield HandoutPart(
                "text", f"{section.slug}--text-{one.pk}", one.title, prose
            )


def ask_parts(id: str, snapshot: Snapshot) -> Iterator[HandoutPart]:
    """Asks carried over from earlier reviews, then this review's own."""
    for ending, title, found, unsaid in asks.groups(snapshot):
        content = ([ask_words(ask) for ask in found], unsaid)
        yield HandoutPart("asks", f"{id}--{ending}", title, content)


def ask_words(ask: AskData) -> dict[str, Any]:
    return {
        "text": cells.inline(ask.text),
        "note": asks.facts_in_a_line(ask),
        "long": asks.long_blocks(ask),
    }


def said_parts(section: SectionData, snapshot: Snapshot) -> Iterator[HandoutPart]:
    """The commitments, group by group, word for word."""
    for plan in snapshot.plans:
        rows = [
            (label(row.bucket, plan.quarter), said_line(row.said, row.pk))
            for row in plan.rows
            if row.said
        ]
        yield from plan_part("rows", section, plan, rows)


def did_parts(section: SectionData, snapshot: Snapshot) -> Iterator[HandoutPart]:
    """Each objective's story, group by group."""
    for plan in snapshot.plans:
        rows = [
            (label(row.bucket, plan.quarter), objective_story(row, plan))
            for row in plan.rows
        ]
        yield from plan_part("stories", section, plan, rows)


def next_parts(section: SectionData, snapshot: Snapshot) -> Iterator[HandoutPart]:
    """The next quarter's plans."""
    for plan in snapshot.next_plans:
        quarter = f"Planned for {plan.quarter}"
        rows = [(quarter, row_line(row, None)) for row in plan.rows]
        yield from plan_part("rows", section, plan, rows)


PLANS = {"said": said_parts, "did": did_parts, "next": next_parts}


def plan_part(
    kind: str, section: SectionData, plan: GroupPlan, rows: list[tuple[str, Any]]
) -> Iterator[HandoutPart]:
    """A group's rows in their buckets; nothing if there are none, as in the deck."""
    if not rows:
        return
    columns: tuple[str, ...]
    columns = ("Objective", plan.third_column, "Dependency", "ETA", "Status")
    if kind == "rows" and any(is_long(line) for _, line in rows):
        kind = "stories"
        rows = [(label, row_story(line, columns)) for label, line in rows]
    elif kind == "rows":
        shown = filled_columns([line for _, line in rows])
        columns = tuple(columns[at] for at in shown)
        rows = [(label, with_cells(line, shown)) for label, line in rows]
    band = plan.draft_note if plan.state == "draft" else None
    buckets = tuple(
        (label, tuple(row for _, row in group))
        for label, group in groupby(rows, key=lambda pair: pair[0])
    )
    id = f"{section.slug}--{plan.slug}"
    yield HandoutPart(kind, id, plan.group, HandoutPlan(band, columns, buckets))


def filled_columns(lines: list[TableRow]) -> list[int]:
    """The columns in which something was written, and the first."""
    others = range(1, len(lines[0].cells))
    return [0, *(at for at in others if any(one.cells[at] != EMPTY for one in lines))]


def with_cells(line: TableRow, shown: list[int]) -> TableRow:
    return replace(line, cells=tuple(line.cells[at] for at in shown))


def is_long(line: TableRow) -> bool:
    """Whether a cell is too long for a narrow column."""
    return any(sum(len(block.text) for block in cell) > LONG for cell in line.cells)


def row_story(line: TableRow, columns: tuple[str, ...]) -> Story:
    """A table row, set across the page."""
    title, *others = line.cells
    fields = tuple(map(Field, columns[1:], others))
    return Story(line.pk, title, line.state, "", line.is_tentative, (), fields)


def objective_story(row: Row, plan: GroupPlan) -> Story:
    """An objective with its commitment, compared word by word."""

    def cell(name: str, kind: str = "text") -> tuple[Block, ...]:
        before = getattr(row.said, name) if row.said else None
        return cells.cell(getattr(row, name), before, kind=kind)

    status = cells.cell(row.status, None)
    fields = (
        Field(plan.third_column, cell("measure")),
        Field("Dependency", cell("dependency")),
        Field("ETA", cells.eta_cell(row, row.said)),
        Field("Status", status),
        *label_fields(row),
    )
    return Story(
        pk=row.pk,
        title=cell("title", "title"),
        state=row.state,
        state_words=states.state_words(row),
        is_tentative=row.is_tentative,
        lineage=tuple(filter(None, lineage(row, plan))),
        fields=fields,
    )


def label_fields(row: Row) -> Iterator[Field]:
    """Tags and reference, where the review shows them."""
    if row.tags:
        yield Field("Tags", cells.notes("text", ", ".join(row.tags)))
    if row.reference:
        run = TextRun(row.reference, href=row.reference_url)
        yield Field("Reference", (Block("text", (run,)),))


def lineage(row: Row, plan: GroupPlan) -> Iterator[str]:
    """Where the objective was carried over from, its owner, and where it goes."""
    yield f"Owner: {row.owner}" if row.owner else ""
    yield f"carried in from {row.bucket}" if row.bucket else ""
    teams = ", ".join(row.handed_from)
    yield f"handed over by {teams}" if teams else ""
    if row.is_added_later or (row.said is None and plan.state != "draft"):
        yield "added after the commitment"
    yield lateness(row.quarters, row.state == "done")
    yield plain(states.disposition(row))
