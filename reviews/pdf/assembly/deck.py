"""One PDF of many slides: pages, tags, bookmarks, places that links lead to, fonts.

The file around them, printed without slides, gives everything that a document says of
itself: title, language, metadata, licence, attached files, output intent. Each slide
adds its pages and what belongs to them, and is forgotten once it is written: a library
that holds a thousand at once takes 200 MB. The same parts give the same bytes.
"""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Dictionary, Name, Pdf, String

from reviews.pdf.assembly.copying import Copy
from reviews.pdf.assembly.fonts import Fonts
from reviews.pdf.assembly.reading import as_list, named_in
from reviews.pdf.assembly.trees import by_name, in_a_row, references, tree
from reviews.pdf.assembly.writer import Writer
from reviews.pdf.deck_parts import ELSEWHERE

PAGES_A_BRANCH = 64
REFERENCE = re.compile(rb"\b(\d+) \d+ R\b")


def join(around: bytes, parts: Iterable[Path], file: BinaryIO) -> None:
    """Write the parts in order, within the file around them.

    Raises pikepdf.PdfError where one of them is no PDF.
    """
    with pikepdf.open(io.BytesIO(around)) as document:
        joint = Joint(document, file)
        for path in parts:
            with pikepdf.open(path) as part:
                joint.add(part)
        joint.finish()


@dataclass
class Bookmark:
    """A bookmark with those below it, or with no words the root of them all."""

    number: int
    words: bytes = b""
    below: "list[Bookmark]" = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(1 + mark.count for mark in self.below)

    def write(self, writer: Writer) -> None:
        """Write it and all below."""
        numbers = [mark.number for mark in self.below]
        if numbers:
            ends = numbers[0], numbers[-1], self.count
            self.words += b" /First %d 0 R /Last %d 0 R /Count %d" % ends
        writer.add(b"<< %s >>" % self.words, self.number)
        around = in_a_row(numbers, self.number)
        for mark, words in zip(self.below, around, strict=True):
            mark.words += words
            mark.write(writer)


