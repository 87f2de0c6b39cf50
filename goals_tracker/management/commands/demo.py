import os
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command

SAMPLE_REVIEW = "/teams/techops/2014-15-q2/review/"


class Command(BaseCommand):
    help = "Prepare and serve the sample review on this machine."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port, **options):
        check_is_demo()
        check_is_free(port)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_sample", stdout=self.stdout)
        collect_static()
        self.stdout.write(f"http://127.0.0.1:{port}{SAMPLE_REVIEW}")
        self.stdout.write("Press Ctrl-C to stop.")
        self.stdout.flush()
        serve(port)


def check_is_demo():
    if not settings.DEMO:
        raise CommandError("This command is for demos only. Set DEMO=1.")


def check_is_free(port):
    with socket.socket() as probe:
        # As the server does, so that a port that was just released counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as refusal:
            raise CommandError(
                f"Port {port} cannot be used ({refusal}). Try: make demo PORT=8001"
            ) from None


def collect_static():
    """Collect only if a file is new or changed, since compressing takes ten seconds."""
    collected = Path(settings.STATIC_ROOT, ".collected")
    now = "\n".join(sorted(static_sources()))
    if not collected.exists() or collected.read_text(encoding="utf-8") != now:
        call_command("collectstatic", interactive=False, verbosity=0)
        collected.write_text(now, encoding="utf-8")


def static_sources():
    """Each static file with its size and time of change."""
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            yield f"{name} {state.st_size} {state.st_mtime_ns}"


def serve(port):
    """Replace this process with the server, so that it gets all signals."""
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    os.execv(sys.executable, [*command, "--config", "python:goals_tracker.server"])
