from dataclasses import dataclass

from reviews.slides.agenda import duration_text
from reviews.slides.base import Slide
from reviews.snapshot.values import SectionData

KIND = "opener"


@dataclass(frozen=True, slots=True)
class Opener:
    number: int
    of: int
    time: str


def slides(section: SectionData, number: int, of: int) -> list[Slide]:
    """The agenda item's title slide, made from the agenda."""
    content = Opener(number, of, duration_text(section.seconds))
    return [Slide(KIND, section.slug, section.title, content, section=section.title)]
