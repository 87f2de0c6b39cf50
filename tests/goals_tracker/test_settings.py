import importlib.util
import json
import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

from goals_tracker.settings import with_options

SHOW = """
import json
from goals_tracker import settings
print(json.dumps({name: value for name, value in vars(settings).items()
                  if name.isupper()}, default=str))
"""
PRAGMAS = ["journal_mode", "synchronous", "busy_timeout", "foreign_keys"]
GOOD = {"SECRET_KEY": "tests-only-" * 5, "ALLOWED_HOSTS": "goals.example.org"}


def start(folder, **variables):
    """Read the settings as a new process does, with nothing but these variables."""
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(folder), **variables},
        capture_output=True,
        check=False,
        text=True,
    )


def read(folder, **variables):
    return json.loads(start(folder, **variables).stdout)


def refused(folder, **variables):
    """The names of the variables that a refused start complains about."""
    said = start(folder, **variables).stderr.partition("are not valid:\n")[2]
    return [line.strip().partition(":")[0] for line in said.splitlines()]


def test_all_wrong_variables_are_reported_at_once(tmp_path):
    wrong = {
        "SECRET_KEY": "short",
        "ALLOWED_HOSTS": "",
        "DEBUG": "maybe",
        "HTTPS": "perhaps",
        "HSTS_SECONDS": "-1",
        "TIME_ZONE": "Mars/Olympus",
        "LOG_LEVEL": "LOUD",
        "METRIC_HOSTS": "https://graphite.example.org",
        "METRIC_PRIVATE_HOSTS": "graphite.example.org",
        "DATABASE_URL": "nonsense",
        "SECURITY_CONTACT": "security@example.org",
        "SECURITY_LANGUAGES": "English, please",
        "SITE_URL": "goals.example.org/of/ours",
        "MAIL_PORT": "0",
        "MAIL_SECURITY": "some",
        "MAIL_FROM": "nobody",
    }

    assert sorted(refused(tmp_path, **wrong)) == sorted(wrong)


def test_a_refused_start_does_not_print_the_key(tmp_path):
    said = start(tmp_path, SECRET_KEY="short-but-secret").stderr

    assert "SECRET_KEY: Shorter than minimum length 50." in said
    assert "short-but-secret" not in said


def test_a_key_of_one_repeated_letter_is_refused(tmp_path):
    weak = GOOD | {"SECRET_KEY": "k" * 50}

    assert refused(tmp_path, **weak) == ["SECRET_KEY"]


def test_debug_pages_are_for_the_demo_only(tmp_path):
    assert refused(tmp_path, DEBUG="1", **GOOD) == ["DEBUG"]
    assert read(tmp_path, DEBUG="1", DEMO="1")["DEBUG"] is True


@pytest.mark.parametrize(
    "contact",
    [
        "mailto:a@example.org",
        "tel:+44-20-7946-0000",
        "mailto:a@example.org,https://example.org/report?kind=security",
    ],
)
def test_whom_to_tell_about_a_vulnerability_is_an_address(tmp_path, contact):
    shown = read(tmp_path, SECURITY_CONTACT=contact, **GOOD)

    assert shown["SECURITY_CONTACT"] == contact.split(",")


@pytest.mark.parametrize(
    "contact", ["http://example.org/", "mailto:", "mailto:a@b.example x"]
)
def test_what_is_no_such_address_is_refused(tmp_path, contact):
    assert refused(tmp_path, SECURITY_CONTACT=contact, **GOOD) == ["SECURITY_CONTACT"]


def test_key_and_hosts_have_no_default(tmp_path):
    assert refused(tmp_path) == ["SECRET_KEY", "ALLOWED_HOSTS"]


def test_a_database_other_than_the_two_is_refused(tmp_path):
    assert refused(tmp_path, DATABASE_URL="mysql:///goals", **GOOD) == ["DATABASE_URL"]


def test_production_requires_https_and_shows_no_debug_pages(tmp_path):
    shown = read(tmp_path, **GOOD)

    names = ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    assert [shown[name] for name in names] == [True, True, True]
    assert shown["SECURE_HSTS_SECONDS"] > 0
    assert shown["DEBUG"] is False
    assert shown["SECURE_PROXY_SSL_HEADER"] is None


