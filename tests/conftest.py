import os

import pytest
from hypothesis import HealthCheck, settings

from tests import caches, parts

# How long an example takes says more about the machine than about the code.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")
DATABASE = {"db", "transactional_db"}
QUIET_CHROMIUM = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


# First, so that -m already sees the marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parent.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.needs("chromium"))
        if item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames):
            item.add_marker(pytest.mark.database)
        if any("pango" in mark.args for mark in item.iter_markers("needs")):
            item.add_marker(pytest.mark.pdf)


# First, so that a missing part is named before a fixture fails for want of it.
@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        for lack in filter(None, map(parts.missing, mark.args)):
            refuse = pytest.fail if os.environ.get("CI") else pytest.skip
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


# A test's rows are rolled back, and with them the version that pages are kept under.
@pytest.fixture(autouse=True)
def no_page_is_kept_for_the_next_test():
    yield
    caches.forget()
