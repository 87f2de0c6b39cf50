"""What the team asks for, and open asks of earlier reviews.

As large as the asks of a slide allow. An ask is on one slide wherever it fits one;
a long text or answer continues on the next.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from objectives.text.phrases import cardinal
from reviews.design.text_width import depth
from reviews.slides.base import (
    Block,
    Slide,
    Style,
    TextRun,
    content_height,
    cut,
    height,
    series,
)
from reviews.slides.cells import inline
from reviews.snapshot.values import AskData, SectionData, Snapshot

KIND = "asks"
WIDTH = 1152
# The line of what is not said, and the rule above it.
FOOT_SIZE, FOOT_LINE, FOOT_PADDING = 18, 26, 26
FACT_LABEL, FACT_PADDING, FACT_GUTTER = 22, 21, 24
# An answer with more lines than this has the whole width, below the facts.
MOST_LINES, MOST_FACTS = 4, 4
POINT = re.compile(r"^[-*•–]\s+")
NO_EARLIER = "No ask of an earlier quarter is open."
# Of each kind: what is said of its owner, and of the review that it came from.
LABELS = {
    "ask": ("Asked of", "First asked"),
    "next_time": ("To be brought by", "Asked for next time"),
    "action": ("To be done by", "Agreed"),
}
STATES = {"open": "Open", "answered": "Answered", "closed": "Closed"}


@dataclass(frozen=True, slots=True)
class Step:
    """How large asks are set; `indent` is the room for the number."""

    name: str
    indent: float
    number: float
    styles: dict[str, Style] = field(compare=False)
    fact: tuple[float, float]
    space: float  # above the facts
    gap: float

    @property
    def room(self) -> float:
        return WIDTH - self.indent


def step(
    name: str,
    indent: float,
    number: float,
    sizes: tuple[float, ...],
    space: float,
    gap: float,
) -> Step:
    ask, ask_line, point, point_line, fact, fact_line = sizes
    styles = {
        "ask": Style(ask, ask_line, "semibold", gap=8),
        "point": Style(point, point_line, indent=32, gap=6),
        "answer": Style(fact, fact_line, gap=6),
    }
    return Step(name, indent, number, styles, (fact, fact_line), space, gap)


STEPS = (
    step("large", 120, 112, (44, 56, 30, 40, 22, 30), 40, 36),
    step("middle", 80, 64, (30, 38, 24, 32, 20, 27), 14, 34),
    step("small", 56, 40, (24, 32, 20, 27, 18, 24), 10, 26),
)
LARGE, SMALL = STEPS[0], STEPS[-1]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is said under it; `state` is of what has no answer yet."""

    label: str
    runs: tuple[TextRun, ...]
    state: str = ""

    @property
    def text(self) -> str:
        """With the icon of its state."""
        return "○ " * bool(self.state) + "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts in a row."""

    facts: tuple[Fact, ...]
    kind: str = "facts"


Piece = Block | Facts


@dataclass(frozen=True, slots=True)
class Card:
    """An ask, or a part of one that is too long for a slide."""

    number: int
    pieces: tuple[Piece, ...]
    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class Asks:
    step: Step
    cards: tuple[Card, ...]
    unsaid: str
    below: float


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """Asks carried over from earlier reviews, then this review's own."""
    return [
        slide
        for ending, title, asks, unsaid in groups(snapshot)
        for slide in of_asks(
            f"{section.slug}--{ending}", title, section.title, asks, unsaid
        )
    ]


def groups(snapshot: Snapshot) -> Iterator[tuple[str, str, list[AskData], str]]:
    """Open asks of earlier reviews, and this one's: id, title, asks, what is unsaid."""
    earlier = [ask for ask in snapshot.asks if not ask.is_own]
    own = [ask for ask in snapshot.asks if ask.is_own]
    if earlier:
        of = "an earlier quarter" if len(earlier) == 1 else "earlier quarters"
        yield "asks-earlier", f"{counted(earlier)} of {of}", earlier, not_said(earlier)
    if own:
        words = (not_said(own), "" if earlier else NO_EARLIER)
        yield "asks", counted(own), own, " ".join(filter(None, words))


def counted(asks: list[AskData]) -> str:
    """One ask, or Three asks and two actions."""
    actions = sum(ask.kind == "action" for ask in asks)
    others = len(asks) - actions
    parts = [of_a_kind(others, "ask")] if others or not actions else []
    parts += [of_a_kind(actions, "action")] if actions else []
    words = " and ".join(parts)
    return f"{words[:1].upper()}{words[1:]}"


def of_a_kind(count: int, noun: str) -> str:
    return f"{cardinal(count or 1)} {noun}{'s' * (count != 1)}"


def of_asks(
    id: str, title: str, section: str, asks: list[AskData], unsaid: str
) -> list[Slide]:
    room = content_height(title) - foot_height(unsaid)
    cards = [card(ask, number) for number, ask in enumerate(asks, start=1)]
    pages = list(paged(cards, room))
    contents = [
        laid_out(page, room, unsaid if page is pages[-1] else "") for page in pages
    ]
    return series(KIND, id, title, section, contents)


