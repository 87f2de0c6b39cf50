"""What PDF/UA-1 and PDF/A-3a ask of a file, as checks by structure, rule by rule.

Each rule is named by the standard and its clause (ISO 14289-1, ISO 19005-3, and the
Matterhorn protocol of the PDF Association), and yields what is wrong. They read the
file with pikepdf, another program than the one that wrote it.
"""

import re
from collections import defaultdict
from xml.etree import ElementTree

import pikepdf

RULES = {"ua": {}, "a": {}}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PDFUAID = "{http://www.aiim.org/pdfua/ns/id/}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
# The schemas that PDF/A knows by itself, of those that come up here.
KNOWN = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
    "http://ns.adobe.com/xap/1.0/",
    "http://ns.adobe.com/xap/1.0/rights/",
    "http://ns.adobe.com/pdf/1.3/",
    "http://www.aiim.org/pdfa/ns/id/",
    "http://www.aiim.org/pdfua/ns/id/",
    "http://www.aiim.org/pdfa/ns/extension/",
}
PAINTS = {"Tj", "TJ", "'", '"', "f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "sh"}
SHOWS = {"Tj", "TJ", "'", '"'}
NUMBERED = re.compile(r"/H([1-6])")


def rule(*kinds, name):
    """Enter a check under its rule's name, for the kinds of file that it holds for."""

    def enter(check):
        for kind in kinds:
            RULES[kind][name] = check
        return check

    return enter


def broken(document, kind):
    """Every rule that the file breaks, with what is wrong."""
    found = {name: list(check(document)) for name, check in RULES[kind].items()}
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


def xmp(document):
    return ElementTree.fromstring(document.Root.Metadata.read_bytes())


def fonts(document):
    return {
        name: font
        for page in document.pages
        for name, font in page.Resources.get("/Font", {}).items()
    }


# PDF/UA-1


@rule("ua", name="UA-1 5: the file says that it is PDF/UA-1")
def says_ua(document):
    parts = [one.get(f"{PDFUAID}part") for one in xmp(document).iter()]
    if "1" not in parts:
        yield "no pdfuaid:part"


@rule("ua", "a", name="UA-1 7.1, Matterhorn 01-005: content is tagged or an artifact")
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


@rule("ua", "a", name="UA-1 7.1, Matterhorn 09-001: each mark leads to its element")
def parent_tree(document):
    lists = dict(numbers(document.Root.StructTreeRoot.ParentTree))
    own = {page.objgen: int(page.StructParents) for page in document.pages}
    for page, number, element in marks_in_tree(document):
        entry = lists[own[page]][number]
        if not isinstance(entry, pikepdf.Dictionary) or entry.objgen != element.objgen:
            yield f"mark {number}"


@rule("ua", "a", name="UA-1 7.1, Matterhorn 07-001: the title stands in the title bar")
def shows_title(document):
    if not document.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "DisplayDocTitle is not set"
    if not str(document.docinfo.get("/Title", "")):
        yield "no title"


@rule("ua", "a", name="UA-1 7.1, A-3 6.7.2.2: the file says that it is tagged")
def says_tagged(document):
    if not document.Root.get("/MarkInfo", {}).get("/Marked"):
        yield "MarkInfo is not set"


@rule("ua", "a", name="UA-1 7.2, A-3 6.7.4, Matterhorn 11-006: the language is said")
def says_language(document):
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-\w+)*", str(document.Root.get("/Lang", ""))):
        yield "no language"


@rule("ua", "a", name="UA-1 7.3, Matterhorn 13-004: figures have words")
def figures_have_words(document):
    for figure in of_kind(document, "/Figure"):
        if not str(figure.get("/Alt", "")).strip():
            yield "a figure without a text"


@rule("ua", "a", name="UA-1 7.4.2, Matterhorn 14-003: headings skip no level")
def headings_in_order(document):
    before = 0
    for element, _ in elements(document):
        if level := NUMBERED.fullmatch(str(element.S)):
            if int(level[1]) > before + 1:
                yield f"H{level[1]} after H{before}"
            before = int(level[1])
    if not before:
        yield "no headings"


