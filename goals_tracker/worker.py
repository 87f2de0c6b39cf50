"""Does the jobs in the queue, one after another.

While a task runs, a thread says in the database that its worker lives. It stops saying
so if the task has given no sign of life for long, and ends the process: a task that
hangs must not be held for ever.
"""

import logging
import os
import secrets
import socket
import threading
import time
from datetime import timedelta
from traceback import format_exception

from django.db import DatabaseError, connection
from django.tasks import TaskResultStatus as Status
from django.tasks import task_backends
from django.tasks.base import DEFAULT_TASK_BACKEND_ALIAS
from django.tasks.signals import task_finished, task_started
from django.utils import timezone
from django.utils.json import normalize_json
from django.utils.module_loading import import_string

from goals_tracker.jobs import JobContext, JobFailed, JobLost
from goals_tracker.models import Job

logger = logging.getLogger(__name__)

# A worker that was killed is found out after a lease, and the next look.
LEASE = timedelta(seconds=30)
BEATS_A_LEASE = 4
# How long a task may give no sign of life.
PATIENCE = timedelta(minutes=5)
HUNG = 75
UNEXPECTED = "An unexpected fault. The server's log says more."


class Pulse:
    """Holds a job while its task gives signs of life."""

    def __init__(self, job, lease, patience=PATIENCE):
        self.job, self.lease, self.patience = job, lease, patience
        self.is_lost, self.felt_at = False, time.monotonic()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.beat, name="pulse", daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.stopped.set()
        self.thread.join()

    def feel(self):
        """A sign of life of the task. Raises JobLost where it goes on for nothing."""
        self.felt_at = time.monotonic()
        if self.is_lost:
            raise JobLost

    def beat(self):
        while not self.stopped.wait(self.lease.total_seconds() / BEATS_A_LEASE):
            if time.monotonic() - self.felt_at > self.patience.total_seconds():
                logger.error("%s hangs: its worker ends.", self.job)
                os._exit(HUNG)
            self.hold()
        connection.close()

    def hold(self):
        try:
            held = self.job.hold(lease=self.lease, at=timezone.now())
        except DatabaseError as error:
            # The next beat may reach it; if none does, the lease ends by itself.
            logger.warning(
                "%s: could not say that its worker lives: %s", self.job, error
            )
            connection.close()
        else:
            self.is_lost = self.is_lost or not held


class Worker:
    def __init__(self, lease=LEASE, patience=PATIENCE):
        self.lease, self.patience = lease, patience
        own = f"{socket.gethostname()[:60]}-{os.getpid()}"
        self.name = f"{own}-{secrets.token_hex(4)}"

    def work(self):
        """Do the jobs that are due until none is; how many were done."""
        done = 0
        try:
            while self.tidy() and self.do_one():
                done += 1
        except (KeyboardInterrupt, SystemExit):
            # By name, since it may have come between claiming a job and starting it.
            Job.objects.put_back(self.name)
            raise
        return done

    def tidy(self):
        """Give up what cannot be done, remove what is old."""
        at = timezone.now()
        if given_up := Job.objects.give_up(at=at):
            logger.error("%s jobs were given up: their workers were ended.", given_up)
        Job.objects.remove_old(at=at)
        return True

    def do_one(self):
        """Do the oldest job that is due; whether there was one."""
        job = Job.objects.claim(self.name, lease=self.lease, at=timezone.now())
        if job is None:
            return False
        with Pulse(job, self.lease, self.patience) as pulse:
            self.do(job, pulse)
        return True

    def do(self, job, pulse):
        """Do a job, and say how it ended."""
        try:
            value = self.called(job, pulse)
        except JobLost:
            logger.warning("%s was taken up by another worker.", job)
        except DatabaseError:
            # Left to its lease: the database may be away, and comes back.
            logger.exception("%s was broken off.", job)
            connection.close()
        except Exception as error:
            self.end(job, Status.FAILED, **words_of(error))
        else:
            self.end(job, Status.SUCCESSFUL, value=value)

    def called(self, job, pulse):
        """What the task gives back."""
        task = import_string(job.task)
        backend = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
        result = backend.result_of(job, task)
        task_started.send(type(backend), task_result=result)
        context = JobContext(task_result=result, job=job, pulse=pulse)
        arguments = [context] if task.takes_context else []
        return normalize_json(task.call(*arguments, *result.args, **result.kwargs))

    def end(self, job, status, **fields):
        job.end(status, at=timezone.now(), **fields)
        job.refresh_from_db()
        backend = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
        result = backend.result_of(job, import_string(job.task))
        task_finished.send(type(backend), task_result=result)


def words_of(error):
    """What is kept of an error: the sentence for its readers, the rest for the log."""
    kind = type(error)
    return {
        "error": str(error) if isinstance(error, JobFailed) else UNEXPECTED,
        "exception": f"{kind.__module__}.{kind.__qualname__}",
        "traceback": "".join(format_exception(error)),
    }
