"""A child process with a job: what is said to it, and what it answers.

Both ends talk over a socket. The child holds its end for as long as it lives, and the
lock of its slot until it is done; that its end has closed tells that it is gone. What
comes from it is read as JSON and never unpickled: it has handled what strangers wrote.
"""

import json
import logging
import os
import pickle
import resource
import select
import signal
import socket
import struct
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from goals_tracker.machine import limits
from goals_tracker.machine.limits import Limits
from reviews.pdf import rendering

LENGTH = struct.Struct("!Q")
# From the connection to the child's first word, which has to get ready before.
SECONDS_TO_BEGIN = 30
SECONDS_TO_ANSWER = 60
SECONDS_BETWEEN_LOOKS = 0.2
MOST_LOGGED = 20
LONGEST_ANSWER = 1 << 20
logger = logging.getLogger("reviews.pdf.pool")


class NotStartedError(Exception):
    """There is no child: the forkserver is gone or hangs."""


class JobFailedError(Exception):
    """The child's job failed.

    `kind`: time (it computed for too long), memory, input or missing; or what is not
    the page's fault: crash, hang (it stopped computing) or slow (it got no core).
    """

    def __init__(self, kind: str, said: str = "") -> None:
        super().__init__(said)
        self.kind = kind


def folders() -> dict[str, Any]:
    return {name: getattr(settings, name) for name in ("MEDIA_ROOT", "STATIC_ROOT")}


@dataclass(frozen=True, slots=True)
class ChildJob:
    """A function of the module `jobs`, by name, with its arguments, and its limits."""

    name: str
    arguments: dict[str, Any]
    limits: Limits
    # Where whoever asks has its pictures and styles; a child may have others.
    folders: dict[str, Any] = field(default_factory=folders)


class RunningChild:
    """A child at work, as seen by who waits for it."""

    def __init__(self, connection: socket.socket, job: ChildJob, slot: int) -> None:
        self.connection, self.limits = connection, job.limits
        try:
            connection.settimeout(SECONDS_TO_BEGIN)
            socket.send_fds(connection, [b"\0"], [slot])
            send(connection, pickle.dumps(job))
            self.pid = json.loads(receive(connection, LONGEST_ANSWER))["pid"]
        except (OSError, EOFError) as error:
            connection.close()
            raise NotStartedError from error
        self.started = self.moved = self.looked = time.monotonic()
        self.before = self.computed = limits.computed(self.pid) or 0

    def fileno(self) -> int:
        return self.connection.fileno()

    def look(self) -> str | None:
        """See how far it is; why it has to be stopped, or None."""
        self.looked = now = time.monotonic()
        computed = limits.computed(self.pid) or 0
        if computed > self.computed:
            self.computed, self.moved = computed, now
        if now - self.moved >= self.limits.seconds_idle:
            return "hang"
        return "slow" if now - self.started >= self.limits.seconds else None

    def result(self) -> dict[str, Any]:
        """Wait for its word; it is gone afterwards. Raises JobFailedError."""
        try:
            answer = self.answer()
        finally:
            self.end()
        for name, level, message in answer.get("logged", []):
            logging.getLogger(name).log(level, "%s", message)
        if "kind" in answer:
            raise JobFailedError(answer["kind"], answer["said"])
        return answer

    def answer(self) -> dict[str, Any]:
        while not with_word([self]):
            if kind := self.look():
                raise JobFailedError(kind, self.report())
        try:
            self.connection.settimeout(SECONDS_TO_ANSWER)
            return json.loads(receive(self.connection, LONGEST_ANSWER))
        except (OSError, EOFError) as error:
            raise JobFailedError(
                "time" if self.has_computed_all() else "crash"
            ) from error

    def report(self) -> str:
        """What is known of it, for the log."""
        used, seconds = self.computed - self.before, self.looked - self.started
        said = limits.doing(self.pid)
        return f"{used:.2f} s of computing in {seconds:.0f} s; {said}"

    def has_computed_all(self) -> bool:
        """Whether it is gone since it computed for so long.

        It is not there any more to be asked, so it counts as having computed since it
        was looked at last.
        """
        since = time.monotonic() - self.looked + SECONDS_BETWEEN_LOOKS
        used = self.computed - self.before + since
        return used >= self.limits.cpu_seconds

    def end(self) -> None:
        """Kill what is left of it, and see it gone."""
        self.connection.settimeout(SECONDS_TO_ANSWER)
        try:
            # It holds its end still, so that nobody else has got its number by now.
            if not is_closed(self.connection):
                os.killpg(self.pid, signal.SIGKILL)
            while self.connection.recv(1 << 16):
                pass
        except OSError:
            pass
        finally:
            self.connection.close()


def first_of(running: "list[RunningChild]") -> RunningChild:
    """The child that answers first, or that has to be stopped first."""
    while True:
        for child in with_word(running):
            return child
        for child in running:
            if child.look():
                return child


def with_word(running: "list[RunningChild]") -> "list[RunningChild]":
    """Those that have something to say, or are gone, within a moment."""
    return select.select(running, [], [], SECONDS_BETWEEN_LOOKS)[0]


def is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    finally:
        connection.settimeout(SECONDS_TO_ANSWER)


def work(connection: socket.socket, jobs: Any) -> None:
    """Do one job in this process, which was forked for it and ends with it."""
    send(connection, json.dumps({"pid": os.getpid()}).encode())
    # The lock of its slot, which it holds until it is done or dead.
    _, (slot,), *_ = socket.recv_fds(connection, 1, 1)
    job = pickle.loads(receive(connection))
    for name, value in job.folders.items():
        setattr(settings, name, value)
    job.limits.apply()
    before = time.process_time()
    logged = collected()
    answer = answer_to(getattr(jobs, job.name), job.arguments)
    answer["logged"] = logged[:MOST_LOGGED]
    answer["computed"] = time.process_time() - before
    answer["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    # First, so that whoever hears the answer finds the slot free.
    os.close(slot)
    send(connection, json.dumps(answer).encode())


def answer_to(act: Callable[..., None], arguments: dict[str, Any]) -> dict[str, Any]:
    """Do it; what came of it, in words that JSON knows."""
    try:
        act(**arguments)
    except rendering.RendererMissingError as missing:
        return {"kind": "missing", "said": str(missing)}
    except MemoryError:
        return {"kind": "memory", "said": ""}
    except RecursionError:
        return {"kind": "input", "said": "it is nested too deep."}
    except rendering.refusal() as error:
        return {"kind": "input", "said": str(error)}
    except Exception:  # whatever it is, who waits has to hear of it
        return {"kind": "crash", "said": traceback.format_exc()}
    return {}


def collected() -> list[tuple[str, int, str]]:
    """A list to which everything goes that is logged from now on."""
    records: list[tuple[str, int, str]] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append((record.name, record.levelno, record.getMessage()))

    logging.root.handlers = [Collector(logging.WARNING)]
    return records


def send(connection: socket.socket, content: bytes) -> None:
    connection.sendall(LENGTH.pack(len(content)) + content)


def receive(connection: socket.socket, most: int | None = None) -> bytes:
    (length,) = LENGTH.unpack(exactly(connection, LENGTH.size))
    if most is not None and length > most:
        raise EOFError
    return exactly(connection, length)


def exactly(connection: socket.socket, length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        more = connection.recv(min(length - len(found), 1 << 20))
        if not more:
            raise EOFError
        found += more
    return bytes(found)
