"""A backup is taken to another machine, which has nothing or something else."""

import base64
import fcntl
import json
import stat
import zipfile
from contextlib import closing

import pytest

from tests.installs.install import wait_for

REVIEW = "/teams/techops/2014-15-q2/review/"
SEARCH = "/objectives/?text=ipsec&format=csv"
VERSIONS = "SELECT source, sum(number) FROM reviews_tableversion GROUP BY source"
TEAM = "UPDATE objectives_team SET name = 'Another' WHERE slug = 'techops'"
RENAMED = "SELECT count(*) FROM objectives_team WHERE name = 'Another'"


@pytest.fixture
def backup(machines):
    return machines.backup


def manifest_of(path):
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("manifest.json"))


def changed(path, **fields):
    """The backup with another manifest."""
    target = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name != "manifest.json":
                new.writestr(name, old.read(name))
        new.writestr("manifest.json", json.dumps(manifest_of(path) | fields))
    return target


def test_a_backup_is_one_private_file_that_says_what_is_in_it(install, backup):
    manifest = manifest_of(backup)

    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.glob(".backup-*")] == []
    ((teams,),) = install.rows("SELECT count(*) FROM objectives_team")
    assert manifest["rows"]["objectives_team"] == teams > 0
    assert manifest["kind"] == ("sqlite" if install.is_sqlite else "postgresql")
    assert "reviews.0001_nouns" in manifest["migrations"]
    pictures = {name for name in manifest["digests"] if name.startswith("media/photos")}
    assert len(pictures) == 3
    assert len(manifest["digests"]) == 4


def test_a_picture_that_is_gone_already_is_named(install, tmp_path):
    (gone, *_) = (install.var / "media" / "photos").iterdir()
    gone.unlink()

    done = install.run("backup", tmp_path / "goals.zip")

    assert done.returncode == 0
    assert f"The picture photos/{gone.name} is not on this machine" in done.stderr


@pytest.mark.needs("pango")
def test_an_empty_machine_shows_the_same_to_the_byte(install, new_install, backup):
    paths = [REVIEW, f"{REVIEW[:-1]}.pdf", f"{REVIEW[:-1]}.json", SEARCH]
    before = install.do("read", *paths, *install.do("photos"))
    other = new_install()

    other.good("restore", backup)

    assert other.do("read", *before) == before
    assert b"IPsec" in base64.b64decode(before[SEARCH])


def test_numbers_of_tables_never_go_back(install, backup):
    before = dict(install.rows(VERSIONS))
    for _ in range(3):
        install.change(TEAM)

    then = dict(install.rows(VERSIONS))
    install.good("restore", backup, "--replace")
    now = dict(install.rows(VERSIONS))
    install.good("restore", backup, "--replace")
    at_last = dict(install.rows(VERSIONS))

    assert then["objectives_team"] > before["objectives_team"]
    for source in before:
        assert at_last[source] > now[source] > then[source]
    # They count on from there.
    install.change(TEAM)
    assert dict(install.rows(VERSIONS))["objectives_team"] > at_last["objectives_team"]


def test_data_are_replaced_only_where_that_is_said(install, backup):
    install.change(TEAM)

    refused = install.run("restore", backup)

    assert refused.returncode == 1
    assert "in objectives_objective" in refused.stderr
    assert "--replace" in refused.stderr
    assert install.rows(RENAMED) == [(1,)]
    said = install.good("restore", backup, "--replace")
    assert "in objectives_objective" in said
    assert install.rows(RENAMED) == [(0,)]


@pytest.mark.parametrize(
    "fields", [{"version": "9.9"}, {"migrations": ["reviews.9999_later"]}]
)
def test_another_version_is_refused_with_the_way_to_go(install, backup, fields):
    refused = install.run("restore", changed(backup, **fields), "--replace")

    assert refused.returncode == 1
    assert "Install the version that made it, restore there, then" in refused.stderr
    assert install.rows("SELECT count(*) FROM objectives_team")[0][0] > 0


def test_an_older_state_of_the_same_version_is_to_be_migrated(
    install, new_install, tmp_path
):
    newest = "SELECT max(name) FROM django_migrations WHERE app = 'reviews'"
    [(name,)] = install.rows(newest)
    install.change(f"DELETE FROM django_migrations WHERE name = '{name}'")
    install.good("backup", tmp_path / "older.zip")

    said = new_install().good("restore", tmp_path / "older.zip")

    assert "Run manage.py migrate" in said


def test_nothing_is_restored_under_a_worker(install, backup):
    with install.worker():
        wait_for(lambda: is_held(install))
        refused = install.run("restore", backup, "--replace")

    assert refused.returncode == 1
    assert "Stop the web and the workers first" in refused.stderr


def test_nothing_is_restored_under_the_web(install, backup):
    with install.web():
        wait_for(lambda: is_held(install))
        refused = install.run("restore", backup, "--replace")

    assert refused.returncode == 1
    assert "Stop the web and the workers first" in refused.stderr


def test_nothing_is_restored_while_another_machine_is_connected(install, backup):
    if install.is_sqlite:
        pytest.skip("SQLite is of one machine")
    with closing(install.connect()):
        refused = install.run("restore", backup, "--replace")

    assert refused.returncode == 1
    assert "is in use by a program from this machine" in refused.stderr


def is_held(install):
    with (install.var / "in-use.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_restore_that_was_cut_off_keeps_the_web_from_starting(install, backup):
    (install.var / "in-use.lock").write_text("A restore has begun.\n")

    refused = install.run("work", "--until-idle")
    assert "A restore did not finish" in refused.stderr

    install.good("restore", backup, "--replace")
    install.good("work", "--until-idle")