def not_said(asks: list[AskData]) -> str:
    """How many asks do not say who is asked; and when, if none has a date."""
    asks = [ask for ask in asks if ask.kind != "action"]
    count = sum(not ask.owner for ask in asks)
    if not count:
        return ""
    when = "" if any(ask.due for ask in asks) else ", and by when"
    words = "one of them is" if count == 1 else f"{cardinal(count)} of them are"
    words = "it is" if len(asks) == 1 else words
    return f"Not said yet: of whom {words} asked{when}."


def foot_height(words: str) -> float:
    if not words:
        return 0
    return depth(words, WIDTH, FOOT_SIZE, FOOT_LINE) + FOOT_PADDING


# Cards


def card(ask: AskData, number: int) -> Card:
    """The first line of its text is the ask; the others are points below it."""
    texts = [line.strip() for line in ask.text.split("\n") if line.strip()]
    pieces: tuple[Piece, ...] = (
        *(Block("ask", inline(text)) for text in texts[:1]),
        *(Block("point", inline(POINT.sub("", text))) for text in texts[1:]),
        Facts(tuple(facts_of(ask))),
        *long_blocks(ask),
    )
    return Card(number, pieces)


def long_blocks(ask: AskData) -> tuple[Block, ...]:
    """What is too long for a column, across the slide."""
    return tuple(
        Block("answer", (TextRun(f"{label}: ", strong=True), *inline(text)))
        for label, text in (("Why", ask.reason), ("Answer", ask.answer))
        if is_long(text)
    )


def is_long(text: str) -> bool:
    room, (size, line) = SMALL.room / MOST_FACTS - FACT_GUTTER, SMALL.fact
    return depth(text, room, size, line) > MOST_LINES * line


def facts_of(ask: AskData) -> Iterator[Fact]:
    """Why, of whom, since when, and what was answered."""
    owner, since = LABELS[ask.kind]
    if ask.reason and not is_long(ask.reason):
        yield fact("Why", ask.reason)
    if ask.owner or ask.due:
        due = f"by {ask.due}" if ask.due else ""
        yield fact(owner, ", ".join(filter(None, (ask.owner, due))))
    asked = "in this review" if ask.is_own else f"in {ask.asked_in}"
    yield fact(since, asked)
    words = "below" if is_long(ask.answer) else ask.answer
    if ask.state == "closed":
        closed = "Done" if ask.kind == "action" else "Closed"
        yield fact("Answer", f"{closed}: {words}" if words else closed, "closed")
    else:
        yield fact("Answer", words or STATES[ask.state], "" if words else ask.state)


def fact(label: str, text: str, state: str = "") -> Fact:
    return Fact(label, inline(text), state)


def facts_in_a_line(ask: AskData) -> tuple[TextRun, ...]:
    """Asked of: Ada · First asked: in this review · Answer: Open, for documents."""
    found: list[TextRun] = []
    for one in facts_of(ask):
        label = " · " * bool(found) + f"{one.label}: "
        found += (TextRun(label), *one.runs)
    return tuple(found)


# Sizes


def card_height(card: Card, step: Step) -> float:
    """The px of a card and of the gap after it."""
    deep = sum(piece_height(piece, step) for piece in card.pieces)
    return max(step.number, deep) + step.gap


def piece_height(piece: Piece, step: Step) -> float:
    if isinstance(piece, Block):
        return height(piece, step.styles[piece.kind], step.room)
    size, line = step.fact
    room = step.room / len(piece.facts) - FACT_GUTTER
    deep = max(depth(one.text, room, size, line) for one in piece.facts)
    return step.space + FACT_PADDING + FACT_LABEL + deep


def laid_out(cards: tuple[Card, ...], room: float, unsaid: str) -> Asks:
    """The cards as large as they fit."""
    for step in STEPS:
        used = sum(card_height(card, step) for card in cards)
        if used <= room:
            break
    return Asks(step, cards, unsaid, max(0.0, room - used))


def paged(cards: list[Card], room: float) -> Iterator[tuple[Card, ...]]:
    """The cards in slides at the smallest size, cut only where one is too long."""
    page: list[Card] = []
    left, queue = room, list(reversed(cards))
    while queue:
        card = queue.pop()
        need = card_height(card, SMALL)
        if need > left and page:
            yield tuple(page)
            page, left = [], room
        if need > left:
            card, rest = cut_card(card, left - SMALL.gap)
            queue.append(rest)
            need = left
        page.append(card)
        left -= need
    if page:
        yield tuple(page)


def cut_card(card: Card, room: float) -> tuple[Card, Card]:
    """What fits so many px and what goes on, cut between pieces or between lines."""
    kept: list[Piece] = []
    for index, piece in enumerate(card.pieces):
        need = piece_height(piece, SMALL)
        if need <= room:
            kept.append(piece)
            room -= need
            continue
        rest = card.pieces[index:]
        if isinstance(piece, Block) and (not kept or room >= MOST_LINES * FOOT_LINE):
            head, tail = cut(piece, SMALL.styles[piece.kind], SMALL.room, room)
            kept.append(head)
            rest = (*((tail,) if tail.runs else ()), *rest[1:])
        break
    after = replace(card, pieces=rest, is_continued=True)
    return replace(card, pieces=tuple(kept)), after
