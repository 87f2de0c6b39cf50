"""Imports run one way; design.md's fifth decision, read from the code itself."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["goals_tracker", "objectives", "reviews"]
# Each may import those of an earlier line.
REVIEWS = [
    {"snapshot"},
    {"charts"},
    {"slides"},
    {"deck"},
    {"pdf"},
    {"rendering"},
    {"renderer"},
    {"views", "tasks", "management"},
]
# The snapshot is the last that queries: what is made from it knows no database.
PURE = [
    *("reviews.charts", "reviews.slides", "reviews.deck.deck", "reviews.pdf.rendering"),
    *("reviews.pdf.pool", "reviews.pdf.printing"),
]
DATABASE = ["django.db", "objectives.models", "reviews.models"]


def modules():
    """Every module of the three apps, by its dotted name."""
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return {dotted(path): path.read_text(encoding="utf-8") for path in paths}


def dotted(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts)


def imported(module, source):
    """The dotted names that a module imports, at its top or further in."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = absolute(module, node)
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def absolute(module, node):
    """Where a from-import starts, also if it starts with dots."""
    above = module.split(".")[: -node.level] if node.level else []
    return ".".join([*above, *filter(None, [node.module])])


def app_level(name):
    app = name.split(".")[0]
    return APPS.index(app) if app in APPS else None


def review_level(name):
    app, _, rest = name.partition(".")
    if app != "reviews":
        return None
    layer = rest.split(".")[0]
    return next((at for at, names in enumerate(REVIEWS) if layer in names), None)


def upward(module, source, level):
    """The imports that go from a lower level to a higher one."""
    own = level(module)
    if own is None:
        return []
    return [
        f"{module} imports {name}"
        for name in imported(module, source)
        if (level(name) or 0) > own
    ]


def under(name, roots):
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def queries(module, source):
    """The imports by which a pure module would reach the database."""
    if not under(module, PURE):
        return []
    return [
        f"{module} imports {name}"
        for name in imported(module, source)
        if under(name, DATABASE)
    ]


@pytest.mark.parametrize("level", [app_level, review_level])
def test_imports_run_one_way(level):
    found = [upward(module, source, level) for module, source in modules().items()]

    assert sum(found, []) == []


def test_what_a_snapshot_is_made_into_knows_no_database():
    found = [queries(module, source) for module, source in modules().items()]

    assert sum(found, []) == []


@pytest.mark.parametrize(
    ("module", "source", "level"),
    [
        ("objectives.parsing.eta", "from reviews.models import Review", app_level),
        ("objectives.parsing.eta", "import reviews", app_level),
        ("goals_tracker.urls", "def late():\n    import objectives.urls", app_level),
        ("reviews.snapshot", "from reviews import slides", review_level),
        ("reviews.snapshot", "from .deck import build", review_level),
        ("reviews.slides.team", "from ..deck import build", review_level),
        ("reviews.charts", "from . import pdf", review_level),
        (
            "reviews.deck.deck",
            "from reviews.management.commands import x",
            review_level,
        ),
    ],
)
def test_an_import_the_wrong_way_is_found(module, source, level):
    assert len(upward(module, source, level)) == 1


@pytest.mark.parametrize(
    ("module", "source", "level"),
    [
        ("reviews.models.review", "from objectives.models import Team", app_level),
        ("goals_tracker.urls", "from django.urls import include", app_level),
        ("reviews.pdf.rendering", "from reviews.deck.deck import build", review_level),
        ("reviews.slides.team", "from .base import Slide", review_level),
        ("reviews.views.decks", "from reviews import tasks", review_level),
    ],
)
def test_an_import_the_right_way_is_not(module, source, level):
    assert upward(module, source, level) == []


@pytest.mark.parametrize(
    "source", ["from objectives.models import Team", "from django import db"]
)
def test_a_slide_that_would_query_is_found(source):
    assert len(queries("reviews.slides.team", source)) == 1


def test_every_layer_of_the_plan_is_looked_at():
    assert len(modules()) > 20
    assert {review_level(module) for module in modules()} >= {0, 2, 3, 4, 5, 6, 7}