class Joint:
    """A file that parts are added to, and what of theirs is put in at its end."""

    def __init__(self, around: Pdf, file: BinaryIO) -> None:
        self.around = around
        self.writer = Writer(file, around.pdf_version)
        self.fonts = Fonts()
        self.pictures: dict[bytes, int] = {}
        self.page_tree, self.structure = self.writer.reserve(), self.writer.reserve()
        self.document = self.writer.reserve()
        # Branches of the tree of pages, each with its pages.
        self.branches: list[tuple[int, list[int]]] = []
        self.elements: list[bytes] = []
        self.parents: list[tuple[int, bytes]] = []
        self.ids: dict[bytes, bytes] = {}
        self.places: dict[bytes, bytes] = {}
        self.bookmarks = [(0, Bookmark(self.writer.reserve(), b"/Type /Outlines"))]

    def add(self, part: Pdf) -> None:
        """Add a slide's pages with all that leads to them."""
        root, pages = part.Root, [page.obj for page in part.pages]
        next_parent = self.parents[-1][0] + 1 if self.parents else 0
        copy = Copy(self.writer, part, parents=next_parent)
        for page in pages:
            self.fonts.add(copy, page)
            self.share(copy, page)
            for link in page.get("/Annots", ()):
                lead_back(link)
        self.add_pages(copy, pages)
        self.add_tags(copy, root.StructTreeRoot)
        for name, target in named_in(part_of(root, "/Names", "/Dests")):
            self.places.setdefault(name, copy.reference(target))
        titles = bookmarks(root.get("/Outlines"))
        for level, (title, target) in zip(root.Levels, titles, strict=True):
            words = copy.reference(title), copy.reference(target)
            self.add_bookmark(int(level), b"/Title %s /Dest %s" % words)
        copy.write_all()
        self.ids |= copy.named_elements()

    def share(self, copy: Copy, page: Any) -> None:
        """Keep equal pictures once."""
        for picture in page.Resources.get("/XObject", {}).values():
            if picture.get("/Subtype") == Name.Image and not copy.knows(picture):
                content = digest(copy.document, picture)
                if content in self.pictures:
                    copy.stands_for(picture, self.pictures[content])
                else:
                    self.pictures[content] = copy.number_of(picture.objgen[0])

    def add_pages(self, copy: Copy, pages: list[Any]) -> None:
        """Hang a part's pages to a branch that has room left."""
        if not self.branches or len(self.branches[-1][1]) >= PAGES_A_BRANCH:
            self.branches.append((self.writer.reserve(), []))
        number, held = self.branches[-1]
        for page in pages:
            copy.stands_for(page.Parent, number)
            held.append(copy.number_of(page.objgen[0]))

    def add_tags(self, copy: Copy, structure: Any) -> None:
        """Add the elements of a part, and which of them its content belongs to."""
        copy.stands_for(structure, self.structure)
        copy.stands_for(structure.K[0], self.document)
        self.elements += map(copy.reference, as_list(structure.K[0].get("/K")))
        self.parents += copy.parents_in(structure)

    def add_bookmark(self, level: int, words: bytes) -> None:
        """Put it below the last one of a lower level."""
        while self.bookmarks[-1][0] >= level:
            self.bookmarks.pop()
        mark = Bookmark(self.writer.reserve(), words)
        self.bookmarks[-1][1].below.append(mark)
        self.bookmarks.append((level, mark))

    def finish(self) -> None:
        """Write what was gathered, within what the file around says of itself."""
        copy = Copy(self.writer, self.around)
        self.fonts.write(self.writer)
        self.write_pages()
        self.write_structure(copy)
        catalog = self.write_catalog(copy)
        number, info = None, self.around.trailer.get("/Info")
        if info is not None:
            number = self.writer.add(b"<< %s >>" % copy.entries(info))
        copy.write_all()
        self.writer.finish(catalog, number)

    def write_catalog(self, copy: Copy) -> int:
        root, outlines = self.around.Root, self.bookmarks[0][1]
        # Plain, for those who look for it without reading PDF.
        root.Metadata.write(root.Metadata.read_bytes())
        own = ("/Pages", "/StructTreeRoot", "/Names", "/Outlines")
        words = [copy.entries(root, *own), b"/Pages %d 0 R" % self.page_tree]
        words.append(b"/StructTreeRoot %d 0 R" % self.structure)
        names = copy.entries(root.get("/Names", Dictionary()), "/Dests")
        if self.places:
            places = tree(self.writer, b"/Names", by_name(self.places))
            names += b" /Dests %d 0 R" % places
        if names:
            words.append(b"/Names << %s >>" % names)
        if outlines.below:
            outlines.write(self.writer)
            words.append(b"/Outlines %d 0 R" % outlines.number)
        return self.writer.add(b"<< %s >>" % b" ".join(words))

    def write_pages(self) -> None:
        for number, pages in self.branches:
            words = self.page_tree, len(pages), references(pages)
            content = b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids %s >>" % words
            self.writer.add(content, number)
        count = sum(len(pages) for _, pages in self.branches)
        kids = references([number for number, _ in self.branches])
        content = b"<< /Type /Pages /Count %d /Kids %s >>" % (count, kids)
        self.writer.add(content, self.page_tree)

    def write_structure(self, copy: Copy) -> None:
        """One document of the elements of all parts."""
        structure = self.around.Root.StructTreeRoot
        document = structure.K[0]
        copy.stands_for(structure, self.structure)
        copy.stands_for(document, self.document)
        numbers = [(b"%d" % key, value) for key, value in self.parents]
        words = [copy.entries(structure, "/K", "/ParentTree", "/IDTree")]
        words.append(b"/K [ %d 0 R ]" % self.document)
        words.append(b"/ParentTree %d 0 R" % tree(self.writer, b"/Nums", numbers))
        if self.ids:
            ids = tree(self.writer, b"/Names", by_name(self.ids))
            words.append(b"/IDTree %d 0 R" % ids)
        self.writer.add(b"<< %s >>" % b" ".join(words), self.structure)
        elements = copy.entries(document, "/K"), b" ".join(self.elements)
        self.writer.add(b"<< %s /K [ %s ] >>" % elements, self.document)


def digest(document: Pdf, thing: Any) -> bytes:
    """Of a picture and all that it leads to, whatever their numbers are."""

    def content(found: re.Match[bytes]) -> bytes:
        return digest(document, document.get_object(int(found[1]), 0))

    if not isinstance(thing, pikepdf.Stream):
        return REFERENCE.sub(content, thing.unparse(resolved=True))
    words = REFERENCE.sub(content, thing.stream_dict.unparse())
    return hashlib.sha256(words + thing.read_raw_bytes()).digest()


def part_of(holder: Any, *keys: str) -> Any:
    """What stands in it under these keys, one within the other, or an empty one."""
    for key in keys:
        holder = holder.get(key, Dictionary())
    return holder


def bookmarks(outline: Any) -> Iterator[tuple[Any, Any]]:
    """Title and target of all bookmarks below, in the order of the text."""
    below = outline.get("/First") if outline is not None else None
    while below is not None:
        yield below.Title, below.Dest
        yield from bookmarks(below)
        below = below.get("/Next")


def lead_back(link: Any) -> None:
    """Let a link to another slide lead there now that both are in one file."""
    address = str(link.get("/A", {}).get("/URI", ""))
    if address.startswith(ELSEWHERE):
        del link.A
        link.Dest = link.Contents = String(address.removeprefix(ELSEWHERE))
