"""Whether the slides of a section fit the minutes that it has."""

from dataclasses import dataclass

from reviews.slides.agenda import clock_text
from reviews.slides.facts import count
from reviews.slides.opener import KIND as OPENER


@dataclass(frozen=True, slots=True)
class Pace:
    """A section's slides without its opener, its planned seconds, seconds a slide.

    `first` is the id of its first slide, or empty.
    """

    first: str
    slides: int
    seconds: int
    each: int

    @property
    def needed(self):
        return self.slides * self.each

    @property
    def is_crowded(self):
        """Whether it has at least one slide too many; without minutes it has not."""
        return bool(self.seconds) and self.needed - self.seconds >= self.each

    @property
    def words(self):
        """14 slides take about 9:20, and it has 5:00."""
        verb = "takes" if self.slides == 1 else "take"
        return (
            f"{count(self.slides, 'slide')} {verb} about {clock_text(self.needed)}, "
            f"and it has {clock_text(self.seconds)}"
        )


def paces(deck, each):
    """The pace of each section that is shown, in order."""
    found = []
    for number, section in enumerate(deck.snapshot.sections, start=1):
        shown = [one.slide for one in deck.placed if one.section_number == number]
        slides = sum(slide.kind != OPENER for slide in shown)
        first = shown[0].id if shown else ""
        found.append(Pace(first, slides, section.seconds, each))
    return found
