"""A PostgreSQL server that lives as long as a block.

It listens on a socket in its own folder and on no port, so that it can neither take
a port from anyone nor be reached by other users of the machine.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.parts import initdb

QUICK_AND_UNSAFE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 60


@contextmanager
def throwaway_cluster():
    # In /tmp whatever TMPDIR says: a socket's path has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="goals-postgres-", dir="/tmp") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        make_cluster(folder)
        server = start(folder)
        try:
            wait_until_it_answers(server, folder)
            yield f"postgres://postgres@/goals?host={folder}"
        finally:
            stop(server)


def make_cluster(folder):
    command = [*as_postgres(), binary("initdb"), "--pgdata", f"{folder}/data"]
    command += ["--auth=trust", "--username=postgres", "--encoding=UTF8"]
    command += ["--locale=C.UTF-8", "--no-sync"]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)


def start(folder, trade=QUICK_AND_UNSAFE):
    options = ["listen_addresses=", f"unix_socket_directories={folder}"]
    command = [*as_postgres(), binary("postgres"), "-D", f"{folder}/data"]
    for option in options + trade:
        command += ["-c", option]
    with open(f"{folder}/log", "w") as log:
        # A process group of its own: Ctrl-C reaches the tests, and they stop it.
        return subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, process_group=0
        )


def wait_until_it_answers(server, folder):
    deadline = time.monotonic() + SECONDS_TO_START
    question = [binary("pg_isready"), "--quiet", "--host", folder]
    while subprocess.run(question, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(Path(folder, "log").read_text())
        time.sleep(0.1)


def stop(server):
    server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def binary(name):
    return str(Path(initdb()).with_name(name))


def as_postgres():
    """PostgreSQL refuses to run as root."""
    if os.geteuid():
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
