"""The order of the rooms (ARCHITECTURE.md), read from every import by grimp.

Imports inside functions count; those for type checkers alone do not.
"""

import re
import shutil
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
# Lowest first: each can import from those before it.
APPS = ["goals_tracker", "objectives", "reviews"]
# Django finds these by name; nothing imports them.
FOUND_BY_DJANGO = ["admin", "checks", "apps", "management", "migrations"]
ROOMS = {
    "goals_tracker": [
        *("styles", "serving", "machine", "remote", "database", "pictures", "settings"),
        "lists",
        *("tasks", "backups", "middleware", "templatetags", "views", "urls"),
        *("asgi", "wsgi", "server", *FOUND_BY_DJANGO),
    ],
    "objectives": [
        *("parsing", "text", "models", "permissions", "mail", "chat", "importing"),
        *("insights", "accounts", "forms", "pages", "reminders", "exporting"),
        *("tasks", "sample", "templatetags", "views", "urls"),
        *FOUND_BY_DJANGO,
    ],
    "reviews": [
        *("parsing", "models", "metrics", "snapshot", "design", "charts", "slides"),
        *(
            "deck",
            "exports",
            "pdf",
            "publishing",
            "importing",
            "meeting",
            "books",
            "feeds",
            "tasks",
            "permissions",
        ),
        *("pages", "forms", "templatetags", "views", "urls", *FOUND_BY_DJANGO),
    ],
}
# At the root of an app: what Django looks for there, what servers are told to load, and
# the two modules of which an app has one.
LOOSE = {
    *("admin", "apps", "asgi", "checks", "middleware", "settings", "urls", "views"),
    *("wsgi", "server", "permissions", "tasks"),
}
PURE = [
    *("objectives.parsing", "objectives.text", "objectives.insights.forecast"),
    *("reviews.parsing", "reviews.design"),
    *("reviews.charts", "reviews.slides", "reviews.deck", "reviews.exports"),
    *("reviews.snapshot.values", "objectives.importing.sources"),
    "objectives.reminders.cadence",
    *(f"objectives.importing.{name}" for name in ("choices", "mapping", "texts")),
]
# What pure rooms may use of others' packages. Of Django, what renders and escapes:
# it knows settings, but asks neither a database nor a server.
HARMLESS = re.compile(r"(django\.template|django\.utils\.(html|safestring))\b")
HARMLESS_PACKAGES = {"fontTools", "markdown_it", "pptx", "python_calamine"}
# And what of Python's own they may not.
NETWORK = {
    *("asyncio", "ftplib", "http", "imaplib", "poplib", "smtplib", "socket"),
    *("socketserver", "sqlite3", "ssl", "urllib", "xmlrpc"),
}


