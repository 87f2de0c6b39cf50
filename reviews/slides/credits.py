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
    """Whose a picture is, on which slide it stands, and how it may be used."""

    slide: str
    words: str
    source: str


def slides(snapshot: Snapshot) -> list[Slide]:
    """The pictures whose licence is another than the deck's; none where none is."""
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
