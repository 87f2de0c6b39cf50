"""A PDF file written from its start to its end."""

import zlib
from array import array
from typing import BinaryIO

OBJECTS_A_STREAM = 200


class Writer:
    """Numbers the objects, and compresses those that are no streams."""

    def __init__(self, file: BinaryIO):
        self.file, self.offset = file, 0
        # For each number: where it stands, or in which stream and where in that.
        self.places, self.inside = array("Q", [0]), array("H", [0])
        self.waiting: list[tuple[int, bytes]] = []
        self.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def write(self, content: bytes) -> None:
        self.file.write(content)
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
        self.write(b"stream\n" + content + b"\nendstream\nendobj\n")
        return number

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
        entries = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode"
        entries %= len(self.waiting), len(head)
        stream = self.add_stream(entries, zlib.compress(body))
        for index, (number, _) in enumerate(self.waiting, start=1):
            self.places[number], self.inside[number] = stream, index
        self.waiting = []

    def finish(self, root: int, info: int | None) -> None:
        """Write where everything stands."""
        self.flush()
        number, start = self.reserve(), self.offset
        self.places[number] = start
        rows = bytearray()
        for place, index in zip(self.places, self.inside, strict=True):
            kind = 2 if index else 1 if place else 0
            rows += bytes((kind,)) + place.to_bytes(6) + max(0, index - 1).to_bytes(2)
        entries = b"/Type /XRef /Size %d /W [1 6 2] /Root %d 0 R /Filter /FlateDecode"
        entries %= len(self.places), root
        if info:
            entries += b" /Info %d 0 R" % info
        self.add_stream(entries, zlib.compress(bytes(rows)), number)
        self.write(b"startxref\n%d\n%%%%EOF\n" % start)
