"""Where children come from: the processes that fork them.

`SharedServer` is one for all web workers of an install and for one state of its code;
it is started by whoever needs it first and ends by itself. `CommandFork` is forked by a
command for itself. Neither ever touches Pango (`forking`).
"""

import contextlib
import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Self

from django.conf import settings

from reviews.pdf.pool import forking, install
from reviews.pdf.pool.children import ChildJob, NotStartedError, RunningChild

SECONDS_TO_START = 60
SECONDS_TO_CONNECT = 30
SECONDS_BETWEEN_LOOKS = 0.02
PEER = struct.Struct("3i")


def connected(name: str) -> socket.socket:
    """A connection to the forkserver that listens under this name."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS_TO_CONNECT)
    # By way of the open folder: a socket's own path has to be short.
    place = os.open(install.folder(), os.O_RDONLY)
    try:
        connection.connect(f"/proc/self/fd/{place}/{name}")
    except OSError as error:
        connection.close()
        raise NotStartedError from error
    finally:
        os.close(place)
    return connection


def start_server(state: str) -> None:
    """Start a server; it has no file of this process, and no terminal.

    This first process ends at once; it leaves one that stays, or there is one.
    """
    with (install.folder() / "renderer.log").open("ab") as log:
        subprocess.Popen(
            [sys.executable, "-m", "reviews.pdf.pool", install.folder(), state],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        ).wait(SECONDS_TO_START)


class SharedServer:
    """The server that all share."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def start(self, job: ChildJob, slot: int) -> RunningChild:
        """A child at work; the second try is for a forkserver that has just ended."""
        with contextlib.suppress(NotStartedError):
            return self.forked(job, slot)
        return self.forked(job, slot)

    def forked(self, job: ChildJob, slot: int) -> RunningChild:
        """A child at work. A forkserver that hangs instead of forking is killed."""
        connection = self.connection()
        peer, _, _ = PEER.unpack(
            connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
        )
        try:
            return RunningChild(connection, job, slot)
        except NotStartedError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(peer, signal.SIGKILL)
            raise

    def connection(self) -> socket.socket:
        name = f"{install.state_at_start()}.socket"
        with contextlib.suppress(NotStartedError):
            return connected(name)
        state = install.state_at_start()
        start_server(state)
        return waited_for(name, lambda: is_locked(f"{state}.lock"))


def waited_for(name: str, is_coming: Callable[[], bool]) -> socket.socket:
    """Connect as soon as the forkserver is up, while it may still come."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        may_come = is_coming()
        try:
            return connected(name)
        except NotStartedError:
            if not may_come:
                raise
            time.sleep(SECONDS_BETWEEN_LOOKS)
    raise NotStartedError


def is_locked(name: str) -> bool:
    lock = os.open(install.folder() / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


class CommandFork:
    """A fork of the asking process, which has to be safe to fork: a command.

    It gets warm while the command still looks for what to print.
    """

    is_needed = False

    def __enter__(self) -> Self:
        self.control, theirs = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = forking.fork()
        if self.pid == 0:
            self.control.close()
            be_forkserver(theirs)
        theirs.close()
        return self

    def __exit__(self, *error: object) -> None:
        self.control.close()
        if not self.is_needed:  # nor need it go on to get warm
            os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)

    def start(self, job: ChildJob, slot: int) -> RunningChild:
        self.is_needed = True
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"\0"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise NotStartedError from error
        return RunningChild(ours, job, slot)


def be_forkserver(control: socket.socket) -> None:
    """What a command's fork does; it never returns to the command's code."""
    from reviews.pdf.pool import forkserver  # noqa: PLC0415 -- the asking side has no use for it

    code = 1
    try:
        forkserver.beside(control)
        code = 0
    finally:
        os._exit(code)
