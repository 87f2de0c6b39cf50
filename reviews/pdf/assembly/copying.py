"""A document's objects, written into another file under new numbers."""

import re
from copy import copy
from typing import Any

import pikepdf
from pikepdf import Dictionary, Pdf

from reviews.pdf.assembly.reading import numbers_of
from reviews.pdf.assembly.writer import Writer

# In an object as qpdf writes it: numbers of objects, names of places and headers, and
# numbers of pages in the structure. All others are strings, in which anything may
# stand; a parenthesis in one is escaped.
STRING = rb"\((?:\\.|[^()\\])*\)|<[0-9a-f]*>"
WORD = re.compile(
    rb"( \d+ 0 R\b"
    rb"|/(?:ID|Dest|D) (?:%(string)s)"
    rb"|/Headers \[(?: (?:%(string)s))* \]"
    rb"|/StructParents? \d+"
    rb"|%(string)s)" % {b"string": STRING},
    re.DOTALL,
)
QUOTED = re.compile(STRING, re.DOTALL)


class Copy:
    """One document's objects on their way into the file, under new numbers."""

    def __init__(
        self, writer: Writer, document: Pdf, prefix: bytes = b"", parents: int = 0
    ):
        self.writer, self.document = writer, document
        self.prefix, self.parents = prefix, parents
        self.numbers: dict[int, int] = {}
        # Numbers as they are written, which are asked for more often.
        self.references: dict[bytes, bytes] = {}
        self.queue: list[int] = []
        # The headers of tables, by their names as they are written.
        self.ids: dict[bytes, int] = {}
        self.writing = 0

    def stands_for(self, thing: Any, number: int) -> None:
        """Let all that lead to that object lead to this number instead."""
        self.numbers[thing.objgen[0]] = number

    def knows(self, thing: Any) -> bool:
        return thing.objgen[0] in self.numbers

    def number_of(self, old: int) -> int:
        """The new number of an object, which is written in its turn."""
        if old not in self.numbers:
            self.numbers[old] = self.writer.reserve()
            self.queue.append(old)
        return self.numbers[old]

    def renumbered(self, content: bytes) -> bytes:
        """An object as qpdf writes it, as it stands in the whole."""
        # Splitting, and looking up what repeats, is faster than to substitute.
        words, known = WORD.split(content), self.references
        words[1::2] = [known.get(word) or self.replaced(word) for word in words[1::2]]
        return b"".join(words)

    def replaced(self, word: bytes) -> bytes:
        """What stands in the whole for what stood in the part."""
        if word.startswith(b" "):
            number = self.number_of(int(word.removesuffix(b"0 R")))
            self.references[word] = b" %d 0 R" % number
            return self.references[word]
        key, _, rest = word.partition(b" ")
        if key in (b"/StructParents", b"/StructParent"):
            return b"%s %d" % (key, int(rest) + self.parents)
        if key in (b"/ID", b"/Dest", b"/D"):
            name = self.prefixed(rest)
            if key == b"/ID":
                self.ids[name] = self.writing
            return b"%s %s" % (key, name)
        if key == b"/Headers":
            return QUOTED.sub(lambda name: self.prefixed(name[0]), word)
        return word

    def prefixed(self, quoted: bytes) -> bytes:
        """A string as qpdf writes it, with the part's number before it."""
        prefix = self.prefix.hex().encode() if quoted[:1] == b"<" else self.prefix
        return quoted[:1] + prefix + quoted[1:]

    def reference(self, thing: Any) -> bytes:
        """An object as it is named, or written, inside another."""
        # References are known by the space before them.
        return self.renumbered(b" " + thing.unparse()).strip()

    def entries(self, dictionary: Any, *without: str) -> bytes:
        """The entries of a dictionary as they are written, but for some."""
        rest = copy(dictionary)
        for name in without:
            if name in rest:
                del rest[name]
        content = self.renumbered(rest.unparse(resolved=True)).strip()
        return content.removeprefix(b"<<").removesuffix(b">>").strip()

    def parents_in(self, structure: Any) -> list[tuple[int, bytes]]:
        """The way back from pages and links to elements, by their new numbers."""
        found = dict(numbers_of(structure.get("/ParentTree", Dictionary())))
        return [
            (self.parents + key, self.reference(found[key])) for key in sorted(found)
        ]

    def write_all(self) -> None:
        """Write what was named so far, and what that names."""
        for old in self.queue:  # which grows meanwhile
            self.write(self.document.get_object(old, 0), self.numbers[old])
        self.queue.clear()

    def write(self, thing: Any, number: int) -> None:
        self.writing = number
        if isinstance(thing, pikepdf.Stream):
            entries = self.entries(thing.stream_dict, "/Length")
            self.writer.add_stream(entries, thing.read_raw_bytes(), number)
        else:
            self.writer.add(self.renumbered(thing.unparse(resolved=True)), number)

    def named_elements(self) -> list[tuple[bytes, bytes]]:
        """The elements that were written and have a name."""
        # A string as qpdf writes it is read back.
        return [
            (bytes(pikepdf.Object.parse(name)), b"%d 0 R" % number)
            for name, number in self.ids.items()
        ]
