"""The queue behind Django's Tasks, which is django-ox: no other module imports it.

Another backend is another `TASKS` in the settings and another one of these modules.

A task may run twice: a worker that was killed, or that did not say in time that it
lives, loses the task to another one, and may still be busy with it. So whatever a task
writes, it writes inside `while_held`, which lets only the present holder write.

Leases go by the clock of the database, which is the same for all machines. When
something is due, as a schedule or another try, goes by the clock of each machine.
"""

import contextvars
import io
import logging
import os
import time
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum

from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.dispatch import Signal
from django.tasks import task_backends
from django.tasks.base import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django.utils import timezone
from django_ox.management.commands.ox_worker import install_stop_handlers
from django_ox.models import OxSchedule, OxScheduleTick, OxTask
from django_ox.schedules import schedule_source_from_options
from django_ox.worker import Worker as OxWorker

from goals_tracker.serving import logs

logger = logging.getLogger(__name__)

RETENTION = timedelta(days=7)
# How long a task may give no sign of life.
PATIENCE = timedelta(minutes=5)
HUNG = 75
MODELS = (OxTask, OxSchedule)
DB = OxTask.Status

# Sent by a worker several times a minute: somebody may end what its task cannot.
swept = Signal()
working: contextvars.ContextVar["Worker | None"] = contextvars.ContextVar(
    "working", default=None
)


class LeaseLostError(Exception):
    """Another worker has the task by now: what is done here no longer counts."""


class State(StrEnum):
    """What became of a task."""

    WAITING = "waiting"
    RUNNING = "running"
    ABANDONED = "abandoned"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"
    GONE = "gone"

    @property
    def is_over(self):
        return self not in (State.WAITING, State.RUNNING, State.ABANDONED)


class Worker(OxWorker):
    """django-ox's, with an end for tasks that hang.

    Its own limit is for the whole of a task, and a book of many reviews takes long:
    here a task may take as long as it wants if it keeps saying that it goes on.
    """

    def __init__(self, *, patience=PATIENCE, **options):
        super().__init__(**options)
        self.patience, self.felt_at = patience, None

    def feel(self):
        """The task goes on."""
        self.felt_at = time.monotonic()

    def execute(self, db_task, *, inline=False):
        self.feel()
        logs.begin(str(db_task.pk))
        token = working.set(self)
        try:
            super().execute(db_task, inline=inline)
        finally:
            working.reset(token)
            self.felt_at = None

    def renew_leases(self):
        """Say that the worker lives, or end it where its task hangs."""
        felt_at = self.felt_at
        if felt_at and time.monotonic() - felt_at > self.patience.total_seconds():
            logger.error("A task hangs: its worker %s ends.", self.worker_id)
            os._exit(HUNG)
        return super().renew_leases()

    def reap(self):
        """Take tasks from workers that are silent: not from this one, just woken up."""
        self.renew_leases()
        count = super().reap()
        swept.send_robust(type(self))
        return count


# For workers


class Shift:
    """The work of one process, until a signal ends it."""

    def __init__(self, **options):
        self.options, self.worker, self.is_ended = options, None, False

    def __enter__(self):
        # It asks for a worker, and uses no more of it than there is here.
        self.forget_signals = install_stop_handlers(self)  # type: ignore[arg-type]
        return self

    def __exit__(self, *error):
        self.forget_signals()

    @property
    def worker_id(self):
        return self.worker and self.worker.worker_id

    def request_stop(self):
        """End when the present task lets it; for the handlers of signals."""
        self.is_ended = True
        if self.worker:
            self.worker.request_stop()

    def work(self, *, until_idle):
        """Do the tasks that are due, until none is or for ever."""
        self.worker = Worker(batch=until_idle, **self.options)
        if not self.is_ended:
            self.worker.run()


def queues():
    """The names of all queues; each has a worker of its own that the web starts."""
    return sorted(task_backends[DEFAULT_TASK_BACKEND_ALIAS].queues)


