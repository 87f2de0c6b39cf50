"""The loop of a parent: it forks a child a connection and knows no more of it."""

import gc
import os
import select
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.templatetags.static import static

from reviews import pdf
from reviews.rendering import (  # noqa: F401 -- some are for children
    jobs,
    joining,
    parents,
    slides,
)

SECONDS_IDLE = 10 * 60
SECONDS_BETWEEN_LOOKS = 2
BACKLOG = 64
STYLES = ("tokens", "deck", "fonts_print", "print")
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


def main(folder: str, state: str, name: str | None, lock: int | None) -> None:
    """Get warm, then serve until it is time to end."""
    place = Path(folder, name or f"{state}.socket")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for children
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # and tidy up
    with temporary_files():
        warm_up()
        serve_all(place, state, lock)


@contextmanager
def temporary_files() -> Iterator[None]:
    """Let those of this process and its children, which copy fonts, go with it."""
    with tempfile.TemporaryDirectory(prefix="files-", dir=parents.folder()) as name:
        tempfile.tempdir = name
        yield


def serve_all(place: Path, state: str, lock: int | None) -> None:
    with listening(place) as listener:
        was_made = place.stat().st_ino

        def is_wanted() -> bool:
            with suppress(OSError):
                is_there = place.stat().st_ino == was_made
                return is_there and parents.state_of_code() == state
            return False

        watched = [listener] if lock is not None else [listener, sys.stdin]
        serve(watched, is_wanted if lock is not None else lambda: True, lock)
        if is_wanted() or lock is None:
            place.unlink(missing_ok=True)


def warm_up() -> None:
    """Import and print once; without Pango, children say what is missing."""
    # Nor is there anything to print with before static files are collected.
    with suppress(pdf.RendererMissing, ValueError):
        links = "".join(LINK.format(static(f"css/{name}.css")) for name in STYLES)
        list(slides.printed(pdf.blank(SHEET.format(links=links)), [SLIDE]))
    gc.freeze()  # what is here by now stays shared with the children


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


def serve(watched: list, is_wanted: Callable[[], bool], lock: int | None) -> None:
    """Fork a child for each connection; end when idle, unwanted or told to."""
    listener, *ends = watched
    last = looked = time.monotonic()
    while time.monotonic() - last < SECONDS_IDLE:
        ready, _, _ = select.select(watched, [], [], SECONDS_BETWEEN_LOOKS)
        if any(end in ready for end in ends):
            return
        if listener in ready:
            last = time.monotonic()
            connection, _ = listener.accept()
            with connection:
                fork(connection, listener, lock)
        # Who asks for a child does not wait for this.
        if time.monotonic() - looked >= SECONDS_BETWEEN_LOOKS:
            if not is_wanted():
                return
            looked = time.monotonic()


def fork(connection: socket.socket, door: socket.socket, lock: int | None) -> None:
    if os.fork():
        return
    door.close()
    if lock is not None:
        os.close(lock)  # the next parent need not wait for this child
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    parents.be_child(connection)


def beside(control: socket.socket) -> None:
    """Fork a child for each connection that a command hands over, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # as in `main`
    with temporary_files():
        serve_command(control)


def serve_command(control: socket.socket) -> None:
    warm_up()
    while handed := socket.recv_fds(control, 1, 1)[1]:
        with socket.socket(fileno=handed[0]) as connection:
            fork(connection, control, None)
    # What they used counts as this process's, and with it as the command's.
    with suppress(ChildProcessError):
        while True:
            os.wait()
