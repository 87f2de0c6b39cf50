import json
import os
import subprocess
import sys

import pytest

from tests import pythons
from tests.__main__ import on_other_pythons
from tests.pythons import Python

OWN = ".".join(map(str, sys.version_info[:2]))


@pytest.fixture
def machine(tmp_path):
    """An environment with nothing on it: PATH, pyenv's folder and uv's."""
    folders = {"PATH": "bin", "PYENV_ROOT": "pyenv", "UV_PYTHON_INSTALL_DIR": "uv"}
    return {key: str(tmp_path / folder) for key, folder in folders.items()}


def put(path, version, *, is_usual=True, has_pip=True):
    """Something that answers as that Python would, and can do nothing else."""
    python = {"version": version, "is_usual": is_usual, "has_pip": has_pip}
    script(path, f"[ $1 = -c ] && echo '{json.dumps({'path': str(path)} | python)}'")


def script(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)


def found(machine):
    return [python.version for python in pythons.others(machine)]


def test_pythons_are_found_on_the_path_and_in_the_folders_of_pyenv_and_uv(
    machine, tmp_path
):
    put(tmp_path / "bin/python3.80", "3.80.2")
    put(tmp_path / "pyenv/versions/3.81.0/bin/python3", "3.81.0")
    put(tmp_path / "uv/cpython-3.79/bin/python3", "3.79.1")

    assert found(machine) == ["3.79.1", "3.80.2", "3.81.0"]


def test_the_gates_own_version_older_ones_and_unusual_ones_are_left_out(
    machine, tmp_path
):
    put(tmp_path / "bin/python3.80", f"{OWN}.99")
    put(tmp_path / "bin/python3.11", "3.11.9")
    put(tmp_path / "bin/python3.81", "3.81.0", is_usual=False)
    put(tmp_path / "bin/python3.81-config", "3.81.0")
    script(tmp_path / "pyenv/versions/2.7/bin/python3", "exit 127")

    assert found(machine) == []


def test_of_two_equal_versions_the_one_with_pip_is_used(machine, tmp_path):
    put(tmp_path / "bin/python3.80", "3.80.2", has_pip=False)
    put(tmp_path / "pyenv/versions/3.80.1/bin/python3", "3.80.1")

    assert found(machine) == ["3.80.1"]


def test_this_pythons_version_is_read():
    python = pythons.asked(sys.executable)

    assert python.minor == sys.version_info[:2]
    assert python.has_pip


# As much of venv and pip as is asked of them; pip ends as PIP says.
INSTALLER = """
case "$2" in
    venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    pip) exit ${PIP:-0} ;;
esac
"""


@pytest.fixture
def prepare(tmp_path):
    """Prepares a venv as the gate does; gives whether it is there, and the commands."""
    python = Python(str(tmp_path / "python"), "3.80.2", is_usual=True, has_pip=True)
    script(tmp_path / "python", INSTALLER)

    def prepared(locked, **environ):
        (tmp_path / "requirements-test.txt").write_text(locked)
        ran = []

        def run(*command):
            ran.append(command[2])
            ended = subprocess.run(command, env=os.environ | environ, check=False)
            return ended.returncode == 0

        return pythons.prepare(python, root=tmp_path, run=run), ran

    return prepared


def test_a_venv_is_reused_until_the_lock_file_changes(prepare):
    assert prepare("one==1") == (True, ["venv", "pip"])
    assert prepare("one==1") == (True, [])
    assert prepare("one==2") == (True, ["venv", "pip"])


def test_packages_that_could_not_be_installed_are_tried_again(prepare):
    assert prepare("one==1", PIP="1") == (False, ["venv", "pip"])
    assert prepare("one==1") == (True, ["venv", "pip"])


@pytest.fixture
def step(machine, monkeypatch):
    """The gate's step on that machine."""
    for variable, value in machine.items():
        monkeypatch.setenv(variable, value)
    return lambda: on_other_pythons("others")


def test_a_machine_needs_no_other_python(step, monkeypatch):
    monkeypatch.setenv("CI", "1")

    result = step()

    assert (result.passed, result.failed) == (0, 0)
    assert result.skipped == ["No other Python from 3.12 on was found."]


def test_a_python_that_cannot_make_a_venv_is_named(step, tmp_path):
    put(tmp_path / "bin/python3.80", "3.80.2", has_pip=False)

    result = step()

    assert (result.passed, result.failed) == (0, 0)
    assert result.skipped == ["Python 3.80.2 makes no venv: it has no ensurepip."]


def test_a_python_that_cannot_install_packages_is_a_failure(step, tmp_path):
    put(tmp_path / "bin/python3.80", "3.80.2")

    result = step()

    assert (result.name, result.failed) == ("tests on Python 3.80.2", 1)
