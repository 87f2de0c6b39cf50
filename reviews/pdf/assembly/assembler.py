"""What decks and books are put together with.

The objects of each document are written as soon as it is read (`copying`), and
forgotten. What spans all documents is gathered meanwhile, and written at the end:
pages, places that links lead to, tags, headers of tables, bookmarks.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from reviews.pdf.assembly.copying import Copy
from reviews.pdf.assembly.reading import named_in, part_of
from reviews.pdf.assembly.trees import Bookmark, Index, references
from reviews.pdf.assembly.writer import Writer

PAGES_A_BRANCH = 64
# What the whole has of its own, in the place of what a document's catalog says.
OWN = ("/Pages", "/StructTreeRoot", "/Names", "/Outlines")


class Assembler:
    """A file to which documents are added, one after the other."""

    def __init__(self, file: BinaryIO, version: str = "1.7") -> None:
        self.writer = Writer(file, version)
        self.page_tree, self.structure = self.writer.reserve(), self.writer.reserve()
        self.document = self.writer.reserve()
        # Branches of the tree of pages, each with its pages.
        self.branches: list[tuple[int, list[int]]] = []
        self.elements: list[bytes] = []
        # From pages and links to elements; their names; places that links lead to.
        self.parents = Index(self.writer, b"/Nums")
        self.ids = Index(self.writer, b"/Names")
        self.places = Index(self.writer, b"/Names")
        self.next_parent = 0
        self.roles: list[tuple[bytes, bytes]] = []
        self.outline = Bookmark(self.writer.reserve(), b"/Type /Outlines")
        self.last_bookmarks = [(0, self.outline)]

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Take back what a document has added if it breaks off."""
        lists = self.gathered()
        lengths, next_parent = [len(rows) for rows in lists], self.next_parent
        try:
            yield
        except BaseException:
            for rows, length in zip(lists, lengths, strict=True):
                del rows[length:]
            self.next_parent = next_parent
            raise

    def gathered(self) -> list[list[Any]]:
        """What grows with each document."""
        lists: list[list[Any]] = [self.branches, self.elements, self.roles]
        lists.append(self.outline.below)
        for index in (self.parents, self.ids, self.places):
            lists += [index.entries, index.leaves]
        return lists

    def copy_of(self, document: Pdf, prefix: bytes = b"") -> Copy:
        """A document's objects, numbered to follow those that are here."""
        return Copy(self.writer, document, prefix, self.next_parent)

    def start_branch(self) -> None:
        """Let the pages that follow hang together, apart from those before."""
        self.branches.append((self.writer.reserve(), []))

    def add_pages(self, copy: Copy) -> None:
        """Hang a document's pages to the last branch, or to another if it is full."""
        if not self.branches or len(self.branches[-1][1]) >= PAGES_A_BRANCH:
            self.start_branch()
        number, held = self.branches[-1]
        for page in copy.document.pages:
            copy.stands_for(page.obj.Parent, number)
            held.append(copy.number_of(page.obj.objgen[0]))

    def add_places(self, copy: Copy) -> None:
        """Add the places that have names."""
        for name, target in named_in(part_of(copy.document.Root, "/Names", "/Dests")):
            entry = copy.prefix + name, copy.reference(target)
            self.places.entries.append(entry)

    def add_tags(self, copy: Copy, structure: Any) -> None:
        """Add which elements the content of pages, and links, belong to."""
        parents = copy.parents_in(structure)
        self.parents.entries += parents
        self.next_parent = max((key + 1 for key, _ in parents), default=copy.parents)
        for role, meaning in structure.get("/RoleMap", Dictionary()).items():
            self.roles.append((Name(role).unparse(), meaning.unparse()))

    def add_bookmark(self, level: int, words: bytes, *, is_open: bool = True) -> None:
        """Put it below the last one of a lower level."""
        while self.last_bookmarks[-1][0] >= level:
            self.last_bookmarks.pop()
        mark = Bookmark(self.writer.reserve(), words, is_open=is_open)
        self.last_bookmarks[-1][1].below.append(mark)
        self.last_bookmarks.append((level, mark))

    def write_rest(self, copy: Copy) -> None:
        """Write what a document's objects named that were added so far."""
        copy.write_all()
        self.ids.entries += copy.named_elements()

    def end(self, around: Copy, catalog: bytes = b"", document: bytes = b"") -> None:
        """Write what was gathered, within what one document says of itself.

        `catalog` and `document` are entries of the whole's catalog and element.
        """
        self.write_pages()
        self.write_structure(document)
        root = self.write_catalog(around, catalog)
        number, info = None, around.document.trailer.get("/Info")
        if info is not None:
            number = self.writer.add(b"<< %s >>" % around.entries(info))
        around.write_all()
        self.writer.finish(root, number)

    def write_catalog(self, around: Copy, own: bytes) -> int:
        root = around.document.Root
        words = [around.entries(root, *OWN), own, b"/Pages %d 0 R" % self.page_tree]
        words.append(b"/StructTreeRoot %d 0 R" % self.structure)
        names = around.entries(root.get("/Names", Dictionary()), "/Dests")
        if self.places:
            names += b" /Dests %d 0 R" % self.places.write()
        if names:
            words.append(b"/Names << %s >>" % names)
        if self.outline.below:
            self.outline.write(self.writer)
            words.append(b"/Outlines %d 0 R" % self.outline.number)
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

    def write_structure(self, document: bytes) -> None:
        """One document of the elements of all."""
        words = [b"/K [ %d 0 R ]" % self.document]
        words.append(b"/ParentTree %d 0 R" % self.parents.write())
        words.append(b"/ParentTreeNextKey %d" % self.next_parent)
        if self.ids:
            words.append(b"/IDTree %d 0 R" % self.ids.write())
        if self.roles:
            roles = dict(reversed(self.roles))
            content = b" ".join(b"%s %s" % one for one in sorted(roles.items()))
            words.append(b"/RoleMap << %s >>" % content)
        root = b"<< /Type /StructTreeRoot %s >>" % b" ".join(words)
        self.writer.add(root, self.structure)
        whole = self.structure, document, b" ".join(self.elements)
        element = b"<< /Type /StructElem /S /Document /P %d 0 R %s /K [ %s ] >>"
        self.writer.add(element % whole, self.document)


def rewrite(content: bytes, file: BinaryIO) -> None:
    """Write a document once more, as this project writes PDF."""
    with pikepdf.open(io.BytesIO(content)) as document:
        writer = Writer(file, document.pdf_version)
        copy, number = Copy(writer, document), None
        root = copy.number_of(document.Root.objgen[0])
        if document.trailer.get("/Info") is not None:
            number = copy.number_of(document.trailer.Info.objgen[0])
        copy.write_all()
        writer.finish(root, number)
