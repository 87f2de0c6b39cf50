"""Tasks for trying the queue; a worker finds them here by their names."""

import os
import signal
import threading
import time
from datetime import timedelta

from django.db.models import F
from django.tasks import task
from django.utils import timezone

from goals_tracker.tasks import engine
from objectives.models import Team

Task = engine.MODELS[0]
renewed = threading.Event()


def work():
    """Do the tasks that are due, in this process; how many there were."""
    worker = engine.Worker()
    worker.reap()
    return sum(iter(worker.run_once, False))


def overtake():
    """Give all tasks to another worker, behind the back of the one that has them."""
    running = Task.objects.filter(status=Task.Status.RUNNING)
    running.update(locked_by="another", lease_epoch=F("lease_epoch") + 1)


def expire():
    """Let the leases of all workers expire, as if they had been killed."""
    past = timezone.now() - timedelta(hours=1)
    Task.objects.update(locked_at=past, lease_expires_at=past)


@task
def add(one, other):
    return one + other


@task
def wait_for_renewals():
    return renewed.wait(60)


@task
def stumble():
    raise LookupError("secret")


@task(takes_context=True)
def write(context):
    with engine.while_held(context):
        Team.objects.create(name="It wrote", slug="it-wrote")


@task(takes_context=True)
def be_overtaken(context):
    """Go on although another worker holds the task by now."""
    overtake()
    write.func(context)


@task(takes_context=True)
def sleep_through_a_lease(context):
    """Go on where the worker, or its machine, was stopped for longer than a lease."""
    expire()
    engine.working.get().reap()
    engine.go_on(context)
    return "not taken"


@task(takes_context=True)
def write_when_overtaken(context, is_fenced):
    """Write as the first attempt only when a second one has begun, and as that one."""
    Team.objects.get_or_create(name="begun", slug="begun")
    while context.attempt == 1 and engine.held(context).exists():
        time.sleep(0.1)
    name = f"attempt-{context.attempt}"
    if is_fenced:
        with engine.while_held(context):
            Team.objects.create(name=name, slug=name)
    else:
        Team.objects.create(name=name, slug=name)


@task(takes_context=True)
def hang_at_first(context):
    """Take ten minutes, unless it was begun before: then be done at once."""
    for _ in range(6000 if context.attempt == 1 else 0):
        engine.go_on(context)
        time.sleep(0.1)
    return f"attempt {context.attempt}"


@task
def hang():
    """Take ten minutes without a sign of life."""
    time.sleep(600)


@task
def meet():
    """Wait until another worker holds a task as well."""
    while len(engine.workers()) < 2:
        time.sleep(0.1)
    time.sleep(1)  # until the other has seen it, too


@task
def kill():
    """Take the worker along."""
    os.kill(os.getpid(), signal.SIGKILL)
