"""A document's objects, written into another file under new numbers."""

import re
from typing import Any

import pikepdf
from pikepdf import Pdf

from reviews.binding.writer import Writer

# In an object as qpdf writes it: names of places and headers, numbers of objects and of
# pages in the structure. All others are strings, in which anything may stand; a
# parenthesis in one is escaped.
STRING = rb"\((?:\\.|[^()\\])*\)|<[0-9a-f]*>"
OWN = re.compile(
    rb"/(?P<key>ID|Dest|D) (?P<name>%(string)s)"
    rb"|/Headers \[(?P<headers>(?: (?:%(string)s))*) \]"
    rb"|\b(?P<object>\d+) \d+ R\b"
    rb"|/(?P<parents>StructParents?) (?P<place>\d+)"
    rb"|%(string)s" % {b"string": STRING},
    re.DOTALL,
)
QUOTED = re.compile(STRING, re.DOTALL)


class Copy:
    """One document's objects on their way into the file, under new numbers."""

    def __init__(self, writer: Writer, document: Pdf, prefix: bytes, parents: int):
        self.writer, self.document = writer, document
        self.prefix, self.parents = prefix, parents
        self.numbers: dict[int, int] = {}
        self.queue: list[int] = []
        # The headers of tables, by their names as they are written.
        self.ids: dict[bytes, int] = {}
        self.writing = 0

    def stands_for(self, thing: Any, number: int) -> None:
        """Let all that lead to that object lead to this number instead."""
        self.numbers[thing.objgen[0]] = number

    def number_of(self, old: int) -> int:
        """The new number of an object, which is written in its turn."""
        if old not in self.numbers:
            self.numbers[old] = self.writer.reserve()
            self.queue.append(old)
        return self.numbers[old]

    def renumbered(self, content: bytes) -> bytes:
        return OWN.sub(self.replacement, content)

    def replacement(self, found: re.Match[bytes]) -> bytes:
        """What stands in the whole for what stood in the part."""
        kind = found.lastgroup
        if kind == "object":
            return b"%d 0 R" % self.number_of(int(found["object"]))
        if kind == "place":
            place = int(found["place"]) + self.parents
            return b"/%s %d" % (found["parents"], place)
        if kind == "name":
            name = self.prefixed(found["name"])
            if found["key"] == b"ID":
                self.ids[name] = self.writing
            return b"/%s %s" % (found["key"], name)
        if kind == "headers":
            names = QUOTED.findall(found["headers"])
            return b"/Headers [ %s ]" % b" ".join(map(self.prefixed, names))
        return found[0]

    def prefixed(self, quoted: bytes) -> bytes:
        """A string as qpdf writes it, with the part's number before it."""
        prefix = self.prefix.hex().encode() if quoted[:1] == b"<" else self.prefix
        return quoted[:1] + prefix + quoted[1:]

    def reference(self, thing: Any) -> bytes:
        """An object as it is named, or written, inside another."""
        return self.renumbered(thing.unparse())

    def write_all(self) -> None:
        """Write what was named so far, and what that names."""
        while self.queue:
            old = self.queue.pop()
            self.write(self.document.get_object(old, 0), self.numbers[old])

    def write(self, thing: Any, number: int) -> None:
        self.writing = number
        if isinstance(thing, pikepdf.Stream):
            entries = thing.stream_dict
            if "/Length" in entries:
                del entries["/Length"]
            inside = self.renumbered(entries.unparse()).strip()
            inside = inside.removeprefix(b"<<").removesuffix(b">>").strip()
            self.writer.add_stream(inside, thing.read_raw_bytes(), number)
        else:
            self.writer.add(self.renumbered(thing.unparse(resolved=True)), number)


def unquoted(name: bytes) -> bytes:
    """The bytes of a string as qpdf writes it."""
    return bytes(pikepdf.Object.parse(name))
