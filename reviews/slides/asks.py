"""What the team asks for, and open asks of earlier reviews."""

from dataclasses import dataclass

from reviews.design.text_width import breaks, depth
from reviews.slides.base import Slide, content_height, filled, series
from reviews.snapshot.values import AskData, SectionData, Snapshot

KIND = "asks"
WIDTH = 1100
TEXT_SIZE, TEXT_LINE = 24, 32
NOTE_SIZE, NOTE_LINE = 18, 24
GAP = 20
STATES = {"open": "Open", "answered": "Answered", "closed": "Closed"}
KINDS = {"ask": "Ask", "next_time": "For next time"}
# A text with more lines than this continues on a second card.
MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Card:
    """An ask, or a part of one that is too long for a card."""

    text: str
    note: str
    answer: str
    state: str
    state_words: str


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """Asks carried over from earlier reviews, then this review's own."""
    earlier = [ask for ask in snapshot.asks if not ask.is_own]
    own = [ask for ask in snapshot.asks if ask.is_own]
    slug, title = section.slug, section.title
    return [
        *of_asks(f"{slug}--asks-earlier", "Asked in earlier reviews", title, earlier),
        *of_asks(f"{slug}--asks", "Asked in this review", title, own),
    ]


def of_asks(id: str, title: str, section: str, asks: list[AskData]) -> list[Slide]:
    found = [card for ask in asks for card in cards(ask)]
    pages = list(filled(found, card_height, content_height(title)))
    return series(KIND, id, title, section, pages)


def cards(ask: AskData) -> list[Card]:
    """The cards of an ask; its answer follows its text."""
    texts = cut_lines(ask.text, TEXT_SIZE)
    answers = cut_lines(ask.answer, NOTE_SIZE) if ask.answer else [""]
    *heads, last = [Card(text, note(ask), "", ask.state, "") for text in texts]
    first = Card(last.text, last.note, answers[0], ask.state, STATES[ask.state])
    more = [Card("", "", answer, ask.state, "") for answer in answers[1:]]
    return [*heads, first, *more]


def cut_lines(text: str, size: float) -> list[str]:
    """The text in parts of at most that many lines."""
    ends = breaks(text, WIDTH, size)
    stops = [*ends[MOST_LINES - 1 :: MOST_LINES], len(text)]
    starts = [0, *stops]
    parts = [text[a:b].strip() for a, b in zip(starts, stops, strict=False)]
    return [part for part in parts if part] or [""]


def note(ask: AskData) -> str:
    """Kind, quarter and owner, without empty ones."""
    asked = "" if ask.is_own else f"asked in {ask.asked_in}"
    owner = f"owner: {ask.owner}" if ask.owner else "no owner yet"
    return " · ".join(filter(None, (KINDS[ask.kind], asked, owner)))


def card_height(card: Card) -> float:
    """The px of a card: its text, its note with the state, its answer."""
    answer = depth(card.answer, WIDTH, NOTE_SIZE, NOTE_LINE) if card.answer else 0
    text = depth(card.text, WIDTH, TEXT_SIZE, TEXT_LINE) if card.text else 0
    words = f"{card.note} · {card.state_words}"
    meta = depth(words, WIDTH - 60, NOTE_SIZE, NOTE_LINE) if card.note else 0
    return text + meta + answer + GAP
