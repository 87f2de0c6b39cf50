"""What PDF/UA-1 and PDF/A-3a ask of a file: by a validator, and what it does not see.

`page` knows the rules of both standards, and misses some things that matter here: it
finds nothing wrong with decks that are joined without their tags. Those are checks of
our own, each named by its clause (ISO 14289-1, ISO 19005-3, and the Matterhorn protocol
of the PDF Association); they yield what is wrong.
"""

import io
import re

import page as validator
import pikepdf

PROFILES = {"ua": ("ua1",), "a": ("3a", "ua1")}
RULES = {}
PAINTS = {"Tj", "TJ", "'", '"', "f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "sh"}
SHOWS = {"Tj", "TJ", "'", '"'}


def rule(name):
    """Enter a check under its rule's name."""

    def enter(check):
        RULES[name] = check
        return check

    return enter


def broken(content, kind):
    """Every rule that a file breaks, with what is wrong."""
    return invalid(content, kind) | unseen(content)


def invalid(content, kind):
    """The rules that the validator finds broken; an archive's file is PDF/UA too."""
    reports = [validator.validate_pdf_bytes(content, profile=p) for p in PROFILES[kind]]
    failures = [failure for report in reports for failure in report.failures]
    return {failure.rule_id: failure.message for failure in failures}


def unseen(content):
    """The rules that are broken without the validator seeing it."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found = {name: list(check(document)) for name, check in RULES.items()}
    return {name: problems for name, problems in found.items() if problems}


# The tree


def root_of(document):
    return document.Root.StructTreeRoot.K


def kids(element):
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def elements(document, start=None):
    """Every element, in reading order, each with the one above."""
    queue = [(kid, None) for kid in ([start] if start else root_of(document))]
    while queue:
        element, above = queue.pop(0)
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element, above
            queue[:0] = [(kid, element) for kid in kids(element)]


def of_kind(document, kind):
    return [one for one, _ in elements(document) if kind == one.S]


def children(element):
    return [
        kid
        for kid in kids(element)
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
    ]


def marks_in_tree(document):
    """Each page's marks, with the element that holds it."""
    for element, _ in elements(document):
        for kid in kids(element):
            if isinstance(kid, int):
                yield element.Pg.objgen, kid, element


def painted(page):
    """What is painted on a page: the open marks' tags, their number, the operator."""
    open_marks = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BMC":
            open_marks.append((str(operands[0]), None))
        elif name == "BDC":
            number = operands[1].get("/MCID")
            open_marks.append((str(operands[0]), number))
        elif name == "EMC":
            open_marks.pop()
        elif name in PAINTS or name == "Do":
            yield list(open_marks), name, operands


def numbers(node):
    """The entries of a tree of numbers."""
    entries = node.get("/Nums", [])
    for at in range(0, len(entries), 2):
        yield int(entries[at]), entries[at + 1]
    for kid in node.get("/Kids", []):
        yield from numbers(kid)


def fonts(document):
    return {
        name: font
        for page in document.pages
        for name, font in page.Resources.get("/Font", {}).items()
    }


# What the validator does not see


@rule("UA-1 7.1, Matterhorn 01-005: content is tagged or an artifact")
def tagged_or_artifact(document):
    told = {(page, number) for page, number, _ in marks_in_tree(document)}
    for page_number, page in enumerate(document.pages, start=1):
        for marks, operator, _ in painted(page):
            tags = [tag for tag, _ in marks]
            numbers = {number for _, number in marks if number is not None}
            if not tags:
                yield f"page {page_number}: {operator} outside all marks"
            elif "/Artifact" in tags and numbers:
                yield f"page {page_number}: an artifact inside content, or the reverse"
            elif "/Artifact" not in tags and not numbers:
                yield f"page {page_number}: {operator} without a number"
            for number in numbers:
                if (page.objgen, number) not in told:
                    yield f"page {page_number}: mark {number} is not in the tree"


@rule("UA-1 7.1, Matterhorn 09-001: each mark leads to its element")
def parent_tree(document):
    lists = dict(numbers(document.Root.StructTreeRoot.ParentTree))
    own = {page.objgen: int(page.StructParents) for page in document.pages}
    for page, number, element in marks_in_tree(document):
        entry = lists[own[page]][number]
        if not isinstance(entry, pikepdf.Dictionary) or entry.objgen != element.objgen:
            yield f"mark {number}"


@rule("UA-1 7.3, Matterhorn 13-004: figures have words")
def figures_have_words(document):
    for figure in of_kind(document, "/Figure"):
        if not str(figure.get("/Alt", "")).strip():
            yield "a figure without a text"


@rule("UA-1 7.5, Matterhorn 15-003: header cells say what they head")
def headers_have_scopes(document):
    for cell in of_kind(document, "/TH"):
        if str(cell.get("/A", {}).get("/Scope", "")) not in (
            "/Row",
            "/Column",
            "/Both",
        ):
            yield "a header cell without a scope"


@rule("UA-1 7.8, Matterhorn 18-001: running footers are artifacts")
def footers_are_artifacts(document):
    for number, page in enumerate(document.pages, start=1):
        if not any(
            operator in SHOWS and marks and marks[-1][0] == "/Artifact"
            for marks, operator, _ in painted(page)
        ):
            yield f"page {number} has no footer outside its reading order"


@rule("UA-1 7.17, A-3: bookmarks lead into the document")
def has_bookmarks(document):
    with document.open_outline() as outline:
        if not outline.root:
            yield "no bookmarks"


@rule("UA-1 7.18.3, Matterhorn 28-009: Tab follows the structure")
def tabs_follow(document):
    for number, page in enumerate(document.pages, start=1):
        if page.get("/Tabs") != "/S":
            yield f"page {number}"


def program(font):
    """A font's descriptor, and the stream of its program."""
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = inner.get("/FontDescriptor", {})
    names = ("/FontFile", "/FontFile2", "/FontFile3")
    return descriptor, next(
        (descriptor[one] for one in names if one in descriptor), None
    )


@rule("UA-1 7.21.4.1, A-3 6.2.11.4: fonts are embedded, as subsets")
def fonts_are_embedded(document):
    found = fonts(document)
    if not found:
        yield "no fonts"
    for name, font in found.items():
        if font.Subtype == "/Type3":
            continue  # its glyphs are drawings in the file
        descriptor, stream = program(font)
        if stream is None:
            yield f"{name} is not embedded"
        if not re.match(r"/[A-Z]{6}\+", str(descriptor.get("/FontName", ""))):
            yield f"{name} is whole"


def glyphs(parts):
    """The glyphs that a text operator shows, by their numbers of two bytes."""
    texts = [bytes(one) for one in parts if isinstance(one, pikepdf.String)]
    return [
        int.from_bytes(text[at : at + 2])
        for text in texts
        for at in range(0, len(text), 2)
    ]
