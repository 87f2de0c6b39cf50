"""Makes a quarter's book, review by review.

Another worker may start it again at any time, where this one was killed: nothing of it
counts before its last step, which keeps the file only if the job is still held.
"""

import logging
import shutil
import tempfile
from pathlib import Path

import pikepdf
from django.conf import settings
from django.db import DatabaseError
from django.utils.formats import date_format
from django.utils.timezone import localtime, now

from goals_tracker.tasks import engine
from objectives.models import Team
from reviews.books import formats
from reviews.books.front_matter import Chapter, Front
from reviews.deck import deck
from reviews.models import Book, Review
from reviews.publishing import page_cache
from reviews.snapshot import reader

logger = logging.getLogger(__name__)

FOLDER = "books"
UNEXPECTED = "an unexpected error; see the server's log"
UNREADABLE = "its PDF cannot be read"


class CancelledError(Exception):
    """Whoever asked for it wants it no more."""


class BookError(Exception):
    """Ends the making with a sentence for those who wait for it."""


def make(pk, context):
    """Make this book, unless it has ended by now."""
    found = Book.objects.filter(pk=pk, finished_at=None)
    book = found.select_related("quarter", "by").first()
    if book is None:
        return
    folder = Path(settings.VAR_DIR, FOLDER)
    folder.mkdir(exist_ok=True)
    sweep(folder)
    prefix = engine.worker_of(context)
    with tempfile.TemporaryDirectory(dir=folder, prefix=prefix) as name:
        try:
            BookBuilder(book, context, Path(name)).make()
        except CancelledError:
            logger.info("%s was cancelled.", book)
            end(book, context)
        except BookError as refusal:
            # Where all processes are told to end, those that print may be the first.
            engine.go_on(context)
            end(book, context, error=str(refusal))


def end(book, context, **fields):
    with engine.while_held(context):
        book.end(at=now(), **fields)


class BookBuilder:
    """One run of making a book, in a folder of its own."""

    def __init__(self, book, context, folder):
        self.book, self.context, self.folder = book, context, folder
        self.chapters, self.gaps = [], []

    def make(self):
        self.go_on()
        reviews = reviews_of(self.book)
        with engine.while_held(self.context):
            teams = [review.team for review in reviews]
            self.book.begin(teams, attempt=self.context.attempt)
        path = self.folder / self.book.name
        kind = formats.KINDS[self.book.kind]
        self.volume = kind(path, self.book.quarter.slug, self.book.asked_at)
        try:
            for number, review in enumerate(reviews, start=1):
                self.go_on()
                self.chapters.append(self.chapter(review))
                with engine.while_held(self.context):
                    self.book.set(done=number, gaps=self.gaps)
            self.check_anything()
            pages = self.finish()
        finally:
            self.volume.close()
        self.keep(path, pages)

    def go_on(self):
        """Say that the work goes on. Raises CancelledError where it should not."""
        engine.go_on(self.context)
        if self.book.is_cancelled():
            raise CancelledError

    def chapter(self, review):
        """A review in the book, or a gap with its reason."""
        try:
            is_draft = review.publication_pk is None
            path = file_of(review, self.folder)
            part = self.volume.add(path, review.team, is_draft=is_draft)
        except DatabaseError:
            raise  # the whole job's trouble, and not this review's
        except Exception as error:
            return self.gap(review, error)
        status = "" if is_draft else review.published.status_words
        return Chapter(review.team.name, status or "not published", part, is_draft)

    def gap(self, review, error):
        """Leave a review out, and say why."""
        logger.warning("%s is missing from a book.", review, exc_info=error)
        reason = reason_of(error)
        self.gaps = [*self.gaps, [review.team.name, reason]]
        return Chapter(review.team.name, reason)

    def check_anything(self):
        if len(self.gaps) == len(self.chapters):
            reasons = "; ".join(f"{team}: {reason}" for team, reason in self.gaps[:5])
            raise BookError(f"None of its reviews could be printed. {reasons}.")

    def finish(self):
        """Put the contents before the reviews, or beside them."""
        self.go_on()
        try:
            return self.volume.finish(self.front())
        except formats.NOT_PRINTED as refusal:
            raise BookError(str(refusal)) from refusal

    def front(self):
        organization, licence, brand = reader.read_organization(None)
        quarter, count = self.book.quarter, len(self.chapters) - len(self.gaps)
        day = date_format(localtime(self.book.asked_at), "j M Y")
        return Front(
            organization=organization,
            licence=licence,
            sheet=brand.sheet,
            quarter=str(quarter),
            months=quarter.months,
            made=f"{count} review{'s' * (count != 1)}, as of {day}",
            chapters=tuple(self.chapters),
        )

    def keep(self, path, pages):
        """Hand the file over, if it is still wanted from this worker."""
        with engine.while_held(self.context):
            if self.book.is_cancelled():
                raise CancelledError
            with path.open("rb") as file:
                self.book.keep(file, pages=pages)
            self.book.end(at=now())


def reviews_of(book):
    """The reviews of its quarter that its asker may see now, in the teams' order."""
    seen = Review.objects.visible_to(book.by).filter(quarter=book.quarter)
    found = {
        review.team_id: review
        for review in seen.with_publication().select_related("team", "quarter")
    }
    teams = Team.objects.filter(pk__in=found).select_related("parent").in_order()
    return [found[team.pk] for team in teams]


def file_of(review, folder):
    """The PDF of a review as a file: what was published, or else the draft."""
    if file := page_cache.published_file(review):
        path = folder / "published.pdf"
        path.write_bytes(file.content)
        return path
    snapshot = page_cache.snapshot_of(review)
    most = page_cache.most_slides(review)
    return formats.pdf_file(deck.render_snapshot(snapshot, most=most))


def reason_of(error):
    """Why a review is missing, in words for the readers of the book."""
    if isinstance(error, pikepdf.PdfError):
        return UNREADABLE
    is_known = isinstance(error, formats.NOT_PRINTED)
    return str(error) if is_known else UNEXPECTED


def sweep(folder):
    """Remove what workers have left that were killed."""
    # In this order: a folder is made by who holds a job already.
    found = list(folder.iterdir())
    held = tuple(engine.workers())
    for left in found:
        if not left.name.startswith(held):
            shutil.rmtree(left, ignore_errors=True)
