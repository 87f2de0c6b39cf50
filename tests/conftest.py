import os

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

from objectives.models import Member
from tests import caches, databases, migrated, parts
from tests.deep import times
from tests.makers import load_sample, make_lead, make_organization, make_team, make_user

# How long an example takes says more about the machine than about the code.
settings.register_profile(
    "patient",
    deadline=None,
    max_examples=times(100, 25),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")
TESTS = databases.TESTS
DATABASE = {"db", "transactional_db"}
LONG = {
    *("test_handout", "test_rendering", "test_hostile_input", "test_permission_table"),
    *("test_launchers", "test_lost_updates", "test_sent_twice", "test_launcher"),
    *("test_faults", "test_restore", "test_under_writes"),
    *("test_list_plans_of_the_database", "test_meeting", "test_people"),
    *("test_closing", "test_signed_out_meanwhile", "test_upgrades"),
}
QUIET_CHROMIUM = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--process-per-site",
    "--no-first-run",
]


# First, so that -m already sees the marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if TESTS / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.needs("chromium"))
        if item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames):
            item.add_marker(pytest.mark.database)
            add_marks_of_the_database(item)
        if any("pango" in mark.args for mark in item.iter_markers("needs")):
            item.add_marker(pytest.mark.pdf)
    # What takes longest first, so that no worker is left alone with it in the end.
    items.sort(key=lambda item: item.path.stem not in LONG)


def add_marks_of_the_database(item):
    mark = item.get_closest_marker("django_db")
    is_crowd = mark and mark.kwargs.get("transaction")
    if is_crowd or "transactional_db" in item.fixturenames:
        item.add_marker(pytest.mark.crowd)
    if is_crowd or databases.are_the_subject_of(item.path):
        item.add_marker(pytest.mark.postgresql)
    marked = item.get_closest_marker("postgresql") and "browser" not in item.keywords
    assert not marked or databases.may_be_named_in(item.path), item.path


# First, so that a missing part is named before a fixture fails for want of it.
@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        for lack in filter(None, map(parts.missing, mark.args)):
            refuse = pytest.fail if parts.must_be_there(lack) else pytest.skip
            refuse(lack)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    args = list(QUIET_CHROMIUM)
    if os.geteuid() == 0:
        args.append("--no-sandbox")  # Chromium refuses to start as root otherwise
    return {
        **browser_type_launch_args,
        "executable_path": parts.chromium(),
        "args": args,
    }


@pytest.fixture(scope="session")
def django_db_keepdb():
    """What SQLite begins with is the copy; its folder ends with the run."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_blocker
):
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        migrated.copy_to(test["NAME"])
    else:
        with django_db_blocker.unblock():
            migrated.make_template()
        test["TEMPLATE"] = migrated.TEMPLATE


def database_url():
    """Where another process finds the database of this test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    before, mark, after = os.environ["DATABASE_URL"].partition("?")
    return f"{before.rpartition('/')[0]}/{name}{mark}{after}"


@pytest.fixture
def other_processes(monkeypatch):
    """Let processes that a test starts find its database and settings."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    monkeypatch.setenv("DATABASE_URL", database_url())


# Rolling back a test's rows also rolls back the version of cached pages.
@pytest.fixture(autouse=True)
def no_page_is_kept_for_the_next_test():
    yield
    caches.forget()


@pytest.fixture
def sample(db):
    load_sample()


@pytest.fixture
def sample_lead(client, sample):
    """Who leads the sample's team, signed in."""
    lead = make_user("grace")
    Member.objects.filter(name="Chase Pettet").update(user=lead, is_lead=True)
    client.force_login(lead)
    return lead


@pytest.fixture
def team(db):
    """A team of an organisation that anyone may read."""
    make_organization()
    return make_team("Whole")


@pytest.fixture
def lead(client, team):
    """The team's lead, signed in."""
    lead = make_lead(team, "lead")
    client.force_login(lead)
    return lead


@pytest.fixture
def boss(client, db):
    """An administrator, signed in."""
    boss = make_user("boss", is_staff=True)
    client.force_login(boss)
    return boss


@pytest.fixture
def media(settings, tmp_path):
    """A folder of the test's own for pictures."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def mail_server(settings):
    """A server that takes mail into `django.core.mail.outbox`."""
    backend = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend}}
    settings.SITE_URL = "https://goals.example.org"
