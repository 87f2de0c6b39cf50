"""A quarterly review out of the text that was taken off its slides.

It goes by shapes: rows of cells below headings, lists below titles, durations, names,
days. Of words it knows those that reviews have in common. What slides broke is mended,
and each kind of repair can be left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from objectives.importing.sources import deck_head as head
from objectives.importing.sources.base import SourceError
from objectives.importing.sources.deck_cells import (
    RawTable,
    label_above,
    label_parts,
    table_from,
    table_runs,
)
from objectives.importing.sources.deck_lines import TextLine, Words, bullet, lines_of
from objectives.importing.sources.deck_places import Event, Places
from objectives.importing.sources.deck_slides import (
    DRAFT,
    Slide,
    asks_in,
    metric_from,
    slides_in,
    unplanned_in,
)
from objectives.importing.sources.deck_values import (
    DeckItem,
    DeckTable,
    DeckText,
    DraftNote,
    Mending,
    TextSlide,
)

LABEL_WORDS = 6
MOST_LINES = 1500


@dataclass(slots=True)
class Parts:
    """The lines of a deck by what they are."""

    title: list[TextLine]
    agenda: list[TextLine]
    people: list[TextLine]
    tables: list[tuple[list[TextLine], TextLine | None]]
    drafts: list[TextLine]
    body: list[TextLine]


def read_deck(text: str, without: frozenset[str] = frozenset()) -> DeckText:
    """All that the text holds; raises SourceError where it is no deck."""
    lines, words, mending = lines_of(text), Words.of(text), Mending(without)
    if len(lines) > MOST_LINES:
        message = f"This has more than {MOST_LINES:,} lines. Bring in one review."
        raise SourceError("too_long", message)
    licence = head.licence_in(lines)
    parts = parts_of([one for one in lines if not head.is_licence(one, licence)])
    holder = licence.holder if licence else ""
    team, organization, quarter = head.title_parts(parts.title, holder)
    agenda = head.agenda_in(parts.agenda, mending)
    tables = [table_from(run, above, words, mending) for run, above in parts.tables]
    if not tables and not agenda:
        raise SourceError("no_deck", "This is no text of slides.")
    breaks = {run[0].number for run, _ in parts.tables}
    breaks |= {line.number for line in parts.drafts}
    slides = slides_in(parts.body, breaks, words, mending)
    drafts = drafts_of(parts.drafts, tables)
    events = events_of(tables, slides, drafts)
    Places(agenda, quarter).put(events)
    return filled(
        DeckText(
            *(team, organization, quarter, licence, agenda),
            people=tuple(map(head.name_in, parts.people)),
            tables=tuple(tables_of(events, tables, drafts)),
            drafts=drafts,
            repairs=tuple(sorted(mending.done, key=lambda one: one.line)),
        ),
        events,
    )


def is_deck(text: str) -> bool:
    """Whether it has tables below headings, and slides or an agenda around them."""
    lines = lines_of(text) if "\t" in text else []
    if not lines or len(lines) > MOST_LINES:
        return False
    parts = parts_of(lines)
    if not parts.tables:
        return False
    has_bullets = sum(bool(bullet(line)) for line in parts.body) > 2
    # A mail may have a list and a table as well.
    is_titled = any(head.PERIOD.search(line.text) for line in parts.title)
    return bool(parts.agenda) or (has_bullets and (is_titled or len(parts.tables) > 1))


def parts_of(lines: list[TextLine]) -> Parts:
    title = head.title_lines(lines)
    rest = lines[len(title) :]
    tables = [(run, label_above(run, rest)) for run in table_runs(rest)]
    rest = without(
        rest, [line for run, above in tables for line in (*run, above) if line]
    )
    agenda = head.agenda_lines(rest)
    people = head.people_lines(without(rest, agenda))
    for run in (agenda, people):
        rest = without(rest, [*run, *heading_of(run, rest)])
    drafts = [line for line in rest if DRAFT.match(line.text) and not bullet(line)]
    return Parts(title, agenda, people, tables, drafts, without(rest, drafts))


def without(lines: list[TextLine], some: list[TextLine]) -> list[TextLine]:
    numbers = {line.number for line in some}
    return [line for line in lines if line.number not in numbers]


def heading_of(run: list[TextLine], lines: list[TextLine]) -> list[TextLine]:
    """The title right above lines that are an agenda or names."""
    above = [line for line in lines if run and line.number < run[0].number][-1:]
    return [
        line
        for line in above
        if not bullet(line) and len(line.words.split()) <= LABEL_WORDS
    ]


def drafts_of(lines: list[TextLine], tables: list[RawTable]) -> tuple[DraftNote, ...]:
    """The notes, each with the table that is next below it."""
    notes = []
    for line in lines:
        below = (at for at, table in enumerate(tables) if table.line > line.number)
        notes.append(DraftNote(line.words, line.number, next(below, None)))
    return tuple(notes)


def events_of(
    tables: list[RawTable], slides: list[Slide], drafts: tuple[DraftNote, ...]
) -> list[Event]:
    notes = {note.slide: note.text for note in drafts}
    events = [
        Event(table.line, table=table, draft=notes.get(place, ""))
        for place, table in enumerate(tables)
    ]
    events += [Event(slide.line, slide=slide) for slide in slides]
    return sorted(events, key=lambda event: event.line)


def tables_of(
    events: list[Event], tables: list[RawTable], drafts: tuple[DraftNote, ...]
) -> Iterator[DeckTable]:
    slides = {table.line: place for place, table in enumerate(tables)}
    for event in events:
        if not event.table:
            continue
        for bucket in event.table.buckets:
            group, period, is_leftover = label_parts(bucket.label)
            yield DeckTable(
                *(event.section, group, bucket.label, period, is_leftover),
                *(event.table.columns, tuple(bucket.rows), bucket.line),
                slide=slides[event.table.line],
                entry=event.entry,
                draft_note=event.draft,
            )


def filled(deck: DeckText, events: list[Event]) -> DeckText:
    """The deck with what its slides hold, by the part that they belong to."""
    texts, metrics, asks = [], [], []
    unplanned: list[DeckItem] = []
    unread: list[DeckItem] = []
    for event in events:
        slide = event.slide
        if not slide or event.is_marker and event.section != "metrics":
            continue
        if event.section == "unplanned":
            unplanned += unplanned_in(slide)
        elif event.section == "metrics":
            metrics.append(metric_from(slide, event.title, event.entry))
        elif event.section == "asks":
            asks += asks_in(slide)
        elif slide.items:
            texts.append(text_slide(event, slide))
        else:
            unread.append(DeckItem(slide.title, slide.line, is_bullet=False))
    return replace(
        deck,
        texts=tuple(texts),
        metrics=tuple(metrics),
        asks=tuple(asks),
        unplanned=tuple(unplanned),
        unread=tuple(unread),
    )


def text_slide(event: Event, slide: Slide) -> TextSlide:
    items = tuple(slide.items)
    place = (event.section, event.line, event.entry, event.is_before)
    return TextSlide(event.title, items, *place)
