"""The files of a publication: slides and styles, pictures, PDF and JSON.

The frozen slides refer to their pictures below `files/`; the page resolves that.
"""

import dataclasses
import datetime
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from goals_tracker.styles import accents, joining
from reviews.deck import deck
from reviews.deck.deck import Deck, DeckPage, PageContext, Placed
from reviews.models import Publication
from reviews.pdf import printing
from reviews.slides.base import Slide
from reviews.snapshot import json_file
from reviews.snapshot.values import Published, Snapshot

SLIDES = "slides.html"
STYLES = "slides.css"
PDF = "review.pdf"
# The styles of slides; those of the page around them stay current.
STYLE_SHEETS = ("tokens.css", "deck.css", "emphasis.css", "charts.css")
FILES = "files/"
SEAM = re.compile('(?=<section class="slide")')
HEAD = re.compile(
    '<section class="slide" id="(?P<id>[^"]*)" data-kind="(?P<kind>[^"]*)"'
    r' aria-label="\d+\. (?P<heading>[^"]*)"'
)


class TooManySlidesError(Exception):
    """A deck is longer than `SLIDES_A_DECK`, and is not cut to be published."""

    def __init__(self) -> None:
        super().__init__(
            f"The deck has more than {settings.SLIDES_A_DECK} slides. Shorten its "
            "texts or hide sections, then publish."
        )


@dataclass(frozen=True)
class Edition:
    """A snapshot and its files, as (name, content type, content)."""

    snapshot: Snapshot
    files: tuple[tuple[str, str, bytes], ...]

    @property
    def number(self) -> int:
        """Which version it is; 0 if its snapshot does not say."""
        return self.snapshot.published.number if self.snapshot.published else 0


def as_version(snapshot: Snapshot, number: int, on: datetime.date) -> Snapshot:
    """The snapshot, as published with this number on that day."""
    published = Published(number, on.isoformat())
    return dataclasses.replace(snapshot, published=published, as_of="")


def snapshot_of(publication: Publication) -> Snapshot:
    """The snapshot of a publication, which says which version it is."""
    found = Snapshot.from_dict(publication.snapshot)
    if found.published and found.published.number:
        return found
    on = timezone.localtime(publication.at).date()
    return as_version(found, publication.number, on)


def edition(
    snapshot: Snapshot, pdf_of: Callable[[DeckPage], Path] | None = None
) -> Edition:
    """Render all files of a publication.

    Raises TooManySlidesError, RendererMissingError, RenderingFailedError, and what
    `pdf_of` raises.
    """
    pdf_of = pdf_of or printing.cached_pdf
    shown = deck.build(snapshot, settings.SLIDES_A_DECK)
    if shown.is_cut:
        raise TooManySlidesError
    page, slides = deck.render_deck(shown), str(shown.html)
    found = json_file.review_file(snapshot)
    pictures = list(with_types(found.pictures))
    for name, _, _ in pictures:
        slides = slides.replace(
            f'src="{settings.MEDIA_URL}{name}"', f'src="{FILES}{name}"'
        )
    return Edition(
        snapshot,
        (
            (SLIDES, "text/html; charset=utf-8", slides.encode()),
            (STYLES, "text/css; charset=utf-8", styles(snapshot)),
            (PDF, "application/pdf", pdf_of(page).read_bytes()),
            (json_file.NAME, json_file.CONTENT_TYPE, json_file.dump(found)),
            *pictures,
        ),
    )


def with_types(files):
    """Files with their content types, by name."""
    for name, content in files:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        yield name, kind, content


def styles(snapshot: Snapshot) -> bytes:
    """The style sheets of the slides and of their accent, as one file."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    tokens, *others = [joining.joined(folder / name) for name in STYLE_SHEETS]
    return "\n".join((tokens, accent_sheet(snapshot), *others)).encode()


def accent_sheet(snapshot: Snapshot) -> str:
    is_own = snapshot.brand.sheet
    return accents.sheet(snapshot.brand.accent) if is_own else ""


def render_version(snapshot: Snapshot, slides: str, page: PageContext) -> DeckPage:
    """The page of a published version."""
    return deck.render_page(with_files(slides, page.files), snapshot, page)


def with_files(slides: str, address: str) -> str:
    """The frozen slides, with a version's files at this address."""
    return slides.replace(f'src="{FILES}', f'src="{address}')


@dataclass(frozen=True, slots=True)
class Frozen(Placed):
    """A slide as it was published, whatever current code would render."""

    frame: str = ""

    @property
    def html(self) -> SafeString:
        return mark_safe(self.frame)


def deck_of(snapshot: Snapshot, slides: str, files: str) -> Deck:
    """The slides of a version one by one; `files` is the address of its files."""
    frames = SEAM.split(with_files(slides, files))[1:]
    placed = (
        frozen(snapshot, frame, number, len(frames))
        for number, frame in enumerate(frames, start=1)
    )
    return Deck(snapshot, tuple(placed), files)


def frozen(snapshot: Snapshot, frame: str, number: int, total: int) -> Frozen:
    """A slide of a version, from the attributes of its frame."""
    found = HEAD.match(frame)
    assert found, "each frame begins where SEAM cut it"
    head = {key: unescape(text) for key, text in found.groupdict().items()}
    slugs = [section.slug for section in snapshot.sections]
    slug = head["id"].partition("--")[0]
    section = slugs.index(slug) + 1 if slug in slugs else 0
    title = snapshot.sections[section - 1].title if section else ""
    slide = Slide(head["kind"], head["id"], head["heading"], section=title)
    seconds = tuple(one.seconds for one in snapshot.sections)
    notice = snapshot.licence.notice
    return Frozen(slide, number, total, section, seconds, notice, frame=frame)
