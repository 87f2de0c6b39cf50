import os

import pytest


@pytest.fixture(autouse=True, scope="session")
def _database_beside_the_browser():
    # Playwright's event loop lives in this thread, and Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
