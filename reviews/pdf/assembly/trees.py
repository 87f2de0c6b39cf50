"""What spans all parts of a bound PDF: pages, names, bookmarks and structure."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from typing import Any

from pikepdf import Name, String

from reviews.pdf.assembly.writer import Writer

ENTRIES_A_LEAF = 64


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A part's own bookmark; `inside` are the first and last of its outline."""

    number: int
    title: str
    page: int
    inside: tuple[int, int, int] | None


class Trees:
    """The trees while they grow: leaves are (first key, object)."""

    def __init__(self, writer: Writer):
        self.writer = writer
        self.page_tree, self.outlines = writer.reserve(), writer.reserve()
        self.structure, self.whole = writer.reserve(), writer.reserve()
        self.kids: list[int] = []
        self.names: list[tuple[bytes, int]] = []
        self.ids: list[tuple[bytes, int]] = []
        self.parents: list[tuple[int, int]] = []
        self.sections: list[int] = []
        self.bookmarks: list[Bookmark] = []
        self.roles: dict[str, bytes] = {}
        # Where the numbers of the next part's pages and links start in the structure.
        self.next_parent = 0

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Take back what a part has added if it breaks off."""
        lists: list[list[Any]] = [self.kids, self.names, self.ids, self.parents]
        lists += [self.sections, self.bookmarks]
        lengths, next_parent = [len(rows) for rows in lists], self.next_parent
        try:
            yield
        except BaseException:
            for rows, length in zip(lists, lengths, strict=True):
                del rows[length:]
            self.next_parent = next_parent
            raise

    def last_first(self) -> None:
        """Put the part that was added last before the others."""
        lists: list[list[Any]] = [self.kids, self.sections, self.bookmarks]
        for rows in lists:
            rows.insert(0, rows.pop())
        self.names.sort()
        self.ids.sort()

    def write(self, title: str, pages: int, catalogue: bytes) -> int:
        """Write what spans all parts; the number of the root."""
        add = self.writer.add
        add(
            b"<< /Type /Pages /Count %d /Kids %s >>" % (pages, references(self.kids)),
            self.page_tree,
        )
        names = add(b"<< /Kids %s >>" % references([leaf for _, leaf in self.names]))
        self.write_bookmarks()
        self.write_structure(title)
        return add(
            b"<< /Type /Catalog /Pages %d 0 R /Outlines %d 0 R /PageMode /UseOutlines "
            b"/StructTreeRoot %d 0 R /Names << /Dests %d 0 R >> %s >>"
            % (self.page_tree, self.outlines, self.structure, names, catalogue),
        )

    def write_bookmarks(self) -> None:
        """One bookmark for each part, closed, with its own outline below it."""
        marks = self.bookmarks
        numbers = [mark.number for mark in marks]
        for mark, around in zip(marks, in_a_row(numbers, self.outlines), strict=True):
            words = [b"/Title %s %s" % (text(mark.title), around)]
            words.append(b"/Dest [ %d 0 R /Fit ]" % mark.page)
            if mark.inside:
                words.append(b"/First %d 0 R /Last %d 0 R /Count -%d" % mark.inside)
            self.writer.add(b"<< %s >>" % b" ".join(words), mark.number)
        ends = (marks[0].number, marks[-1].number, len(marks))
        self.writer.add(
            b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % ends,
            self.outlines,
        )

    def write_structure(self, title: str) -> None:
        """One document, of which every review is a part."""
        add = self.writer.add
        parents = references([leaf for _, leaf in self.parents])
        words = [b"/ParentTree << /Kids %s >>" % parents]
        words.append(b"/ParentTreeNextKey %d" % self.next_parent)
        if self.ids:
            ids = references([leaf for _, leaf in self.ids])
            words.append(b"/IDTree << /Kids %s >>" % ids)
        roles = b" ".join(
            b"%s %s" % (Name(role).unparse(), meaning)
            for role, meaning in self.roles.items()
        )
        if roles:
            words.append(b"/RoleMap << %s >>" % roles)
        add(
            b"<< /Type /StructTreeRoot /K [ %d 0 R ] %s >>"
            % (self.whole, b" ".join(words)),
            self.structure,
        )
        add(
            b"<< /Type /StructElem /S /Document /P %d 0 R /T %s /K %s >>"
            % (self.structure, text(title), references(self.sections)),
            self.whole,
        )


def tree(writer: Writer, kind: bytes, entries: Iterable[tuple[bytes, bytes]]) -> int:
    """Write a tree of names or numbers, as `leaf` has them, on two levels."""
    leaves = [leaf(writer, kind, some) for some in batched(entries, ENTRIES_A_LEAF)]
    return writer.add(b"<< /Kids %s >>" % references(leaves))


def leaf(writer: Writer, kind: bytes, entries: Sequence[tuple[bytes, bytes]]) -> int:
    """Write sorted keys of a tree, as PDF has them, with what each leads to."""
    limits = entries[0][0], entries[-1][0]
    words = b" ".join(b"%s %s" % entry for entry in entries)
    content = b"<< /Limits [ %s %s ] %s [ %s ] >>" % (*limits, kind, words)
    return writer.add(content)


def by_name(entries: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """Names in their order, with what each leads to, as `leaf` takes them."""
    return [(String(name).unparse(), entries[name]) for name in sorted(entries)]


def in_a_row(numbers: list[int], parent: int) -> Iterator[bytes]:
    """What each of some bookmarks says of those around it."""
    for at in range(len(numbers)):
        words = b"/Parent %d 0 R" % parent
        if at:
            words += b" /Prev %d 0 R" % numbers[at - 1]
        if at + 1 < len(numbers):
            words += b" /Next %d 0 R" % numbers[at + 1]
        yield words


def text(words: str) -> bytes:
    return String(words).unparse()


def references(numbers: list[int]) -> bytes:
    return b"[ %s ]" % b" ".join(b"%d 0 R" % number for number in numbers)
