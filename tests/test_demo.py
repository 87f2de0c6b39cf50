import os
import socket
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from goals_tracker.management.commands.demo import collect_static


@pytest.fixture
def one_static_file(settings, tmp_path):
    source = tmp_path / "source" / "page.css"
    source.parent.mkdir()
    source.write_text("one")
    settings.STATICFILES_DIRS = [source.parent]
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder"
    ]
    settings.STATIC_ROOT = tmp_path / "static"
    return source


def test_the_demo_is_refused_outside_demo_mode():
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")


def test_a_port_in_use_is_named(settings):
    settings.DEMO = True

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} cannot be used"):
            call_command("demo", port=port)


def test_a_changed_file_is_collected_at_the_next_start(one_static_file, settings):
    collect_static()
    one_static_file.write_text("another")
    # Django compares whole seconds.
    os.utime(one_static_file, (time.time() + 2, time.time() + 2))

    collect_static()

    assert Path(settings.STATIC_ROOT, "page.css").read_text() == "another"


def test_unchanged_files_are_collected_once(one_static_file, settings):
    collect_static()
    copy = Path(settings.STATIC_ROOT, "page.css")
    copy.unlink()

    collect_static()

    assert not copy.exists()
