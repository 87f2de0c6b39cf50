"""The settings for tests: those of production, as far as a test machine can serve them.

Whatever the tests write goes to a folder of their own that ends with them.
"""

import os
import tempfile

# In a variable, since the folder is deleted together with the object.
workspace = tempfile.TemporaryDirectory(prefix="goals-tests-")

os.environ |= {
    "SECRET_KEY": "tests-only-" * 5,
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DEMO": "0",
    "DEBUG": "0",
    "HTTPS": "0",
    "SECURITY_CONTACT": "mailto:security@example.org",
    "LOG_LEVEL": "WARNING",
    "VAR_DIR": workspace.name,
    # Tests do the work themselves, or start the worker that they need.
    "WORK_IN_WEB": os.environ.get("TESTS_WORK_IN_WEB", "0"),
    "RUN_SCHEDULES": os.environ.get("TESTS_RUN_SCHEDULES", "0"),
}

from goals_tracker.settings import *  # noqa: E402, F403 -- reads the lines above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405 -- from the line above
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
STATIC_ROOT.mkdir()  # noqa: F405 -- whitenoise warns about a missing folder

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # In memory, connections share one cache and lock differently from the real thing.
    DATABASES["default"]["OPTIONS"] |= {  # noqa: F405
        "timeout": 60,
        # The folder is temporary, so a crash can lose nothing.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF",
    }
    DATABASES["default"]["TEST"] = {  # noqa: F405
        "NAME": os.path.join(workspace.name, "test.sqlite3")
    }
