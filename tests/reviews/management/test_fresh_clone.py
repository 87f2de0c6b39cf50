"""Commands in production's settings before anything was collected or served."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import override_settings

from tests import migrated

SECONDS = 300
DECK = "/teams/techops/2014-15-q2/review/"


def run(folder, *words):
    """What a command prints in an install of that folder."""
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "SECRET_KEY": "tests-only-" * 5,
        "ALLOWED_HOSTS": "localhost",
        "VAR_DIR": str(folder),
    }
    command = [sys.executable, "manage.py", *map(str, words)]
    answer = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.needs("pango")
def test_a_review_is_exported_and_imported_without_collected_files(tmp_path):
    file = tmp_path / "review.pdf"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        migrated.copy_to(tmp_path / name / "goals.sqlite3")
    run(tmp_path / "one", "load_sample")
    run(tmp_path / "one", "export_review", "techops", "2014-15-q2", "--output", file)

    assert DECK in run(tmp_path / "two", "import_review", "--draft", file)
    assert not (tmp_path / "one" / "static").exists()


@pytest.fixture
def production(tmp_path):
    storage = {"BACKEND": "goals_tracker.serving.static_files.Storage"}
    storages = settings.STORAGES | {"staticfiles": storage}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        yield tmp_path


def test_a_static_file_has_its_plain_name_until_it_is_collected(production):
    assert static("css/deck.css") == "/static/css/deck.css"


def test_a_collected_static_file_has_a_name_of_its_digest(production):
    manifest = '{"version": "1.1", "paths": {"css/deck.css": "css/deck.1234.css"}}'
    (production / "staticfiles.json").write_text(manifest)

    assert static("css/deck.css") == "/static/css/deck.1234.css"


def test_what_was_not_collected_with_the_others_is_an_error(production):
    manifest = '{"version": "1.1", "paths": {"css/deck.css": "css/deck.1234.css"}}'
    (production / "staticfiles.json").write_text(manifest)

    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        static("css/none.css")
