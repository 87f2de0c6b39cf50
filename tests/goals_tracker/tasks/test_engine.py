import datetime

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.tasks import TaskContext
from django.tasks import TaskResultStatus as Status
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone

from goals_tracker.tasks import engine
from goals_tracker.tasks.engine import RETENTION, State
from objectives.models import Team
from tests import tasks
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)
HOUR = datetime.timedelta(hours=1)
Task = engine.MODELS[0]


def claimed(by=None):
    return (by or engine.Worker()).claim_one()


def context_of(task):
    """What the task would be given in this attempt."""
    result = tasks.add.get_result(str(task.pk))
    return TaskContext(task_result=result)


# Whose a task is


def test_the_oldest_comes_first():
    first, second = tasks.add.enqueue(1, 2), tasks.add.enqueue(3, 4)

    keys = [str(claimed().pk), str(claimed().pk)]

    assert keys == [first.id, second.id]
    assert claimed() is None


def test_what_is_held_no_more_is_taken_up():
    tasks.add.enqueue(1, 2)
    first, worker = claimed(), engine.Worker()
    assert worker.reap() == 0
    tasks.expire()

    assert worker.reap() == 1

    taken = claimed(worker)
    assert (taken.pk, taken.locked_by, taken.attempts) == (
        first.pk,
        worker.worker_id,
        2,
    )


def test_who_lost_a_task_can_neither_go_on_nor_write():
    tasks.add.enqueue(1, 2)
    lost = context_of(claimed())
    engine.go_on(lost)
    tasks.expire()
    worker = engine.Worker()
    worker.reap()

    taken = claimed(worker)

    with pytest.raises(engine.LeaseLostError):
        engine.go_on(lost)
    with pytest.raises(engine.LeaseLostError), engine.while_held(lost):
        raise AssertionError("It wrote.")
    with engine.while_held(context_of(taken)):
        pass


def test_a_worker_that_takes_a_task_again_does_not_write_for_its_first_attempt():
    tasks.add.enqueue(1, 2)
    worker = engine.Worker()
    lost = context_of(claimed(worker))
    tasks.expire()
    worker.reap()
    with pytest.raises(engine.LeaseLostError):
        engine.go_on(lost)
    claimed(worker)

    with pytest.raises(engine.LeaseLostError):
        engine.go_on(lost)


def test_who_was_overtaken_writes_nothing():
    tasks.write.enqueue()
    tasks.work()
    assert Team.objects.count() == 1
    Team.objects.all().delete()

    tasks.be_overtaken.enqueue()
    tasks.work()

    assert not Team.objects.exists()
    task = Task.objects.get(status=Status.RUNNING)
    assert task.locked_by == "another"


@pytest.fixture
def set_ahead(monkeypatch):
    """Sets the clock of this machine ahead, and not the database's."""

    def set_ahead(seconds):
        ahead = timezone.now() + seconds * SECOND
        monkeypatch.setattr(timezone, "now", lambda: ahead)

    return set_ahead


@pytest.mark.parametrize("seconds", [60, 180, -180])
def test_a_machine_whose_clock_is_wrong_takes_no_live_work(set_ahead, seconds):
    key = engine.enqueue(tasks.add, 1, 2)
    holder = claimed()

    set_ahead(seconds)
    worker = engine.Worker()

    assert [worker.reap() for _ in range(4)] == [0] * 4
    assert claimed(worker) is None
    assert engine.state(key) == State.RUNNING
    assert not engine.is_wanted(at=timezone.now())
    engine.go_on(context_of(holder))


@pytest.mark.parametrize("seconds", [180, -180])
def test_a_lease_of_such_a_machine_is_no_longer_than_others(set_ahead, seconds):
    tasks.add.enqueue(1, 2)
    at = timezone.now()
    set_ahead(seconds)

    taken = claimed()

    lease = taken.lease_expires_at - taken.locked_at
    assert lease == settings.TASKS["default"]["OPTIONS"]["LOCK_TIMEOUT"] * SECOND
    assert abs(taken.locked_at - at) < abs(seconds) / 2 * SECOND


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_wakes_up_late_does_not_take_its_own_task():
    result = tasks.sleep_through_a_lease.enqueue()

    tasks.work()

    result.refresh()
    assert (result.return_value, result.attempts) == ("not taken", 1)


