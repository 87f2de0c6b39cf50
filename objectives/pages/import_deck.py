"""What the text of a deck holds, in words, and what was put right in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from objectives.importing.sources.deck_values import REPAIRS, DeckText
from objectives.pages.import_repairs import RepairChoice, lines_named
from objectives.pages.imports import counted

SECTIONS = {"said": "what was said", "did": "what was done", "next": "what comes next"}


@dataclass(frozen=True, slots=True)
class DeckPage:
    found: list[str]
    unread: list[str]
    repairs: list[RepairChoice]


def deck_page(deck: DeckText, off: frozenset[str]) -> DeckPage:
    unread = [item.text for item in deck.unread]
    return DeckPage(list(found_in(deck)), unread, list(repairs_of(deck, off)))


def found_in(deck: DeckText) -> Iterator[str]:
    """What was found, a line for each kind, in the order of a deck."""
    if title := ", ".join(filter(None, (deck.team, deck.organization, deck.quarter))):
        yield title
    if deck.licence:
        yield "the licence of the slides"
    if deck.agenda:
        yield f"{counted(len(deck.agenda), 'section')} of an agenda of {duration(deck)}"
    if deck.people:
        yield counted(len(deck.people), "person", "people")
    yield from objectives_in(deck)
    for number, noun in (
        (len(deck.unplanned), "unplanned item"),
        (len(deck.texts), "text slide"),
        (len(deck.metrics), "slide with metrics"),
        (len(deck.drafts), "note on a draft"),
        (len(deck.asks), "ask"),
    ):
        if number:
            yield counted(number, noun, PLURALS.get(noun, ""))


PLURALS = {
    "slide with metrics": "slides with metrics",
    "note on a draft": "notes on drafts",
}


def objectives_in(deck: DeckText) -> Iterator[str]:
    for section, words in SECTIONS.items():
        tables = [table for table in deck.tables if table.section == section]
        if rows := sum(len(table.rows) for table in tables):
            labels = ", ".join(table.label for table in tables if table.label)
            where = f", in {labels}" if labels else ""
            yield f"{counted(rows, 'objective')} of {words}{where}"


def duration(deck: DeckText) -> str:
    minutes, seconds = divmod(deck.seconds, 60)
    parts = [(minutes, "minute"), (seconds, "second")]
    return " ".join(counted(number, noun) for number, noun in parts if number)


def repairs_of(deck: DeckText, off: frozenset[str]) -> Iterator[RepairChoice]:
    """Each kind of repair that was made, or that was switched off."""
    lines: dict[str, list[int]] = {}
    for repair in deck.repairs:
        lines.setdefault(repair.code, []).append(repair.line)
    for code, words in REPAIRS.items():
        if code in lines or code in off:
            where = lines_named(lines.get(code, []), "Line")
            yield RepairChoice(code, words, where, code not in off)
