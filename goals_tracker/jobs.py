"""Django's Tasks over the database that is there anyway.

Own rows rather than a package: django-tasks-db leaves a task RUNNING for ever where
its worker was killed, and others want one more service or psycopg 3. What a worker
does with a job stands in `worker.py`, where workers come from in `starting.py`.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.tasks import TaskContext, TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import TaskError
from django.tasks.exceptions import TaskResultDoesNotExist
from django.tasks.signals import task_enqueued
from django.utils import timezone
from django.utils.json import normalize_json
from django.utils.module_loading import import_string

from goals_tracker import starting
from goals_tracker.models import Job


class JobFailed(Exception):
    """Ends a job with a sentence for those who wait for it."""


class JobLost(Exception):
    """Somebody else works on it by now: whatever is done here counts no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext(TaskContext):
    """What a task is given: its result, and the job that its worker holds."""

    job: Job
    pulse: Any

    def alive(self):
        """Say that the task goes on. Raises JobLost where it is somebody else's."""
        self.pulse.feel()

    @contextmanager
    def while_held(self):
        """Write in one transaction, and only if the job is still this worker's."""
        with transaction.atomic():
            if not self.job.mine().select_for_update():
                raise JobLost
            yield


class DatabaseBackend(BaseTaskBackend):
    supports_get_result = True

    def enqueue(self, task, args, kwargs):
        self.validate_task(task)
        arguments = normalize_json({"args": args, "kwargs": kwargs})
        job = Job.objects.create(
            task=task.module_path, arguments=arguments, enqueued_at=timezone.now()
        )
        result = self.result_of(job, task)
        task_enqueued.send(type(self), task_result=result)
        if settings.WORK_IN_WEB:
            transaction.on_commit(starting.start_worker)
        return result

    def get_result(self, result_id):
        try:
            job = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValidationError) as missing:
            raise TaskResultDoesNotExist(result_id) from missing
        return self.result_of(job, import_string(job.task))

    def result_of(self, job, task):
        """The job as Django's Tasks see it."""
        error = TaskError(
            exception_class_path=job.exception, traceback=job.traceback or job.error
        )
        result = TaskResult(
            task=task,
            id=str(job.pk),
            status=TaskResultStatus(job.status),
            enqueued_at=job.enqueued_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            last_attempted_at=job.started_at,
            args=job.arguments["args"],
            kwargs=job.arguments["kwargs"],
            backend=self.alias,
            errors=[error] if job.error else [],
            worker_ids=[job.worker] * job.attempts,
        )
        object.__setattr__(result, "_return_value", job.value)
        return result
