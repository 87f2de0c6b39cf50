from dataclasses import dataclass

from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series
from reviews.snapshot.values import Snapshot

KIND = "credits"
TITLE = "Pictures under other licences"
WIDTH = 1152
SIZE, LINE = 20, 27
SOURCE_SIZE, SOURCE_LINE = 16, 22
PADDING = 21


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
    source = depth(credit.source, WIDTH, SOURCE_SIZE, SOURCE_LINE)
    return (
        depth(credit.slide, WIDTH, SIZE, LINE, "semibold")
        + depth(credit.words, WIDTH, SIZE, LINE)
        + (source if credit.source else 0)
        + PADDING
    )
