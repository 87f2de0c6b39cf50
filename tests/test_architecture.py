"""Imports run one way; design.md's fifth decision, read from the code itself."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["goals_tracker", "objectives", "reviews"]
# Each room may import from those before it.
OBJECTIVES = [
    *("parsing", "text", "models", "permissions", "accounts", "forms", "pages"),
    *("sample", "templatetags", "views", "urls"),
]
REVIEWS = [
    *("parsing", "models", "metrics", "snapshot", "design", "charts", "slides", "deck"),
    *("pdf", "publishing", "meeting", "books", "tasks", "permissions", "pages"),
    *("forms", "templatetags", "views", "urls"),
]
# Django finds these by their names; nobody imports them.
FOUND_BY_DJANGO = ["admin", "checks", "apps", "management", "migrations"]
ROOMS = {
    "objectives": [*OBJECTIVES, *FOUND_BY_DJANGO],
    "reviews": [*REVIEWS, *FOUND_BY_DJANGO],
}
# The snapshot is the last that queries: what is made from it knows no database.
PURE = [
    *("objectives.parsing", "objectives.text", "reviews.parsing", "reviews.design"),
    *("reviews.charts", "reviews.slides", "reviews.deck", "reviews.pdf"),
]
UNKNOWN = -1
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


def room_level(name):
    """A room's place in its app; the app itself, which has no code, comes first."""
    app, _, rest = name.partition(".")
    rooms, room = ROOMS.get(app), rest.split(".")[0]
    if rooms is None or room in ("", "__init__"):
        return None
    return rooms.index(room) if room in rooms else UNKNOWN


def upward(module, source, level):
    """The imports that go from a lower level to a higher one."""
    own = level(module)
    if own is None:
        return []
    app = module.split(".")[0]
    return [
        f"{module} imports {name}"
        for name in imported(module, source)
        if (level is app_level or name.split(".")[0] == app)
        and (level(name) or 0) > own
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


@pytest.mark.parametrize("level", [app_level, room_level])
def test_imports_run_one_way(level):
    found = [upward(module, source, level) for module, source in modules().items()]

    assert sum(found, []) == []


def test_every_module_is_in_a_room_of_the_plan():
    assert [name for name in modules() if room_level(name) == UNKNOWN] == []


def test_no_module_is_loose_at_the_root_of_an_app():
    roots = {path.stem for app in ROOMS for path in (ROOT / app).glob("*.py")}

    assert roots == {
        *("__init__", "admin", "apps", "checks", "permissions", "tasks", "urls")
    }


def test_what_a_snapshot_is_made_into_knows_no_database():
    found = [queries(module, source) for module, source in modules().items()]

    assert sum(found, []) == []


@pytest.mark.parametrize(
    ("module", "source", "level"),
    [
        ("objectives.parsing.eta", "from reviews.models import Review", app_level),
        ("objectives.parsing.eta", "import reviews", app_level),
        ("goals_tracker.urls", "def late():\n    import objectives.urls", app_level),
        ("objectives.models.plan", "from objectives import permissions", room_level),
        ("objectives.text.diff", "from objectives.pages import plan", room_level),
        ("reviews.snapshot.reader", "from reviews import slides", room_level),
        ("reviews.snapshot.reader", "from ..deck import build", room_level),
        ("reviews.slides.team", "from ..deck import build", room_level),
        ("reviews.charts.line", "from .. import pdf", room_level),
        ("reviews.deck.deck", "from reviews.views import decks", room_level),
        ("reviews.models.review", "from reviews.views import decks", room_level),
        (
            "reviews.models.publication",
            "def late():\n    from reviews.publishing import page_cache",
            room_level,
        ),
        ("reviews.deck.handout", "from reviews.publishing import editions", room_level),
    ],
)
def test_an_import_the_wrong_way_is_found(module, source, level):
    assert len(upward(module, source, level)) == 1


@pytest.mark.parametrize(
    ("module", "source", "level"),
    [
        ("reviews.models.review", "from objectives.models import Team", app_level),
        ("goals_tracker.urls", "from django.urls import include", app_level),
        ("reviews.pdf.rendering", "from reviews.deck.deck import build", room_level),
        ("reviews.slides.team", "from .base import Slide", room_level),
        ("reviews.views.decks", "from reviews import tasks", room_level),
    ],
)
def test_an_import_the_right_way_is_not(module, source, level):
    assert upward(module, source, level) == []


@pytest.mark.parametrize(
    "source", ["from objectives.models import Team", "from django import db"]
)
def test_a_slide_that_would_query_is_found(source):
    assert len(queries("reviews.slides.team", source)) == 1


@pytest.mark.parametrize("name", ["reviews.loose", "objectives.loose", "reviews.x.y"])
def test_a_module_outside_of_the_plan_is_found(name):
    assert room_level(name) == UNKNOWN
