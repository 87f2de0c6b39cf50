"""Tasks for trying the queue; a worker finds them here by their names."""

import time

from django.tasks import task

from goals_tracker.jobs import JobFailed
from goals_tracker.models import Job


@task
def add(one, other):
    return one + other


@task
def refuse():
    raise JobFailed("There is no paper left.")


@task
def stumble():
    raise LookupError("secret")


@task(takes_context=True)
def be_overtaken(context):
    """Go on although another worker holds the job by now."""
    Job.objects.filter(pk=context.job.pk).update(worker="another")
    with context.while_held():
        raise AssertionError("It wrote.")


@task(takes_context=True)
def hang_at_first(context):
    """Take ten minutes, unless it was begun before: then be done at once."""
    for _ in range(6000 if context.attempt == 1 else 0):
        context.alive()
        time.sleep(0.1)
    return f"attempt {context.attempt}"


@task
def hang():
    """Take ten minutes without a sign of life."""
    time.sleep(600)


@task
def leave():
    """End as a worker does that is told to."""
    raise SystemExit
