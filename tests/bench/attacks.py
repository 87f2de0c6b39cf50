"""Somebody hostile with a few connections, on the loopback: each attack of load.py.

`python -m tests.bench.attacks` takes a world as JSON on standard input, attacks for as
many seconds as it says, and prints how often what was answered. It ends by itself.
"""

import itertools
import json
import socket
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

TIMEOUT = 60
TOKEN = "a" * 32
FORM = "application/x-www-form-urlencoded"
REVIEW = "/teams/techops/2014-15-q2/review"
HEAD = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\n"
SLOW = (
    (b"", 200),  # browsers' spare connections, and not only theirs
    (HEAD, 100),
    (HEAD + b"Content-Length: 1000\r\n\r\nusername=", 100),
    # Answers that nobody reads.
    (f"GET {REVIEW}/ HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 50, 16),
)
PRINTING, SIGNING_IN, FETCHING, WRITING = 12, 16, 10, 2
SLIDES = "a\n\n---\n\n"


class Attacker:
    def __init__(self, world):
        self.world = world
        self.ends = time.monotonic() + world["seconds"]
        self.answers = Counter()

    def attack(self):
        numbers = {"prints": PRINTING, "guesses": SIGNING_IN}
        numbers |= {"fetches": FETCHING, "slides": WRITING, "slow": 1}
        threads = [
            threading.Thread(target=self.repeat, args=(name, number), daemon=True)
            for name, many in numbers.items()
            for number in range(many)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(self.world["seconds"] + 2 * TIMEOUT)

    def repeat(self, name, number):
        for turn in itertools.count():
            if time.monotonic() >= self.ends:
                return
            try:
                getattr(self, name)(number, turn)
            except (OSError, HTTPException) as error:
                self.answers[f"{name}: {type(error).__name__}"] += 1

    def slow(self, number, turn):
        """Connections that hold on to whatever takes them, for as long as they may."""
        connections = []
        for words, many in SLOW:
            for _ in range(many):
                connections.append(self.connected())
                connections[-1].sendall(words)
        time.sleep(max(0, self.ends - time.monotonic()))
        for connection in connections:
            connection.close()

    def connected(self):
        return socket.create_connection(("127.0.0.1", self.world["port"]), TIMEOUT)

    def prints(self, number, turn):
        """Handouts that nobody has printed: of other sections, on other paper."""
        sections = self.world["sections"]
        chosen = number * 40 + turn + 1
        asked = [("paper", "letter" if chosen % 2 else "a4")]
        picked = (one for at, one in enumerate(sections) if chosen >> (at + 1) & 1)
        asked += [("section", slug) for slug in picked]
        self.ask("prints", "GET", f"{REVIEW}/handout.pdf?{urlencode(asked)}")

    def guesses(self, number, turn):
        words = {"username": f"nobody-{number}-{turn}", "password": "wrong"}
        self.ask("guesses", "POST", "/sign-in/", words)

    def fetches(self, number, turn):
        """A click on *Fetch*, of a host that never says a word."""
        path = f"/metrics/{self.world['metric']}/fetch/"
        self.ask("fetches", "POST", path, {}, self.world["session"])

    def slides(self, number, turn):
        """Texts of more slides than anybody shows, and the deck of all, ever new."""
        session = self.world["session"]
        typed = {"text": SLIDES * 2500, "columns": "1", "placement": "after"}
        typed["position"] = "9"
        ask = self.ask
        ask("previews", "POST", f"{REVIEW}/preview/", typed, session)
        ask("texts", "POST", self.world["add_text"], typed, session)
        title = {"rows": f"New {number}-{turn}"}
        ask("objectives", "POST", self.world["add_objective"], title, session)
        ask("decks", "GET", f"{REVIEW}/", None, session)
        ask("PDFs", "GET", f"{REVIEW}.pdf", None, session)

    def ask(self, name, method, path, words=None, session=""):
        server = HTTPConnection("127.0.0.1", self.world["port"], timeout=TIMEOUT)
        headers = {"Host": "localhost", "Cookie": f"csrftoken={TOKEN}"}
        if session:
            headers["Cookie"] += f"; sessionid={session}"
        if words is not None:
            headers |= {"X-CSRFToken": TOKEN, "Content-Type": FORM}
        with suppress(TimeoutError):
            try:
                body = None if words is None else urlencode(words)
                server.request(method, path, body, headers)
                answer = server.getresponse()
                answer.read()
                self.answers[f"{name}: {answer.status}"] += 1
            finally:
                server.close()


if __name__ == "__main__":
    attacker = Attacker(json.load(sys.stdin))
    attacker.attack()
    print(json.dumps(attacker.answers))
