"""What stands in the trees of a PDF that is read."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary


def as_list(value: Any) -> list[Any]:
    """What may be one thing, several, or none."""
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def part_of(holder: Any, *keys: str) -> Any:
    """What stands in it under these keys, one within the other, or an empty one."""
    for key in keys:
        holder = holder.get(key, Dictionary())
    return holder


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


def bookmarks(outline: Any, level: int = 1) -> Iterator[tuple[int, Any]]:
    """All bookmarks below with their levels, in the order of the text."""
    below = outline.get("/First")
    while below is not None:
        yield level, below
        yield from bookmarks(below, level + 1)
        below = below.get("/Next")


def links_of(pages: Any) -> Iterator[tuple[Any, str]]:
    """The links on pages with the addresses that they lead to."""
    for page in pages:
        for link in page.obj.get("/Annots", ()):
            yield link, str(part_of(link, "/A").get("/URI", ""))
