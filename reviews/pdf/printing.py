"""PDFs of pages: made by children with limits (`print_job`), kept (`file_cache`).

A deck is printed slide by slide (`deck_parts`), two runs of slides side by side
where two cores are free, and joined. Printed slides are kept as well, so that a deck of
which one slide changed costs that slide and the joining; the file is the same, since
every file is joined from such parts. Other pages are printed in one go.
"""

import contextlib
import json
import logging
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from goals_tracker.machine import slots
from reviews.deck.deck import DeckPage
from reviews.pdf import file_cache, rendering
from reviews.pdf.pool import forking, install, launchers
from reviews.pdf.pool.children import JobFailedError, NotStartedError
from reviews.pdf.print_job import Pool, PrintJob

logger = logging.getLogger(__name__)
# Where a process has threads, most of them stay free for pages.
MOST_AT_ONCE = 2
SECONDS_FOR_THREADS = 5
# What would take as long again fails at once for a while.
COSTLY = ("time", "memory", "long")
# What lies in the page itself, as far as one can tell.
OF_THE_PAGE = ("time", "memory", "long", "input")
# What its page says nothing about.
LOGGED = ("crash", "hang", "slow")
SECONDS_FAILURES_COUNT = 10 * 60
SENTENCES = {
    "time": "The PDF took over {cpu_seconds} seconds of computing and was stopped. "
    "Some text or picture in it is too complex to print.",
    "memory": "The PDF took too much memory and was stopped. "
    "Some text or picture in it is too complex to print.",
    "long": "The PDF took over {in_all} seconds of computing in all and was "
    "stopped. It is too long, or has too much on its pages, to be printed at once.",
    "crash": "Printing this PDF failed. See the server's log.",
    "hang": "Printing this PDF made no progress for {seconds_idle:g} seconds and was "
    "stopped. This is the server's fault, not your text's. Try again.",
    "slow": "The server was too busy to make this PDF within {seconds:g} seconds. "
    "Try again in a few minutes.",
    "input": "The PDF cannot be made: {said}",
    "busy": "The server is printing many PDFs. Try again in a minute.",
}
at_once = threading.BoundedSemaphore(MOST_AT_ONCE)


class RenderingFailedError(Exception):
    """There is no PDF of this page; says to its reader why.

    `kind`: time, memory, long or input, which lie in the page; crash or hang, which do
    not; slow or busy, which pass.
    """

    def __init__(self, kind: str, sentence: str = "", **words: Any) -> None:
        words["in_all"] = settings.PDF_CPU_SECONDS
        super().__init__(sentence or SENTENCES[kind].format(**words))
        self.kind = kind


IN_LINE = Pool()
# For threads that serve pages: fails as busy where no slot is free.
AT_ONCE = Pool(seconds_in_line=0)


@contextlib.contextmanager
def of_command() -> Iterator[Pool]:
    """A command's: a fork of it prints, where it is safe to fork."""
    if forking.refusal():
        yield Pool()
        return
    with launchers.CommandFork() as forked:
        yield Pool(lambda: contextlib.nullcontext(forked))


def pdf_of(page: DeckPage, *, pool: Pool = IN_LINE, **options: Any) -> bytes:
    """The PDF; options as of `render`.

    Raises RendererMissingError, RenderingFailedError.
    """
    with tempfile.TemporaryDirectory(dir=install.folder()) as name:
        path = Path(name, "review.pdf")
        make(page, options, path, pool)
        return path.read_bytes()


def cached_pdf(page: DeckPage, *, pool: Pool = IN_LINE, **options: Any) -> Path:
    """The PDF as a file: the one kept, or else made now and kept."""
    path = file_cache.kept_at(page, **options)
    if not path.exists():
        make(page, options, path, pool)
        file_cache.remove_oldest(file_cache.folder(), file_cache.KEPT_FILES)
    return path


def make(page: DeckPage, options: dict[str, Any], path: Path, pool: Pool) -> None:
    """Write the file, or say why there is none."""
    note = install.folder() / f"failed-{file_cache.key(page, options)[:24]}"
    refuse_again(note)
    if not at_once.acquire(timeout=min(SECONDS_FOR_THREADS, pool.seconds_in_line)):
        raise RenderingFailedError("busy")
    try:
        print_file(page, options, path, pool)
    except slots.NoSlotFreeError as error:
        raise RenderingFailedError("busy") from error
    except JobFailedError as error:
        if error.kind == "missing":
            raise rendering.RendererMissingError(str(error)) from error
        if error.kind in LOGGED:
            logger.error("A PDF could not be made: %s. %s", error.kind, error)
        limits = asdict(pool.limits)
        failure = RenderingFailedError(error.kind, said=str(error), **limits)
        if error.kind in COSTLY:
            note.write_text(json.dumps([error.kind, str(failure)]))
        raise failure from error
    finally:
        at_once.release()


def refuse_again(note: Path) -> None:
    """What was too much a moment ago would be again, and hold a core until then."""
    with contextlib.suppress(FileNotFoundError):
        if time.time() - note.stat().st_mtime < SECONDS_FAILURES_COUNT:
            kind, sentence = json.loads(note.read_text())
            raise RenderingFailedError(kind, sentence=sentence)
        note.unlink(missing_ok=True)


def print_file(page: DeckPage, options: dict[str, Any], path: Path, pool: Pool) -> None:
    """Print it; by the server that all share where another gives no child."""
    for start in (pool.launcher, launchers.SharedServer):
        with start() as launcher:
            try:
                return PrintJob(launcher, pool).print(page, options, path)
            except NotStartedError:
                name = type(launcher).__name__
                logger.warning("%s has no process to print with.", name)
    raise JobFailedError("crash", "No process could be started.")
