"""The forkserver keeps children ready to print, and knows no more of what they do.

It has imported the renderer and taken styles apart, but it never lays out a page, since
newer Pango keeps a thread that no fork has (`forking`). What takes Pango, fonts and a
first page, is done by each child before it is needed: two stand ready while nobody
prints. A child does one job and ends.
"""

import gc
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.templatetags.static import static

from goals_tracker.machine import limits
from reviews.pdf import deck_parts, rendering
from reviews.pdf.assembly import deck as deck  # for children that join
from reviews.pdf.pool import children, forking, install, jobs

SECONDS_IDLE = 10 * 60
SECONDS_BETWEEN_LOOKS = 2
# Of getting ready without any computing, which on a busy machine may take long.
SECONDS_IDLE_BEFORE_READY = 20
MOST_FAILURES = 3
READY = 2
BACKLOG = 64
STYLES = ("tokens", "deck", "emphasis", "fonts_print", "print")
SHEET = """<!doctype html><html lang="en"><head>{links}<title>Warm</title></head>
<body class="deck"><main><!-- slides --></main></body></html>
"""
LINK = '<link rel="stylesheet" href="{}">'
SLIDE = """<section class="slide" id="warm"><div class="zone">
<h2 class="title">Warm</h2><p>Text <strong>semibold</strong> <em>slanted</em></p>
<ul><li>Point</li></ul><table><thead><tr><th scope="col">Head</th></tr></thead>
<tbody><tr><td>Cell</td></tr></tbody></table>
<svg width="10" height="10" viewBox="0 0 10 10"><title>Dot</title>
<rect width="5" height="5"/></svg></div></section>"""


def main(folder: str, state: str, lock: int) -> None:
    """Get ready, then serve until it is time to end."""
    place = Path(folder, f"{state}.socket")
    # Not what it was asked for by: a worker may be older than the code on the disk.
    code = install.state_at_start()
    end_tidily()
    prepare()
    with temporary_files(folder) as files, listening(place) as listener:
        was_made = place.stat().st_ino

        def is_wanted() -> bool:
            with suppress(OSError):
                is_there = place.stat().st_ino == was_made
                return is_there and install.state_of_code() == code
            return False

        server = Server(listener, lambda: listener.accept()[0], files, is_shared=True)
        try:
            server.serve(is_wanted)
            if is_wanted():
                place.unlink(missing_ok=True)
        finally:
            os.close(lock)  # the next one need not wait for what still prints
            server.end()


def beside(control: socket.socket) -> None:
    """Serve a command, which hands over its connections, until it ends."""
    end_tidily()

    def handed() -> socket.socket | None:
        fds = socket.recv_fds(control, 1, 1)[1]
        return socket.socket(fileno=fds[0]) if fds else None

    with temporary_files(install.folder()) as files:
        prepare()
        server = Server(control, handed, files)
        try:
            server.serve(lambda: True)
        finally:
            server.end()


def end_tidily() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit())


@contextmanager
def temporary_files(folder: str | Path) -> Iterator[Path]:
    """Let those of this process and its children, which copy fonts, go with it."""
    with tempfile.TemporaryDirectory(prefix="files-", dir=folder) as name:
        yield Path(name)


def prepare() -> None:
    """Do once what every child would have to; without Pango, they say what is missing.

    Nor is there anything to print with before static files are collected.
    """
    with suppress(rendering.RendererMissingError, ValueError):
        rendering.prepare(sheet())
    gc.freeze()  # what is here by now stays shared with the children


def warm_up(*, is_awaited: bool) -> None:
    """Make fonts, and print a small page unless somebody waits already."""
    with suppress(rendering.RendererMissingError, ValueError):
        rendering.sheets(sheet())
        if not is_awaited:
            list(deck_parts.print_parts(rendering.blank(sheet()), [SLIDE]))


def sheet() -> str:
    links = "".join(LINK.format(static(f"css/{name}.css")) for name in STYLES)
    return SHEET.format(links=links)


