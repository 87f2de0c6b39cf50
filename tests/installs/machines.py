"""Where installs come from: migrated once, copied for each test."""

import shutil
import subprocess
from contextlib import contextmanager
from functools import cached_property

from tests.installs.install import Install
from tests.postgres import binary, throwaway_cluster


class Machines:
    def __init__(self, folder, cluster=""):
        self.folder, self.cluster, self.count = folder, cluster, 0
        self.first = self.empty()
        self.session = self.first.make()

    @classmethod
    @contextmanager
    def of_kind(cls, kind, folder):
        if kind == "sqlite":
            yield cls(folder)
        else:
            with throwaway_cluster() as url:
                yield cls(folder, url.partition("host=")[2])

    def empty(self, template="template0"):
        self.count += 1
        folder = self.folder / f"machine-{self.count}"
        folder.mkdir()
        if not self.cluster:
            return Install(folder)
        name = folder.name.replace("-", "_")
        server = ["--host", self.cluster, "--username", "postgres"]
        command = [binary("createdb"), *server, f"--template={template}", name]
        subprocess.run(command, check=True)
        return Install(folder, f"postgres://postgres@/{name}?host={self.cluster}")

    @cached_property
    def backup(self):
        """Of the first; those of its copies say the same."""
        path = self.folder / "goals.zip"
        self.first.good("backup", path)
        return path

    def with_sample(self):
        """A copy of the first, on which somebody is signed in by `session`."""
        made = self.empty("machine_1")
        shutil.copytree(self.first.var, made.var, dirs_exist_ok=True)
        return made
