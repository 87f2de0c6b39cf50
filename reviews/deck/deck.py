"""A deck: the slides of a snapshot in agenda order, and its page.

Everything here is a function of the snapshot. The page is the same for every reader and
has no forms, so it can be cached whole; the body of a slide depends on the slide alone,
so one changed slide costs one rendering.
"""

import functools
import gzip
import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from reviews.design.direction import resolved
from reviews.slides import KINDS, agenda, frame, opener
from reviews.slides.agenda import NOT_SHOWN, Span, duration_text
from reviews.slides.base import Slide, TextRun, content_height
from reviews.snapshot.values import SectionData, Snapshot, Text

MODULES = {kind: import_module(f"reviews.slides.{kind}") for kind in KINDS}
# What each kind of section shows between its texts.
OWN = {
    "team": ("team",),
    "said": ("said",),
    "did": ("did",),
    "metrics": ("metric", "incidents", "callouts"),
    "next": ("next",),
    "asks": ("asks",),
}
LAST = {"did": ("projects",)}
# What comes before the agenda.
FRONT = ("cover", "glance")


@dataclass(frozen=True, slots=True)
class Placed:
    """A slide in its deck, with the values of its frame.

    `section_number` is 0 for the slides before the first section, `seconds` are the
    planned ones of all sections. `about` says what the deck is of, as team and quarter,
    where a slide belongs to no section.
    """

    slide: Slide
    number: int
    total: int
    section_number: int
    seconds: tuple[int, ...]
    notice: str
    about: tuple[str, str] = ("", "")
    is_draft: bool = False

    @property
    def has_head(self) -> bool:
        return self.slide.kind not in frame.WITHOUT_HEAD

    @property
    def eyebrow(self) -> str:
        return frame.eyebrow(self.slide.section or self.about[0], self.time)

    @property
    def time(self) -> str:
        """The section's minutes; outside sections, the quarter."""
        if not self.section_number:
            return "" if self.slide.section else self.about[1]
        seconds = self.seconds[self.section_number - 1]
        return duration_text(seconds) if seconds else ""

    @property
    def corner(self) -> tuple[TextRun, ...]:
        began = TextRun(str(self.number - self.slide.back))
        return frame.corner((*self.slide.corner, *[began] * bool(self.slide.back)))

    @property
    def place(self) -> str:
        return frame.place(self.section_number, self.slide.section)

    @property
    def notice_class(self) -> str:
        return frame.notice_class(self.notice)

    @property
    def body(self) -> SafeString:
        """The slide without its frame."""
        template = get_template(f"reviews/slides/{self.slide.kind}.html")
        context = {
            "slide": self.slide,
            "content": self.slide.content,
            "placed": self,
        }
        return mark_safe(template.render(context))

    @property
    def html(self) -> SafeString:
        """The slide in its frame."""
        return framed(self)


# An unchanged slide is not rendered again when others change.
@functools.lru_cache(maxsize=2048)
def framed(placed: Placed) -> SafeString:
    """Render a slide with its footer, and the direction of each text."""
    template = get_template("reviews/slide.html")
    html = template.render({"placed": placed, "slide": placed.slide})
    return mark_safe(resolved(html))


def by_id(placed: Iterable[Placed]) -> dict[str, Placed]:
    """The slides by id; a section's own id leads to its first one.

    Its opener had that id while it had more slides, or none.
    """
    found: dict[str, Placed] = {}
    for one in placed:
        found[one.slide.id] = one
        found.setdefault(one.slide.id.partition("--")[0], one)
    return found


@dataclass(frozen=True, slots=True)
class Deck:
    """A review's slides in order; `files` is the address of files frozen with them.

    If `is_cut`, there were too many, and the last one says so.
    """

    snapshot: Snapshot
    placed: tuple[Placed, ...]
    files: str = ""
    is_cut: bool = False

    @property
    def total(self) -> int:
        return len(self.placed)

    @property
    def html(self) -> SafeString:
        """All slides in their frames."""
        return mark_safe("".join(placed.html for placed in self.placed))


@dataclass(frozen=True, slots=True)
class PageContext:
    """The status of a deck's page, and its links, relative to its own address.

    `up` leads to the quarter's plan, `files` to the files frozen with a publication,
    `versions` to all versions; there is no link to what is empty. Followers are moved
    along only at the review's own address (`is_address`).
    """

    words: str = "Draft, not published"
    up: str = "../"
    files: str = ""
    is_address: bool = True
    versions: str = "versions/"

    @property
    def is_for_guests(self) -> bool:
        """Whether all that it leads to are the files of the review."""
        return not self.is_address and not self.versions


DRAFT = PageContext()


@dataclass(frozen=True)
class DeckPage:
    """A page and its digest; the PDF of it carries its snapshot."""

    html: bytes
    digest: str
    snapshot: Snapshot | None = None
    layout: str = ""
    # The licence as XMP, for a page without a snapshot.
    rights: bytes = b""

    @functools.cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.html, compresslevel=4, mtime=0)

    @functools.cached_property
    def snapshot_digest(self) -> str:
        """The digest of the snapshot that its PDF carries, or empty."""
        return self.snapshot.digest if self.snapshot else ""


