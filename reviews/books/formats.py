"""The two things that a quarter's book can be: one PDF, or a ZIP of files.

Both are written to the disk review by review, so that a hundred take no more memory
than one.
"""

import shutil
import zipfile
from pathlib import Path
from typing import Any

from django.utils import timezone

from reviews.books import front_matter
from reviews.books.front_matter import Front
from reviews.deck.deck import DeckPage
from reviews.pdf import print_job, printing, rendering
from reviews.pdf.assembly.book import BookAssembler, Part

# What is said of a page that cannot be printed is for its readers.
NOT_PRINTED = (rendering.RendererMissingError, printing.RenderingFailedError)
# A book waits its turn: who waits before a screen goes first.
PATIENT = print_job.Pool(seconds_in_line=240)


def pdf_file(page: DeckPage) -> Path:
    """The PDF of a page as a file."""
    return printing.cached_pdf(page, pool=PATIENT)


class PdfBook:
    """All reviews in one file, with cover and contents before them."""

    def __init__(self, path: Path, folder: str, moment: Any):
        self.file = path.open("wb")
        self.book = BookAssembler(self.file)

    def add(self, source: Path, team: Any, *, is_draft: bool) -> Part:
        return self.book.append(source, team.name)

    def finish(self, said: Front) -> int:
        """End the file; how many pages it has."""
        with self.file:
            self.book.finish(pdf_file(front_matter.page(said)), said.title)
        return self.book.pages

    def close(self) -> None:
        self.file.close()


class ZipBook:
    """A folder with a PDF of each review, and a text that says what is in it."""

    def __init__(self, path: Path, folder: str, moment: Any):
        self.file = zipfile.ZipFile(path, "w")
        self.folder, self.count = folder, 0
        # A ZIP knows no time zone, and no year before 1980.
        self.time = timezone.localtime(moment).timetuple()[:6]

    def add(self, source: Path, team: Any, *, is_draft: bool) -> Part:
        # Slugs are unique and of letters, digits and hyphens: names for every system.
        name = f"{team.slug}-{self.folder}{'-draft' * is_draft}.pdf"
        with self.entry(name).open(self.info, "w") as target, source.open("rb") as file:
            shutil.copyfileobj(file, target)
        self.count += 1
        return Part(self.count, team.name, 0, 0)

    def entry(self, name: str) -> zipfile.ZipFile:
        self.info = zipfile.ZipInfo(f"{self.folder}/{name}", self.time)
        self.info.external_attr = 0o644 << 16
        return self.file

    def finish(self, said: Front) -> None:
        """End the file, with its contents as a text."""
        with self.file:
            self.entry("CONTENTS.txt").writestr(self.info, contents(said))

    def close(self) -> None:
        self.file.close()


def contents(said: Front) -> str:
    """What is in the folder and what is missing, as plain text."""
    lines = [said.title, f"{said.organization}, {said.months}", said.made, ""]
    for one in said.chapters:
        kind = "Missing: " if one.part is None else "Draft, " * one.is_draft
        lines.append(f"{one.team}: {kind}{one.status}")
    return "\n".join([*lines, "", said.licence.notice, ""])


KINDS: dict[str, type[PdfBook] | type[ZipBook]] = {"pdf": PdfBook, "zip": ZipBook}
