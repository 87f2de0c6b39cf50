"""Make the databases of old versions anew: `python -m tests.upgrades.make`.

Each is made by its own code, in a worktree of its commit, with the packages of today.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import binary, throwaway_cluster
from tests.upgrades.fixtures import COMMITS, FOLDER
from tests.upgrades.texts import slide_texts

ROOT = FOLDER.parents[1]
OLD = FOLDER / "old.py"


def main():
    for commit in COMMITS:
        with worktree(commit) as tree, tempfile.TemporaryDirectory() as folder:
            make_sqlite(commit, tree, Path(folder, "sqlite"))
            with throwaway_cluster() as url:
                make_postgresql(commit, tree, Path(folder, "postgresql"), url)


def make_sqlite(commit, tree, var):
    pages = run(tree, var, DATABASE_URL=f"sqlite:///{var}/goals.sqlite3")
    compact = var / "compact.sqlite3"
    with sqlite3.connect(var / "goals.sqlite3") as database:
        database.execute("VACUUM INTO ?", [str(compact)])
    write(f"{commit}.sqlite3.gz", compact.read_bytes())
    texts = {
        kind: {path: slide_texts(html) for path, html in found.items()}
        for kind, found in pages.items()
    }
    write(f"{commit}.texts.json.gz", json.dumps(texts, ensure_ascii=False).encode())
    media = var / "media"
    if media.is_dir():
        with tarfile.open(FOLDER / f"{commit}.media.tar.gz", "w:gz") as archive:
            archive.add(media, "media")


def make_postgresql(commit, tree, var, url):
    host = url.partition("host=")[2]
    server = ["--host", host, "--username", "postgres"]
    subprocess.run([binary("createdb"), *server, "goals"], check=True)
    run(tree, var, DATABASE_URL=url)
    dump = [binary("pg_dump"), *server, "--inserts", "--no-owner", "goals"]
    lines = subprocess.check_output(dump, text=True).splitlines(keepends=True)
    # psql's own commands, which no server understands.
    sql = "".join(line for line in lines if not line.startswith("\\"))
    write(f"{commit}.sql.gz", sql.encode())


def run(tree, var, **environment):
    """Let the old version make its rows; its pages come back."""
    var.mkdir()
    target = var / "pages.json"
    environment |= {
        "DJANGO_SETTINGS_MODULE": "goals_tracker.settings",
        "DEMO": "1",
        "VAR_DIR": str(var),
    }
    subprocess.run(
        [sys.executable, str(OLD), str(target)],
        cwd=tree,
        env=os.environ | environment,
        check=True,
    )
    return json.loads(target.read_text(encoding="utf-8"))


@contextmanager
def worktree(commit):
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--detach", str(tree), commit], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def write(name, content):
    (FOLDER / name).write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    main()
