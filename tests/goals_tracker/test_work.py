"""Workers as processes of their own, killed and started by the web."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.tasks import TaskResultStatus as Status
from django.utils import timezone

from goals_tracker import starting
from goals_tracker.models import Job
from goals_tracker.starting import only_worker
from goals_tracker.worker import HUNG, Worker
from tests import tasks

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS_TO_HAPPEN = 60
SHORT = 5


def address():
    """Where another process finds the database of this test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    before, mark, after = os.environ["DATABASE_URL"].partition("?")
    return f"{before.rpartition('/')[0]}/{name}{mark}{after}"


@pytest.fixture
def environment(monkeypatch):
    """Let processes that are started here find the test's database and settings."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    monkeypatch.setenv("DATABASE_URL", address())


@pytest.fixture
def start(environment):
    started = []

    def start(*options):
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"]
        started.append(subprocess.Popen([*command, *options], cwd=settings.BASE_DIR))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(happened):
    deadline = time.monotonic() + SECONDS_TO_HAPPEN
    while not happened():
        assert time.monotonic() < deadline, "It did not happen."
        time.sleep(0.05)


def is_(status):
    return lambda: Job.objects.get().status == status


def test_what_a_killed_worker_held_is_taken_up_by_another(start):
    tasks.hang_at_first.enqueue()
    first = start(f"--lease={SHORT}")
    wait_for(is_(Status.RUNNING))
    # Alive for longer than a lease, it keeps what it holds.
    ended = Job.objects.get().held_until
    wait_for(lambda: timezone.now() > ended)
    assert Worker().work() == 0

    first.send_signal(signal.SIGKILL)
    first.wait()
    start(f"--lease={SHORT}")
    wait_for(is_(Status.SUCCESSFUL))

    job = Job.objects.get()
    assert (job.value, job.attempts) == ("attempt 2", 2)


def test_a_worker_that_is_told_to_end_leaves_its_job_to_the_next(start):
    tasks.hang_at_first.enqueue()
    worker = start()
    wait_for(is_(Status.RUNNING))

    worker.terminate()

    assert worker.wait(SECONDS_TO_HAPPEN) == 0
    assert Job.objects.get().status == Status.READY


def test_a_worker_whose_job_hangs_ends_and_leaves_it_to_its_lease(start):
    tasks.hang.enqueue()

    worker = start("--lease=1", "--patience=1")

    assert worker.wait(SECONDS_TO_HAPPEN) == HUNG
    job = Job.objects.get()
    assert (job.status, job.attempts) == (Status.RUNNING, 1)


def test_the_web_starts_a_worker_for_what_is_asked(environment, settings):
    settings.WORK_IN_WEB = True

    tasks.add.enqueue(1, 2)

    wait_for(is_(Status.SUCCESSFUL))


def test_the_web_starts_a_worker_for_what_was_left(environment):
    tasks.add.enqueue(1, 2)

    starting.look_after_work()

    wait_for(is_(Status.SUCCESSFUL))


def test_there_is_one_worker_on_a_machine_that_the_web_starts():
    with only_worker() as first, only_worker() as second:
        assert (first, second) == (True, False)

    with only_worker() as third:
        assert third


def test_no_worker_is_started_where_one_is_at_work(environment):
    tasks.add.enqueue(1, 2)

    with only_worker():
        starting.look_after_work()

    assert Job.objects.get().status == Status.READY
