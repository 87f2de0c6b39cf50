"""What a PDF's tags need beyond what WeasyPrint writes, put in before it is written.

Running footers, page margins and ornaments become artifacts, so that nobody has to
listen to them on every page; header cells say what they head; elements that hold
nothing go; links are printed, as PDF/A asks. Works on WeasyPrint's tree of objects, as
its `finisher`.
"""

from collections.abc import Iterator
from typing import Any

EMPTY = ("/Div", "/P", "/Span", "/NonStruct")
PRINTED = 1 << 2  # an annotation's flag
ARTIFACT = (b"/Artifact", b"<</Type /Pagination>>")  # an operator's two operands


def finish(pdf: Any) -> None:
    """Mend the links, and the tags of a document that has any."""
    for entry in pdf.objects:
        if isinstance(entry, dict) and entry.get("Type") == "/Annot":
            entry["F"] = PRINTED
    root = pdf.catalog.get("StructTreeRoot")
    if root is None:
        return
    tree = resolve(pdf, root)
    top = resolve(pdf, tree["K"][0])
    tidy(pdf, top)
    told = set(marks(pdf, top))
    lists = resolve(pdf, tree["ParentTree"])["Nums"]
    for number, reference in enumerate(pdf.page_references):
        silence(pdf, reference, lists[2 * number + 1], told)


def resolve(pdf: Any, reference: bytes) -> Any:
    """The object that a reference names."""
    return pdf.objects[int(reference.split()[0])]


def children(pdf: Any, element: Any) -> Iterator[tuple[bytes, Any]]:
    """An element's elements, each with its reference; marks are none."""
    for kid in element["K"]:
        if isinstance(kid, bytes):
            child = resolve(pdf, kid)
            if child.get("Type") == "/StructElem":
                yield kid, child


def tidy(pdf: Any, element: Any, above: str = "") -> None:
    """Take out what is not to be read, and say what each header cell heads."""
    if element["S"] == "/TR":
        give_scopes(pdf, element, above)
    for reference, child in list(children(pdf, element)):
        tidy(pdf, child, element["S"])
        if is_ornament(child, element["S"]):
            element["K"].remove(reference)
            forget(pdf, child)


def forget(pdf: Any, element: Any) -> None:
    """Empty what is no longer in the tree: it would be written all the same."""
    for _, child in children(pdf, element):
        forget(pdf, child)
    element.clear()


def is_ornament(element: Any, parent: str) -> bool:
    """Whether it is a slide's footer, a drawing without words, or holds nothing.

    In a section, `footer` alone has no tag of its own among PDF's.
    """
    if element["S"] == "/Figure":
        return "Alt" not in element
    is_footer = element["S"] == "/NonStruct" and parent == "/Sect"
    return is_footer or (element["S"] in EMPTY and not element["K"])


def give_scopes(pdf: Any, row: Any, part: str) -> None:
    """Column in a table's head or alone in its row, as a group's heading; else row."""
    cells = [cell for _, cell in children(pdf, row)]
    heads_column = part == "/THead" or len(cells) == 1
    for cell in cells:
        if cell["S"] == "/TH":
            cell["A"]["Scope"] = "/Column" if heads_column else "/Row"


def marks(pdf: Any, element: Any) -> Iterator[tuple[bytes, int]]:
    """The page and number of each stretch of content below an element."""
    for kid in element["K"]:
        if isinstance(kid, int):
            yield element["Pg"], kid
    for _, child in children(pdf, element):
        yield from marks(pdf, child)


def silence(pdf: Any, page: bytes, elements: Any, told: set[tuple[bytes, int]]) -> None:
    """Make a page's content that is not in the tree an artifact."""
    stream = resolve(pdf, resolve(pdf, page)["Contents"]).stream
    for index, operator in enumerate(stream):
        if operator != b"BDC":
            continue
        number = stream[index - 1]["MCID"]
        if (page, number) not in told:
            stream[index - 2 : index] = ARTIFACT
            elements[number] = "null"
