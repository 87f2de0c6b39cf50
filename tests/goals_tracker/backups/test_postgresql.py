import pytest

from goals_tracker.backups import postgresql
from goals_tracker.backups.manifest import BackupError


@pytest.fixture
def debians(monkeypatch, tmp_path):
    """A folder of servers as Debian has it, and nothing on the PATH."""
    monkeypatch.setattr(postgresql, "DEBIANS", tmp_path)
    monkeypatch.setenv("PATH", "")
    return tmp_path


def test_a_missing_program_is_named_with_its_package(debians):
    with pytest.raises(BackupError, match="pg_dump is missing.*postgresql-client"):
        postgresql.program("pg_dump")


def test_the_newest_program_is_taken(debians):
    for version in ("9.6", "15", "17"):
        path = debians / version / "bin" / "pg_dump"
        path.parent.mkdir(parents=True)
        path.touch(0o700)

    assert postgresql.program("pg_dump") == str(debians / "17/bin/pg_dump")


def test_a_value_ends_where_it_ends():
    assert postgresql.quoted("a b' host='else\\") == r"'a b\' host=\'else\\'"


class OfServer:
    """What Django knows of a database with a password."""

    settings_dict = {"PASSWORD": "s3cret"}

    def get_connection_params(self):
        return {"dbname": "goals", "user": "ada", "password": "s3cret", "port": 1}


def test_no_password_is_on_a_command_line(monkeypatch, debians):
    path = debians / "15" / "bin" / "pg_dump"
    path.parent.mkdir(parents=True)
    path.write_text('#!/bin/sh\necho "$PGPASSWORD: $@"\n')
    path.chmod(0o700)
    monkeypatch.setattr(postgresql, "connection", OfServer())

    said = postgresql.run("pg_dump", f"--dbname={postgresql.address()}")

    assert said == "s3cret: --dbname=dbname='goals' port='1' user='ada'\n"
