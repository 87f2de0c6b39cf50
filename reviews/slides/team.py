from dataclasses import dataclass
from itertools import batched

from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series
from reviews.snapshot.values import Person, SectionData, Snapshot

KIND = "team"
# The line with the headcount, and the rule above it.
FOOT = 80


@dataclass(frozen=True, slots=True)
class Step:
    """How large people are set: so many in a row, with a picture of that size."""

    name: str
    across: int
    picture: float
    text: float  # the room beside the picture
    gap: float
    name_size: float
    name_line: float
    role_size: float
    role_line: float


STEPS = (
    Step("huge", 3, 112, 240, 88, 26, 32, 20, 26),
    Step("large", 3, 112, 240, 30, 26, 32, 20, 26),
    Step("middle", 4, 80, 180, 24, 20, 26, 16, 22),
    Step("small", 4, 56, 200, 16, 18, 24, 16, 20),
)


@dataclass(frozen=True, slots=True)
class Team:
    """Rows of people, with so much room above and below them; then the headcount."""

    step: Step
    rows: tuple[tuple[Person, ...], ...]
    count: str
    headcount: str
    above: float
    below: float


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The people as large as one slide holds them; then the staffing numbers."""
    room = content_height(snapshot.team) - FOOT
    for step in STEPS:
        pages = paged(snapshot.people, step, room)
        if len(pages) == 1:
            break
    contents = [
        laid_out(snapshot, step, page, room, is_last=page is pages[-1])
        for page in pages
    ]
    return series(
        KIND, f"{section.slug}--people", snapshot.team, section.title, contents
    )


def paged(
    people: tuple[Person, ...], step: Step, room: float
) -> list[tuple[tuple[Person, ...], ...]]:
    rows = batched(people, step.across)
    return list(filled(rows, lambda row: row_height(row, step), room)) or [()]


def laid_out(
    snapshot: Snapshot,
    step: Step,
    rows: tuple[tuple[Person, ...], ...],
    room: float,
    *,
    is_last: bool,
) -> Team:
    used = sum(row_height(row, step) for row in rows)
    above = max(0.0, (room - used) / 3)
    return Team(
        step,
        rows,
        count_words(len(snapshot.people)) if is_last else "",
        headcount_words(snapshot.headcount) if is_last else "",
        above,
        max(0.0, room - used - above),
    )


def count_words(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"


def headcount_words(headcount: int | None) -> str:
    if headcount is None:
        return "Headcount and open positions are not recorded"
    return f"Headcount: {headcount}"


def row_height(row: tuple[Person, ...], step: Step) -> float:
    """The px of a row: its highest person and the gap below."""
    return max(person_height(person, step) for person in row) + step.gap


def person_height(person: Person, step: Step) -> float:
    """The px of a person's picture and text, of which the higher counts."""
    name = depth(person.name, step.text, step.name_size, step.name_line, "semibold")
    words = person_text(person)
    role = depth(words, step.text, step.role_size, step.role_line) if words else 0
    return max(step.picture, name + role)


def person_text(person: Person) -> str:
    """The text below the name."""
    is_lead = person.is_lead and person.role.casefold() != "lead"
    marks = ("lead" * is_lead, "new this quarter" * person.is_new)
    words = " · ".join(filter(None, (person.role, *marks)))
    return words if person.role else words.capitalize()
