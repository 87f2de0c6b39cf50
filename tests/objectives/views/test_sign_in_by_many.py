"""Sixty guesses, sixteen at once, at four processes that serve the site."""

import re
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.conf import settings

from objectives.models import Change
from objectives.models.failed_sign_ins import MOST
from tests.bench.server import SERVER, stop
from tests.makers import make_organization, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a good one, 4 words"
GUESSES, AT_ONCE = 60, 16
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
BUSY = 503


@pytest.fixture
def port(other_processes):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # Loaded once, so that the four share a VAR_DIR as those of a machine do.
        command = [*SERVER, "--workers", "4", "--preload"]
        server = subprocess.Popen(
            [*command, "--bind", f"fd://{listener.fileno()}"],
            pass_fds=[listener.fileno()],
            cwd=settings.BASE_DIR,
        )
        try:
            yield listener.getsockname()[1]
        finally:
            stop(server)


def ask(port, method, path, words=None, **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    body = urlencode(words) if words else None
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, {"Host": "localhost", **headers})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def sign_in(port, username, password):
    """The status that somebody gets who waits while the site is busy."""
    page, text = ask(port, "GET", "/sign-in/")
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    words = {"username": username, "password": password}
    words["csrfmiddlewaretoken"] = TOKEN.search(text)[1]
    while True:
        answer, _ = ask(port, "POST", "/sign-in/", words, Cookie=cookie)
        if answer.status != BUSY:
            return answer.status
        time.sleep(0.05)


def test_exactly_five_are_checked(port):
    make_organization()
    make_user("ada", password=PASSWORD)
    make_user("bob", password=PASSWORD)

    with ThreadPoolExecutor(AT_ONCE) as guessers:
        guess = [guessers.submit(sign_in, port, "ada", f"{n}") for n in range(GUESSES)]
        found = sorted(one.result() for one in guess)

    assert found == [200] * MOST + [429] * (GUESSES - MOST)
    entries = Change.objects.filter(action="wrong password")
    assert sum(int(entry.fields["times"][1]) for entry in entries) == MOST
    assert sign_in(port, "ada", PASSWORD) == 429
    assert sign_in(port, "bob", PASSWORD) == 302
