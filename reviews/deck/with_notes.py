"""A deck with its speaker notes, each behind its slide; pure."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.template.loader import get_template

from reviews.deck import deck as decks
from reviews.deck.deck import Deck, DeckPage, Placed
from reviews.slides import notes


def with_notes(deck: Deck, texts: Mapping[str, str]) -> Deck:
    """The deck, with the pages of its notes by the ids of their slides.

    A page of notes has its slide's number; the deck's own numbers stay.
    """
    return replace(deck, placed=tuple(placed_with_notes(deck, texts)))


def placed_with_notes(deck: Deck, texts: Mapping[str, str]) -> Iterator[Placed]:
    for placed in deck.placed:
        yield placed
        for slide in notes.slides(placed.slide, texts.get(placed.slide.id, "")):
            yield replace(placed, slide=slide)


def page(deck: Deck) -> DeckPage:
    """The page to print: no record of the review, since there is more in it."""
    html = decks.render_deck(deck).html
    licence = get_template("reviews/licence.xmp")
    rights = licence.render({"licence": deck.snapshot.licence}).encode()
    return DeckPage(html, hashlib.sha256(html + rights).hexdigest(), rights=rights)
