"""One PDF of many slides: pages, tags, bookmarks, places that links lead to, fonts.

The file around them, printed without slides, gives everything that a document says of
itself: title, language, metadata, licence, attached files, output intent. Each slide
adds its pages and what belongs to them. The same parts give the same bytes.
"""

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from reviews.rendering import fonts
from reviews.rendering.slides import ELSEWHERE

WRITING = {
    "object_stream_mode": pikepdf.ObjectStreamMode.generate,
    "stream_decode_level": pikepdf.StreamDecodeLevel.none,
    "deterministic_id": True,
    # What the file says of itself was written by the one around the parts.
    "fix_metadata_version": False,
    "preserve_pdfa": False,
}


def joined(around: bytes, parts: Iterable[Path]) -> bytes:
    """The parts in order, within the file around them."""
    with pikepdf.open(io.BytesIO(around)) as file:
        joint = Joint(file)
        for path in parts:
            with pikepdf.open(io.BytesIO(path.read_bytes())) as part:
                joint.add(part)
        joint.finish()
        written = io.BytesIO()
        file.save(written, **WRITING)
    return written.getvalue()


class Joint:
    """A file that parts are added to, and what of theirs is put in at its end."""

    def __init__(self, file: pikepdf.Pdf) -> None:
        self.file = file
        self.tags = file.Root.StructTreeRoot
        self.document = self.tags.K[0]
        self.document.K = Array()
        del file.pages[:]
        self.elements_of_page: list[Any] = []
        self.annotations: list[tuple[Any, Any]] = []
        self.ids: list[tuple[bytes, Any]] = []
        self.places: dict[bytes, Array] = {}
        self.bookmarks: list[tuple[int, Any, Array]] = []
        self.streams: dict[bytes, Any] = {}
        self.sources: list[pikepdf.Pdf] = []

    def add(self, part: pikepdf.Pdf) -> None:
        """Add a slide's pages with all that leads to them."""
        root, first = part.Root, len(self.file.pages)
        self.file.pages.extend(part.pages)
        pages = [self.file.pages[n].obj for n in range(first, len(self.file.pages))]
        numbers = {page.objgen: n for n, page in enumerate(p.obj for p in part.pages)}

        def placed(target: Any) -> Array:
            return Array([pages[numbers[target[0].objgen]], *list(target)[1:]])

        self.add_tags(root.StructTreeRoot, pages)
        for name, target in pairs(part_of(root, "/Names", "/Dests")):
            self.places.setdefault(bytes(name), placed(target))
        titles = bookmarks(root.get("/Outlines"))
        for level, (title, target) in zip(root.Levels, titles, strict=True):
            self.bookmarks.append((int(level), title, placed(target)))
        for page in pages:
            self.share(page.Resources)
            for link in page.get("/Annots", ()):
                lead_back(link)

    def add_tags(self, tree: Any, pages: list[Any]) -> None:
        """Add the elements of a part, and which of them its content belongs to."""
        source = tree.K[0]
        del source.P  # or the whole tree would come along
        added = self.file.copy_foreign(source)
        for element in added.K:
            element.P = self.document
            self.document.K.append(element)
        numbers = self.file.copy_foreign(tree.ParentTree).Nums
        entries = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        for page in pages:
            self.elements_of_page.append(entries[int(page.StructParents)])
            page.StructParents = len(self.elements_of_page) - 1
            for one in page.get("/Annots", ()):
                if "/StructParent" in one:
                    self.annotations.append((one, entries[int(one.StructParent)]))
        if "/IDTree" in tree:
            ids = pairs(self.file.copy_foreign(tree.IDTree))
            self.ids += [(bytes(name), element) for name, element in ids]

    def share(self, resources: Any) -> None:
        """Keep equal pictures once."""
        pictures = resources.get("/XObject", {})
        for key, stream in dict(pictures).items():
            pictures[key] = self.once(stream)

    def once(self, stream: Any) -> Any:
        content = stream.unparse(resolved=True) + stream.read_raw_bytes()
        return self.streams.setdefault(hashlib.sha256(content).digest(), stream)

    def finish(self) -> None:
        """Put in what was gathered."""
        count = len(self.elements_of_page)
        for number, (annotation, _) in enumerate(self.annotations, start=count):
            annotation.StructParent = number
        entries = self.elements_of_page + [found for _, found in self.annotations]
        numbered = [one for pair in enumerate(entries) for one in pair]
        self.tags.ParentTree = self.file.make_indirect(Dictionary(Nums=Array(numbered)))
        if self.ids:
            self.tags.IDTree = self.tree(dict(self.ids))
        if self.places:
            names = self.file.Root.get("/Names", Dictionary())
            names.Dests = self.tree(self.places)
            self.file.Root.Names = names
        if self.bookmarks:
            self.file.Root.Outlines = outlines(self.file, self.bookmarks)
        fonts.unite(self.file)

    def tree(self, entries: dict[bytes, Any]) -> Any:
        """A name tree, which has to be sorted, on one level."""
        flat = [x for name in sorted(entries) for x in (String(name), entries[name])]
        first, last = (String(end(entries)) for end in (min, max))
        leaf = Dictionary(Names=Array(flat), Limits=Array([first, last]))
        return self.file.make_indirect(Dictionary(Kids=[self.file.make_indirect(leaf)]))


def part_of(holder: Any, *keys: str) -> Any:
    """What stands in it under these keys, one within the other, or None."""
    for key in keys:
        holder = holder.get(key) if holder is not None else None
    return holder


def pairs(tree: Any) -> list[tuple[Any, Any]]:
    """The entries of a name tree that has but one level, if there is one."""
    names = list(tree.Names) if tree is not None else []
    return list(zip(names[::2], names[1::2], strict=True))


def bookmarks(outline: Any) -> Iterable[tuple[Any, Any]]:
    """Title and target of all bookmarks below, in the order of the text."""
    below = outline.get("/First") if outline is not None else None
    while below is not None:
        yield below.Title, below.Dest
        yield from bookmarks(below)
        below = below.get("/Next")


def lead_back(link: Any) -> None:
    """Let a link to another slide lead there now that both are in one file."""
    address = str(link.get("/A", {}).get("/URI", ""))
    if address.startswith(ELSEWHERE):
        del link.A
        link.Dest = link.Contents = String(address.removeprefix(ELSEWHERE))


def outlines(file: pikepdf.Pdf, found: list[tuple[int, Any, Array]]) -> Any:
    """The tree of the bookmarks, each below the last one of a lower level."""
    root = file.make_indirect(Dictionary(Type=Name.Outlines))
    open_ones = [(0, root)]
    for level, title, target in found:
        entry = file.make_indirect(Dictionary(Title=title, Dest=target))
        while open_ones[-1][0] >= level:
            open_ones.pop()
        hang(entry, open_ones[-1][1])
        for _, above in open_ones:
            above.Count = int(above.get("/Count", 0)) + 1
        open_ones.append((level, entry))
    return root


def hang(entry: Any, parent: Any) -> None:
    """Make it the last child."""
    entry.Parent = parent
    if "/Last" in parent:
        entry.Prev, parent.Last.Next = parent.Last, entry
    else:
        parent.First = entry
    parent.Last = entry
