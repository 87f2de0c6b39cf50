"""PDFs of pages: made in child processes with limits, kept under their digest.

A deck is printed slide by slide (`deck_parts`), two runs of slides side by side
where two cores are free, and joined. Printed slides are kept as well, so that a deck of
which one slide changed costs that slide and the joining; the file is the same, since
every file is joined from such parts. Other pages are printed in one go.
"""

import contextlib
import functools
import hashlib
import heapq
import json
import logging
import os
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings

from goals_tracker.machine import slots
from goals_tracker.machine.limits import Limits
from reviews.deck.deck import DeckPage
from reviews.pdf import deck_parts, rendering
from reviews.pdf.pool import forking, install, launchers
from reviews.pdf.pool.children import (
    ChildJob,
    JobFailedError,
    NotStartedError,
    RunningChild,
    first_of,
)

logger = logging.getLogger(__name__)
SIDE_BY_SIDE = 2
SLIDES_A_RUN = 30
# A longer handout may take as much computing as a deck in all its parts.
BYTES_OF_SHORT_HANDOUTS = 50_000
SECONDS_IN_LINE = 20
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
KEPT_FILES = 200
KEPT_PARTS = 4000
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


@dataclass(frozen=True)
class Pool:
    """Which children print, within which limits, and how long one waits for them.

    `tell` hears how many slides are to be printed, and how many of them are.
    """

    launcher: Callable[[], Any] = launchers.SharedServer
    limits: Limits = Limits()
    seconds_in_line: float = SECONDS_IN_LINE
    tell: Callable[[int, int], None] = lambda total, done: None


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


def pdf_of(page: DeckPage, *, pool: Pool = Pool(), **options: Any) -> bytes:
    """The PDF; options as of `render`.

    Raises RendererMissingError, RenderingFailedError.
    """
    with tempfile.TemporaryDirectory(dir=install.folder()) as name:
        path = Path(name, "review.pdf")
        make(page, options, path, pool)
        return path.read_bytes()


def cached_pdf(page: DeckPage, *, pool: Pool = Pool(), **options: Any) -> Path:
    """The PDF as a file: the one kept, or else made now and kept."""
    path = kept_at(page, **options)
    if not path.exists():
        make(page, options, path, pool)
        remove_oldest(folder(), KEPT_FILES)
    return path


def kept_at(page: DeckPage, **options: Any) -> Path:
    """Where the PDF is kept once it is made."""
    return folder() / f"{key(page, options)}.pdf"


def folder() -> Path:
    return made(Path(settings.VAR_DIR) / "pdf")


def parts_folder() -> Path:
    return made(folder() / "parts")


