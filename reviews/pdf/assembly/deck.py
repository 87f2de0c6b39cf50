"""One PDF of many slides: pages, tags, bookmarks, places that links lead to, fonts.

The file around them, printed without slides, gives everything that a document says of
itself: title, language, metadata, licence, attached files, output intent. Each slide
adds its pages and what belongs to them, and is forgotten once it is written: a library
that holds a thousand at once takes 200 MB. The same parts give the same bytes.
"""

import hashlib
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Name, Pdf, String

from reviews.pdf.assembly.assembler import Assembler
from reviews.pdf.assembly.copying import Copy
from reviews.pdf.assembly.fonts import Fonts
from reviews.pdf.assembly.reading import as_list, bookmarks, links_of, part_of
from reviews.pdf.deck_parts import ELSEWHERE

REFERENCE = re.compile(rb"\b(\d+) \d+ R\b")


def join(around: bytes, parts: Iterable[Path], file: BinaryIO) -> None:
    """Write the parts in order, within the file around them.

    Raises pikepdf.PdfError where one of them is no PDF.
    """
    with pikepdf.open(io.BytesIO(around)) as document:
        assembler = DeckAssembler(file, document.pdf_version)
        for path in parts:
            with pikepdf.open(path) as part:
                assembler.add(part)
        assembler.finish(document)


class DeckAssembler(Assembler):
    """Adds slides: their fonts and pictures once, their elements side by side."""

    def __init__(self, file: BinaryIO, version: str) -> None:
        super().__init__(file, version)
        self.fonts, self.pictures = Fonts(), dict[bytes, int]()

    def add(self, part: Pdf) -> None:
        """Add a slide's pages with all that leads to them."""
        copy, structure = self.copy_of(part), part.Root.StructTreeRoot
        copy.stands_for(structure, self.structure)
        copy.stands_for(structure.K[0], self.document)
        for page in part.pages:
            self.fonts.add(copy, page.obj)
            self.share_pictures(copy, page.obj)
        lead_back(part)
        self.add_pages(copy)
        self.elements += map(copy.reference, as_list(structure.K[0].get("/K")))
        self.add_tags(copy, structure)
        self.add_places(copy)
        marks = bookmarks(part_of(part.Root, "/Outlines"))
        for level, (_, mark) in zip(part.Root.Levels, marks, strict=True):
            words = copy.reference(mark.Title), copy.reference(mark.Dest)
            self.add_bookmark(int(level), b"/Title %s /Dest %s" % words)
        self.write_rest(copy)

    def share_pictures(self, copy: Copy, page: Any) -> None:
        """Keep equal pictures once."""
        for picture in page.Resources.get("/XObject", {}).values():
            if picture.get("/Subtype") == Name.Image and not copy.knows(picture):
                content = digest(copy.document, picture)
                if content in self.pictures:
                    copy.stands_for(picture, self.pictures[content])
                else:
                    self.pictures[content] = copy.number_of(picture.objgen[0])

    def finish(self, around: Pdf) -> None:
        self.fonts.write(self.writer)
        self.end(self.copy_of(around))


def digest(document: Pdf, thing: Any) -> bytes:
    """Of a picture and all that it leads to, whatever their numbers are."""

    def content(found: re.Match[bytes]) -> bytes:
        return digest(document, document.get_object(int(found[1]), 0))

    if not isinstance(thing, pikepdf.Stream):
        return REFERENCE.sub(content, thing.unparse(resolved=True))
    words = REFERENCE.sub(content, thing.stream_dict.unparse())
    return hashlib.sha256(words + thing.read_raw_bytes()).digest()


def lead_back(part: Pdf) -> None:
    """Let links to other slides lead there now that all are in one file."""
    for link, address in links_of(part.pages):
        if address.startswith(ELSEWHERE):
            del link.A
            link.Dest = link.Contents = String(address.removeprefix(ELSEWHERE))
