"""One PDF of many reviews, with the book's front before them.

The front, which names the pages of all parts, is made and appended last; it still comes
first in the tree of pages.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

import pikepdf
from pikepdf import Name, Pdf, String

from reviews.pdf.assembly.assembler import Assembler
from reviews.pdf.assembly.copying import Copy
from reviews.pdf.assembly.numbers import PageNumbers
from reviews.pdf.assembly.reading import as_list, bookmarks, links_of, part_of
from reviews.pdf.assembly.trees import text

LINK = "https://book.invalid/"
# What a bookmark says of those around it.
AROUND = ("/Parent", "/Prev", "/Next", "/First", "/Last", "/Count")


@dataclass(frozen=True, slots=True)
class Part:
    """A review in the book: its first page, counted without the front."""

    number: int
    title: str
    first_page: int
    pages: int
    language: str = ""


class BookAssembler(Assembler):
    """Appends reviews, each a branch of the pages, of the tags and of the bookmarks."""

    pages = count = 0

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.numbers = PageNumbers(self.writer)

    def gathered(self) -> list[list[Any]]:
        return [*super().gathered(), self.numbers.places]

    def append(self, path: Path, title: str) -> Part:
        """Append a review. Raises pikepdf.PdfError where the file is none."""
        with pikepdf.open(path) as document, self.all_or_nothing():
            language = str(document.Root.get("/Lang", ""))
            part = Part(
                self.count + 1, title, self.pages + 1, len(document.pages), language
            )
            self.add(document, part)
        self.count, self.pages = part.number, self.pages + part.pages
        return part

    def add(self, document: Pdf, part: Part) -> Copy:
        """Write a document's objects; what spans all parts is kept for the end."""
        # The front names the parts; its own names are no numbers with a zero before.
        prefix = b"%05d-" % part.number if part.number else b""
        copy = self.copy_of(document, prefix)
        if part.number:
            self.numbers.reserve(document, copy, part.first_page)
        first = b"[ %s /Fit ]" % copy.reference(document.pages[0].obj)
        self.add_part(copy, part)
        self.start_branch()
        self.add_pages(copy)
        self.add_places(copy)
        if part.number:
            self.places.entries.append((prefix[:-1], first))
        words = b"/Title %s /Dest %s" % (text(part.title), first)
        self.add_bookmark(1, words, is_open=False)
        if part.number:
            self.add_bookmarks(copy)
        self.write_rest(copy)
        # Of the names, those of later parts come behind, and letters behind numbers.
        for index in (self.parents, self.ids, self.places):
            index.write_leaves()
        return copy

    def add_part(self, copy: Copy, part: Part) -> None:
        """The document's structure as a part of the whole's."""
        structure = copy.document.Root.get("/StructTreeRoot")
        if structure is None:
            return
        number = self.writer.reserve()
        copy.stands_for(structure, number)
        elements = as_list(structure.get("/K"))
        for element in elements:
            if element.get("/S") == Name.Document:
                element.S = Name.Sect
        inside = b" ".join(map(copy.reference, elements))
        language = b"/Lang %s" % text(part.language) if part.language else b""
        self.writer.add(
            b"<< /Type /StructElem /S /Part /P %d 0 R /T %s %s /K [ %s ] >>"
            % (self.document, text(part.title), language, inside),
            number,
        )
        self.elements.append(b"%d 0 R" % number)
        self.add_tags(copy, structure)

    def add_bookmarks(self, copy: Copy) -> None:
        """The document's outline, below a bookmark of its own."""
        for level, mark in bookmarks(part_of(copy.document.Root, "/Outlines")):
            is_open = int(mark.get("/Count", 0)) >= 0
            self.add_bookmark(level + 1, copy.entries(mark, *AROUND), is_open=is_open)

    def finish(self, front: Path, title: str) -> None:
        """Put the front, whose links lead to the parts, before them all."""
        with pikepdf.open(front) as document:
            turn_links(document)
            copy = self.add(document, Part(0, title, 1, len(document.pages)))
            self.pages += len(document.pages)
            self.numbers.write(before=len(document.pages))
            self.branches.insert(0, self.branches.pop())
            self.elements.insert(0, self.elements.pop())
            self.outline.below.insert(0, self.outline.below.pop())
            self.end(copy, b"/PageMode /UseOutlines", b"/T %s" % text(title))


def turn_links(document: Pdf) -> None:
    """Let the links of the front, to a part's number, lead into the file."""
    for link, address in links_of(document.pages):
        if address.startswith(LINK):
            del link["/A"]
            number, _, words = address.removeprefix(LINK).partition("#")
            link.Dest = String(b"%05d" % int(number))
            link.Contents = String(unquote(words))
