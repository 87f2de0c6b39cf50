"""The web and PostgreSQL are killed while people write: what was said to be saved is.

FAULTS=50 kills that often in place of a few times.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager

import pytest

from tests import postgres
from tests.deep import times
from tests.installs.crowd import Crowd, halves, missing, told
from tests.installs.install import Install, wait_for

WEB = int(os.environ.get("FAULTS", times(4, 1)))
SERVER = int(os.environ.get("FAULTS_OF_POSTGRESQL", times(2, 1)))
# What is lost with the power would be: it is the process that is killed here.
TRADE = ["fsync=off"]
FINE = {200, 302, 503, "cut off"}


@contextmanager
def listening():
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        yield listener, listener.getsockname()[1]


def made(install):
    session = install.make()
    return install.do("crowd") | {"session": session}


def until_some_more_are_saved(crowd, count=5):
    before = crowd.count()
    wait_for(lambda: crowd.count() >= before + count, 120)


def test_a_killed_web_loses_nothing_that_it_said_was_saved(tmp_path):
    install = Install(tmp_path)
    world = made(install)
    with listening() as (listener, port):
        server = install.serve(listener)
        try:
            with Crowd(port, world) as crowd:
                for _ in range(WEB):
                    until_some_more_are_saved(crowd)
                    os.killpg(server.pid, signal.SIGKILL)
                    server.wait()
                    server = install.serve(listener)
                until_some_more_are_saved(crowd)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()

    print(WEB, "kills of the web:", told(crowd))
    assert missing(install, crowd.said()) == set()
    assert halves(install) == (0, 0)
    assert crowd.carried
    assert {*crowd.statuses, *crowd.reads} <= FINE


class Cluster:
    """A PostgreSQL that can be killed, and is started again."""

    def __init__(self, folder):
        self.folder = folder
        postgres.make_cluster(folder)
        self.start()

    def start(self):
        deadline = time.monotonic() + 60
        while True:
            # Until the last process of the killed one is gone, it refuses.
            self.server = postgres.start(self.folder, TRADE)
            try:
                return postgres.wait_until_it_answers(self.server, self.folder)
            except RuntimeError:
                self.server.wait()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def kill(self):
        self.server.kill()
        self.server.wait()

    def stop(self):
        postgres.stop(self.server)


@pytest.fixture
def cluster():
    with tempfile.TemporaryDirectory(prefix="goals-faults-", dir="/tmp") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        cluster = Cluster(folder)
        server = ["--host", folder, "--username", "postgres"]
        subprocess.run([postgres.binary("createdb"), *server, "faults"], check=True)
        yield cluster
        cluster.stop()


@pytest.mark.needs("postgresql")
def test_while_postgresql_is_down_people_are_told_to_try_again(cluster, tmp_path):
    install = Install(tmp_path, f"postgres://postgres@/faults?host={cluster.folder}")
    world = made(install)
    with install.web() as web, Crowd(web.port, world) as crowd:
        for number in range(SERVER):
            until_some_more_are_saved(crowd)
            refused = crowd.statuses[503], crowd.reads[503]
            cluster.kill() if number % 2 == 0 else cluster.stop()
            wait_for(lambda: crowd.statuses[503] > refused[0])  # noqa: B023 -- called here
            wait_for(lambda: crowd.reads[503] > refused[1])  # noqa: B023 -- called here
            cluster.start()
        until_some_more_are_saved(crowd)

    print(SERVER, "ends of PostgreSQL:", told(crowd))
    assert missing(install, crowd.said()) == set()
    assert halves(install) == (0, 0)
    assert crowd.carried
    assert "Traceback" not in install.log()
    assert {*crowd.statuses, *crowd.reads} <= FINE - {"cut off"}
