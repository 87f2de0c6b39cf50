"""How slow a plan's page is while five hundred follow a meeting, over that without.

Two processes of four threads serve, as in an install. The followers are a process of
their own: each asks on its own connection as often as follow.js does, spread in time.
"""

import asyncio
import multiprocessing
import random
import time
from contextlib import closing
from statistics import median

from tests.bench.follow import CLOSE, LIVE, OPEN, shell
from tests.bench.server import Reader, started

PLAN = "/teams/techops/2014-15-q2/"
FOLLOWERS, PAUSE = 500, 1.3
TIMES = 40
SECONDS_UNTIL_ALL_FOLLOW, SECONDS_TO_STOP = 5, 30
REQUEST = f"GET {LIVE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def figures(environment):
    shell(environment, OPEN)
    with started(environment, workers=2) as (port, _):
        seconds_of_pages(port)  # what only the first requests cost
        alone = seconds_of_pages(port)
        followers = multiprocessing.get_context("spawn").Process(
            target=follow, args=(port,), daemon=True
        )
        followers.start()
        try:
            time.sleep(SECONDS_UNTIL_ALL_FOLLOW)
            followed = seconds_of_pages(port)
            assert followers.is_alive(), "The followers were refused."
        finally:
            followers.kill()
            followers.join(SECONDS_TO_STOP)
    shell(environment, CLOSE)
    yield "followers.page_vs_none", followed / alone


def seconds_of_pages(port):
    """The middle one of so many pages, asked for a little apart."""
    reader = Reader(port, PLAN)
    reader.connect()
    found = []
    with closing(reader.socket):
        for _ in range(TIMES):
            found.append(reader.seconds())
            time.sleep(0.1)
    return median(found)


def follow(port):
    asyncio.run(follow_all(port))


async def follow_all(port):
    await asyncio.gather(*(follow_one(port) for _ in range(FOLLOWERS)))


async def follow_one(port):
    await asyncio.sleep(random.random() * PAUSE)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        ends = time.monotonic() + PAUSE * (0.85 + random.random() * 0.3)
        writer.write(REQUEST)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b" 200 " not in head.partition(b"\r\n")[0]:
            raise RuntimeError(head)
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        await asyncio.sleep(max(0, ends - time.monotonic()))
