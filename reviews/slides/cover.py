"""The cover: whose quarter it is, when it is presented, and whether it is a draft.

Lengths are CSS px, as in `deck.css`; texts take the largest step that fits their place.
"""

from dataclasses import dataclass
from datetime import date, datetime

from reviews.design.text_width import breaks, depth, width
from reviews.slides import facts
from reviews.slides.agenda import duration_words
from reviews.slides.base import Slide
from reviews.snapshot.values import Brand, Snapshot

KIND = "cover"
WIDTH, PANEL_WIDTH = 752, 310
QUARTER_SIZES = (176, 128, 84, 64, 44, 30)
# Size and line height of the team's name, and how high it may be with what follows.
TITLE_STEPS = ((84, 88), (64, 68), (44, 50), (32, 38), (24, 29))
TITLE_HEIGHT = 164
# The same for the facts below the rule; each of them has a gap below.
FACT_STEPS = ((22, 30), (18, 24), (16, 21))
DRAFT, NOT_PUBLISHED = "DRAFT", "not published"
NO_BRAND = Brand()
FACT_WIDTH, FACT_GAP, FACTS_HEIGHT = 602, 10, 180
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Cover:
    """`sizes` are the steps taken: of the quarter, the title and the facts.

    Without a team the slide's title is all there is.
    """

    organization: str
    quarter: str
    year: str
    months: str
    team: str
    facts: tuple[tuple[str, str], ...]
    sizes: tuple[int, int, int]
    brand: Brand
    standing: tuple[str, str] = ("", "")

    @property
    def is_draft(self) -> bool:
        return self.standing[0] == DRAFT

    @property
    def initial(self) -> str:
        """What stands for a logo."""
        return self.brand.initial or self.organization.strip()[:1].upper()


def slides(snapshot: Snapshot) -> list[Slide]:
    """The first slide, with what is known of the meeting."""
    found = cover(
        snapshot.organization,
        snapshot.quarter,
        snapshot.months,
        [
            ("Meeting", meeting(snapshot)),
            ("Presented by", snapshot.presenters),
            ("Contents", facts.contents(snapshot)),
        ],
        team=snapshot.team,
        brand=snapshot.brand,
        standing=standing(snapshot),
    )
    return [Slide(KIND, "cover", f"{snapshot.team} Quarterly Review", found)]


def cover(
    organization: str,
    quarter: str,
    months: str,
    said: list[tuple[str, str]],
    *,
    team: str = "",
    title: str = "",
    brand: Brand = NO_BRAND,
    standing: tuple[str, str] = ("", ""),
) -> Cover:
    """A cover with what is known; each text in the size that fits."""
    name, _, year = quarter.partition(" ")
    known = tuple((label, text) for label, text in said if text)
    size = facts_size(known)
    return Cover(
        organization=organization,
        quarter=name,
        year=year,
        months=months,
        team=team,
        facts=tuple((label, cut_to(text, size)) for label, text in known),
        sizes=(quarter_size(name), title_size(team or title), size),
        brand=brand,
        standing=standing,
    )


def meeting(snapshot: Snapshot) -> str:
    """14 January 2015, 10:00, 30 minutes: what is known of it."""
    held = datetime.fromisoformat(snapshot.held_at) if snapshot.held_at else None
    slot = snapshot.slot_seconds
    return facts.joined(
        f"{day_words(held.date())}, {held:%H:%M}" if held else "",
        duration_words(slot) if slot else "",
    )


def day_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def standing(snapshot: Snapshot) -> tuple[str, str]:
    """DRAFT as of 12 January 2015, or Version 2, published on a day; or nothing."""
    if snapshot.published is None:
        of = facts.as_day(snapshot.as_of)
        return DRAFT, f"as of {day_words(of)}, not published" if of else NOT_PUBLISHED
    if not snapshot.published.number:
        return "", ""
    day = day_words(date.fromisoformat(snapshot.published.on))
    return f"Version {snapshot.published.number}", f"published {day}"


def quarter_size(name: str) -> int:
    """The largest size in which the quarter's name stays in the panel."""
    fits = (size for size in QUARTER_SIZES if width(name, size, "bold") <= PANEL_WIDTH)
    return next(fits, QUARTER_SIZES[-1])


def title_size(title: str) -> int:
    fits = (
        size
        for size, line in TITLE_STEPS
        if depth(title, WIDTH, size, line, "bold") <= TITLE_HEIGHT
    )
    return next(fits, TITLE_STEPS[-1][0])


def facts_size(said: tuple[tuple[str, str], ...]) -> int:
    fits = (
        size
        for size, line in FACT_STEPS
        if sum(depth(text, FACT_WIDTH, size, line) + FACT_GAP for _, text in said)
        <= FACTS_HEIGHT
    )
    return next(fits, FACT_STEPS[-1][0])


def cut_to(text: str, size: int) -> str:
    """The text, cut in the smallest size where it would fill the page."""
    ends = breaks(text, FACT_WIDTH, size, most=MOST_LINES + 1)
    if size != FACT_STEPS[-1][0] or len(ends) <= MOST_LINES:
        return text
    return f"{text[: ends[MOST_LINES - 1] - 1].rstrip()}…"
