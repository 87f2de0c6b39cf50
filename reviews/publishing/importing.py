"""Import a review from its file, on a site that does not have it.

What is stored is made from the snapshot in the file, never copied from its pages:
organisation, team and quarter if missing, the review with its agenda, and a
publication. A PDF is also compared with the one that is printed here, so that edited
pages are detected.
"""

import datetime
import io
import re
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from goals_tracker.pictures import images
from goals_tracker.styles import accents
from objectives.models import Organization, Quarter, Team
from objectives.models.quarter import ADDRESS, YearNames
from reviews.deck import deck
from reviews.models import Publication, Review
from reviews.pdf import printing, rendering
from reviews.publishing import editions
from reviews.snapshot import json_file, xmp
from reviews.snapshot.json_file import ReviewFile, ReviewFileError
from reviews.snapshot.values import Snapshot

REASON = "imported from its file"
# How pikepdf's messages begin for a file in memory.
STREAM = re.compile(r"^stream <[^>]*>: ")
IS_DRAFT = "It is a draft, which was never published."
OTHER_PAGES = (
    "Its pages differ from those its snapshot gives here. It was edited later, or "
    "printed by another version or with other fonts."
)


class AlreadyImportedError(Exception):
    """The same review is published here already."""


@dataclass(frozen=True)
class ImportFile:
    """The content of a file; `pages` is a PDF to compare with ours, or empty."""

    record: ReviewFile
    pages: bytes = b""


def read_file(content: bytes) -> ImportFile:
    """Read a PDF or JSON file. Raises ReviewFileError with the reason."""
    if not content.startswith(b"%PDF"):
        return ImportFile(json_file.load(content))
    attached, digest, is_handout = read_pdf(content)
    found = json_file.load(attached)
    if digest != json_file.stated_digest(attached):
        raise ReviewFileError(
            "Its metadata names a different snapshot from the one inside."
        )
    return ImportFile(found, b"" if is_handout else content)


def read_pdf(content: bytes) -> tuple[bytes, str, bool]:
    """A PDF's attachment, the digest in its metadata, and whether it is a handout."""
    import pikepdf  # noqa: PLC0415 - the site works without

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if json_file.NAME not in document.attachments:
                raise ReviewFileError("This PDF has no Goals Tracker review in it.")
            attached = document.attachments[json_file.NAME].get_file().read_bytes()
            info = document.docinfo
            digest = str(info.get("/SnapshotDigest", ""))
            return attached, digest, str(info.get("/Layout", "")) == xmp.HANDOUT
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError) as error:
        reason = STREAM.sub("", str(error))
        raise ReviewFileError(f"It is not a complete PDF: {reason}") from error


def rebuild(
    file: ImportFile,
    *,
    at: datetime.datetime,
    may_differ: bool = False,
    may_be_draft: bool = False,
) -> tuple[Review, Publication]:
    """Store the review of a file, entirely or not at all, and the version in it.

    Raises ReviewFileError, or AlreadyImportedError if it is here.
    """
    snapshot = file.record.snapshot
    if snapshot.is_draft and not may_be_draft:
        raise ReviewFileError(IS_DRAFT)
    check_free(snapshot)
    quarter = quarter_of(snapshot)
    with saved_pictures(file.record):
        edition = edition_of(numbered(snapshot, at))
        if file.pages and not may_differ:
            check_pages(file.pages, snapshot, edition)
        try:
            return store_review(edition, quarter, at=at)
        except ValidationError as error:
            raise ReviewFileError(" ".join(error.messages)) from error
        except DatabaseError as error:
            raise ReviewFileError(f"The database rejected it: {error}") from error


def numbered(snapshot: Snapshot, at: datetime.datetime) -> Snapshot:
    """The snapshot as a version: a draft, or an old file, is published here first."""
    if snapshot.published and snapshot.published.number:
        return snapshot
    return editions.as_version(snapshot, 1, timezone.localdate(at))


def edition_of(snapshot: Snapshot) -> editions.Edition:
    try:
        return editions.edition(snapshot)
    except editions.TooManySlidesError as error:
        most = settings.SLIDES_A_DECK
        raise ReviewFileError(
            f"Its deck has more than {most} slides. SLIDES_A_DECK can allow more."
        ) from error