def test_a_task_whose_workers_are_killed_is_given_up():
    result = tasks.add.enqueue(1, 2)
    worker = engine.Worker()
    for _ in range(3):
        claimed(worker)
        tasks.expire()
        worker.reap()

    assert claimed(worker) is None
    assert engine.state(result.id) == State.LOST
    assert result.status != Status.FAILED
    result.refresh()
    assert result.status == Status.FAILED
    assert "lease expired with no attempts remaining" in result.errors[-1].traceback


def test_what_is_put_back_costs_no_attempt_and_is_due_at_once():
    tasks.add.enqueue(1, 2)

    engine.put_back(context_of(claimed()))

    assert claimed().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_of_ten_workers_one_gets_the_task():
    tasks.add.enqueue(1, 2)

    def take(between):
        if claimed() is None:
            raise ValidationError("Taken", code="taken")

    assert at_once(take) == ["done"] + ["taken"] * (TIMES - 1)
    assert Task.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_ten_who_looked_first_would_all_get_it():
    tasks.add.enqueue(1, 2)

    def take(between):
        found = Task.objects.get(status=Status.READY)
        between.wait()
        Task.objects.filter(pk=found.pk).update(locked_by="one")

    assert at_once(take) == ["done"] * TIMES


# What becomes of it


def test_a_task_is_done_by_a_worker_and_its_result_is_kept():
    result = tasks.add.enqueue(1, other=2)

    assert result.status == Status.READY
    assert tasks.work() == 1
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == (
        Status.SUCCESSFUL,
        3,
        1,
    )


@pytest.mark.parametrize("key", ["x", "6b5c2d8e-0000-4000-8000-000000000000"])
def test_a_result_that_is_not_there_is_said_so(key):
    with pytest.raises(TaskResultDoesNotExist):
        tasks.add.get_result(key)


def test_a_fault_is_tried_again_and_then_kept():
    result = tasks.stumble.enqueue()
    for attempt in (1, 2, 3):
        assert engine.state(result.id) == State.WAITING
        assert tasks.work() == 1
        assert Task.objects.get().attempts == attempt
        Task.objects.update(run_after=None)

    assert tasks.work() == 0
    assert engine.state(result.id) == State.FAILED
    result.refresh()
    assert result.errors[-1].exception_class is LookupError
    assert "secret" in result.errors[-1].traceback


@pytest.mark.parametrize("path", ["tests.tasks.gone", "tests.gone.add", "gone"])
def test_a_task_whose_name_no_longer_imports_fails_and_others_are_done(path):
    gone = engine.enqueue(tasks.add, 1, 2)
    Task.objects.update(task_path=path)
    for _ in range(2):
        assert tasks.work() == 1
        assert engine.state(gone) == State.WAITING
        Task.objects.update(run_after=None)
    there = engine.enqueue(tasks.add, 1, 2)

    assert tasks.work() == 2

    assert (engine.state(gone), engine.state(there)) == (State.FAILED, State.DONE)


def test_what_became_of_it_is_told_by_its_id():
    key = engine.enqueue(tasks.add, 1, 2)
    found = [engine.state(key)]
    claimed()
    found.append(engine.state(key))
    tasks.expire()
    found.append(engine.state(key))
    engine.Worker().reap()
    tasks.work()
    found.append(engine.state(key))
    Task.objects.all().delete()
    found.append(engine.state(key))

    assert found == [
        State.WAITING,
        State.RUNNING,
        State.ABANDONED,
        State.DONE,
        State.GONE,
    ]
    assert [state.is_over for state in found] == [False, False, False, True, True]


