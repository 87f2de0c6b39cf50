"""Find the other Pythons of this machine, and install the locked packages for each.

They are looked for on the PATH and in the folders of pyenv and uv. One of each minor
version is enough. The Python that runs the gate is left out: it runs all tests anyway.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FIRST = (3, 12)
# What the language and its library have a part in: imports, parsing, processes, files.
TESTS = [
    "tests/goals_tracker/lists/test_downloads.py",
    "tests/goals_tracker/tasks/test_engine.py",
    *(
        f"tests/objectives/{room}"
        for room in ("importing/sources", "parsing/test_eta.py", "models/test_plan.py")
    ),
    *(
        f"tests/reviews/{room}"
        for room in ("deck/test_deck.py", "parsing", "test_sample_review.py")
    ),
]
# Tests of pure code, models and decks, but no slow ones: they hardly depend on Python.
THOROUGH = [
    "tests/test_constraints.py",
    *(
        "tests/goals_tracker/lists/test_downloads.py",
        "tests/goals_tracker/tasks/test_engine.py",
    ),
    *(
        f"tests/objectives/{room}"
        for room in ("importing/sources", "models", "parsing", "text")
    ),
    *(
        f"tests/reviews/{room}"
        for room in (
            *("charts", "deck/test_deck.py", "design", "meeting", "models"),
            *("metrics/test_series.py", "parsing", "slides", "snapshot"),
        )
    ),
    "tests/reviews/test_sample_review.py",
]
NAME = re.compile(r"python3\.\d+")
# Few packages have wheels for other implementations, or for Python without its GIL.
ASKED = """
import importlib.util, json, os, platform, sys, sysconfig
is_usual = sys.implementation.name == "cpython" and sys.version_info[3] == "final"
print(json.dumps({
    "path": os.path.realpath(sys.executable),
    "version": platform.python_version(),
    "is_usual": is_usual and not sysconfig.get_config_var("Py_GIL_DISABLED"),
    "has_pip": importlib.util.find_spec("ensurepip") is not None,
}))
"""
STAMP = "installed-requirements.txt"


@dataclass(frozen=True, slots=True)
class Python:
    """An interpreter, as it describes itself."""

    path: str
    version: str
    is_usual: bool
    has_pip: bool

    @property
    def minor(self):
        return tuple(map(int, self.version.split(".")[:2]))


def others(environ=os.environ):
    """One Python for each other minor version, the oldest first."""
    known = [python for python in map(asked, candidates(environ)) if python]
    found = {}
    for python in sorted(known, key=lambda one: not one.has_pip):
        if python.is_usual and FIRST <= python.minor != sys.version_info[:2]:
            found.setdefault(python.minor, python)
    return [found[minor] for minor in sorted(found)]


def candidates(environ):
    home = environ.get("HOME", "/")
    pyenv = environ.get("PYENV_ROOT") or f"{home}/.pyenv"
    data = environ.get("XDG_DATA_HOME") or f"{home}/.local/share"
    uv = environ.get("UV_PYTHON_INSTALL_DIR") or f"{data}/uv/python"
    for folder in filter(None, environ.get("PATH", "").split(os.pathsep)):
        found = Path(folder).glob("python3.*")
        yield from (path for path in found if NAME.fullmatch(path.name))
    yield from Path(pyenv, "versions").glob("*/bin/python3")
    yield from Path(uv).glob("*/bin/python3")


def asked(path):
    """The Python at this path, or None if it does not run, as with a shim of pyenv."""
    try:
        answer = subprocess.run(
            [path, "-c", ASKED], capture_output=True, text=True, timeout=60, check=True
        )
        return Python(**json.loads(answer.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return None


def venv_of(python, root):
    return Path(root, f".venv-{python.version}")


def prepare(python, *, root, run):
    """Install the locked packages in its venv; return whether that worked.

    The venv of an earlier run is used again until the lock file changes.
    """
    venv = venv_of(python, root)
    locked = Path(root, "requirements-test.txt")
    stamp = venv / STAMP
    if stamp.exists() and stamp.read_bytes() == locked.read_bytes():
        return True
    shutil.rmtree(venv, ignore_errors=True)
    pip = [venv / "bin/python", "-m", "pip", "install", "--quiet", "--no-input"]
    pip += ["--disable-pip-version-check", "--require-hashes", "-r", locked]
    good = run(python.path, "-m", "venv", venv) and run(*pip)
    if good:
        shutil.copyfile(locked, stamp)
    return good
