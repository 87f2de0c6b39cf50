"""Workers as processes of their own, killed and started by the web.

WORKERS_KILLED=20 kills that many in place of a few.
"""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.utils import timezone

from goals_tracker.tasks import engine, launcher
from goals_tracker.tasks.engine import HUNG, State
from goals_tracker.tasks.launcher import only_worker
from objectives.models import Team
from tests import tasks
from tests.deep import times

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS_TO_HAPPEN = 60
SHORT = 5
KILLED = int(os.environ.get("WORKERS_KILLED", times(3, 1)))
UNTIL_IDLE = ("--until-idle", f"--lease={SHORT}")
Task = engine.MODELS[0]
IMPORT_AND_ASK = """
import threading
from goals_tracker.wsgi import application
print(len(threading.enumerate()))
from django.test import Client
Client().get("/healthz")
print(sorted(thread.name for thread in threading.enumerate())[-1])
"""


@pytest.fixture
def start(other_processes):
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


def is_(state):
    """Whether that is what became of the only task."""
    return lambda: engine.state(str(Task.objects.get().pk)) == state


def test_what_a_worker_was_killed_before_is_done_by_another(start):
    first = start()
    first.kill()
    first.wait()
    tasks.add.enqueue(1, 2)

    assert start("--until-idle").wait(SECONDS_TO_HAPPEN) == 0

    assert is_(State.DONE)()


def test_what_a_killed_worker_held_is_taken_up_by_another(start):
    tasks.hang_at_first.enqueue()
    first = start(f"--lease={SHORT}")
    wait_for(is_(State.RUNNING))
    # Alive for longer than a lease, it keeps what it holds.
    ended = Task.objects.get().lease_expires_at
    wait_for(lambda: timezone.now() > ended)
    assert tasks.work() == 0

    first.send_signal(signal.SIGKILL)
    first.wait()
    start(f"--lease={SHORT}")
    wait_for(is_(State.DONE))

    task = Task.objects.get()
    assert (task.return_value, task.attempts) == ("attempt 2", 2)


@pytest.mark.parametrize(
    ("is_fenced", "written"),
    [(True, {"begun", "attempt-2"}), (False, {"begun", "attempt-1", "attempt-2"})],
)
def test_a_worker_that_was_stopped_beyond_its_lease_writes_nothing(
    start, is_fenced, written
):
    tasks.write_when_overtaken.enqueue(is_fenced)
    first = start(*UNTIL_IDLE)
    # A worker that is stopped before it begins would not begin afterwards.
    wait_for(Team.objects.filter(name="begun").exists)
    first.send_signal(signal.SIGSTOP)
    wait_for(is_(State.ABANDONED))

    second = start(f"--lease={SHORT}")
    wait_for(is_(State.DONE))
    first.send_signal(signal.SIGCONT)
    assert first.wait(SECONDS_TO_HAPPEN) == 0
    second.kill()

    assert set(Team.objects.values_list("name", flat=True)) == written
    task = Task.objects.get()
    assert (task.status, task.attempts) == (Task.Status.SUCCESSFUL, 2)


def test_a_worker_that_is_told_to_end_leaves_its_task_to_the_next(start):
    tasks.hang_at_first.enqueue()
    worker = start()
    wait_for(is_(State.RUNNING))

    worker.terminate()

    assert worker.wait(SECONDS_TO_HAPPEN) == 0
    assert is_(State.WAITING)()
    assert Task.objects.get().attempts == 0


def test_a_worker_whose_task_hangs_ends_and_leaves_it_to_its_lease(start):
    tasks.hang.enqueue()

    worker = start("--lease=1", "--patience=1")

    assert worker.wait(SECONDS_TO_HAPPEN) == HUNG
    wait_for(is_(State.ABANDONED))
    assert Task.objects.get().attempts == 1


