"""One page being printed by children of the pool, as a whole or in parts."""

import heapq
import os
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings

from goals_tracker.machine import slots
from goals_tracker.machine.limits import Limits
from reviews.deck.deck import DeckPage
from reviews.pdf import deck_parts, file_cache, rendering
from reviews.pdf.pool import install, launchers
from reviews.pdf.pool.children import ChildJob, JobFailedError, RunningChild, first_of

SIDE_BY_SIDE = 2
SLIDES_A_RUN = 30
# A longer handout may take as much computing as a deck in all its parts.
BYTES_OF_SHORT_HANDOUTS = 50_000
SECONDS_IN_LINE = 20


@dataclass(frozen=True)
class Pool:
    """Which children print, within which limits, and how long one waits for them.

    `tell` hears how many slides are to be printed, and how many of them are.
    """

    launcher: Callable[[], Any] = launchers.SharedServer
    limits: Limits = Limits()
    seconds_in_line: float = SECONDS_IN_LINE
    tell: Callable[[int, int], None] = lambda total, done: None


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
        parts = [file_cache.cached_part(cut.sheet, part, options) for part in cut.parts]
        named = zip(parts, cut.parts, strict=True)
        lacking = {path: part for path, part in named if not file_cache.is_there(path)}
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
            file_cache.remove_oldest(
                file_cache.parts_folder(), max(file_cache.KEPT_PARTS, 2 * len(parts))
            )

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
        """Wait in line for the first; take more only while others need none."""
        place = install.folder()
        if is_first:
            return slots.waited_for(place, self.pool.seconds_in_line)
        return slots.free(place)


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
