"""What the papers on security name is there, so that they do not rot."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ["SECURITY.md", "docs/threat-model.md", "docs/asvs.md"]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# An address begins with a slash, a file does not.
FILE = re.compile(r"`(\w[\w./-]*/[\w.-]+\.\w+|[\w-]+\.(?:md|toml|txt))`")
ANSWER = re.compile(r"\| V([\d.]+) \| ([12]) \| [^|]+ \| (met|n/a|open) \| ([^|]+) \|")


@cache
def functions(path):
    """The names of the tests in a file, which need not exist."""
    file = ROOT / path
    tree = ast.parse(file.read_text() if file.exists() else "")
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def missing(text):
    """The tests and files that a text names and that are not there."""
    tests = [f"{path}::{name}" for path, name in TEST.findall(text)]
    files = [name for name in FILE.findall(text) if not (ROOT / name).exists()]
    gone = [
        one for one in tests if one.split("::")[1] not in functions(one.split("::")[0])
    ]
    return gone + files


def answers():
    """Each requirement's row: number, level, answer, by or why."""
    rows = (ROOT / "docs/asvs.md").read_text().splitlines()
    return [ANSWER.fullmatch(row).groups() for row in rows if row.startswith("| V")]


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_names_is_there(paper):
    assert missing((ROOT / paper).read_text()) == []


def test_a_test_or_file_that_is_gone_is_found():
    here = "tests/test_papers.py::test_a_test_or_file_that_is_gone_is_found"
    gone = ["tests/test_papers.py::test_x", "tests/no.py::test_x", "docs/no.md"]

    assert missing(" ".join(f"`{name}`" for name in [here, *gone])) == gone


def test_each_requirement_of_asvs_has_one_answer():
    numbers = [row[0] for row in answers()]

    assert len(set(numbers)) == len(numbers)
    assert Counter(row[1] for row in answers()) == {"1": 70, "2": 183}


def test_what_is_met_names_what_holds_it():
    met = {number: by for number, _, answer, by in answers() if answer == "met"}

    assert [
        no for no, by in met.items() if not (TEST.search(by) or FILE.search(by))
    ] == []


def test_the_figures_of_asvs_are_those_of_its_rows():
    found = Counter((level, answer) for _, level, answer, _ in answers())
    text = (ROOT / "docs/asvs.md").read_text()

    for level in "12":
        figures = [found[level, answer] for answer in ("met", "n/a", "open")]
        assert f"| {level} | {' | '.join(map(str, figures))} | {sum(figures)} |" in text
