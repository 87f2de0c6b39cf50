from dataclasses import dataclass

from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series
from reviews.snapshot.values import Person, SectionData, Snapshot

KIND = "team"
COLUMNS = 3
NAME_WIDTH = 262
NAME_SIZE = 24
NAME_LINE = 30
ROLE_SIZE = 18
ROLE_LINE = 24
CARD = 88
CARD_GAP = 24
HEADCOUNT = 48


@dataclass(frozen=True, slots=True)
class Team:
    """Rows of people; the headcount in words, on the first slide only."""

    headcount: str
    rows: tuple[tuple[Person, ...], ...]


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The people first, in as many rows as a slide holds; then the staffing numbers."""
    people = snapshot.people
    rows = [people[start : start + COLUMNS] for start in range(0, len(people), COLUMNS)]
    room = content_height(snapshot.team) - HEADCOUNT
    pages = list(filled(rows, row_height, room)) or [()]
    first, *others = pages
    contents = [
        Team(headcount_words(snapshot.headcount), first),
        *(Team("", page) for page in others),
    ]
    return series(
        KIND, f"{section.slug}--people", snapshot.team, section.title, contents
    )


def headcount_words(headcount: int | None) -> str:
    if headcount is None:
        return "Headcount: not known"
    return f"Headcount: {headcount}"


def row_height(row: tuple[Person, ...]) -> float:
    """The px of a row: its highest card and the gap below."""
    return max(map(card_height, row)) + CARD_GAP


def card_height(person: Person) -> float:
    """The px of a person's card."""
    name = depth(person.name, NAME_WIDTH, NAME_SIZE, NAME_LINE, "semibold")
    role = depth(person_text(person), NAME_WIDTH, ROLE_SIZE, ROLE_LINE)
    return max(CARD, name + role)


def person_text(person: Person) -> str:
    """The text below the name."""
    marks = ("lead" * person.is_lead, "new this quarter" * person.is_new)
    return " · ".join(filter(None, (person.role, *marks)))
