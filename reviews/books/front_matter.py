"""The front of a quarter's book: its cover, and its contents with pages and links.

A function of what is in the book, like a deck is one of its snapshot. The links lead
to the number of a part; `pdf.assembly` turns them into ways within the file.
"""

import hashlib
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from reviews.deck.deck import DeckPage, Placed
from reviews.pdf.assembly.book import LINK, Part
from reviews.slides import contents
from reviews.slides.base import Slide
from reviews.slides.contents import Entry
from reviews.slides.cover import KIND as COVER
from reviews.slides.cover import cover as cover_of
from reviews.snapshot.values import Licence


@dataclass(frozen=True, slots=True)
class Chapter:
    """A review in the book: what is said of it, and where it is, if it is there."""

    team: str
    status: str
    part: Part | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Front:
    """What cover and contents say; `made` is a line on who has it and since when.

    `sheet` is the address of the style sheet with the organisation's accent, or empty.
    """

    organization: str
    licence: Licence
    quarter: str
    months: str
    made: str
    chapters: tuple[Chapter, ...]
    sheet: str = ""

    @property
    def title(self) -> str:
        return f"Quarterly Reviews, {self.quarter}"


def page(front: Front) -> DeckPage:
    """The pages before the reviews."""
    template = get_template("reviews/book.html")
    context = {
        "title": front.title,
        "organization": front.organization,
        "licence": front.licence,
        "sheet": front.sheet,
        "language": settings.LANGUAGE_CODE,
        "slides": mark_safe("".join(placed.html for placed in slides(front))),
    }
    html = template.render(context).encode()
    rights = get_template("reviews/licence.xmp")
    xmp = rights.render({"licence": front.licence}).encode()
    return DeckPage(html, hashlib.sha256(html + xmp).hexdigest(), rights=xmp)


def slides(front: Front) -> list[Placed]:
    """Cover and contents, numbered as the first pages of the whole."""
    title, made = "Quarterly Reviews", [("Made", front.made)]
    cover = cover_of(front.organization, front.quarter, front.months, made, title=title)
    # How many slides there are does not depend on the numbers that stand on them.
    pages = 1 + len(contents.slides([entry(one, 0) for one in front.chapters]))
    entries = [entry(one, pages) for one in front.chapters]
    found = [Slide(COVER, "cover", title, cover)]
    found += contents.slides(entries)
    about = (front.organization, front.quarter)
    total = pages + sum(one.part.pages for one in front.chapters if one.part)
    return [
        Placed(slide, number, total, 0, (), front.licence.notice, about)
        for number, slide in enumerate(found, start=1)
    ]


def entry(chapter: Chapter, pages_before: int) -> Entry:
    """A chapter's line in the contents."""
    found = Entry(chapter.team, chapter.status, is_draft=chapter.is_draft)
    if chapter.part is None:
        return found
    number = chapter.part.first_page + pages_before
    address = f"{LINK}{chapter.part.number}#{quote(f'{chapter.team}, page {number}')}"
    return replace(found, page=number, address=address)
