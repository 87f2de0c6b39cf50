"""The site with one process on a free port of the loopback, and a reader of answers.

The reader keeps its connection and does no more than find the end of an answer: time
that a client spends counts on both sides, and would bring every quotient nearer to 1.
"""

import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 30
SERVER = [sys.executable, "-m", "gunicorn", "--config", "python:goals_tracker.server"]
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
ETAG = re.compile(rb"\r\netag: (.+?)\r\n", re.IGNORECASE)


@contextmanager
def served(environment):
    """Serve as the demo does, with one process; gives the port."""
    with started(environment) as (port, _):
        yield port


@contextmanager
def started(environment, workers=1):
    """The same, with so many processes; gives the port and the first process."""
    # Listening before the server is up: who connects early waits for it.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = subprocess.Popen(
            [*SERVER, "--workers", str(workers), "--bind", f"fd://{listener.fileno()}"],
            env=environment | {"DJANGO_SETTINGS_MODULE": "tests.bench.settings"},
            pass_fds=[listener.fileno()],
        )
        try:
            yield listener.getsockname()[1], server.pid
        finally:
            stop(server)


def stop(process):
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Reader:
    """Asks for one address over and over, on one connection, as a browser would."""

    def __init__(self, port, path, *, status=200, etag=""):
        self.port, self.status, self.socket = port, status, None
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip"]
        lines += [f"If-None-Match: {etag}"] if etag else []
        self.request = "\r\n".join([*lines, "", ""]).encode()

    def connect(self):
        """Open a new connection: the server drops one that is idle for 30 s."""
        if self.socket:
            self.socket.close()
        address = ("127.0.0.1", self.port)
        self.socket = socket.create_connection(address, timeout=SECONDS_TO_ANSWER)
        self.read()

    def seconds(self):
        """How long one answer takes, to its last byte."""
        started = time.perf_counter()
        self.read()
        return time.perf_counter() - started

    def read(self):
        """Ask once; the head and the body of the answer."""
        self.socket.sendall(self.request)
        received = b""
        while (head_end := received.find(b"\r\n\r\n")) < 0:
            received += self.more()
        head, body = received[: head_end + 2], received[head_end + 4 :]
        if f" {self.status} ".encode() not in head.partition(b"\r\n")[0]:
            raise RuntimeError(f"Not the status {self.status}: {head.decode()}")
        length = LENGTH.search(head)
        missing = int(length[1]) - len(body) if length else 0
        parts = [body]
        while missing > 0:
            parts.append(self.more())
            missing -= len(parts[-1])
        return head, b"".join(parts)

    def more(self):
        received = self.socket.recv(1 << 20)
        if not received:
            raise RuntimeError("The server closed the connection.")
        return received
