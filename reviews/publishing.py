"""What a publication keeps, byte for byte: slides and styles, pictures, PDF and record.

The frozen slides name their pictures below `files/`; the page around them leads there.
"""

import mimetypes
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from reviews import deck, record, renderer
from reviews.deck import Page, Standing
from reviews.snapshot import Snapshot

SLIDES = "slides.html"
STYLES = "slides.css"
PDF = "review.pdf"
# What draws the slides; what walks them stays the present code's.
STYLE_SHEETS = ("tokens.css", "deck.css", "charts.css")
FILES = "files/"


@dataclass(frozen=True)
class Edition:
    """A snapshot and its files, as (name, content type, content)."""

    snapshot: Snapshot
    files: tuple[tuple[str, str, bytes], ...]


def edition(snapshot: Snapshot) -> Edition:
    """Render all that a publication keeps. Raises RendererMissing, RenderingFailed."""
    page = deck.page(snapshot)
    slides = deck.build(snapshot).html
    found = record.of(snapshot)
    pictures = list(with_types(found.pictures))
    for name, _, _ in pictures:
        slides = slides.replace(
            f'src="{settings.MEDIA_URL}{name}"', f'src="{FILES}{name}"'
        )
    return Edition(
        snapshot,
        (
            (SLIDES, "text/html; charset=utf-8", slides.encode()),
            (STYLES, "text/css; charset=utf-8", styles()),
            (PDF, "application/pdf", renderer.kept(page).read_bytes()),
            (record.NAME, record.CONTENT_TYPE, record.written(found)),
            *pictures,
        ),
    )


def with_types(files):
    """Files with what each of them is, by its name."""
    for name, content in files:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        yield name, kind, content


def styles() -> bytes:
    """The style sheets of the slides as one."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    return b"\n".join((folder / name).read_bytes() for name in STYLE_SHEETS)


def page(snapshot: Snapshot, slides: str, standing: Standing) -> Page:
    """The page of a published version; its pictures stand among its files."""
    shown = slides.replace(f'src="{FILES}', f'src="{standing.files}')
    return deck.page_around(shown, snapshot, standing)
