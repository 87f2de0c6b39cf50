"""Parts of a deck, each printed as a small PDF of its own, in tags and bookmarks too.

A part is a slide. Its bytes depend on that slide, the page's styles and its language
and on nothing else: not on the slides beside it, nor on how many are laid out together.
That is what lets parts be kept, and what makes a deck of kept ones the same file as a
new one. Slides with letters that the deck's own font lacks stand several in a part, cut
by a rule that knows their texts only: each part would bring its share of a large font.

What a part cannot say within PDF until it is joined with the others stands in its
catalog as `Levels`, those of its bookmarks; and a link to another slide goes to the
address `slide:ID`, since there is no such place in its own file.
"""

import functools
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import batched, groupby, islice
from typing import Any

from reviews.deck.deck import DeckPage
from reviews.design import text_width
from reviews.design.direction import resolved
from reviews.pdf import rendering

SLIDE = '<section class="slide"'
SEAM = re.compile(f"(?={SLIDE})")
HERE = "<!-- slides -->"
NAME = re.compile(f'(?<={SLIDE}) id="([^"]*)"')
OF_THE_SCREEN = re.compile(r' data-[a-z]+="[^"]*"')
TAG = re.compile("<[^>]*>")
SLIDES_OF_OTHER_LETTERS = 12
KEPT_OF_HEAD = re.compile(r'<meta charset="[^"]*">|<link rel="stylesheet"[^>]*>')
ELSEWHERE = "slide:"


@dataclass(frozen=True, slots=True)
class Cut:
    """A page cut into parts, what is around them, and what that says of paper."""

    parts: tuple[str, ...]
    around: str
    sheet: str


def cut(html: str) -> Cut | None:
    """The page as parts, or None where it is no deck of slides."""
    start, end = html.find(SLIDE), html.rfind("</main>")
    if start < 0 or end < start:
        return None
    slides = [slide.strip() for slide in SEAM.split(html[start:end]) if slide]
    before = html[:start]
    head, body = before[: before.index("<body")], before[before.index("<body") :]
    styles = "".join(KEPT_OF_HEAD.findall(head))
    sheet = "".join(
        (
            f"<!doctype html>{head[head.index('<html') :].partition('>')[0]}>",
            f"<head>{styles}<title>Slides</title></head>",
            f"{body.partition('>')[0]}><main>{HERE}</main></body></html>",
        )
    )
    return Cut(tuple(together(slides)), before + html[end:], sheet)


def together(slides: list[str]) -> Iterator[str]:
    """A slide by itself, or some with letters of other fonts in a row."""
    for is_known, some in groupby(slides, is_in_own_font):
        number = 1 if is_known else SLIDES_OF_OTHER_LETTERS
        yield from map("".join, batched(some, number))


def is_in_own_font(slide: str) -> bool:
    """Whether the deck's own font has all its letters."""
    text = unescape(TAG.sub("", slide))
    return all(c in known_letters() or c.isspace() for c in set(text))


@functools.cache
def known_letters() -> frozenset[str]:
    return frozenset(text_width.advances("regular"))


def print_parts(
    page: DeckPage, parts: list[str], variant: str = rendering.UA
) -> Iterator[bytes]:
    """Each part on the page's sheet as a PDF."""
    filled = page.html.decode().replace(HERE, "".join(map(plain, parts)))
    options = rendering.options(page, variant)
    document = rendering.laid_out(rendering.bare(page, filled), variant)
    numbers = [part.count(SLIDE) for part in parts]
    pages = iter(document.pages)
    if len(parts) == 1:
        yield write_part(document.pages, parts[0], document, options)
    elif len(document.pages) == sum(numbers):
        for part, number in zip(parts, numbers, strict=True):
            yield write_part(list(islice(pages, number)), part, document, options)
    else:
        # A slide is longer than its page; so it is told apart which pages are whose.
        for part in parts:
            yield from print_parts(page, [part], variant)


def plain(part: str) -> str:
    """A part without what paper has no use for, and a slide without its name.

    A name would give it, and all that stands in it, styles that it shares with no other
    slide: a quarter more to work out.
    """
    # What was published earlier still has dir="auto".
    text = OF_THE_SCREEN.sub("", resolved(part))
    return NAME.sub("", text) if part.count(SLIDE) == 1 else text


def write_part(pages: list[Any], part: str, document: Any, options: Any) -> bytes:
    """The PDF of a part's pages."""
    if part.count(SLIDE) == 1 and (name := NAME.search(part)):
        first = pages[0]
        first.anchors[unescape(name[1])] = (0, 0, first.width, first.height)
    here = {name for page in pages for name in page.anchors}
    levels = [level for page in pages for level, *_ in page.bookmarks]
    for page in pages:
        page.links[:] = [led_elsewhere(link, here) for link in page.links]
    digest = hashlib.sha256(part.encode()).hexdigest()[:12]
    finisher = functools.partial(finish, options["finisher"], digest, levels)
    return document.copy(pages).write_pdf(**options | {"finisher": finisher})


def led_elsewhere(link: Any, here: set[str]) -> Any:
    """A link of this part, which may lead to another one."""
    kind, target, *rest = link
    if kind == "internal" and target not in here:
        return "external", f"{ELSEWHERE}{target}", *rest
    return link


def finish(before: Any, name: str, levels: list[int], document: Any, made: Any) -> None:
    """Note what joining needs, after whatever else is to be finished."""
    import pydyf  # noqa: PLC0415 -- comes with WeasyPrint, which may be missing

    before(document, made)
    made.catalog["Levels"] = pydyf.Array(levels)
    names = pydyf.Array()
    for element in named_elements(made):
        element["ID"] = renamed(element["ID"], name)
        names += [element["ID"], element.reference]
    for element in made.objects:
        if is_element(element) and "Headers" in element.get("A", {}):
            headers = element["A"]["Headers"]
            headers[:] = [renamed(header, name) for header in headers]
    if names:
        found = made.objects[int(made.catalog["StructTreeRoot"].split()[0])]
        tree = pydyf.Dictionary({"Names": names})
        made.add_object(tree)
        found["IDTree"] = tree.reference


def named_elements(made: Any) -> list[Any]:
    """The elements that others name, in the order of their names once renamed."""
    found = [one for one in made.objects if is_element(one) and "ID" in one]
    return sorted(found, key=lambda element: element["ID"].string)


def is_element(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("Type") == "/StructElem"


def renamed(text: Any, name: str) -> Any:
    """A name that no other part has."""
    return type(text)(f"{name}-{text.string}")
