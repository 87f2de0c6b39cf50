"""What a PDF says of itself: licence, review date and the snapshot's digest.

As XMP, with the extension schemas that PDF/A requires, and in the older document
information where it has a field for it.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template

from reviews.snapshot.values import Snapshot

NAMESPACE = "urn:goals-tracker:review:1:"
# The layout in the document information of a handout.
HANDOUT = "handout"
RDF_SEAM = re.compile(rb"</rdf:RDF>\s*<rdf:RDF[^>]*>")
# For files without a date of their own: the current time would change their bytes.
NO_DATE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Schema:
    """A set of XMP properties: name, type and meaning of each."""

    name: str
    namespace: str
    prefix: str
    properties: tuple[tuple[str, str, str], ...]
    category: str = "external"


PDF_UA = Schema(
    "PDF/UA Universal Accessibility Schema",
    "http://www.aiim.org/pdfua/ns/id/",
    "pdfuaid",
    (("part", "Integer", "Which part of ISO 14289 the file follows"),),
    category="internal",
)
SCHEMAS = (
    PDF_UA,
    Schema(
        "Creative Commons",
        "http://creativecommons.org/ns#",
        "cc",
        (("license", "URI", "Address of the licence"),),
    ),
    Schema(
        "Goals Tracker review",
        NAMESPACE,
        "review",
        (
            ("team", "Text", "The team that was reviewed"),
            ("quarter", "Text", "The quarter that was reviewed"),
            ("standing", "Text", "Whether it is a draft, or which version it is"),
            ("snapshotDigest", "Text", "SHA-256 of the snapshot that it shows"),
        ),
    ),
)


def held_at(snapshot: Snapshot) -> datetime.datetime | None:
    """When the review was held, in UTC, if known."""
    if not snapshot.held_at:
        return None
    found = datetime.datetime.fromisoformat(snapshot.held_at)
    return found.astimezone(datetime.UTC)


def identified(rdf: bytes) -> bytes:
    """The block with a PDF/UA-1 claim, where WeasyPrint makes none."""
    words = f'<rdf:Description rdf:about="" xmlns:{PDF_UA.prefix}="{PDF_UA.namespace}"'
    mark = f'{words} {PDF_UA.prefix}:part="1"/>\n'.encode()
    return rdf.replace(b"</rdf:RDF>", mark + b"</rdf:RDF>", 1)


def xmp(snapshot: Snapshot) -> bytes:
    """Our part of the XMP packet."""
    held = held_at(snapshot)
    context = {
        "snapshot": snapshot,
        "licence": snapshot.licence,
        "held_on": f"{held:%Y-%m-%dT%H:%M:%SZ}" if held else "",
        "namespace": NAMESPACE,
        "schemas": SCHEMAS,
    }
    return get_template("reviews/record.xmp").render(context).encode()


def add_information(pdf: Any, snapshot: Snapshot, layout: str, text: Any) -> None:
    """The same as entries of the document information; `text` makes a PDF string."""
    if layout:
        pdf.info["Layout"] = text(layout)
    if held := held_at(snapshot):
        pdf.info["ReviewDate"] = text(f"{held:D:%Y%m%d%H%M%SZ}")
    pdf.info["SnapshotDigest"] = text(snapshot.digest)


def join(pdf: Any) -> None:
    """Join WeasyPrint's RDF block and the one above: readers stop at the first.

    They are not compressed, so that tools find them without parsing the PDF.
    """
    for entry in pdf.objects:
        if getattr(entry, "extra", {}).get("Type") == "/Metadata":
            entry.compress = False
            entry.stream = [RDF_SEAM.sub(b"", b"\n".join(entry.stream))]
