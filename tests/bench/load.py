"""How the site answers others while somebody hostile does all that attacks.py can.

Its health and a plan's page are asked for in turn, from another address, each on a
connection of its own: for a while nobody else does anything, then all attacks go on at
once.
"""

import json
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles

import psycopg2

from tests.bench.server import stop
from tests.installs.install import Install

PLAN = "/teams/techops/2014-15-q2/"
IDLE_SECONDS, SECONDS = 5, 30
SECONDS_UNTIL_ALL_ATTACK = 3
SECONDS_BETWEEN = 0.1
TIMEOUT = 60


def figures(database, environment):
    """Each figure's name and value for this database."""
    folder = Path(environment["VAR_DIR"], f"load-{database}")
    folder.mkdir()
    # Connections are taken by the system, and nobody ever answers.
    with socket.create_server(("127.0.0.1", 0), backlog=100) as silent:
        install = Install(folder, url_of(database, environment))
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        install.environment |= {"METRIC_HOSTS": host, "METRIC_PRIVATE_HOSTS": host}
        world = install.do("attackable", f"http://{host}/") | {"seconds": SECONDS}
        printer = install.worker("--queue", "prints")
        with install.worker(), printer, install.web() as web:
            world["port"] = web.port
            answers(world, IDLE_SECONDS)  # what only the first ones cost
            idle = answers(world, IDLE_SECONDS)
            health, pages = under_attack(world)
    prefix = "load." if database == "sqlite" else f"load.{database}_"
    yield f"{prefix}healthz_p95_ms", 1000 * quantiles(health, n=20)[-1]
    yield f"{prefix}page_vs_idle", median(pages) / median(idle[1])


def url_of(database, environment):
    """A database of its own; an install's own one if this is empty."""
    if database == "sqlite":
        return ""
    url = environment["DATABASE_URL"]
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE load")
    return url.replace("/postgres?", "/load?")


def under_attack(world):
    command = [sys.executable, "-m", "tests.bench.attacks"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    attacker = subprocess.Popen(command, **pipes)
    try:
        json.dump(world, attacker.stdin)
        attacker.stdin.close()
        time.sleep(SECONDS_UNTIL_ALL_ATTACK)
        found = answers(world, world["seconds"] - SECONDS_UNTIL_ALL_ATTACK)
        print(attacker.stdout.read().strip(), file=sys.stderr)
    finally:
        stop(attacker)
    return found


def answers(world, seconds):
    """The seconds that each answer took, of the health and of the page."""
    ends = time.monotonic() + seconds
    health, pages = [], []
    while time.monotonic() < ends:
        health.append(seconds_of(world["port"], "/healthz"))
        pages.append(seconds_of(world["port"], PLAN, world["session"]))
        time.sleep(SECONDS_BETWEEN)
    return health, pages


def seconds_of(port, path, session=""):
    started = time.perf_counter()
    others = {"source_address": ("127.0.0.2", 0)}
    server = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT, **others)
    try:
        cookie = {"Cookie": f"sessionid={session}"} if session else {}
        server.request("GET", path, headers={"Host": "localhost"} | cookie)
        answer = server.getresponse()
        answer.read()
    except TimeoutError:
        return TIMEOUT
    finally:
        server.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return time.perf_counter() - started
