"""Production's settings with one address more; BARE also takes the middleware out."""

import os

from goals_tracker.settings import *  # noqa: F403 -- nothing is to differ by accident

ROOT_URLCONF = "tests.bench.urls"
if os.environ.get("BARE"):
    MIDDLEWARE = []