def check_free(snapshot: Snapshot) -> None:
    """Refuse if this site has another organisation, or another review there."""
    organization = Organization.objects.first()
    if organization and organization.name != snapshot.organization:
        raise ReviewFileError(
            f"It is a review of {snapshot.organization}, but this site belongs to "
            f"{organization.name}."
        )
    found = Review.objects.at_address(snapshot.team_slug, snapshot.quarter_slug).first()
    if found is None:
        return
    number = snapshot.published.number if snapshot.published else 0
    versions = {row.number: row for row in found.publications.all()}
    for row in versions.values():
        is_same = Snapshot.from_dict(row.snapshot).as_draft == snapshot.as_draft
        if is_same and number in (0, row.number):
            raise AlreadyImportedError(address_of(found, row))
    if not (number and versions) or number in versions:
        raise ReviewFileError(
            f"There is already another review at {found.get_absolute_url()}."
        )


def address_of(review: Review, version: Publication) -> str:
    address = review.get_absolute_url()
    return f"{address}versions/{version.number}/" if version.withdrawn_at else address


def quarter_of(snapshot: Snapshot) -> Quarter:
    """The quarter of a slug, in the fiscal calendar in which it has those months."""
    named = ADDRESS.fullmatch(snapshot.quarter_slug)
    calendars = product(range(1, 13), YearNames.values) if named else ()
    for month, names in calendars:
        year, number = map(int, typing.cast(re.Match[str], named).groups())
        found = Quarter.numbered(year, number, month, year_names=names)
        if snapshot.quarter_slug == found.long_address:
            found.slug = snapshot.quarter_slug
        said = (snapshot.quarter_slug, snapshot.quarter, snapshot.months)
        if (found.slug, found.label, found.months) == said:
            return found
    raise ReviewFileError(
        f"Its quarter is not valid: {snapshot.quarter_slug}, {snapshot.months}."
    )


@contextmanager
def saved_pictures(found: ReviewFile) -> Iterator[None]:
    """Save the pictures, and delete the new ones if what follows fails."""
    new = []
    try:
        for name, content in found.pictures:
            if not images.exists(name):
                new.append(name)
                images.save(content, name.partition("/")[0])
        yield
    except BaseException:
        for name in new:
            (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
        raise


def check_pages(pages: bytes, snapshot: Snapshot, edition: editions.Edition) -> None:
    """Refuse a PDF that differs by a byte from the one printed here."""
    printed = {content for name, _, content in edition.files if name == editions.PDF}
    page = deck.render_snapshot(snapshot)
    variants = [rendering.A, *[rendering.UA] * snapshot.is_draft]
    if pages not in printed and all(
        pages != printing.pdf_of(page, variant=variant) for variant in variants
    ):
        raise ReviewFileError(OTHER_PAGES)


@transaction.atomic
def store_review(
    edition: editions.Edition, quarter: Quarter, *, at: datetime.datetime
) -> tuple[Review, Publication]:
    """Create the missing rows and the publication."""
    snapshot = edition.snapshot
    assert snapshot.published
    trail = {"by": None, "at": at, "reason": REASON}
    if not Organization.objects.exists():
        organization_of(snapshot, quarter).save(**trail)
    opened = Quarter.objects.opened(quarter)
    if opened.slug != snapshot.quarter_slug:
        raise ReviewFileError(f"Its quarter has another address here: {opened.slug}.")
    team = Team.objects.at_slug(snapshot.team_slug).first()
    if team is None:
        team = Team(slug=snapshot.team_slug, name=snapshot.team)
        team.headcount = snapshot.headcount
        team.full_clean()
        team.save(**trail)
    review = Review.objects.filter(team=team, quarter=opened).first()
    review = review or Review.objects.prepare(
        team,
        opened,
        agenda=[(one.kind, one.title, one.seconds) for one in snapshot.sections],
        by=None,
        at=at,
        held_at=xmp.held_at(snapshot),
        slot_seconds=snapshot.slot_seconds,
        presenters=snapshot.presenters,
    )
    version = review.restore_version(
        snapshot.published.number,
        snapshot.to_dict(),
        edition.files,
        published_at=start_of(snapshot.published.on),
        **trail,
    )
    return review, version


def start_of(day: str) -> datetime.datetime:
    """The first moment of an ISO date, here."""
    midnight = datetime.datetime.fromisoformat(day)
    return timezone.make_aware(midnight)


def organization_of(snapshot: Snapshot, quarter: Quarter) -> Organization:
    """The organisation, with its licence, brand and the calendar of that quarter."""
    licence, brand = snapshot.licence, snapshot.brand
    found = Organization(
        name=snapshot.organization,
        fiscal_year_start=quarter.year_start_month,
        year_names=quarter.year_names,
        licence_holder=licence.holder,
        licence_name=licence.name,
        licence_version=licence.version,
        licence_url=licence.url,
        licence_notice=licence.notice,
        accent="" if accents.refusal(brand.accent) else brand.accent,
        logo=brand.logo if images.exists(brand.logo) else "",
    )
    found.full_clean()
    return found
