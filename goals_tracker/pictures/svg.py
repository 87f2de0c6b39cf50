"""An SVG drawing, written again with nothing but the shapes and colours of a logo.

Only what is listed here gets into the new file, in our own words: no script, style,
link, text, picture or reference to another file, and no numbers that a renderer could
choke on. What does not show is dropped; what would show and is not listed is refused.
The result of a result is the same, by which an imported file is known to be one.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

NAMESPACE = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 300_000
MOST_ELEMENTS, MOST_LEVELS = 3000, 20
LARGEST = 1_000_000
DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*>")

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
N = r"[-+.\d eE,\n\t]*"
LENGTH = re.compile(r"[-+.\deE]+(?:%|px)?", re.ASCII)
NUMBERS = re.compile(N, re.ASCII)
OUTLINE = re.compile(r"[MmZzLlHhVvCcSsQqTtAa\d+\-.eE,\s]*", re.ASCII)
MOVES = re.compile(
    rf"(?:\s*,?\s*(?:matrix|translate|scale|rotate|skewX|skewY)\({N}\))*\s*", re.ASCII
)
COLOUR = re.compile(
    r"#[\da-fA-F]{3,8}|rgba?\([\d\s.,%]+\)|[a-zA-Z]+|url\(#[\w-]+\)", re.ASCII
)
WORD = re.compile(r"[a-zA-Z]+", re.ASCII)
NAME = re.compile(r"[\w-]+", re.ASCII)

PAINT = {
    **dict.fromkeys(("fill", "stroke"), COLOUR),
    **dict.fromkeys(("fill-opacity", "stroke-opacity", "opacity"), LENGTH),
    **dict.fromkeys(("stroke-width", "stroke-miterlimit"), LENGTH),
    **dict.fromkeys(("stroke-linecap", "stroke-linejoin"), WORD),
    **dict.fromkeys(("fill-rule", "clip-rule"), WORD),
    "transform": MOVES,
}
GRADIENT = {"id": NAME, "gradientUnits": WORD, "gradientTransform": MOVES}


def lengths(*names: str) -> dict[str, re.Pattern[str]]:
    return dict.fromkeys(names, LENGTH)


ELEMENTS: dict[str, dict[str, re.Pattern[str]]] = {
    "svg": PAINT | {"viewBox": NUMBERS},
    "g": PAINT,
    "path": PAINT | {"d": OUTLINE},
    "rect": PAINT | lengths("x", "y", "width", "height", "rx", "ry"),
    "circle": PAINT | lengths("cx", "cy", "r"),
    "ellipse": PAINT | lengths("cx", "cy", "rx", "ry"),
    "line": PAINT | lengths("x1", "y1", "x2", "y2"),
    "polygon": PAINT | {"points": NUMBERS},
    "polyline": PAINT | {"points": NUMBERS},
    "defs": {},
    "linearGradient": GRADIENT | lengths("x1", "y1", "x2", "y2"),
    "radialGradient": GRADIENT | lengths("cx", "cy", "r", "fx", "fy"),
    "stop": lengths("offset", "stop-opacity") | {"stop-color": COLOUR},
}
UNSEEN = {"title", "desc", "metadata"}
# These change what is seen, and are not taken.
TELLING = {"clip-path", "mask", "filter", "href", "stroke-dasharray"}


class UnsafeError(ValueError):
    """The drawing has what a logo cannot have."""


def is_svg(content: bytes) -> bool:
    """Whether a file means to be one."""
    start = content[:1000].lstrip(b"\xef\xbb\xbf \r\n\t")
    return start.startswith(b"<") and b"<svg" in content[:20_000]


def rewritten(content: bytes) -> tuple[bytes, int, int]:
    """The drawing as we keep it, and its width and height.

    Raises UnsafeError.
    """
    root = parsed(content)
    if root.tag != f"{NAMESPACE}svg":
        raise UnsafeError
    box = view_box(root)
    root.set("viewBox", " ".join(f"{one:g}" for one in box))
    written = "".join(element(root, 0))
    return written.encode(), max(1, round(box[2])), max(1, round(box[3]))


def parsed(content: bytes) -> ElementTree.Element:
    """The file's elements; it may not define entities."""
    try:
        text = DOCTYPE.sub("", content.decode("utf-8-sig"), count=1)
        if len(content) > MOST_BYTES or "<!" in text.replace("<!--", ""):
            raise UnsafeError
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, UnicodeError, ValueError) as error:
        raise UnsafeError from error
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise UnsafeError
    return root


def view_box(root: ElementTree.Element) -> list[float]:
    """Its view box, or one of its width and height."""
    said = root.get("viewBox") or f"0 0 {root.get('width')} {root.get('height')}"
    box = [float(one) for one in NUMBER.findall(said)]
    if len(box) != 4 or max(map(abs, box)) > LARGEST or min(box[2:]) <= 0:
        raise UnsafeError
    return box


def element(one: ElementTree.Element, level: int) -> Iterator[str]:
    """An element with what is in it, as text."""
    name = str(one.tag).removeprefix(NAMESPACE)
    if level > MOST_LEVELS or name not in ELEMENTS or (level and name == "svg"):
        raise UnsafeError
    space = f' xmlns="{NAMESPACE[1:-1]}"' if level == 0 else ""
    yield f"<{name}{space}{''.join(attributes(one, ELEMENTS[name]))}>"
    for inner in one:
        if not is_unseen(inner):
            yield from element(inner, level + 1)
    yield f"</{name}>"


def is_unseen(one: ElementTree.Element) -> bool:
    """Whether it is a note of whoever drew it, or of their program."""
    name = str(one.tag)
    is_ours = name.startswith(NAMESPACE)
    return not is_ours or name.removeprefix(NAMESPACE) in UNSEEN


def attributes(
    one: ElementTree.Element, known: dict[str, re.Pattern[str]]
) -> Iterator[str]:
    """Its attributes that are known, in one order."""
    found = {**one.attrib, **styles(one.get("style", ""))}
    for name in found:
        if name.rpartition("}")[2] in TELLING:
            raise UnsafeError
    for name, value in sorted(found.items()):
        if name in known:
            yield f" {name}={quoteattr(checked(value, known[name]))}"


def styles(text: str) -> dict[str, str]:
    """What a style attribute says, as attributes."""
    pairs = (one.partition(":") for one in text.split(";") if one.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def checked(value: str, pattern: re.Pattern[str]) -> str:
    """A value of the right form, without numbers that are out of all bounds."""
    value = " ".join(value.split())
    is_fit = pattern.fullmatch(value)
    if not is_fit or any(abs(float(one)) > LARGEST for one in NUMBER.findall(value)):
        raise UnsafeError
    return value
