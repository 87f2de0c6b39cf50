"""Scripts are modules, which find each other under the names of collected files too."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template import Context, Template

FOLDER = Path("static/js")
FROM = re.compile(r'^import\b[^;]*?"(\.[^"]+)";', re.MULTILINE)
IMPORTED = re.compile(r"^import (?:\{([^}]*)\}|\* as \w+) from", re.MULTILINE)
EXPORTED = re.compile(
    r"^export (?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE
)
MANIFEST = {"BACKEND": "goals_tracker.serving.static_files.Storage"}


@pytest.fixture
def collected(settings, tmp_path):
    """The folder of the collected files, under whose names pages ask for them."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": MANIFEST}
    settings.STATIC_ROOT = tmp_path
    options = {"interactive": False, "verbosity": 0}
    call_command(
        "collectstatic", ignore_patterns=["admin*", "fonts", "*.css"], **options
    )
    return tmp_path


def addresses(name):
    """What a page is given to fetch for this script."""
    page = Template("{% load scripts %}{% script name %}").render(
        Context({"name": name})
    )
    return re.findall(r'(?:href|src)="/static/([^"]+)"', page)


def test_every_export_is_imported_somewhere():
    sources = [path.read_text() for path in FOLDER.rglob("*.js")]
    exported = {name for text in sources for name in EXPORTED.findall(text)}
    imported = {
        name
        for text in sources
        for names in IMPORTED.findall(text)
        for name in re.findall(r"\w+", names)
    }

    assert exported - imported == set()


def test_a_page_fetches_a_script_with_all_that_it_imports():
    *imported, page = addresses("agenda")

    assert page == "js/agenda.js"
    assert {"js/page.js", "js/once.js", "js/clock.js", "js/dom.js"} <= set(imported)
    assert len(set(imported)) == len(imported)


PAGES = ["plan", "present", "follow", "preview", "progress", "agenda", "check_in"]


def test_scripts_find_each_other_under_their_collected_names(collected):
    for name in PAGES:
        *hinted, page = addresses(name)
        found = {(collected / one).resolve() for one in (*hinted, page)}

        imported = {
            (path.parent / other).resolve()
            for path in found
            for other in FROM.findall(path.read_text())
        }

        assert imported == found - {collected / page}
