"""The lock files: what production installs, what tests need, and a directory."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PRODUCTION, TESTS = "requirements.txt", "requirements-test.txt"
DIRECTORY = "requirements-ldap.txt"
# Imported where there is a directory, and not installed elsewhere.
OF_A_DIRECTORY = {"ldap": "python-ldap", "django_auth_ldap": "django-auth-ldap"}
APPLICATION = ("goals_tracker", "objectives", "reviews")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(name):
    """The versions in a lock file, by package."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = (line.split()[0] for line in lines if re.match(r"\w", line))
    return dict(pin.split("==") for pin in pins)


def names(requirements):
    return {normal(re.match(r"[\w.-]+", one)[0]) for one in requirements}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder):
    """The top names of all that the modules below a folder import, late or not."""
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module.partition(".")[0]


def test_production_installs_no_tool_of_the_tests():
    tools = names(PROJECT["dependency-groups"]["dev"])

    assert tools & locked(PRODUCTION).keys() == set()
    assert tools <= locked(TESTS).keys()


def test_production_installs_what_the_project_depends_on():
    assert names(PROJECT["project"]["dependencies"]) <= locked(PRODUCTION).keys()


def test_what_is_tested_is_what_production_installs():
    assert locked(PRODUCTION).items() <= locked(TESTS).items()


def test_the_application_imports_only_what_production_installs():
    by_setting = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]
    found = {name.partition(".")[0] for name in by_setting}
    found.update(*map(imported, APPLICATION))
    packages = packages_distributions()
    known = sys.stdlib_module_names | set(APPLICATION) | OF_A_DIRECTORY.keys()

    lacking = {
        name
        for name in found - known
        if not set(map(normal, packages[name])) & locked(PRODUCTION).keys()
    }

    assert lacking == set()


def test_a_directory_takes_what_production_installs_and_its_own_packages():
    found = locked(DIRECTORY)

    assert locked(PRODUCTION).items() <= found.items()
    assert {*OF_A_DIRECTORY.values()} <= found.keys() - locked(PRODUCTION).keys()