def test_what_ended_a_week_ago_is_removed():
    keys = [engine.enqueue(tasks.add, 1, 2) for _ in range(4)]
    at = timezone.now()
    ends = [
        {"status": Task.Status.SUCCESSFUL, "finished_at": at - RETENTION - SECOND},
        {"status": Task.Status.LOST, "finished_at": at - RETENTION - SECOND},
        {"status": Task.Status.SUCCESSFUL, "finished_at": at - RETENTION + HOUR},
        {"enqueued_at": at - RETENTION - SECOND},
    ]
    for key, fields in zip(keys, ends, strict=True):
        Task.objects.filter(pk=key).update(**fields)

    engine.remove_old()

    assert {str(task.pk) for task in Task.objects.all()} == set(keys[2:])


class Hindered(engine.Worker):
    """Does not reach the database the first time that it wants to say that it lives."""

    count = 0

    def renew_leases(self):
        self.count += 1
        if self.count == 1:
            raise DatabaseError("gone")
        if self.count == 3:
            tasks.renewed.set()
        return super().renew_leases()


@pytest.mark.django_db(transaction=True)
def test_the_database_may_be_away_for_a_moment(caplog):
    result = tasks.wait_for_renewals.enqueue()

    Hindered(renew_interval=0.1).run_once()

    result.refresh()
    assert (result.return_value, result.attempts) == (True, 1)
    assert "Lease renewal failed" in caplog.text


# Where a worker is wanted


@pytest.mark.parametrize(
    ("fields", "is_wanted"),
    [
        ({}, True),
        ({"run_after": 1}, False),
        ({"run_after": -1}, True),
        ({"status": "RUNNING", "lease_expires_at": 1}, False),
        ({"status": "RUNNING", "lease_expires_at": -1}, True),
        ({"status": "FAILED"}, False),
        ({"status": "LOST"}, False),
        ({"status": "SUCCESSFUL"}, False),
    ],
)
def test_a_worker_is_wanted_where_there_is_something_to_do(fields, is_wanted):
    at = timezone.now()
    key = engine.enqueue(tasks.add, 1, 2)
    for name, hours in fields.items():
        if isinstance(hours, int):
            fields = fields | {name: at + hours * HOUR}
    Task.objects.filter(pk=key).update(**fields)

    assert engine.is_wanted(at=at) is is_wanted


# Schedules


@pytest.fixture
def schedule(settings):
    """Adds one and two, every hour."""
    every = {"task": "tests.tasks.add", "args": [1, 2], "every": 3600}
    default = settings.TASKS["default"]
    options = default["OPTIONS"] | {"SCHEDULES": {"add": every}}
    settings.TASKS = {"default": default | {"OPTIONS": options}}


def let_an_hour_pass():
    """As if the last time it was due had been an hour earlier."""
    for tick in engine.OxScheduleTick.objects.all():
        tick.scheduled_for -= HOUR
        tick.save()


def test_a_schedule_is_due_until_a_worker_has_seen_it(schedule):
    at = timezone.now()
    assert engine.is_wanted(at=at)
    engine.Worker().dispatch_schedules()

    assert not engine.is_wanted(at=at)
    assert engine.is_wanted(at=at + HOUR)


def test_a_schedule_is_done_once_whoever_looks(schedule):
    workers = [engine.Worker(), engine.Worker()]
    workers[0].dispatch_schedules()
    let_an_hour_pass()

    assert [worker.dispatch_schedules() for worker in workers] == [1, 0]

    assert tasks.work() == 1
    assert Task.objects.get().return_value == 3


def test_without_schedules_nothing_is_due():
    assert not engine.is_wanted(at=timezone.now())
    assert engine.Worker().dispatch_schedules() == 0


# What the library would bring along


def test_the_librarys_figures_have_no_address(client, admin_client):
    for one in (client, admin_client):
        assert one.get("/ox/metrics").status_code == 404


def test_the_admin_shows_tasks_and_changes_none(admin_client):
    key = engine.enqueue(tasks.add, 1, 2)

    page = admin_client.get("/admin/django_ox/oxtask/")

    assert "tests.tasks.add" in page.text
    assert "retry" not in page.text.lower()
    assert admin_client.get(f"/admin/django_ox/oxtask/{key}/delete/").status_code == 403
    assert admin_client.get("/admin/django_ox/oxschedule/").status_code == 404
