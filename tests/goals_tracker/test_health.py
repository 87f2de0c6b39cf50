import os
import subprocess
import sys

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

ASK_READINESS = """
import django
django.setup()
from django.test import Client
print(Client().get("/readyz").status_code)
"""


def test_liveness_does_not_need_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_an_install_with_all_migrations_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_an_install_with_a_migration_to_apply_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"1 migrations are not applied.\n"


def test_an_install_without_its_database_is_not_ready():
    nowhere = {"DATABASE_URL": "sqlite:////nowhere/goals.sqlite3"}

    answer = subprocess.run(
        [sys.executable, "-c", ASK_READINESS],
        env=os.environ | nowhere,
        capture_output=True,
        check=True,
        text=True,
    )

    assert answer.stdout == "503\n"


def test_a_probe_by_plain_http_is_not_redirected(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301


def test_a_probe_is_not_cached(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]
