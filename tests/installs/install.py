"""One install: its commands, its web, and what stands in its database."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import psycopg2.extensions

from tests import migrated
from tests.bench.server import SERVER, stop

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60


class Install:
    def __init__(self, folder, url=""):
        self.var = Path(folder)
        self.url = url or f"sqlite:///{self.var}/goals.sqlite3"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.installs.settings",
            "SECRET_KEY": "0123456789abcdefghij" * 3,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DEMO": "0",
            "DEBUG": "0",
            "HTTPS": "0",
            "LOG_LEVEL": "WARNING",
            "WORK_IN_WEB": "0",
            "RUN_SCHEDULES": "0",
            "VAR_DIR": str(self.var),
            "DATABASE_URL": self.url,
        }

    @property
    def is_sqlite(self):
        return self.url.startswith("sqlite")

    def run(self, *command, **variables):
        """Run a command of manage.py to its end; what became of it."""
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, command)],
            cwd=ROOT,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=10 * SECONDS,
        )

    def good(self, *command, **variables):
        """What a command says that goes well."""
        done = self.run(*command, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def do(self, act, *arguments):
        """Have something done by `tests.installs.acts`, and its answer."""
        command = [sys.executable, "-m", "tests.installs.acts", act, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def make(self):
        """Bring the sample in; gives the session of who may change it."""
        if self.is_sqlite:
            migrated.copy_to(self.var / "goals.sqlite3")
        return self.do("make")

    def rows(self, statement):
        with closing(self.connect()) as database:
            cursor = database.cursor()
            cursor.execute(statement)
            return cursor.fetchall()

    def change(self, statement):
        with closing(self.connect()) as database:
            database.cursor().execute(statement)
            database.commit()

    def connect(self):
        if self.is_sqlite:
            import sqlite3  # noqa: PLC0415 -- of one of the two kinds

            return sqlite3.connect(self.var / "goals.sqlite3", timeout=SECONDS)
        return psycopg2.connect(self.url.replace("postgres://", "postgresql://"))

    @contextmanager
    def web(self, port=0):
        """Serve it; gives the server, whose `port` stays the same if it is given."""
        with socket.create_server(("127.0.0.1", port)) as listener:
            server = self.serve(listener)
            server.port = listener.getsockname()[1]
            try:
                yield server
            finally:
                stop(server)

    def serve(self, listener):
        with (self.var / "web.log").open("a") as log:
            return subprocess.Popen(
                [*SERVER, "--bind", f"fd://{listener.fileno()}"],
                cwd=ROOT,
                env=self.environment,
                pass_fds=[listener.fileno()],
                stderr=log,
                start_new_session=True,
            )

    @contextmanager
    def worker(self, *options):
        command = [sys.executable, "manage.py", "work", *options]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        try:
            yield process
        finally:
            stop(process)

    def log(self):
        return (self.var / "web.log").read_text()


def wait_for(happened, seconds=SECONDS):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "It did not happen."
        time.sleep(0.05)
