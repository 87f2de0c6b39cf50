import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.tasks import TaskResultStatus as Status
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone

from goals_tracker.jobs import JobLost
from goals_tracker.models import GIVEN_UP, KEPT, MOST_ATTEMPTS, Job
from goals_tracker.worker import LEASE, UNEXPECTED, Pulse, Worker
from tests import tasks
from tests.makers import AT
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)
EXPIRED = AT + LEASE


def make_job(at=AT, **fields):
    arguments = {"args": [], "kwargs": {}}
    return Job.objects.create(task="x", arguments=arguments, enqueued_at=at, **fields)


def claim(worker="one", at=AT):
    return Job.objects.claim(worker, lease=LEASE, at=at)


def test_the_oldest_comes_first():
    later, sooner = make_job(AT + SECOND), make_job(AT)

    assert [claim(), claim(), claim()] == [sooner, later, None]


def test_what_is_held_is_nobody_elses():
    make_job()
    claim("one")

    assert claim("two", at=EXPIRED - SECOND) is None


def test_what_is_held_no_more_is_taken_up():
    job = make_job()
    claim("one")

    taken = claim("two", at=EXPIRED)

    assert (taken, taken.worker, taken.attempts) == (job, "two", 2)


def test_who_says_to_live_keeps_the_job():
    make_job()
    job = claim("one")

    assert job.hold(lease=LEASE, at=EXPIRED - SECOND)
    assert claim("two", at=EXPIRED) is None


def test_who_lost_a_job_can_neither_hold_nor_end_it():
    make_job()
    lost = claim("one")
    taken = claim("two", at=EXPIRED)

    assert not lost.hold(lease=LEASE, at=EXPIRED)
    assert not lost.end(Status.SUCCESSFUL, at=EXPIRED)
    assert taken.end(Status.SUCCESSFUL, at=EXPIRED)


def test_a_worker_that_was_restarted_under_its_name_does_not_hold_what_it_held():
    make_job()
    lost = claim("one")
    claim("one", at=EXPIRED)

    assert not lost.hold(lease=LEASE, at=EXPIRED)


def test_a_job_whose_workers_are_killed_ends_as_failed():
    job, at = make_job(), AT
    for _ in range(MOST_ATTEMPTS):
        assert claim(at=at) == job
        at += LEASE

    assert claim(at=at) is None
    assert Job.objects.give_up(at=at) == 1

    job.refresh_from_db()
    assert (job.status, job.error, job.finished_at) == (Status.FAILED, GIVEN_UP, at)


def test_nothing_is_given_up_that_is_held():
    make_job()
    for number in range(MOST_ATTEMPTS):
        claim(at=AT + number * LEASE)

    assert Job.objects.give_up(at=AT + MOST_ATTEMPTS * LEASE - SECOND) == 0


def test_what_is_put_back_costs_no_attempt_and_is_due_at_once():
    make_job()
    claim("one")

    assert Job.objects.put_back("one") == 1

    assert claim("two").attempts == 1


def test_what_ended_a_week_ago_is_removed():
    old = make_job(status=Status.SUCCESSFUL, finished_at=AT)
    young = make_job(status=Status.FAILED, finished_at=AT + SECOND)

    Job.objects.remove_old(at=AT + KEPT)

    assert list(Job.objects.all()) == [young]
    assert old != young


@pytest.mark.parametrize(
    ("fields", "wants"),
    [
        ({}, True),
        ({"status": Status.RUNNING, "held_until": EXPIRED}, False),
        ({"status": Status.RUNNING, "held_until": AT}, True),
        ({"status": Status.RUNNING, "held_until": AT, "attempts": 3}, True),
        ({"status": Status.FAILED, "finished_at": AT}, False),
        ({"status": Status.FAILED, "finished_at": AT - KEPT}, True),
    ],
)
def test_a_worker_is_wanted_where_there_is_something_to_do(fields, wants):
    make_job(**fields)

    assert Job.objects.want_a_worker(at=AT) is wants


@pytest.mark.django_db(transaction=True)
def test_of_ten_workers_one_gets_the_job():
    make_job()

    def take(between):
        if claim() is None:
            raise ValidationError("Taken", code="taken")

    assert at_once(take) == ["done"] + ["taken"] * (TIMES - 1)
    assert Job.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_ten_who_looked_first_would_all_get_it():
    job = make_job()

    def take(between):
        found = Job.objects.due(at=AT).get(pk=job.pk)
        between.wait()
        Job.objects.filter(pk=found.pk).update(worker="one")

    assert at_once(take) == ["done"] * TIMES


# Django's Tasks


def test_a_task_is_done_by_a_worker_and_its_result_is_kept():
    result = tasks.add.enqueue(1, other=2)

    assert result.status == Status.READY
    assert Worker().work() == 1
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


def test_a_refusal_is_kept_in_its_words():
    tasks.refuse.enqueue()

    Worker().work()

    job = Job.objects.get()
    assert (job.status, job.error) == (Status.FAILED, "There is no paper left.")


def test_a_fault_is_kept_for_the_log_and_not_for_readers():
    result = tasks.stumble.enqueue()

    Worker().work()

    job = Job.objects.get()
    assert (job.status, job.error) == (Status.FAILED, UNEXPECTED)
    assert "secret" in job.traceback
    result.refresh()
    assert result.errors[0].exception_class is LookupError


def test_who_was_overtaken_writes_nothing():
    tasks.be_overtaken.enqueue()

    Worker().work()

    job = Job.objects.get()
    assert (job.status, job.worker, job.error) == (Status.RUNNING, "another", "")


def test_a_worker_that_is_told_to_end_puts_its_job_back():
    tasks.leave.enqueue()

    with pytest.raises(SystemExit):
        Worker().work()

    job = Job.objects.get()
    assert (job.status, job.attempts) == (Status.READY, 0)


def test_a_pulse_that_lost_its_job_says_so_to_the_task():
    make_job()
    pulse = Pulse(claim("one"), LEASE)
    claim("two", at=timezone.now())

    pulse.hold()

    with pytest.raises(JobLost):
        pulse.feel()


def test_the_database_may_be_away_for_a_beat(monkeypatch):
    make_job()
    pulse = Pulse(claim("one"), LEASE)

    def gone(*arguments):
        raise DatabaseError("gone")

    with connection.execute_wrapper(gone):
        monkeypatch.setattr(connection, "close", lambda: None)  # the test's own
        pulse.hold()

    pulse.feel()
