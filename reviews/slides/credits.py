from dataclasses import dataclass

from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series
from reviews.snapshot.values import Snapshot

KIND = "credits"
TITLE = "Pictures under other licences"
WIDTH = 1000
SIZE = 18
LINE = 23
GAP = 14


@dataclass(frozen=True, slots=True)
class Credit:
    """A picture's author, slide and licence."""

    slide: str
    words: str
    source: str


def slides(snapshot: Snapshot) -> list[Slide]:
    """The pictures with a licence other than the deck's; no slide if there are none."""
    found = [
        Credit(
            text.title or section.title,
            ", ".join(filter(None, (text.picture.author, text.picture.licence))),
            text.picture.source,
        )
        for section in snapshot.sections
        for text in section.texts
        if text.picture and text.picture.licence not in ("", snapshot.licence.title)
    ]
    pages = list(filled(found, credit_height, content_height(TITLE)))
    return series(KIND, "credits", TITLE, "", pages)


def credit_height(credit: Credit) -> float:
    """The px of an entry: the slide, the credit, the address."""
    lines = (credit.slide, credit.words, credit.source)
    return GAP + sum(depth(line, WIDTH, SIZE, LINE) for line in lines if line)
