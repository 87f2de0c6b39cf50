"""What stands in the trees of a PDF that is read."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Pdf


def as_list(value: Any) -> list[Any]:
    """What may be one thing, several, or none."""
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def numbers_of(node: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a tree of numbers."""
    entries = list(node.get("/Nums", []))
    yield from zip(map(int, entries[::2]), entries[1::2], strict=True)
    for kid in node.get("/Kids", []):
        yield from numbers_of(kid)


def named_in(node: Any) -> Iterator[tuple[bytes, Any]]:
    """The entries of a tree of names."""
    entries = list(node.get("/Names", []))
    yield from zip(map(bytes, entries[::2]), entries[1::2], strict=True)
    for kid in node.get("/Kids", []):
        yield from named_in(kid)


def own_names(document: Pdf, prefix: bytes) -> dict[bytes, Any]:
    """The document's named places, each under a name that no other part has."""
    places = document.Root.get("/Names", Dictionary()).get("/Dests", Dictionary())
    return {prefix + name: place for name, place in named_in(places)}


def count_of(outlines: Any) -> int:
    """How many bookmarks stand at an outline's top."""
    count, mark = 0, outlines.get("/First")
    while mark is not None:
        count, mark = count + 1, mark.get("/Next")
    return count