@rule("ua", "a", name="UA-1 7.5, Matterhorn 15-003: header cells say what they head")
def headers_have_scopes(document):
    for cell in of_kind(document, "/TH"):
        if str(cell.get("/A", {}).get("/Scope", "")) not in (
            "/Row",
            "/Column",
            "/Both",
        ):
            yield "a header cell without a scope"


@rule("ua", "a", name="UA-1 7.2, Matterhorn 09-004: tables are rows of as many cells")
def tables_are_regular(document):
    for table in of_kind(document, "/Table"):
        widths = set()
        for row, above in elements(document, table):
            if row.S != "/TR":
                continue
            if above.S not in ("/Table", "/THead", "/TBody", "/TFoot"):
                yield f"a row in {above.S}"
            cells = children(row)
            if any(cell.S not in ("/TH", "/TD") for cell in cells):
                yield "a row holds other than cells"
            spans = [int(one.get("/A", {}).get("/ColSpan", 1)) for one in cells]
            widths.add(sum(spans))
        if len(widths) > 1:
            yield f"rows of {sorted(widths)} cells"


@rule("ua", "a", name="UA-1 7.6, Matterhorn 09-005: lists hold items, items a body")
def lists_are_lists(document):
    allowed = {"/L": ("/LI", "/L"), "/LI": ("/Lbl", "/LBody")}
    for element, above in elements(document):
        parent = "" if above is None else str(above.S)
        if element.S == "/L" and not children(element):
            yield "an empty list"
        if element.S == "/LI" and parent != "/L":
            yield f"an item in {parent}"
        if element.S not in allowed.get(parent, (element.S,)):
            yield f"{element.S} in {parent}"


@rule("ua", "a", name="UA-1 7.8, Matterhorn 18-001: running footers are artifacts")
def footers_are_artifacts(document):
    for number, page in enumerate(document.pages, start=1):
        if not any(
            operator in SHOWS and marks and marks[-1][0] == "/Artifact"
            for marks, operator, _ in painted(page)
        ):
            yield f"page {number} has no footer outside its reading order"


@rule("ua", "a", name="UA-1 7.11, Matterhorn 21-001: attached files have F and UF")
def files_are_named(document):
    for name in document.attachments:
        entry = document.attachments[name].obj
        if "/F" not in entry or "/UF" not in entry:
            yield name


@rule("ua", "a", name="UA-1 7.17, A-3: bookmarks lead into the document")
def has_bookmarks(document):
    with document.open_outline() as outline:
        if not outline.root:
            yield "no bookmarks"


@rule("ua", "a", name="UA-1 7.18.3, Matterhorn 28-009: Tab follows the structure")
def tabs_follow(document):
    for number, page in enumerate(document.pages, start=1):
        if page.get("/Tabs") != "/S":
            yield f"page {number}"


@rule(
    "ua", "a", name="UA-1 7.18.5, Matterhorn 28-011, 28-012: links have words and a tag"
)
def links_are_tagged(document):
    tagged = {
        kid.Obj.objgen
        for link in of_kind(document, "/Link")
        for kid in kids(link)
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"
    }
    for page in document.pages:
        for one in page.get("/Annots", []):
            if not str(one.get("/Contents", "")):
                yield "a link without words"
            if one.objgen not in tagged:
                yield "a link outside the tree"


def program(font):
    """A font's descriptor, and the stream of its program."""
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = inner.get("/FontDescriptor", {})
    names = ("/FontFile", "/FontFile2", "/FontFile3")
    return descriptor, next(
        (descriptor[one] for one in names if one in descriptor), None
    )


@rule("ua", "a", name="UA-1 7.21.4.1, A-3 6.2.11.4: fonts are embedded, as subsets")
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


@rule("ua", "a", name="UA-1 7.21.7, A-3 6.2.11.7.2: glyphs are told as characters")
def glyphs_are_characters(document):
    for name, font in fonts(document).items():
        if "/ToUnicode" not in font:
            yield name


def glyphs(parts):
    """The glyphs that a text operator shows, by their numbers of two bytes."""
    texts = [bytes(one) for one in parts if isinstance(one, pikepdf.String)]
    return [
        int.from_bytes(text[at : at + 2])
        for text in texts
        for at in range(0, len(text), 2)
    ]