def test_a_proxy_is_trusted_on_request(tmp_path):
    shown = read(tmp_path, TRUST_PROXY="1", **GOOD)

    assert shown["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_the_demo_serves_only_this_machine_with_a_private_key(tmp_path):
    shown = read(tmp_path, DEMO="1")

    key = tmp_path / "demo-secret-key"
    assert shown["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert shown["DEBUG"] is False
    assert shown["SECURE_SSL_REDIRECT"] is False
    assert shown["SECRET_KEY"] == key.read_text()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_demo_keeps_its_key_between_starts(tmp_path):
    first = read(tmp_path, DEMO="1")["SECRET_KEY"]

    assert read(tmp_path, DEMO="1")["SECRET_KEY"] == first


@pytest.mark.parametrize(
    "hosts",
    [
        "graphite.example.org/render",
        "user@graphite.example.org",
        "graphite.example.org:0",
        "graphite.example.org:99999",
        "graphite.example.org:",
        "Graphite.example.org",
        "*.example.org",
        "[::1",
        "a b",
        ",",
    ],
)
def test_an_invalid_host_is_refused(tmp_path, hosts):
    assert refused(tmp_path, METRIC_HOSTS=hosts, **GOOD) == ["METRIC_HOSTS"]


def test_hosts_can_have_ports(tmp_path):
    hosts = "graphite.example.org,10.0.0.7:9090,[::1]:8080"
    private = {"METRIC_PRIVATE_HOSTS": "10.0.0.7:9090"}

    shown = read(tmp_path, METRIC_HOSTS=hosts, **private, **GOOD)

    assert shown["METRIC_HOSTS"] == hosts.split(",")
    assert shown["METRIC_PRIVATE_HOSTS"] == ["10.0.0.7:9090"]


def test_no_host_is_fetched_from_by_default(tmp_path):
    shown = read(tmp_path, **GOOD)

    assert (shown["METRIC_HOSTS"], shown["METRIC_PRIVATE_HOSTS"]) == ([], [])


@pytest.mark.parametrize("directive", sorted(settings.SECURE_CSP))
def test_the_content_policy_allows_nothing_unsafe(directive):
    assert set(settings.SECURE_CSP[directive]) <= {"'self'", "'none'"}


def test_every_page_has_the_content_policy(client):
    policy = client.get("/healthz")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_psycopg2_is_the_driver():
    # Once it is installed, Django takes psycopg 3 in silence.
    assert importlib.util.find_spec("psycopg") is None
    assert importlib.util.find_spec("psycopg2") is not None


@pytest.mark.django_db
def test_writers_on_sqlite_wait_for_each_other(tmp_path):
    name = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "goals.sqlite3"}
    connection = ConnectionHandler({"default": with_options(name)})["default"]

    with connection.cursor() as cursor:
        found = [cursor.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in PRAGMAS]
    connection.close()

    assert found == ["wal", 2, 20_000, 1]
    assert connection.transaction_mode == "IMMEDIATE"


def test_a_postgresql_connection_is_kept_while_it_is_healthy(tmp_path):
    url = "postgres://goals@db.example.org/goals"

    database = read(tmp_path, DATABASE_URL=url, **GOOD)["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (600, True)


def test_without_a_mail_server_no_mail_is_sent(tmp_path):
    assert read(tmp_path, **GOOD)["MAILERS"] == {}


def test_mail_goes_to_the_server_that_is_named(tmp_path):
    named = {"MAIL_HOST": "mail.example.org", "SITE_URL": "https://goals.example.org/"}

    found = read(tmp_path, **GOOD, **named)

    options = found["MAILERS"]["default"]["OPTIONS"]
    assert (options["host"], options["use_tls"]) == ("mail.example.org", True)
    assert found["SITE_URL"] == "https://goals.example.org"
    assert found["DEFAULT_FROM_EMAIL"] == "goals-tracker@goals.example.org"


def test_mail_without_the_address_of_the_site_is_refused(tmp_path):
    assert refused(tmp_path, MAIL_HOST="mail.example.org", **GOOD) == ["MAIL_HOST"]


def test_providers_are_named_with_what_each_needs(tmp_path):
    named = {
        "OIDC_PROVIDERS": "works,partner",
        "OIDC_WORKS_URL": "https://id.example.org",
        "OIDC_WORKS_CLIENT": "goals",
        "OIDC_WORKS_SECRET": "x",
        "OIDC_PARTNER_URL": "http://id.example.com",
    }

    assert sorted(refused(tmp_path, **GOOD, **named)) == [
        "OIDC_PARTNER_CLIENT",
        "OIDC_PARTNER_SECRET",
        "OIDC_PARTNER_URL",
    ]
    alone = read(tmp_path, **GOOD, **named | {"OIDC_PROVIDERS": "works"})
    assert alone["OIDC_PROVIDERS"][0]["name"] == "Works"


def test_a_directory_says_where_its_people_are(tmp_path):
    alone = {"LDAP_URL": "ldap://directory.example.org"}

    assert refused(tmp_path, **GOOD, **alone) == ["LDAP_URL"]
    wrong = {"LDAP_URL": "https://directory.example.org", "LDAP_GROUP_KIND": "groups"}
    assert sorted(refused(tmp_path, **GOOD, **wrong)) == [
        "LDAP_GROUP_KIND",
        "LDAP_URL",
    ]


def test_passwords_go_to_a_directory_by_tls_unless_that_is_switched_off(tmp_path):
    pytest.importorskip("django_auth_ldap")
    there = {"LDAP_URL": "ldap://directory.example.org", "LDAP_PEOPLE": "dc=example"}

    assert read(tmp_path, **GOOD, **there)["AUTH_LDAP_START_TLS"] is True
    plain = read(tmp_path, **GOOD, **there, LDAP_START_TLS="0")
    assert plain["AUTH_LDAP_START_TLS"] is False