def is_wanted(*, at, queue=None):
    """Whether a worker, of that queue or of all, would find anything to do."""
    of_queue = Q(queue_name=queue) if queue else Q()
    due = OxTask.objects.filter(status=DB.READY).exclude(run_after__gt=at)
    left = due | abandoned()
    # Whatever a schedule asks for waits in the default queue.
    has_schedules = queue in (None, DEFAULT_TASK_QUEUE_NAME)
    return left.filter(of_queue).exists() or (has_schedules and is_schedule_due(at=at))


def abandoned():
    """Those that run, but whose worker no longer says that it lives."""
    return OxTask.objects.filter(status=DB.RUNNING, lease_expires_at__lt=Now())


def is_schedule_due(*, at):
    """Whether a schedule's latest time has passed without a worker to see it."""
    backend = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
    source = schedule_source_from_options(backend.options, backend.alias)
    return any(not was_seen(schedule, at=at) for schedule in source.schedules())


def was_seen(schedule, *, at):
    local = timezone.localtime(at).replace(tzinfo=None)
    tick = timezone.make_aware(schedule.trigger.previous(local))
    seen = OxScheduleTick.objects.filter(schedule_name=schedule.key)
    # Where clocks go forward, a time that they leave out becomes one to come.
    return tick > at or seen.filter(scheduled_for__gte=tick).exists()


def remove_old():
    """Remove the tasks that ended a week ago."""
    seconds = int(RETENTION.total_seconds())
    said = io.StringIO()
    call_command("ox_prune", older_than=str(seconds), include_failed=True, stdout=said)


# For whoever has a task done


def enqueue(task, *args, at=None):
    """Have a task done, not before that moment; gives its id."""
    return task.using(run_after=at).enqueue(*args).id


def state(pk):
    return states([pk])[pk]


def states(keys):
    """What became of each of these tasks, by their ids."""
    tasks = OxTask.objects.filter(pk__in=keys).annotate(
        is_held=Q(lease_expires_at__gt=Now())
    )
    found = {str(task.pk): task for task in tasks}
    return {key: state_of(found.get(key)) for key in keys}


def state_of(task):
    if task is None:
        return State.GONE
    if task.status == DB.RUNNING:
        return State.RUNNING if task.is_held else State.ABANDONED
    return {
        DB.READY: State.WAITING,
        DB.WAITING: State.WAITING,
        DB.SUCCESSFUL: State.DONE,
        DB.LOST: State.LOST,
    }.get(task.status, State.FAILED)


# For tasks


def worker_of(context):
    """The name of the worker that this attempt was given to."""
    return context.task_result.worker_ids[-1]


def workers():
    """The names of all who hold a task."""
    held = OxTask.objects.filter(status=DB.RUNNING)
    return set(held.values_list("locked_by", flat=True))


def held(context):
    """The task's row while this attempt holds it; nothing afterwards."""
    return OxTask.objects.filter(
        pk=context.task_result.id,
        status=DB.RUNNING,
        locked_by=worker_of(context),
        attempts=context.attempt,
    )


def go_on(context):
    """Say that the task goes on. Raises LeaseLostError where it should not."""
    if worker := working.get():
        worker.feel()
        if worker.stopping:
            put_back(context)
    if not held(context).exists():
        raise LeaseLostError


def put_back(context):
    """Let others take the task up at once, at no cost: this worker was told to end."""
    held(context).update(
        status=DB.READY,
        attempts=F("attempts") - 1,
        worker_ids=context.task_result.worker_ids[:-1],
        lease_epoch=F("lease_epoch") + 1,
        locked_by=None,
        locked_at=None,
        lease_expires_at=None,
    )


@contextmanager
def while_held(context):
    """Write in one transaction, and only while this attempt holds the task."""
    with transaction.atomic():
        if not held(context).select_for_update().values_list("pk"):
            raise LeaseLostError
        yield