def made(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def remove_oldest(place: Path, most: int) -> None:
    files = list(place.glob("*.pdf"))
    if len(files) > most:
        # Half of them, so that not each file that comes costs a look at all of them.
        ages = sorted((file.stat().st_mtime_ns, file) for file in files)
        for _, file in ages[: len(files) - most // 2]:
            file.unlink(missing_ok=True)


def key(page: DeckPage, options: dict[str, Any]) -> str:
    """The digest under which a page's file is kept."""
    return digest_of(rendering.key(page, **options), code())


def digest_of(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


@functools.cache
def code() -> str:
    """A digest of what cuts, prints and joins slides."""
    modules = sorted(Path(__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(map(Path.read_bytes, modules))).hexdigest()


# Making one


def make(page: DeckPage, options: dict[str, Any], path: Path, pool: Pool) -> None:
    """Write the file, or say why there is none."""
    note = install.folder() / f"failed-{key(page, options)[:24]}"
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


@dataclass
class PrintJob:
    """Prints one file by children of one launcher, which share its seconds."""

    launcher: Any
    pool: Pool
    computed: float = 0

    def print(self, page: DeckPage, options: dict[str, Any], path: Path) -> None:
        """Print a deck by its slides, and what is none as it is."""
        cut = deck_parts.cut(page.html.decode())
        if cut is None:
            whole = {"page": page, "options": options, "path": path}
            self.run([self.whole_job(page, whole)])
        else:
            self.print_deck(page, cut, options, path)

    def print_deck(
        self, page: DeckPage, cut: deck_parts.Cut, options: dict[str, Any], path: Path
    ) -> None:
        sheet = rendering.bare(page, cut.sheet)
        parts = [cached_part(cut.sheet, part, options) for part in cut.parts]
        named = zip(parts, cut.parts, strict=True)
        lacking = {path: part for path, part in named if not is_there(path)}
        total = slides_in(lacking)
        left = dict(lacking)

        def count(job: ChildJob) -> None:
            for path in job.arguments["parts"]:
                del left[path]
            self.pool.tell(total, total - slides_in(left))

        self.run(
            (
                self.job(
                    "some_parts",
                    {"page": sheet, "options": options, "parts": run},
                )
                for run in runs(lacking)
            ),
            after=count,
        )
        around = replace(page, html=cut.around.encode())
        arguments = {"page": around, "options": options, "parts": parts, "path": path}
        self.run([self.job("joined", arguments)])
        if lacking:
            remove_oldest(parts_folder(), max(KEPT_PARTS, 2 * len(parts)))

    def whole_job(self, page: DeckPage, arguments: dict[str, Any]) -> ChildJob:
        job = self.job("whole", arguments)
        if not page.layout or len(page.html) <= BYTES_OF_SHORT_HANDOUTS:
            return job
        seconds = max(settings.PDF_CPU_SECONDS, job.limits.cpu_seconds)
        return replace(job, limits=replace(job.limits, cpu_seconds=seconds))

    def job(self, name: str, arguments: dict[str, Any]) -> ChildJob:
        return ChildJob(name, arguments, self.pool.limits)

    def limited(self, job: ChildJob) -> ChildJob:
        """The job with no more computing than is left for the whole file."""
        left = ceil(settings.PDF_CPU_SECONDS - self.computed)
        if left <= 0:
            raise JobFailedError("long")
        most = min(left, job.limits.cpu_seconds)
        return replace(job, limits=replace(job.limits, cpu_seconds=most))

    def finish(self, child: RunningChild) -> None:
        """Wait for its word, and count what it computed."""
        try:
            self.computed += child.result()["computed"]
        except JobFailedError as error:
            is_own = child.limits.cpu_seconds == self.pool.limits.cpu_seconds
            if error.kind == "time" and not is_own:
                raise JobFailedError("long") from error
            raise

    def run(
        self,
        jobs: Iterable[ChildJob],
        after: Callable[[ChildJob], None] = lambda job: None,
    ) -> None:
        """Do them all, as many at a time as are allowed and find a free core."""
        waiting = deque(jobs)
        running: dict[RunningChild, ChildJob] = {}
        try:
            while waiting or running:
                while waiting and len(running) < SIDE_BY_SIDE:
                    lock = self.slot(is_first=not running)
                    if lock is None:
                        break
                    try:
                        job = self.limited(waiting[0])
                        running[self.launcher.start(job, lock)] = job
                    finally:
                        os.close(lock)  # the child has it, for as long as it lives
                    waiting.popleft()
                done = first_of(list(running))
                job = running.pop(done)
                self.finish(done)
                after(job)
        finally:
            for child in running:
                child.end()

    def slot(self, *, is_first: bool) -> int | None:
        """Wait for the first one in line; more only where nobody else needs them."""
        place = install.folder()
        if is_first:
            return slots.waited_for(place, self.pool.seconds_in_line)
        return slots.free(place)


def cached_part(sheet: str, part: str, options: dict[str, Any]) -> Path:
    """Where a printed part is kept: named by all that shapes it."""
    words = (sheet, part, repr(sorted(options.items())), rendering.shape(), code())
    return parts_folder() / f"{digest_of(*words)}.pdf"


def is_there(path: Path) -> bool:
    """Whether it is kept; one that is used stays for longer."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def runs(lacking: dict[Path, str]) -> list[dict[Path, str]]:
    """Parts to print in one go: evenly for the children, and few enough for memory."""
    size = slides_in(lacking)
    number = max(min(SIDE_BY_SIDE, len(lacking) - 1), ceil(size / SLIDES_A_RUN))
    found: list[dict[Path, str]] = [{} for _ in range(max(number, 1))]
    # The largest first, each to who has least yet; elements are what takes the time.
    least = [(0, place) for place in range(len(found))]
    for path, part in sorted(lacking.items(), key=lambda entry: -entry[1].count("<")):
        size, place = least[0]
        found[place][path] = part
        heapq.heapreplace(least, (size + part.count("<"), place))
    return [run for run in found if run]


def slides_in(parts: dict[Path, str]) -> int:
    return sum(part.count(deck_parts.SLIDE) for part in parts.values())
