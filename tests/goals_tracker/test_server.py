"""The server, with a small application in place of the site: the one below."""

import os
import re
import signal
import socket
import subprocess
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from goals_tracker import server
from goals_tracker.serving import worker
from tests.bench.server import SERVER, stop
from tests.installs.install import ROOT, SECONDS, wait_for

LARGE = 16 * 1024 * 1024
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
SLOW = {
    "says nothing": (b"", 200),
    "sends half a head": (b"GET / HTTP/1.1\r\nHost: loc", 200),
    "sends half a body": (POST + b"Content-Length: 9\r\n\r\nhalf", 200),
    "sends half a chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\n9\r\nhalf", 200),
    "does not read": (b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", 8),
}


def application(environ, start_response):
    """Says what it was asked; `/waits` until the test lets it go on."""
    path = environ["PATH_INFO"]
    body = environ["wsgi.input"].read()
    if path == "/waits":
        folder = Path(os.environ["FOLDER"])
        (folder / "asked").touch()
        wait_for((folder / "go on").exists)
    names = ("REMOTE_ADDR", "wsgi.url_scheme", "HTTP_X_FORWARDED_FOR")
    said = " ".join([*(str(environ.get(name)) for name in names), body.decode()])
    # In pieces, as a file that is made while it is sent.
    pieces = [b"x" * 65536] * (LARGE // 65536) if path == "/large" else [said.encode()]
    length = str(sum(map(len, pieces)))
    start_response("200 OK", [("Content-Length", length)])
    return iter(pieces)


@contextmanager
def served(folder):
    with socket.create_server(("127.0.0.1", 0), backlog=300) as listener:
        command = [*SERVER, "--workers", "1", "--bind", f"fd://{listener.fileno()}"]
        process = subprocess.Popen(
            [*command, "tests.goals_tracker.test_server:application"],
            cwd=ROOT,
            env=os.environ | {"FOLDER": str(folder)},
            pass_fds=[listener.fileno()],
        )
        try:
            process.port = listener.getsockname()[1]
            yield process
        finally:
            (folder / "go on").touch()
            stop(process)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with served(tmp_path_factory.mktemp("server")) as process:
        yield process.port


def ask(port, method="GET", path="/", body=None, source_address=None, **headers):
    options = {"timeout": SECONDS, "source_address": source_address}
    connection = HTTPConnection("127.0.0.1", port, **options)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def connected(port):
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def sent(port, words):
    connection = connected(port)
    connection.sendall(words)
    return connection


@pytest.mark.parametrize("manner", SLOW)
def test_nobody_waits_for_somebody_who(port, manner):
    words, many = SLOW[manner]

    with ExitStack() as slow:
        for _ in range(many):
            slow.enter_context(sent(port, words))
        found = [ask(port) for _ in range(server.threads + 1)]

    assert {status for status, _ in found} == {200}


def test_a_body_comes_whole_in_pieces_or_not(port):
    def pieces():
        yield b"one "
        yield b"two"

    assert ask(port, "POST", body=b"one two")[1].endswith("one two")
    assert ask(port, "POST", body=pieces())[1].endswith("one two")


def test_a_connection_is_kept_and_head_has_no_body(port):
    with connected(port) as connection:
        for method in ("HEAD", "GET"):
            connection.sendall(f"{method} / HTTP/1.1\r\nHost: me\r\n\r\n".encode())
            found = connection.recv(65536)
            if method == "HEAD":
                head = found

    assert head.endswith(b"\r\n\r\n")
    assert re.search(rb"content-length: [1-9]", head, re.IGNORECASE)
    assert found.startswith(b"HTTP/1.1 200 OK\r\n")


def test_what_is_too_long_is_refused_unread(port):
    limits = worker.LIMITS
    long = "x" * limits["max_request_header_size"]
    much = f"Content-Length: {limits['max_request_body_size'] + 1}\r\n\r\n".encode()

    with sent(port, POST + much) as connection:
        assert connection.recv(12) == b"HTTP/1.1 413"
    assert ask(port, Long=long)[0] == 431


def test_who_sends_too_much_reads_why_once_it_is_sent(port):
    with connected(port) as connection:
        connection.sendall(POST + b"Content-Length: 200000000\r\n\r\n")
        for _ in range(400):
            connection.sendall(b"x" * 65536)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"larger than 32 MB" in answer


def test_who_never_ends_sending_too_much_is_cut_off(port):
    with connected(port) as connection, pytest.raises(OSError, match="."):  # noqa: PT012
        connection.sendall(POST + b"Content-Length: 20000000000\r\n\r\n")
        for _ in range(2 * worker.MOST_DRAINED // worker.MB):
            connection.sendall(b"x" * worker.MB)


@pytest.mark.parametrize(
    "words",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        b"Content-Length: +5\r\n\r\nhello",
        b"Content-Length : 5\r\n\r\nhello",
    ],
)
def test_a_request_whose_end_is_in_doubt_gets_no_second_one(port, words):
    """What follows could be the request of somebody else behind the same proxy."""
    second = b"GET /second HTTP/1.1\r\nHost: localhost\r\n\r\n"

    with sent(port, POST + words + second) as connection:
        answers = b""
        while found := connection.recv(65536):
            answers += found

    found = re.findall(rb"HTTP/1\.[01] (\d+) ", answers)
    assert found in ([b"400"], [b"501"])


def test_one_address_leaves_a_thread_to_others(tmp_path):
    waits = b"GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n"

    with served(tmp_path) as process, ExitStack() as held:
        for _ in range(2 * server.threads):
            held.enter_context(sent(process.port, waits))
        wait_for((tmp_path / "asked").exists)
        answer = ask(process.port, source_address=("127.0.0.2", 0))
        (tmp_path / "go on").touch()
        own = ask(process.port)

    assert answer == (200, "127.0.0.2 http None ")
    assert own[0] == 200


def test_headers_of_a_proxy_are_left_to_the_settings(port):
    found = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}

    assert ask(port, **found) == (200, "127.0.0.1 http 192.0.2.1 ")


def test_who_was_asked_already_answers_before_the_end(tmp_path):
    with served(tmp_path) as process:
        request = b"GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with sent(process.port, request) as connection:
            wait_for((tmp_path / "asked").exists)
            process.terminate()
            (tmp_path / "go on").touch()
            answer = connection.recv(65536)
        status = process.wait(SECONDS)

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert status == 0


def test_an_answer_is_sent_to_its_end_before_the_end(tmp_path):
    with served(tmp_path) as process:
        request = b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with sent(process.port, request) as connection:
            found = len(connection.recv(1024))
            process.terminate()
            while piece := connection.recv(65536):
                found += len(piece)
        process.wait(SECONDS)

    assert found > LARGE


def children_of(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_a_killed_process_is_replaced(tmp_path):
    with served(tmp_path) as process:
        ask(process.port)
        first = children_of(process.pid)
        os.kill(int(first[0]), signal.SIGKILL)
        wait_for(lambda: {*children_of(process.pid)} - {*first})

        assert ask(process.port)[0] == 200