@rule("ua", "a", name="UA-1 7.21.8, Matterhorn 31-030: no glyph is missing")
def no_glyph_is_missing(document):
    for number, page in enumerate(document.pages, start=1):
        for _, operator, operands in painted(page):
            if operator not in SHOWS:
                continue
            parts = operands[0] if operator == "TJ" else operands
            texts = [bytes(one) for one in parts if isinstance(one, pikepdf.String)]
            if any(
                b"\0\0" in {one[at : at + 2] for at in range(0, len(one), 2)}
                for one in texts
            ):
                yield f"page {number} shows .notdef"


@rule("ua", "a", name="Matterhorn 06-001 to 06-003: metadata with a title")
def has_metadata(document):
    if "/Metadata" not in document.Root:
        yield "no metadata"
    elif xmp(document).find(f".//{DC}title") is None:
        yield "no dc:title"


@rule("ua", "a", name="UA-1 7.16: nothing keeps assistive technology out")
def is_open(document):
    if document.is_encrypted:
        yield "encrypted"


# PDF/A-3a


@rule("a", name="A-3 6.6.4: the file says that it is PDF/A-3a")
def says_a(document):
    said = defaultdict(str)
    for one in xmp(document).iter():
        said |= {name: text for name, text in one.attrib.items() if PDFAID in name}
    if (said[f"{PDFAID}part"], said[f"{PDFAID}conformance"]) != ("3", "A"):
        yield str(dict(said))


@rule("a", name="A-3 6.1.3: the trailer has an identifier")
def has_identifier(document):
    if len(document.trailer.get("/ID", [])) != 2:
        yield "no ID"


@rule("a", name="A-3 6.2.3: an output intent says what colours mean")
def has_output_intent(document):
    intents = [
        one
        for one in document.Root.get("/OutputIntents", [])
        if one.S == "/GTS_PDFA1" and "/DestOutputProfile" in one
    ]
    if not intents:
        yield "no output intent"
    for one in intents:
        profile = one.DestOutputProfile
        if profile.read_bytes()[36:40] != b"acsp" or profile.N != 3:
            yield "no RGB profile"


@rule("a", name="A-3 6.3.2: annotations are printed")
def annotations_are_printed(document):
    for page in document.pages:
        for one in page.get("/Annots", []):
            if int(one.get("/F", 0)) & 0b100111 != 0b100:
                yield f"flags {one.get('/F')}"


@rule("a", name="A-3 6.5.1: no scripts, sounds or launches")
def has_no_actions(document):
    for entry in document.objects:
        if isinstance(entry, pikepdf.Dictionary) and entry.get("/S") in (
            "/JavaScript",
            "/Launch",
            "/Sound",
            "/Movie",
            "/ResetForm",
            "/ImportData",
        ):
            yield str(entry.S)


@rule("a", name="A-3 6.6.2.3: every XMP property is known or explained")
def properties_are_explained(document):
    tree = xmp(document)
    explained = {
        (schema.findtext(f"{SCHEMA}namespaceURI"), one.findtext(f"{PROPERTY}name"))
        for schema in tree.iter(f"{RDF}li")
        if schema.find(f"{SCHEMA}namespaceURI") is not None
        for one in schema.iter(f"{RDF}li")
    }
    for description in tree.iter(f"{RDF}Description"):
        tags = [*(one.tag for one in description), *description.attrib]
        for space, name in (tag[1:].split("}") for tag in tags):
            if space not in KNOWN and (space, name) not in explained:
                yield f"{space}{name}"


@rule("a", name="A-3 6.8: attached files say what they are to the document")
def files_are_related(document):
    related = [one.objgen for one in document.Root.get("/AF", [])]
    if len(related) != len(set(related)):
        yield "a file is related twice"
    for name in document.attachments:
        entry = document.attachments[name].obj
        stream = entry.EF.F
        if entry.objgen not in related:
            yield f"{name} is not among the associated files"
        if str(entry.get("/AFRelationship", "")) not in ("/Source", "/Data"):
            yield f"{name} does not say its relation"
        if "/" not in str(stream.get("/Subtype", ""))[1:]:
            yield f"{name} has no type"
        if "/ModDate" not in stream.get("/Params", {}):
            yield f"{name} has no date"
