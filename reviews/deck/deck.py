"""A deck: the slides of a snapshot in agenda order, and its page.

Everything here is a function of the snapshot. The page is the same for every reader
and carries no form, so it can be kept whole; the body of a slide depends on nothing
but the slide, so that one changed slide costs one rendering.
"""

import functools
import gzip
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from reviews.slides import KINDS
from reviews.slides.base import Slide
from reviews.snapshot.values import SectionData, Snapshot

MODULES = {kind: import_module(f"reviews.slides.{kind}") for kind in KINDS}
# What a section of each kind shows between its texts, and after them.
OWN = {
    "team": ("team",),
    "said": ("said",),
    "did": ("did",),
    "metrics": ("metric", "incidents", "callouts"),
    "next": ("next",),
    "asks": ("asks",),
}
LAST = {"did": ("projects",)}


@dataclass(frozen=True, slots=True)
class Placed:
    """A slide in its deck, with all that its footer says.

    `section_number` is 0 for the slides before the first section.
    """

    slide: Slide
    number: int
    total: int
    section_number: int
    sections: int
    notice: str

    @property
    def body(self) -> SafeString:
        """What the slide says."""
        template = get_template(f"reviews/slides/{self.slide.kind}.html")
        context = {"slide": self.slide, "content": self.slide.content}
        return mark_safe(template.render(context))

    @property
    def html(self) -> SafeString:
        """The slide in its frame."""
        return framed(self)


# A slide that did not change is not rendered again, whatever changed beside it.
@functools.lru_cache(maxsize=2048)
def framed(placed: Placed) -> SafeString:
    """Render a slide with its footer."""
    template = get_template("reviews/slide.html")
    return mark_safe(template.render({"placed": placed, "slide": placed.slide}))


@dataclass(frozen=True, slots=True)
class Deck:
    """A review's slides in order; `files` is where what was frozen with them stands."""

    snapshot: Snapshot
    placed: tuple[Placed, ...]
    files: str = ""

    @property
    def total(self) -> int:
        return len(self.placed)

    @property
    def html(self) -> SafeString:
        """All slides in their frames."""
        return mark_safe("".join(placed.html for placed in self.placed))


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a deck's page says of itself, and its addresses, relative to its own.

    `up` leads to the quarter's plan; `files` to what was frozen with a publication,
    `versions` to all of them. At the review's own address, and there only, one follows
    its presenter.
    """

    words: str = "Draft, not published"
    up: str = "../"
    files: str = ""
    is_address: bool = True
    versions: str = "versions/"


DRAFT = PageContext()


@dataclass(frozen=True)
class DeckPage:
    """A page and the digest that names it; printed, it is a record of its snapshot."""

    html: bytes
    digest: str
    snapshot: Snapshot | None = None
    layout: str = ""
    # A licence as XMP, of a page that shows no snapshot.
    rights: bytes = b""

    @functools.cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.html, compresslevel=4, mtime=0)

    @functools.cached_property
    def snapshot_digest(self) -> str:
        """Names the snapshot that its PDF carries; empty where that is nothing."""
        return self.snapshot.digest if self.snapshot else ""


def build(snapshot: Snapshot) -> Deck:
    """Lay the snapshot out as slides."""
    slides = [(0, slide) for slide in MODULES["cover"].slides(snapshot)]
    slides += [(0, slide) for slide in MODULES["agenda"].slides(snapshot)]
    for number, section in enumerate(snapshot.sections, start=1):
        opener = MODULES["opener"].slides(section, number, len(snapshot.sections))
        slides += [(number, slide) for slide in opener]
        slides += [(number, slide) for slide in section_slides(section, snapshot)]
    slides += [(0, slide) for slide in MODULES["credits"].slides(snapshot)]
    total, sections = len(slides), len(snapshot.sections)
    notice = snapshot.licence.notice
    placed = tuple(
        Placed(slide, number, total, section_number, sections, notice)
        for number, (section_number, slide) in enumerate(slides, start=1)
    )
    return Deck(snapshot, placed)


def alone(slides: Iterable[Slide], notice: str) -> tuple[Placed, ...]:
    """Slides that are shown by themselves, as where one is still being written."""
    found = tuple(slides)
    return tuple(
        Placed(slide, number, len(found), 0, 0, notice)
        for number, slide in enumerate(found, start=1)
    )


def section_slides(section: SectionData, snapshot: Snapshot) -> Iterator[Slide]:
    """A section's slides behind its opener."""
    licence = snapshot.licence.title
    yield from MODULES["text"].slides(section, "before", licence)
    for kind in OWN.get(section.kind, ()):
        yield from MODULES[kind].slides(section, snapshot)
    yield from MODULES["text"].slides(section, "after", licence)
    for kind in LAST.get(section.kind, ()):
        yield from MODULES[kind].slides(section, snapshot)
    if section is snapshot.sections[-1] and not has_asks(snapshot):
        yield from MODULES["asks"].slides(section, snapshot)


def metric_slides(section: SectionData, snapshot: Snapshot) -> Iterator[Slide]:
    """The slides of metrics alone, as where one of them is looked at."""
    yield from MODULES["metric"].slides(section, snapshot)
    yield from MODULES["callouts"].slides(section, snapshot)


def has_asks(snapshot: Snapshot) -> bool:
    """Whether the agenda has a section for what is asked; else they end the last."""
    return any(section.kind == "asks" for section in snapshot.sections)


def render_snapshot(snapshot: Snapshot, page: PageContext = DRAFT) -> DeckPage:
    """The deck's page of a snapshot."""
    return render_deck(build(snapshot), page)


def render_deck(shown: Deck, page: PageContext = DRAFT) -> DeckPage:
    """The page of a deck that was built."""
    return render_page(shown.html, shown.snapshot, page)


def render_page(slides: str, snapshot: Snapshot, page: PageContext) -> DeckPage:
    """The page around slides that were rendered just now, or at their publication."""
    template = get_template("reviews/deck.html")
    context = {
        "slides": mark_safe(slides),
        "snapshot": snapshot,
        "page": page,
    }
    html = template.render(context).encode()
    return DeckPage(html, hashlib.sha256(html).hexdigest(), snapshot)
