"""The queue of work that takes longer than a page may: one table, no other service."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.tasks import TaskResultStatus as Status

KEPT = datetime.timedelta(days=7)
MOST_ATTEMPTS = 3
ENDED = [Status.FAILED, Status.SUCCESSFUL]
GIVEN_UP = (
    "The process that did it was ended every time, at the last of "
    f"{MOST_ATTEMPTS} attempts too."
)
# How many are tried before other workers are taken to be quicker at all of them.
CANDIDATES = 5


class JobQuerySet(models.QuerySet):
    """Every step is one conditional update: of two who try, one changes the row.

    On SQLite writers wait for each other; PostgreSQL looks at the condition again once
    the other has committed.
    """

    def due(self, *, at):
        """Nobody works on these: the new, and those whose worker has gone."""
        gone = Q(status=Status.RUNNING, held_until__lte=at, attempts__lt=MOST_ATTEMPTS)
        return self.filter(Q(status=Status.READY) | gone)

    def hopeless(self, *, at):
        """Their worker has gone, and it was the last one."""
        return self.filter(
            status=Status.RUNNING, held_until__lte=at, attempts__gte=MOST_ATTEMPTS
        )

    def old(self, *, at):
        """Ended so long ago that they are not kept."""
        return self.filter(finished_at__lte=at - KEPT)

    def want_a_worker(self, *, at):
        """Whether there is anything to do or to tidy up."""
        found = (self.due(at=at), self.hopeless(at=at), self.old(at=at))
        return any(rows.exists() for rows in found)

    def claim(self, worker, *, lease, at):
        """The oldest that is due, held by this worker from now on; None if none is."""
        due = self.due(at=at).order_by("enqueued_at", "pk")
        for pk in due.values_list("pk", flat=True)[:CANDIDATES]:
            taken = self.due(at=at).filter(pk=pk)
            if taken.update(
                status=Status.RUNNING,
                worker=worker,
                attempts=F("attempts") + 1,
                started_at=at,
                held_until=at + lease,
            ):
                return self.get(pk=pk)
        return None

    def held_by(self, worker):
        return self.filter(status=Status.RUNNING, worker=worker)

    def put_back(self, worker):
        """Let others take up at once what this worker holds: it was told to end."""
        return self.held_by(worker).update(
            status=Status.READY,
            held_until=None,
            started_at=None,
            attempts=F("attempts") - 1,
        )

    def give_up(self, *, at):
        """End what no worker lived to end."""
        return self.hopeless(at=at).update(
            status=Status.FAILED, finished_at=at, held_until=None, error=GIVEN_UP
        )

    def remove_old(self, *, at):
        """Remove what ended a week ago, and what hangs on it."""
        return self.old(at=at).delete()


class Job(models.Model):
    """A task in the queue: what to call, who works on it, and how it ended.

    A worker holds it for a short time only and says again and again that it lives; who
    stops saying so has lost it, and somebody else takes it up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict, blank=True)
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.READY
    )
    worker = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    value = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    exception = models.CharField(max_length=200, blank=True)
    traceback = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["enqueued_at", "pk"]
        indexes = [models.Index(fields=["status", "enqueued_at"], name="job_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="job_status",
                violation_error_message="A job is ready, running, failed or done.",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.RUNNING, held_until__isnull=False)
                | (~Q(status=Status.RUNNING) & Q(held_until__isnull=True)),
                name="job_held_while_running",
                violation_error_message="A job is held while it runs, and only then.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, finished_at__isnull=False)
                | (~Q(status__in=ENDED) & Q(finished_at__isnull=True)),
                name="job_finished_at",
                violation_error_message="A job that ended says when, and no other.",
            ),
        ]

    def __str__(self):
        return f"{self.task} {self.pk}"

    @property
    def is_finished(self):
        return self.finished_at is not None

    def is_abandoned(self, *, at):
        """Whether its worker has gone and nobody has taken it up yet."""
        return self.status == Status.RUNNING and self.held_until <= at

    def mine(self):
        """This row while the worker that claimed it holds it; nothing afterwards."""
        return Job.objects.held_by(self.worker).filter(
            pk=self.pk, attempts=self.attempts
        )

    def hold(self, *, lease, at):
        """Say that its worker lives; whether it still holds the job."""
        return bool(self.mine().update(held_until=at + lease))

    hold.alters_data = True

    def end(self, status, *, at, **fields):
        """Say how it ended; whether its worker still held it."""
        return bool(
            self.mine().update(status=status, finished_at=at, held_until=None, **fields)
        )

    end.alters_data = True