def imports_of(root):
    """The imports of the tree below a folder, whichever tree is running."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        for app in APPS:
            patch.delitem(sys.modules, app, raising=False)
        return grimp.build_graph(
            *APPS,
            include_external_packages=True,
            exclude_type_checking_imports=True,
            cache_dir=None,
        )


def upward(graph):
    """Ways that lead from a lower room or app to a higher one."""
    ways = graph.find_illegal_dependencies_for_layers(APPS[::-1])
    for app, rooms in ROOMS.items():
        ways |= graph.find_illegal_dependencies_for_layers(rooms[::-1], {app})
    return sorted(ways)


def circles(graph):
    """Imports without which no modules or rooms would import each other."""
    ours = set(APPS).union(*map(graph.find_descendants, APPS))
    return [pair for one in ours for pair in graph.nominate_cycle_breakers(one)]


def homeless(graph):
    """Modules and packages that are in no room of the plan."""
    known = {f"{app}.{room}" for app, rooms in ROOMS.items() for room in rooms}
    return sorted({one for app in APPS for one in graph.find_children(app)} - known)


def impure(graph):
    """What pure rooms reach that answers differently tomorrow."""
    return [way for way, name in outside(graph, PURE) if not is_harmless(name)]


def querying(graph):
    """The import chains from printing to the database."""
    found = outside(graph, ["reviews.pdf"])
    return [way for way, name in found if name.startswith("django.db")]


def outside(graph, rooms):
    """Third-party modules that these rooms load, each with the import chain to it."""
    for module, way in loaded_with(graph, rooms).items():
        for other in filter(
            is_foreign, graph.find_modules_directly_imported_by(module)
        ):
            for detail in graph.get_import_details(importer=module, imported=other):
                name = detail["line_contents"].split()[1]
                yield f"{way} → {name}", name


def loaded_with(graph, rooms):
    """All that they import with the packages around it, each with its import chain."""
    todo = [*rooms, *set().union(*map(graph.find_descendants, rooms))]
    ways = {module: module for module in todo}
    for module in todo:  # grows meanwhile
        around = {module.rpartition(".")[0]} & graph.modules
        for other in graph.find_modules_directly_imported_by(module) | around:
            if other not in ways and not is_foreign(other):
                ways[other] = f"{ways[module]} → {other}"
                todo.append(other)
    return ways


def is_foreign(module):
    return module.split(".")[0] not in APPS


def is_harmless(name):
    package = name.split(".")[0]
    if package in sys.stdlib_module_names:
        return package not in NETWORK
    return package in HARMLESS_PACKAGES or bool(HARMLESS.match(name))


RULES = [upward, circles, homeless, impure, querying]


@pytest.fixture(scope="module")
def graph():
    return imports_of(ROOT)


@pytest.mark.parametrize("rule", RULES)
def test_the_rooms_are_in_order(graph, rule):
    assert rule(graph) == []


def test_no_module_is_loose_at_the_root_of_an_app():
    found = {path.stem for app in APPS for path in Path(ROOT, app).glob("*.py")}

    assert found - LOOSE == {"__init__"}


# Each planted import, with the rule that refuses it.
PLANTS = [
    # From a lower room or app to a higher one.
    (upward, {"reviews/models/review.py": "from reviews.views import decks"}),
    (upward, {"reviews/models/publication.py": "import reviews.publishing.page_cache"}),
    (upward, {"reviews/deck/deck.py": "from reviews import publishing"}),
    (upward, {"reviews/deck/comparison.py": "from ..publishing import editions"}),
    (upward, {"reviews/slides/team.py": "from reviews.publishing import page_cache"}),
    (upward, {"reviews/charts/line.py": "from reviews import publishing"}),
    (upward, {"reviews/snapshot/reader.py": "from ..publishing import page_cache"}),
    (upward, {"reviews/pdf/__init__.py": "from reviews.books import builder"}),
    (upward, {"objectives/models/plan.py": "from reviews.models import Review"}),
    (upward, {"objectives/parsing/eta.py": "import reviews"}),
    (upward, {"objectives/models/team.py": "from objectives import permissions"}),
    (upward, {"goals_tracker/urls.py": "def late():\n    import objectives.urls"}),
    (
        upward,
        {
            "reviews/models/helper.py": "from reviews.views import decks",
            "reviews/models/review.py": "def late():\n    from . import helper",
        },
    ),
    # Modules that import each other.
    (circles, {"reviews/charts/scale.py": "from reviews.charts import line"}),
    (circles, {"objectives/models/team.py": "from .plan import Plan"}),
    (
        circles,
        {"reviews/pdf/pool/install.py": "def late():\n    from . import launchers"},
    ),
    (
        circles,
        {
            "objectives/pages/one.py": "def late():\n    from . import two",
            "objectives/pages/two.py": "def late():\n    from . import three",
            "objectives/pages/three.py": "def late():\n    from . import one",
        },
    ),
    # No room.
    (homeless, {"reviews/loose.py": ""}),
    (homeless, {"objectives/loose.py": ""}),
    (homeless, {"goals_tracker/loose.py": ""}),
    (homeless, {"reviews/room/__init__.py": ""}),
    # Not pure, at once or by way of others.
    (impure, {"reviews/deck/handout.py": "from objectives.models import Team"}),
    (impure, {"reviews/deck/handout.py": "from reviews import models"}),
    (impure, {"reviews/slides/team.py": "from django import db"}),
    (impure, {"reviews/slides/text.py": "from django.http import HttpResponse"}),
    (impure, {"reviews/design/line_breaks.py": "from django.conf import settings"}),
    (impure, {"reviews/design/line_breaks.py": "from goals_tracker import settings"}),
    (impure, {"reviews/parsing/answers.py": "from urllib import request"}),
    (impure, {"reviews/slides/metric.py": "from goals_tracker import remote"}),
    (impure, {"objectives/text/diff.py": "import requests"}),
    (impure, {"objectives/parsing/eta.py": "from goals_tracker.lists import keyset"}),
    (impure, {"reviews/snapshot/__init__.py": "from .reader import read_snapshot"}),
    (impure, {"objectives/__init__.py": "from django.apps import apps"}),
    (
        impure,
        {
            "reviews/charts/helper.py": "from django.db import connection",
            "reviews/charts/line.py": "def late():\n    from . import helper",
        },
    ),
    (querying, {"reviews/pdf/printing.py": "from reviews.snapshot import reader"}),
]
HARMLESS_PLANTS = [
    {"reviews/models/review.py": "from objectives.models import Team"},
    {"reviews/slides/team.py": "from .base import Slide"},
    {"reviews/charts/line.py": "from django.utils.html import escape"},
    {"reviews/views/decks.py": "from reviews import tasks"},
    {
        "reviews/deck/deck.py": "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from reviews.models import Review"
    },
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The tree's modules once more, for the tests that spoil them."""
    folder = tmp_path_factory.mktemp("tree")
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return folder


def imports_with(copy, plants):
    """The imports of the tree once these lines are added; then they go again."""
    paths = [copy / name for name in plants]
    before = [path.read_text() if path.exists() else None for path in paths]
    for path, lines in zip(paths, plants.values(), strict=True):
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(f"\n{lines}\n")
    try:
        return imports_of(copy)
    finally:
        for path, text in zip(paths, before, strict=True):
            path.unlink() if text is None else path.write_text(text)


@pytest.mark.parametrize(("rule", "plants"), PLANTS)
def test_planted_imports_are_refused(copy, rule, plants):
    assert rule(imports_with(copy, plants)) != []


@pytest.mark.parametrize("plants", HARMLESS_PLANTS)
def test_imports_in_the_right_direction_are_allowed(copy, plants):
    graph = imports_with(copy, plants)

    assert [rule(graph) for rule in RULES] == [[]] * len(RULES)
