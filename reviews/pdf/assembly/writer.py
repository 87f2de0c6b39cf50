"""A PDF file written from its start to its end."""

import hashlib
import sys
import zlib
from array import array
from typing import BinaryIO

OBJECTS_A_STREAM = 200
# Rows are written as what they differ by from the one above.
UP = 2


class Writer:
    """Numbers the objects, and compresses those that are no streams."""

    def __init__(self, file: BinaryIO, version: str = "1.7"):
        self.file, self.offset = file, 0
        self.digest = hashlib.sha256()
        # For each number: where it stands, or in which stream and where in that.
        self.places, self.inside = array("Q", [0]), array("H", [0])
        self.waiting: list[tuple[int, bytes]] = []
        self.write(b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version.encode())

    def write(self, content: bytes) -> None:
        self.file.write(content)
        self.digest.update(content)
        self.offset += len(content)

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self.places.append(0)
        self.inside.append(0)
        return len(self.places) - 1

    def add(self, content: bytes, number: int = 0) -> int:
        """Write an object that is no stream; its number."""
        number = number or self.reserve()
        self.waiting.append((number, content))
        if len(self.waiting) >= OBJECTS_A_STREAM:
            self.flush()
        return number

    def add_stream(self, entries: bytes, content: bytes, number: int = 0) -> int:
        """Write a stream; `entries` are those of its dictionary, without the length."""
        number = number or self.reserve()
        self.places[number] = self.offset
        self.write(b"%d 0 obj\n<< %s /Length %d >>\n" % (number, entries, len(content)))
        # Some readers take the end of line before `endstream` to be CR LF wherever it
        # can be, and with it a last byte that belongs to the content.
        end = b"\r\n" if content.endswith(b"\r") else b"\n"
        self.write(b"stream\n" + content + end + b"endstream\nendobj\n")
        return number

    def add_packed(self, entries: bytes, content: bytes, number: int = 0) -> int:
        """Write a stream compressed."""
        packed = zlib.compress(content)
        return self.add_stream(entries + b" /Filter /FlateDecode", packed, number)

    def flush(self) -> None:
        """Write the objects that wait as one compressed stream."""
        if not self.waiting:
            return
        offsets, position = [], 0
        for number, content in self.waiting:
            offsets.append(b"%d %d" % (number, position))
            position += len(content) + 1
        head = b" ".join(offsets) + b"\n"
        body = head + b"\n".join(content for _, content in self.waiting)
        entries = b"/Type /ObjStm /N %d /First %d" % (len(self.waiting), len(head))
        stream = self.add_packed(entries, body)
        for index, (number, _) in enumerate(self.waiting, start=1):
            self.places[number], self.inside[number] = stream, index
        self.waiting = []

    def finish(self, root: int, info: int | None) -> None:
        """Write where everything stands, and an identifier made of all of it."""
        self.flush()
        number, start = self.reserve(), self.offset
        self.places[number] = start
        name = self.digest.hexdigest()[:32].encode()
        entries = b"/Type /XRef /Size %d /Root %d 0 R /ID [ <%s> <%s> ]"
        entries %= len(self.places), root, name, name
        if info:
            entries += b" /Info %d 0 R" % info
        words, rows = self.rows()
        self.add_packed(entries + words, rows, number)
        self.write(b"startxref\n%d\n%%%%EOF\n" % start)

    def rows(self) -> tuple[bytes, bytes]:
        """What a row for each number is made of, and the rows."""
        kinds = bytes(
            2 if index else 1 if place else 0
            for place, index in zip(self.places, self.inside, strict=True)
        )
        places = columns(self.places)
        inside = columns(array("H", [max(0, index - 1) for index in self.inside]))
        every = [kinds, *places, *inside]
        size = len(every) + 1
        rows = bytearray([UP]) * (size * len(kinds))
        for at, column in enumerate(every, start=1):
            pairs = zip(b"\0" + column, column, strict=False)
            rows[at::size] = bytes((one - above) % 256 for above, one in pairs)
        words = b" /W [ 1 %d %d ]" % (len(places), len(inside))
        words += b" /DecodeParms << /Predictor 12 /Columns %d >>" % len(every)
        return words, bytes(rows)


def columns(numbers: "array[int]") -> list[bytes]:
    """The bytes of numbers by columns, the highest that any needs first."""
    content, size = numbers.tobytes(), numbers.itemsize
    found = [content[at::size] for at in range(size)]
    if sys.byteorder == "little":
        found.reverse()
    while len(found) > 1 and not any(found[0]):
        found.pop(0)
    return found
