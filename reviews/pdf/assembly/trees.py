"""What spans a whole PDF and is written at its end: trees of names, and bookmarks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from pikepdf import String

from reviews.pdf.assembly.writer import Writer

ENTRIES_A_LEAF = 64


@dataclass(slots=True)
class Bookmark:
    """A bookmark with those below it, or with no title the root of them all."""

    number: int
    words: bytes
    below: "list[Bookmark]" = field(default_factory=list)
    is_open: bool = True

    @property
    def count(self) -> int:
        """How many are in sight below it, once it is open."""
        return sum(1 + mark.count * mark.is_open for mark in self.below)

    def write(self, writer: Writer, around: bytes = b"") -> None:
        """Write it and all below; `around` says which stand beside it."""
        words = self.words + around
        if self.below:
            ends = self.below[0].number, self.below[-1].number
            count = self.count if self.is_open else -self.count
            words += b" /First %d 0 R /Last %d 0 R /Count %d" % (*ends, count)
        writer.add(b"<< %s >>" % words, self.number)
        numbers = [mark.number for mark in self.below]
        beside = in_a_row(numbers, self.number)
        for mark, entries in zip(self.below, beside, strict=True):
            mark.write(writer, entries)


def in_a_row(numbers: list[int], parent: int) -> Iterator[bytes]:
    """What each of some bookmarks says of those around it."""
    for at in range(len(numbers)):
        words = b" /Parent %d 0 R" % parent
        if at:
            words += b" /Prev %d 0 R" % numbers[at - 1]
        if at + 1 < len(numbers):
            words += b" /Next %d 0 R" % numbers[at + 1]
        yield words


class Index:
    """A tree of names or numbers, with what each leads to."""

    def __init__(self, writer: Writer, kind: bytes) -> None:
        self.writer, self.kind = writer, kind
        self.entries: list[tuple[Any, bytes]] = []
        self.leaves: list[int] = []

    def write_leaves(self) -> None:
        """Write entries that none will come between; the first of equal ones counts."""
        first = dict(reversed(self.entries))
        for keys in batched(sorted(first), ENTRIES_A_LEAF):
            words = [b"%s %s" % (key_of(key), first[key]) for key in keys]
            limits = key_of(keys[0]), key_of(keys[-1])
            content = b"<< /Limits [ %s %s ] %s [ %s ] >>"
            content %= *limits, self.kind, b" ".join(words)
            self.leaves.append(self.writer.add(content))
        self.entries.clear()

    def write(self) -> int:
        self.write_leaves()
        return self.writer.add(b"<< /Kids %s >>" % references(self.leaves))

    def __bool__(self) -> bool:
        return bool(self.entries or self.leaves)


def key_of(key: Any) -> bytes:
    """A name or a number as PDF has it."""
    return b"%d" % key if isinstance(key, int) else String(key).unparse()


def text(words: str) -> bytes:
    return String(words).unparse()


def references(numbers: list[int]) -> bytes:
    return b"[ %s ]" % b" ".join(b"%d 0 R" % number for number in numbers)
