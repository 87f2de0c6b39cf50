import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from goals_tracker.machine import files
from goals_tracker.pictures import images
from goals_tracker.settings import BASE_DIR
from reviews.publishing import published_files
from tests import migrated

GOOD = {"SECRET_KEY": "tests-only-" * 5, "ALLOWED_HOSTS": "goals.example.org"}
WEB = "import goals_tracker.wsgi"
# Write-ahead files are there for as long as somebody is connected.
WRITES = """
import goals_tracker.wsgi
from django.db import connection
from pathlib import Path
connection.cursor().execute("CREATE TABLE one (number)")
database = Path(connection.settings_dict["NAME"])
print(*[oct(path.stat().st_mode & 0o777) for path in database.parent.glob("goals.*")])
"""


def run(folder, *command, umask=0o022, **variables):
    """Start something in a process of its own, as an install with its files there."""
    path = {"PATH": os.environ["PATH"], "WORK_IN_WEB": "0", "VAR_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=BASE_DIR,
        env=path | GOOD | variables,
        capture_output=True,
        check=True,
        text=True,
        umask=umask,
    )


def mode(path):
    return oct(stat.S_IMODE(path.lstat().st_mode))


def modes(folder):
    """The modes of all files and of all folders."""
    paths = [folder, *folder.rglob("*")]
    return (
        {mode(path) for path in paths if path.is_file()},
        {mode(path) for path in paths if path.is_dir()},
    )


@pytest.fixture
def loose(tmp_path):
    """A folder such as earlier versions left, with what others may read."""
    folder = tmp_path / "var"
    (folder / "media/photos").mkdir(parents=True)
    for name in ("goals.sqlite3", "media/photos/one.jpg", "renderer.log"):
        (folder / name).touch()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


@pytest.mark.parametrize(
    "command",
    [("manage.py", "check"), ("-c", WEB), ("-c", "import goals_tracker.asgi")],
)
def test_every_start_closes_existing_files_to_other_users(loose, command):
    run(loose, *command)

    assert modes(loose) == ({"0o600"}, {"0o700"})


def test_a_new_folder_and_database_are_private(tmp_path):
    folder = tmp_path / "some/var"

    run(folder, "manage.py", "migrate", "contenttypes", "--verbosity=0")

    assert mode(folder / "goals.sqlite3") == "0o600"
    assert modes(folder) == ({"0o600"}, {"0o700"})


def test_files_that_sqlite_writes_beside_a_database_are_closed_too(tmp_path):
    written = run(tmp_path / "var", "-c", WRITES).stdout.split()

    assert written == ["0o600"] * 3


def test_a_database_elsewhere_is_closed_but_not_its_folder(loose, tmp_path):
    tmp_path.chmod(0o755)
    database = tmp_path / "elsewhere.sqlite3"
    database.touch()
    database.chmod(0o644)

    run(loose, "manage.py", "check", DATABASE_URL=f"sqlite:///{database}")

    assert mode(database) == "0o600"
    assert mode(tmp_path) == "0o755"


def test_no_link_is_followed(loose, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "page.html").touch()
    outside.chmod(0o755)
    (outside / "page.html").chmod(0o644)
    (loose / "folder").symlink_to(outside)
    (loose / "file").symlink_to(outside / "page.html")

    run(loose, "manage.py", "check")

    assert [mode(outside), mode(outside / "page.html")] == ["0o755", "0o644"]


def test_a_folder_configured_by_a_link_is_closed(loose, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(loose)

    run(link, "manage.py", "check")

    assert modes(loose) == ({"0o600"}, {"0o700"})


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root gives files away.")
def test_files_of_other_users_are_named_and_left_alone(loose):
    os.chown(loose / "renderer.log", 12345, -1)

    said = run(loose, "manage.py", "check").stderr

    assert f"can read {loose}/renderer.log" in said
    assert mode(loose / "renderer.log") == "0o644"
    assert mode(loose / "goals.sqlite3") == "0o600"


def test_a_folder_that_cannot_be_created_does_not_prevent_the_start(tmp_path):
    (tmp_path / "file").touch()

    said = run(tmp_path / "file/var", "-c", "import goals_tracker.settings").stderr

    assert "Cannot create VAR_DIR" in said


def test_a_shared_folder_is_left_alone(loose):
    loose.chmod(0o1777)

    said = run(loose, "manage.py", "check").stderr

    assert "which others use too" in said
    assert mode(loose) == "0o1777"
    assert mode(loose / "renderer.log") == "0o644"


def test_a_refused_start_changes_nothing(loose):
    with pytest.raises(subprocess.CalledProcessError):
        run(loose, "manage.py", "check", SECRET_KEY="short")

    assert mode(loose) == "0o755"


def test_uploads_photos_and_published_files_are_private(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"

    default_storage.save("some/where/file.txt", ContentFile(b"secret"))
    images.save(b"secret")
    published_files.write(settings.VAR_DIR / "published/one.pdf", b"secret")

    assert modes(settings.VAR_DIR) == ({"0o600"}, {"0o700"})


@pytest.mark.needs("pango")
def test_pdfs_and_temporary_files_of_printing_are_private(settings, tmp_path):
    folder = tmp_path / "var"
    folder.mkdir()
    migrated.copy_to(folder / "goals.sqlite3")
    run(folder, "manage.py", "load_sample", DEMO="1")
    output = tmp_path / "review.pdf"

    export = ("export_review", "techops", "2014-15-q2", "--output", str(output))
    # Without its static files collected, an install serves in debug mode alone.
    run(folder, "manage.py", *export, umask=0o027, DEMO="1", DEBUG="1")

    assert list(folder.glob("pdf/**/*.pdf"))
    found, _ = modes(folder)
    assert found == {"0o600"}
    # A file at a path that the user gave has the modes of the user's own umask.
    assert mode(output) == "0o640"


def test_usual_modes_end_with_the_block():
    with files.usual_modes():
        pass

    assert os.umask(0o077) == 0o077


def test_the_tests_own_files_are_private(settings):
    assert mode(Path(settings.VAR_DIR)) == "0o700"
