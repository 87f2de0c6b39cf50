"""Dockerfile, compose.yaml, examples of proxies and the README fit the settings."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from goals_tracker import server
from goals_tracker.serving import worker

ROOT = Path(__file__).resolve().parent.parent
MB = 1024 * 1024
SETTING = re.compile(r"""env\.\w+\(\s*"(\w+)\"""")
ROW = re.compile(r"^\| (`[A-Z_`, ]+`) \|", re.MULTILINE)
VARIABLE = re.compile(r"\b([A-Z][A-Z_]+)=|^ +([A-Z][A-Z_]+): |\$\{(\w+)", re.MULTILINE)
# For others: Python, make, Caddy's file, PostgreSQL's image.
OTHERS = {"PATH", "PYTHONDONTWRITEBYTECODE", "PORT", "DOMAIN", "UPSTREAM"}
OTHERS |= {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
COMMAND = re.compile(r"manage\.py,? ([a-z_]+)")
SAYING = ["Dockerfile", "compose.yaml", "README.md", "docs/administration.md"]


def text(name):
    return (ROOT / name).read_text()


def settings():
    return {*SETTING.findall(text("goals_tracker/settings.py"))}


@pytest.mark.parametrize("name", SAYING)
def test_each_variable_is_one_of_the_settings(name):
    found = {one for groups in VARIABLE.findall(text(name)) for one in groups if one}

    assert found - OTHERS
    assert found - OTHERS - settings() == set()


def test_each_setting_is_in_the_table_of_settings():
    rows = " ".join(ROW.findall(text("docs/administration.md")))

    assert {*re.findall(r"\w+", rows)} == settings()


@pytest.mark.parametrize("name", SAYING[1:])
def test_each_command_exists(name):
    found = {*COMMAND.findall(text(name))}

    assert found
    assert found - {*get_commands()} == set()


def test_all_start_the_same_server():
    module = f"python:{server.__name__}"
    demo = text("goals_tracker/management/commands/demo.py")

    assert f'CMD ["gunicorn", "--config", "{module}", ' in text("Dockerfile")
    assert f"gunicorn --config {module} " in text("README.md")
    assert f"gunicorn --config {module} " in text("docs/administration.md")
    assert f'"{module}"' in demo


def test_the_image_has_the_packages_of_the_setup():
    """And the client of PostgreSQL, for backups."""
    line = re.search(r"for package in (.+) \$fonts", text(".ci/setup"))[1]
    fonts = re.search(r'fonts="([^"$]+)"', text(".ci/setup"))[1]
    installed = text("Dockerfile").partition("&& rm")[0].split()

    wanted = {*line.split(), *fonts.split(), "postgresql-client", "python3-venv"}
    assert wanted - {*installed} == set()


def test_the_image_has_all_of_the_program():
    copied = re.findall(r"^COPY (\w+) \1$", text("Dockerfile"), re.MULTILINE)
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}

    assert {*copied} == {*apps, "templates", "static", "fixtures"}
    # A backup says by the latter which version made it.
    assert "COPY manage.py pyproject.toml " in text("Dockerfile")


def test_all_speak_of_one_port():
    image = text("Dockerfile")
    port = re.search(r"^EXPOSE (\d+)$", image, re.MULTILINE)[1]

    assert f'"--bind", "0.0.0.0:{port}"' in image
    assert f"http://localhost:{port}/readyz" in image
    assert f"UPSTREAM: web:{port}" in text("compose.yaml")
    assert f"127.0.0.1:{port}" in text("docs/Caddyfile")
    assert f"server 127.0.0.1:{port};" in text("docs/nginx.conf")
    assert f"--bind 127.0.0.1:{port}" in text("README.md")


def test_the_probe_asks_for_a_host_that_is_allowed():
    assert re.search(r"ALLOWED_HOSTS: \S+,localhost\n", text("compose.yaml"))


def test_proxies_take_what_the_web_takes():
    most = worker.LIMITS["max_request_body_size"] // MB

    assert f"client_max_body_size {most}m;" in text("docs/nginx.conf")
    assert f"max_size {most}MB" in text("docs/Caddyfile")


def test_proxies_end_idle_connections_before_the_web_does():
    """Otherwise a form is sent into one that is just being closed."""
    nginx = re.search(r"\n    keepalive_timeout (\d+)s;", text("docs/nginx.conf"))[1]
    caddy = re.search(r"\bkeepalive (\d+)s", text("docs/Caddyfile"))[1]

    assert max(int(nginx), int(caddy)) < worker.LIMITS["channel_timeout"]


def test_proxies_speak_tls_of_today():
    """Caddy does by itself, see its documentation."""
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text("docs/nginx.conf")


def test_containers_are_not_root_and_change_nothing_of_theirs():
    compose = text("compose.yaml")
    started = compose.split("\nservices:\n")[1].split("\nvolumes:\n")[0]
    services = re.split(r"\n(?=  \w+:\n)", started)
    closed = [compose.split("\nservices:\n")[0]]
    closed += [one for one in services if "<<: *app" not in one]

    assert len(closed) == 3
    for one in closed:
        assert "read_only: true" in one
        assert "cap_drop: [ALL]" in one
        assert "no-new-privileges:true" in one
    assert re.search(r"^USER goals$", text("Dockerfile"), re.MULTILINE)
    assert "user: postgres" in services[-1]


def test_every_service_that_stays_is_probed():
    compose = text("compose.yaml")

    assert "HEALTHCHECK" in text("Dockerfile")
    for image in ("caddy", "postgres"):
        service = compose.split(f"/library/{image}:")[1]
        assert "test: [CMD, " in service
