"""PDFs for those who look at pages: at once where that is possible, or else by a task.

No thread that serves pages waits for a slot or for another print. What cannot begin at
once is a `PrintRequest`, with the page in it: a worker prints exactly that, also on
another machine with a folder of its own, and puts the file into the request. The web
keeps it where it keeps what it prints itself.
"""

import gzip
import json
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from goals_tracker.machine import slots
from goals_tracker.tasks import engine
from reviews.deck.deck import DeckPage
from reviews.models import PrintRequest
from reviews.pdf import file_cache, print_job, printing
from reviews.pdf.printing import RenderingFailedError
from reviews.pdf.rendering import RendererMissingError
from reviews.publishing import published_files
from reviews.snapshot.values import Snapshot

# What is larger takes longer than one may hold a thread that serves pages.
QUICK_BYTES = 200_000
SECONDS_IN_LINE = 120
MISSING = "missing"
# For how long the answer is that it failed; afterwards it is tried again.
FAILURE_COUNTS = timedelta(seconds=60)
COSTLY_FAILURE_COUNTS = timedelta(seconds=printing.SECONDS_FAILURES_COUNT)


class NotPrintedYetError(Exception):
    """The PDF is being printed; `asked` is the `PrintRequest`."""

    def __init__(self, asked):
        super().__init__("The PDF is being printed.")
        self.asked = asked


# For the web


def page_for(render, *, asker, address):
    """The page to print, or what there is to say without it, which costs far less.

    Who has enough prints under way may still ask for what is printed already: one at a
    time on a machine, since only the page tells which that is.
    """
    unfinished = PrintRequest.objects.unfinished().without_files()
    if asked := unfinished.filter(address=address).first():
        raise NotPrintedYetError(asked)
    try:
        PrintRequest.objects.check_ask(asker, most=settings.PRINTS_AT_ONCE)
    except ValidationError as refusal:
        try:
            with slots.held(Path(settings.VAR_DIR, "run", "refused"), 0, of=1):
                return render()
        except slots.NoSlotFreeError:
            raise refusal_of(refusal) from refusal
    return render()


def file_of(page, variant, *, task, asker, at, address=""):
    """The PDF of a page as a file, without waiting for it.

    Raises NotPrintedYetError, RendererMissingError, RenderingFailedError, and
    ValidationError where this asker has enough prints under way.
    """
    path = file_cache.kept_at(page, variant=variant)
    if path.exists() or fetch(path, at=at):
        return path
    if is_quick(page) and not PrintRequest.objects.waiting(at=at).exists():
        try:
            return printing.cached_pdf(page, pool=printing.AT_ONCE, variant=variant)
        except RenderingFailedError as failure:
            if failure.kind != "busy":
                raise
    raise NotPrintedYetError(
        ask(path.stem, page, variant, task=task, asker=asker, at=at, address=address)
    )


def fetch(path, *, at):
    """Put a file that a worker has printed in its place; whether there is one."""
    asked = PrintRequest.objects.filter(key=path.stem).without_files().first()
    if asked is None:
        return False
    if not asked.finished_at:
        raise NotPrintedYetError(asked)
    if not asked.error:
        published_files.write(path, bytes(asked.content))
        file_cache.remove_oldest(file_cache.folder(), file_cache.KEPT_FILES)
        return True
    if at - asked.finished_at < counts_for(asked.kind):
        raise failure_of(asked)
    asked.delete()
    return False


def counts_for(kind):
    is_costly = kind in printing.OF_THE_PAGE
    return COSTLY_FAILURE_COUNTS if is_costly else FAILURE_COUNTS


def failure_of(asked):
    if asked.kind == MISSING:
        return RendererMissingError(asked.error)
    return RenderingFailedError(asked.kind or "crash", sentence=asked.error)


def is_quick(page):
    return len(page.html) <= QUICK_BYTES


def ask(key, page, variant, **asked):
    most = settings.PRINTS_AT_ONCE
    try:
        return PrintRequest.objects.ask(key, packed(page), variant, most=most, **asked)
    except ValidationError as refusal:
        raise refusal_of(refusal) from refusal


def refusal_of(refusal):
    """The same in the words of who prints, where there are too many of all askers."""
    return RenderingFailedError("busy") if refusal.code == "busy" else refusal


# For workers


def make(pk, context):
    """Print what was asked for, unless it is there by now."""
    engine.go_on(context)
    asked = PrintRequest.objects.filter(pk=pk).unfinished().first()
    if asked is None:
        return
    with engine.while_held(context):
        asked.set(attempt=context.attempt)

    def tell(total, done):
        engine.go_on(context)
        with engine.while_held(context):
            asked.set(total=total, done=done)

    pool = print_job.Pool(seconds_in_line=SECONDS_IN_LINE, tell=tell)
    try:
        page = unpacked(asked.page)
        path = printing.cached_pdf(page, pool=pool, variant=asked.variant)
    except (RendererMissingError, RenderingFailedError) as refusal:
        # Where all processes are told to end, those that print may be the first.
        engine.go_on(context)
        with engine.while_held(context):
            kind = getattr(refusal, "kind", MISSING)
            asked.fail(kind, str(refusal), at=timezone.now())
    else:
        with engine.while_held(context):
            asked.keep(path.read_bytes(), at=timezone.now())


# A page as bytes


def packed(page):
    snapshot = page.snapshot and page.snapshot.to_dict()
    said = [
        page.html.decode(),
        page.digest,
        snapshot,
        page.layout,
        page.rights.decode(),
    ]
    return gzip.compress(json.dumps(said).encode(), compresslevel=4)


def unpacked(content):
    html, digest, snapshot, layout, rights = json.loads(gzip.decompress(content))
    found = snapshot and Snapshot.from_dict(snapshot)
    return DeckPage(html.encode(), digest, found, layout, rights.encode())