def build(snapshot: Snapshot, most: int | None = None) -> Deck:
    """Lay the snapshot out as slides; no more than `most`."""
    slides = list(islice(all_slides(snapshot, most), most and most + 1))
    if most is None or len(slides) <= most:
        return Deck(snapshot, numbered(slides, snapshot))
    shown = [*slides[: most - 1], (0, notice_of_cut(most))]
    return Deck(snapshot, numbered(shown, snapshot), is_cut=True)


def numbered(slides: list[tuple[int, Slide]], snapshot: Snapshot) -> tuple[Placed, ...]:
    """The slides of a deck, each with its section's number, in their places."""
    seconds = tuple(section.seconds for section in snapshot.sections)
    notice, about = snapshot.licence.notice, (snapshot.team, snapshot.quarter)
    return tuple(
        Placed(
            slide,
            number,
            len(slides),
            section_number,
            seconds,
            notice,
            about,
            snapshot.is_draft,
        )
        for number, (section_number, slide) in enumerate(slides, start=1)
    )


def all_slides(snapshot: Snapshot, most: int | None) -> Iterator[tuple[int, Slide]]:
    """Each slide with its section's number; 0 for those outside sections."""
    front = [slide for kind in FRONT for slide in MODULES[kind].slides(snapshot)]
    first = len(front) + len(agenda.slides(snapshot)) + 1
    parts = list(in_sections(snapshot, most, first))
    for slide in (*front, *agenda.slides(snapshot, [span for span, _ in parts])):
        yield 0, slide
    for number, (_, slides) in enumerate(parts, start=1):
        yield from ((number, slide) for slide in slides)
    yield from ((0, slide) for slide in MODULES["credits"].slides(snapshot))


def in_sections(
    snapshot: Snapshot, most: int | None, first: int
) -> Iterator[tuple[Span, list[Slide]]]:
    """The slides of each section, the first from that number on; no more than `most`.

    Numbers are known here, so that agenda and openers can say them.
    """
    left = sys.maxsize if most is None else most + 1
    for number, section in enumerate(snapshot.sections, start=1):
        shown = list(islice(section_slides(section, snapshot, most), left))
        left -= len(shown)
        if len(shown) == 1:
            shown = [replace(shown[0], is_alone=True)]
        slides = [*opener.slides(section, snapshot, number, shown, first + 1), *shown]
        after = first + len(slides)
        span = Span(slides[0].id, first, after - 1) if slides else NOT_SHOWN
        yield span, slides
        first = after


def notice_of_cut(most: int) -> Slide:
    """The last slide of a deck that is cut: it says that there are more."""
    title = "More slides are not shown"
    words = (
        f"A deck has at most {most} slides, and this one would have more. "
        "Shorten its texts or hide sections to see the rest."
    )
    text = Text(0, title, words, "after", 1, None)
    (content,) = MODULES["text"].contents(text, content_height(title), "")
    return Slide("text", "not-shown", title, content)


def alone(slides: Iterable[Slide], notice: str) -> tuple[Placed, ...]:
    """Slides shown by themselves, as when one is still being written."""
    found = tuple(slides)
    return tuple(
        Placed(slide, number, len(found), 0, (), notice)
        for number, slide in enumerate(found, start=1)
    )


def section_slides(
    section: SectionData, snapshot: Snapshot, most: int | None
) -> Iterator[Slide]:
    """A section's slides after its opener; of a text no more than `most`."""
    licence = snapshot.licence.title
    yield from MODULES["text"].slides(section, "before", licence, most)
    for kind in OWN.get(section.kind, ()):
        yield from MODULES[kind].slides(section, snapshot)
    yield from MODULES["text"].slides(section, "after", licence, most)
    for kind in LAST.get(section.kind, ()):
        yield from MODULES[kind].slides(section, snapshot)
    if section is snapshot.sections[-1] and not has_asks(snapshot):
        yield from MODULES["asks"].slides(section, snapshot)


def metric_slides(section: SectionData, snapshot: Snapshot) -> Iterator[Slide]:
    """The slides of metrics only, for the page of one metric."""
    yield from MODULES["metric"].slides(section, snapshot)
    yield from MODULES["callouts"].slides(section, snapshot)


def has_asks(snapshot: Snapshot) -> bool:
    """Whether the agenda has a section for asks; otherwise they end the last one."""
    return any(section.kind == "asks" for section in snapshot.sections)


def render_snapshot(
    snapshot: Snapshot, page: PageContext = DRAFT, most: int | None = None
) -> DeckPage:
    """The deck's page of a snapshot, with no more than `most` slides."""
    return render_deck(build(snapshot, most), page)


def render_deck(shown: Deck, page: PageContext = DRAFT) -> DeckPage:
    """The page of a built deck."""
    return render_page(shown.html, shown.snapshot, page)


def render_page(slides: str, snapshot: Snapshot, page: PageContext) -> DeckPage:
    """The page around slides that were rendered now or at publication."""
    template = get_template("reviews/deck.html")
    context = {
        "slides": mark_safe(slides),
        "snapshot": snapshot,
        "page": page,
    }
    html = template.render(context).encode()
    return DeckPage(html, hashlib.sha256(html).hexdigest(), snapshot)
