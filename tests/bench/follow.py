"""What two hundred followers of a meeting cost the server that shows it.

Each asks once a second, on a connection of its own, as follow.js does while a meeting
runs. Without followers the presenter's page alone asks.
"""

import os
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

from tests.bench.server import Reader, started

LIVE = "/teams/techops/2014-15-q2/review/live/"
FOLLOWERS = 200
SECONDS = 10
SECONDS_TO_OPEN = 60
OPEN = """
from django.utils import timezone
from reviews.models import Review
review = Review.objects.at_address("techops", "2014-15-q2").get()
review.open_meeting("cover", by=None, at=timezone.now())
"""
CLOSE = "from reviews.models import Meeting; Meeting.objects.all().delete()"


def figures(environment):
    """CPU with followers over that without, and as a share of one core."""
    shell(environment, OPEN)
    with started(environment) as (port, pid):
        cpu_of_asking(port, pid, 1)  # what only the first requests cost
        alone = cpu_of_asking(port, pid, 1)
        followed = cpu_of_asking(port, pid, FOLLOWERS)
    shell(environment, CLOSE)
    yield "follow.cpu_200_vs_none", followed / max(alone, 0.01)
    yield "follow.core_share_200", followed / SECONDS
    yield "follow.cpu_a_poll_ms", followed * 1000 / (FOLLOWERS * SECONDS)


def shell(environment, code):
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        env=environment,
        check=True,
        timeout=SECONDS_TO_OPEN,
    )


def cpu_of_asking(port, pid, readers):
    """The CPU seconds of the server while so many ask once a second."""
    with ExitStack() as opened:
        asking = [Reader(port, LIVE) for _ in range(readers)]
        for reader in asking:
            reader.connect()
            opened.enter_context(closing(reader.socket))
        before = cpu_of(pid)
        for _ in range(SECONDS):
            ends = time.monotonic() + 1
            for reader in asking:
                ask(reader)
            time.sleep(max(0, ends - time.monotonic()))
        return cpu_of(pid) - before


def ask(reader):
    """Ask once; anew where the server has dropped a connection as idle, as browsers."""
    try:
        reader.read()
    except (OSError, RuntimeError):
        reader.connect()


def cpu_of(pid):
    """The CPU seconds of a process and of those that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own_cpu(pid) + sum(map(cpu_of, children))


def own_cpu(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