def test_a_task_that_takes_its_workers_along_is_given_up(start):
    tasks.kill.enqueue()
    for _ in range(3):
        wait_for(lambda: engine.is_wanted(at=timezone.now()))
        worker = start("--until-idle", "--lease=1")
        assert worker.wait(SECONDS_TO_HAPPEN) == -signal.SIGKILL

    wait_for(is_(State.ABANDONED))
    assert start("--until-idle").wait(SECONDS_TO_HAPPEN) == 0

    assert is_(State.LOST)()
    assert not engine.is_wanted(at=timezone.now())


def test_no_task_of_a_killed_worker_runs_for_ever(start):
    keys = [engine.enqueue(tasks.hang_at_first) for _ in range(KILLED)]
    begun = Task.objects.filter(status=Task.Status.RUNNING, attempts=1)
    killed = set()
    for _ in keys:
        worker = start("--lease=1")
        wait_for(begun.exclude(locked_by__in=killed).exists)
        worker.kill()
        worker.wait()
        killed |= engine.workers()

    start("--lease=1")
    wait_for(lambda: all(state.is_over for state in engine.states(keys).values()))

    assert len(killed) == KILLED
    assert set(engine.states(keys).values()) == {State.DONE}
    assert set(Task.objects.values_list("attempts", flat=True)) == {2}


def test_two_workers_with_folders_of_their_own_share_the_queue(start):
    # Each process under the tests' settings has a VAR_DIR of its own.
    keys = [engine.enqueue(tasks.meet) for _ in range(2)]

    workers = [start("--until-idle") for _ in range(2)]

    assert [worker.wait(SECONDS_TO_HAPPEN) for worker in workers] == [0, 0]
    assert set(engine.states(keys).values()) == {State.DONE}
    names = [task.worker_ids for task in Task.objects.all()]
    assert names[0] != names[1]
    assert [len(tried) for tried in names] == [1, 1]


# From the web


def test_the_web_starts_a_worker_for_what_is_asked(other_processes, settings):
    settings.WORK_IN_WEB = True

    tasks.add.enqueue(1, 2)

    wait_for(is_(State.DONE))


def test_the_web_starts_a_worker_for_what_was_left(other_processes):
    tasks.add.enqueue(1, 2)

    launcher.look_after_work()

    wait_for(is_(State.DONE))


def test_the_web_starts_a_worker_for_a_schedule(other_processes, monkeypatch, settings):
    monkeypatch.setenv("TESTS_RUN_SCHEDULES", "1")
    default = settings.TASKS["default"]
    options = default["OPTIONS"] | {"SCHEDULES": settings.SCHEDULES}
    settings.TASKS = {"default": default | {"OPTIONS": options}}

    launcher.look_after_work()

    wait_for(engine.OxScheduleTick.objects.exists)


def test_there_is_one_worker_on_a_machine_that_the_web_starts():
    with only_worker("default") as first, only_worker("default") as second:
        assert (first, second) == (True, False)

    with only_worker("default") as third:
        assert third


def test_a_print_is_done_while_the_worker_for_the_rest_is_busy(other_processes):
    tasks.add.enqueue(1, 2)
    tasks.add.using(queue_name="prints").enqueue(3, 4)
    waiting = Task.objects.get(queue_name="default")

    with only_worker("default"):
        launcher.look_after_work()
        prints = Task.objects.get(queue_name="prints")
        wait_for(lambda: engine.state(str(prints.pk)) == State.DONE)

    assert engine.state(str(waiting.pk)) == State.WAITING


def test_a_worker_of_one_queue_ends_though_work_is_left_in_another(start):
    tasks.add.enqueue(1, 2)

    assert start("--until-idle", "--queue=prints").wait(SECONDS_TO_HAPPEN) == 0

    assert is_(State.WAITING)()


def test_no_worker_is_started_where_one_is_at_work(other_processes):
    tasks.add.enqueue(1, 2)

    with only_worker("default"):
        launcher.look_after_work()

    assert is_(State.WAITING)()


def test_a_web_process_looks_after_the_work_from_its_first_request_on(other_processes):
    said = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_ASK],
        env=os.environ | {"TESTS_WORK_IN_WEB": "1"},
        capture_output=True,
        check=True,
        text=True,
    )

    assert said.stdout.split("\n")[:2] == ["1", "looks after work"]