def listening(place: Path) -> socket.socket:
    """Listen at the socket of this name, which only this user may connect to."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    place.unlink(missing_ok=True)
    folder = os.open(place.parent, os.O_RDONLY)
    before = os.umask(0o177)
    try:
        # By way of the open folder: a socket's own path has to be short.
        listener.bind(f"/proc/self/fd/{folder}/{place.name}")
    finally:
        os.umask(before)
        os.close(folder)
    listener.listen(BACKLOG)
    return listener


@dataclass(eq=False)
class Child:
    """A child as the forkserver knows it; `link` closes when it is gone."""

    pid: int
    link: socket.socket
    folder: Path
    is_ready: bool = False
    is_working: bool = False
    computed: float = 0
    moved: float = field(default_factory=time.monotonic)

    def fileno(self) -> int:
        return self.link.fileno()

    @property
    def is_getting_ready(self) -> bool:
        return not (self.is_ready or self.is_working)

    def is_stuck(self) -> bool:
        """Whether it is not ready and has computed nothing since it was last asked."""
        computed = limits.computed(self.pid) or 0
        if computed > self.computed:
            self.computed, self.moved = computed, time.monotonic()
        idle = time.monotonic() - self.moved
        return self.is_getting_ready and idle >= SECONDS_IDLE_BEFORE_READY


class Server:
    """Hands each connection that it takes from `source` to a child that is ready.

    `take` gives a connection, or None at the end. A shared one has children ready again
    as soon as nobody prints; others begin with some, and fork more when they are asked
    for.
    """

    def __init__(
        self,
        source: socket.socket,
        take: Callable[[], socket.socket | None],
        files: Path,
        *,
        is_shared: bool = False,
    ) -> None:
        self.source, self.take, self.files = source, take, files
        self.is_shared = is_shared
        self.children: list[Child] = []
        self.waiting: deque[socket.socket] = deque()
        self.number = self.failures = 0

    def serve(self, is_wanted: Callable[[], bool]) -> None:
        """Serve until nobody has asked for long, or it is told to end."""
        self.fork(READY)
        last = looked = time.monotonic()
        while time.monotonic() - last < SECONDS_IDLE:
            watched: list[socket.socket | Child] = [self.source, *self.children]
            ready, _, _ = select.select(watched, [], [], SECONDS_BETWEEN_LOOKS)
            for child in [child for child in self.children if child in ready]:
                self.hear(child)
            if self.source in ready:
                last = time.monotonic()
                connection = self.take()
                if connection is None:
                    return
                self.waiting.append(connection)
            self.hand_over()
            self.fork(self.lacking())
            # Who asks for a child does not wait for this.
            if time.monotonic() - looked >= SECONDS_BETWEEN_LOOKS:
                if not is_wanted():
                    return
                looked = time.monotonic()
                self.end_stuck()

    def lacking(self) -> int:
        """How many children to fork: one for each who waits, or some for the next."""
        is_at_rest = not any(child.is_working for child in self.children)
        spare = READY if self.is_shared and is_at_rest else 0
        here = sum(not child.is_working for child in self.children)
        return max(len(self.waiting), spare) - here

    def fork(self, number: int) -> None:
        for _ in range(number):
            self.number += 1
            folder = self.files / str(self.number)
            folder.mkdir()
            ours, theirs = socket.socketpair()
            pid = forking.fork()
            if pid == 0:
                self.let_go(ours)
                be_child(theirs, folder, is_awaited=bool(self.waiting))
            theirs.close()
            self.children.append(Child(pid, ours, folder))

    def let_go(self, ours: socket.socket) -> None:
        """Close, in a child, what belongs to the forkserver."""
        for one in (ours, self.source, *self.waiting, *(c.link for c in self.children)):
            one.close()

    def hear(self, child: Child) -> None:
        """A child's word that it is ready, or its end."""
        said = b""
        with suppress(ConnectionResetError):  # it died before it read its job
            said = child.link.recv(1)
        if said:
            child.is_ready, self.failures = True, 0
            return
        if child.is_getting_ready:
            self.failures += 1
        self.forget(child)
        if self.failures == MOST_FAILURES:
            sys.exit("Children end before they are ready to print.")

    def forget(self, child: Child) -> None:
        os.waitpid(child.pid, 0)
        child.link.close()
        self.children.remove(child)
        shutil.rmtree(child.folder, ignore_errors=True)

    def hand_over(self) -> None:
        for child in [child for child in self.children if child.is_ready]:
            if not self.waiting:
                return
            with suppress(OSError):  # it is gone, which will be heard
                socket.send_fds(child.link, [b"\0"], [self.waiting[0].fileno()])
                self.waiting.popleft().close()
            child.is_ready, child.is_working = False, True

    def end_stuck(self) -> None:
        """End children that hang before they are ready."""
        for child in self.children:
            if child.is_stuck():
                said = f"A child hangs before it is ready: {limits.doing(child.pid)}"
                print(said, file=sys.stderr, flush=True)
                os.kill(child.pid, signal.SIGKILL)

    def end(self) -> None:
        """End those who wait for a job, and see the others finish theirs."""
        for child in self.children:
            if not child.is_working:
                os.kill(child.pid, signal.SIGKILL)
        for child in list(self.children):
            self.forget(child)


def be_child(link: socket.socket, folder: Path, *, is_awaited: bool) -> None:
    """What a forked process does; it never returns to the forkserver's code."""
    code = 1
    try:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        tempfile.tempdir = str(folder)
        gc.disable()  # it ends with its job, and a layout lives as long as that
        warm_up(is_awaited=is_awaited)
        link.send(b"r")
        if handed := socket.recv_fds(link, 1, 1)[1]:  # else the forkserver is gone
            children.work(socket.socket(fileno=handed[0]), jobs)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
