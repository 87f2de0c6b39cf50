"""Binds PDFs: appends parts, and puts the front before them.

The front, which names the pages of all parts, is made and appended last; it still comes
first in the tree of pages.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

import pikepdf
from pikepdf import Dictionary, Name, Pdf, String

from reviews.pdf.assembly.copying import Copy
from reviews.pdf.assembly.reading import as_list, count_of, own_names
from reviews.pdf.assembly.trees import Bookmark, Trees, by_name, leaf, text
from reviews.pdf.assembly.writer import Writer

LINK = "https://book.invalid/"


@dataclass(frozen=True, slots=True)
class Part:
    """A review in the book: its first page, counted without the front."""

    number: int
    title: str
    first_page: int
    pages: int
    language: str = ""


class Binder:
    """Appends documents, and ends as one PDF with contents, bookmarks and structure."""

    def __init__(self, file: BinaryIO):
        self.writer = Writer(file)
        self.trees = Trees(self.writer)
        self.pages, self.count = 0, 0
        self.info: int | None = None
        self.catalogue = b""

    def append(self, path: Path, title: str) -> Part:
        """Append a review. Raises pikepdf.PdfError where the file is none."""
        with pikepdf.open(path) as document, self.trees.all_or_nothing():
            language = str(document.Root.get("/Lang", ""))
            part = Part(
                self.count + 1, title, self.pages + 1, len(document.pages), language
            )
            self.bind(document, part)
        self.count, self.pages = part.number, self.pages + part.pages
        return part

    def bind(self, document: Pdf, part: Part) -> None:
        """Write a document's objects; what spans all parts is kept for the end."""
        # The front names the parts; its own names are no numbers with a zero before.
        prefix = b"%05d-" % part.number if part.number else b""
        copy = Copy(self.writer, document, prefix, self.trees.next_parent)
        copy.stands_for(document.Root.Pages, kid := self.writer.reserve())
        first = copy.reference(document.pages[0].obj)
        self.add_pages(copy, kid)
        names = own_names(document, prefix)
        self.add_names(copy, names | {prefix[:-1]: None} if prefix else names, first)
        self.add_structure(copy, part)
        self.add_bookmarks(copy, part, first)
        if part.number == 0:
            self.take_catalogue(copy)
        copy.write_all()
        self.add_ids(copy)

    def add_pages(self, copy: Copy, number: int) -> None:
        """The document's own tree of pages, as a branch of the whole one."""
        pages = copy.document.Root.Pages
        pages.Parent = copy.document.make_indirect(Dictionary())
        copy.stands_for(pages.Parent, self.trees.page_tree)
        copy.write(pages, number)
        self.trees.kids.append(number)

    def add_names(self, copy: Copy, names: dict[bytes, Any], first: bytes) -> None:
        """A leaf of the names: the part's own, and one for its first page."""
        places = {
            name: copy.reference(place) if place else b"[ %s /Fit ]" % first
            for name, place in names.items()
        }
        if places:
            number = leaf(self.writer, b"/Names", by_name(places))
            self.trees.names.append((min(places), number))

    def add_structure(self, copy: Copy, part: Part) -> None:
        """The document's structure as a part of the whole's."""
        tree = copy.document.Root.get("/StructTreeRoot")
        if tree is None:
            return
        number = self.writer.reserve()
        copy.stands_for(tree, number)
        elements = as_list(tree.get("/K"))
        for element in elements:
            if element.get("/S") == Name.Document:
                element.S = Name.Sect
        inside = b" ".join(copy.reference(element) for element in elements)
        language = b"/Lang %s" % text(part.language) if part.language else b""
        self.writer.add(
            b"<< /Type /StructElem /S /Part /P %d 0 R /T %s %s /K [ %s ] >>"
            % (self.trees.whole, text(part.title), language, inside),
            number,
        )
        self.trees.sections.append(number)
        self.add_parents(copy, tree)
        for role, meaning in tree.get("/RoleMap", Dictionary()).items():
            self.trees.roles.setdefault(role, meaning.unparse())

    def add_ids(self, copy: Copy) -> None:
        """A leaf of the names that headers of tables have in the structure."""
        ids = copy.named_elements()
        if ids:
            number = leaf(self.writer, b"/Names", by_name(ids))
            self.trees.ids.append((min(ids), number))

    def add_parents(self, copy: Copy, tree: Any) -> None:
        """A leaf of the way back from pages and links to the structure."""
        entries = copy.parents_in(tree)
        if entries:
            words = [(b"%d" % key, value) for key, value in entries]
            number = leaf(self.writer, b"/Nums", words)
            self.trees.parents.append((entries[0][0], number))
            self.trees.next_parent = entries[-1][0] + 1

    def add_bookmarks(self, copy: Copy, part: Part, first: bytes) -> None:
        """The document's outline, below a bookmark of its own."""
        page = int(first.split()[0])
        outlines = copy.document.Root.get("/Outlines", Dictionary())
        if part.number == 0 or "/First" not in outlines:
            number, inside = self.writer.reserve(), None
        else:
            number = self.writer.reserve()
            copy.stands_for(outlines, number)
            ends = (outlines.First.objgen[0], outlines.Last.objgen[0])
            low, high = map(copy.number_of, ends)
            inside = (low, high, count_of(outlines))
        self.trees.bookmarks.append(Bookmark(number, part.title, page, inside))

    def take_catalogue(self, copy: Copy) -> None:
        """What the front says of the whole: its language, metadata and marks."""
        root = copy.document.Root
        wanted = ("/Lang", "/Metadata", "/MarkInfo", "/ViewerPreferences")
        self.catalogue = b" ".join(
            b"%s %s" % (name.encode(), copy.reference(root[name]))
            for name in wanted
            if name in root
        )
        info = copy.document.trailer.get("/Info")
        if info is not None:
            self.info = self.writer.add(copy.renumbered(info.unparse(resolved=True)))

    def finish(self, front: Path, title: str) -> None:
        """Put the front, whose links lead to the parts, before them all."""
        with pikepdf.open(front) as document:
            turn_links(document)
            self.bind(document, Part(0, title, 1, len(document.pages)))
            self.pages += len(document.pages)
        self.trees.last_first()
        root = self.trees.write(title, self.pages, self.catalogue)
        self.writer.finish(root, self.info)


def turn_links(document: Pdf) -> None:
    """Let the links of the front, to a part's number, lead into the file."""
    for page in document.pages:
        for link in page.obj.get("/Annots", []):
            address = str(link.get("/A", Dictionary()).get("/URI", ""))
            if address.startswith(LINK):
                del link["/A"]
                number, _, words = address.removeprefix(LINK).partition("#")
                link.Dest = String(b"%05d" % int(number))
                link.Contents = String(unquote(words))
