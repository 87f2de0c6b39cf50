"""People who write at the same time, and remember what they were told was saved."""

import http.client
import json
import threading
from collections import Counter
from itertools import chain, count
from urllib.parse import urlencode

from django.test import client

from tests.pictures import picture, upload

TOKEN = "a" * 32
TIMEOUT = 60
FORM = "application/x-www-form-urlencoded"
SAVED = [
    "SELECT title FROM objectives_objective",
    "SELECT name FROM objectives_member",
    "SELECT predecessor_id FROM objectives_carryover",
]
PHOTOS = "SELECT photo FROM objectives_member WHERE photo <> ''"
LINKS = """
SELECT count(*) FROM objectives_carryover
JOIN objectives_objective said ON said.id = predecessor_id
WHERE said.title LIKE 'Unfinished %'
"""
COPIES = """
SELECT count(*) FROM objectives_objective
JOIN objectives_plan ON objectives_plan.id = plan_id
WHERE title LIKE 'Unfinished %' AND objectives_plan.state = 'draft'
"""
WHOLE = """
SELECT count(*) FROM objectives_carryover
JOIN objectives_objective said ON said.id = predecessor_id
JOIN objectives_objective later ON later.id = successor_id
JOIN objectives_plan ON objectives_plan.id = later.plan_id
WHERE said.title LIKE 'Unfinished %' AND said.title = later.title
  AND objectives_plan.state = 'draft'
"""


class Crowd:
    """Writers of one install; `world` is what `acts.crowd` made for them."""

    def __init__(self, port, world, size=4):
        self.port, self.world, self.statuses = port, world, Counter()
        self.added, self.carried, self.joined = [], [], []
        self.reads = Counter()
        self.is_over = threading.Event()
        acts = [self.add, self.carry_over] * (size // 2) + [self.join, self.read]
        self.threads = [
            threading.Thread(target=self.work, args=(act, number), daemon=True)
            for number, act in enumerate(acts)
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.is_over.set()
        for thread in self.threads:
            thread.join(2 * TIMEOUT)
        assert not any(thread.is_alive() for thread in self.threads)

    def work(self, act, number):
        for turn in count():
            if self.is_over.is_set():
                return
            try:
                act(number, turn)
            except (OSError, http.client.HTTPException):
                self.statuses["cut off"] += 1
                self.is_over.wait(0.05)

    def add(self, number, turn):
        title = f"Added {number}-{turn}"
        plan = self.world["plans"][turn % len(self.world["plans"])]
        if (
            self.post(f"{plan['later']}objectives/add/", urlencode({"rows": title}))
            == 302
        ):
            self.added.append(title)

    def carry_over(self, number, turn):
        try:
            page, pk, title = self.world["unfinished"].pop()
        except IndexError:
            return self.add(number, turn)
        answer = {f"row-{pk}-answer": "carry_over", f"row-{pk}-title": title}
        if self.post(f"{page}close/", urlencode(answer)) == 302:
            self.carried.append(pk)
        return None

    def join(self, number, turn):
        """A person with a photo of their own."""
        name = f"Joined {number}-{turn}"
        team = self.world["plans"][turn % len(self.world["plans"])]["now"]
        colour = (turn % 256, turn // 256 % 256, 99)
        address = f"{team.rpartition('/')[0].rpartition('/')[0]}/people/add/"
        body, kind = encode_multipart(
            {"name": name, "position": "1", "photo": upload(picture(colour=colour))}
        )
        if self.post(address, body, kind) == 302:
            self.joined.append(name)

    def read(self, number, turn):
        plan = self.world["plans"][turn % len(self.world["plans"])]
        self.reads[self.ask("GET", plan["later"])] += 1

    def post(self, path, body, kind=FORM):
        status = self.ask("POST", path, body, kind)
        self.statuses[status] += 1
        return status

    def ask(self, method, path, body=None, kind=FORM):
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        headers = {
            "Cookie": f"sessionid={self.world['session']}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": kind,
        }
        try:
            server.request(method, path, body, headers)
            answer = server.getresponse()
            answer.read()
            return answer.status
        finally:
            server.close()

    def count(self):
        return len(self.added) + len(self.carried) + len(self.joined)

    def said(self):
        """What was said to be saved, until now."""
        return {*self.added, *self.carried, *self.joined}


def encode_multipart(fields):
    return client.encode_multipart(client.BOUNDARY, fields), client.MULTIPART_CONTENT


def missing(install, said):
    """What was said to be saved, and is not there."""
    return said - {found for (found,) in chain(*map(install.rows, SAVED))}


def lost_photos(install):
    """Those that rows name, and that the disk has not."""
    names = [name for (name,) in install.rows(PHOTOS)]
    assert names
    return [name for name in names if not (install.var / "media" / name).is_file()]


def halves(install):
    """How many carry-overs have no successor, or successors no carry-over."""
    links, copies, whole = (install.rows(one)[0][0] for one in (LINKS, COPIES, WHOLE))
    return links - whole, copies - whole


def told(crowd):
    return json.dumps({"writes": dict(crowd.statuses), "reads": dict(crowd.reads)})
