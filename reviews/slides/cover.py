from dataclasses import dataclass

from reviews.slides.base import Slide
from reviews.snapshot.values import Snapshot

KIND = "cover"


@dataclass(frozen=True, slots=True)
class Cover:
    organization: str
    quarter: str
    months: str
    presenters: str


def slides(snapshot: Snapshot) -> list[Slide]:
    """The title of the review, and the months of its fiscal quarter."""
    content = Cover(
        snapshot.organization, snapshot.quarter, snapshot.months, snapshot.presenters
    )
    return [Slide(KIND, "cover", f"{snapshot.team} Quarterly Review", content)]
