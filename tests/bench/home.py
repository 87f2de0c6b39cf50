"""The overview of a thousand teams: what a process computes for one request.

`python -m tests.bench.home` prints the figures of the database that the environment
names, as `name value` rows. A visitor asks, so that signing in does not count.
"""

import time
from statistics import median

import django

from tests.bench import ROUNDS
from tests.bench.lists import figures_of

SIZES = ("--teams=1000", "--quarters=3")
# How often the page is asked for in one round.
TIMES = 10


def figures(environment):
    """Each figure's name and value, from a process and a database of their own."""
    return figures_of("home", environment, SIZES)


def main():
    django.setup()
    print("home.1000_teams_ms", median(map(round_of, [TIMES] * ROUNDS)) * 1000)


def round_of(times):
    from django.test import Client  # noqa: PLC0415 -- after setup

    client = Client(SERVER_NAME="localhost")
    return median(seconds_of(client) for _ in range(times))


def seconds_of(client):
    started = time.process_time()
    assert client.get("/").status_code == 200
    return time.process_time() - started


if __name__ == "__main__":
    main()
