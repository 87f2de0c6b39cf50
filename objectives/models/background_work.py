from datetime import timedelta

from django.db import models

from goals_tracker.database.verbs import alters_data
from goals_tracker.tasks import engine

UNEXPECTED = "An unexpected fault. The server's log says more."
GIVEN_UP = (
    "It was given up after three attempts. The process that made it was killed each "
    "time, perhaps because the server is short of memory."
)
# Where no worker runs, whoever waits for one shall not wait for ever.
PATIENCE = timedelta(minutes=30)
NOBODY = "No process has done it. Ask your administrator whether a worker runs."


class BackgroundWorkQuerySet[Work: "BackgroundWork"](models.QuerySet[Work]):
    def unfinished(self):
        return self.filter(finished_at=None)

    def before(self, work):
        """Those whose turn is before this one's."""
        return self.unfinished().filter(asked_at__lt=work.asked_at)

    @alters_data
    def settle(self, *, at):
        """End those whose tasks have ended without a word, as where workers died."""
        keys = self.unfinished().values_list("task", flat=True)
        for key, state in engine.states(list(keys)).items():
            if state.is_over:
                why = GIVEN_UP if state == engine.State.LOST else UNEXPECTED
                left = self.unfinished().filter(task=key)
                left.update(finished_at=at, error=why)

    @alters_data
    def give_up(self, *, at):
        """End those that nobody came to do, or they would be in the way of others."""
        left = self.unfinished().filter(asked_at__lte=at - PATIENCE)
        left.update(finished_at=at, error=NOBODY)


class BackgroundWork(models.Model):
    """What somebody has asked for and a task does.

    `attempt` says how often the task was begun.
    """

    task = models.CharField(max_length=100, blank=True, editable=False)
    asked_at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def is_unfinished(self):
        return not self.finished_at

    @property
    def is_begun(self):
        return self.attempt > 0 and not self.finished_at

    def is_abandoned(self):
        """Whether its worker has gone and nobody has taken it up yet."""
        waits = (engine.State.WAITING, engine.State.ABANDONED)
        return self.is_begun and engine.state(self.task) in waits

    @alters_data
    def end(self, *, at, error=""):
        """Say that nothing more is done for it, and why where it failed."""
        self.set(finished_at=at, error=error)

    @alters_data
    def set(self, **fields):
        """Write these fields alone: others may write the rest meanwhile."""
        type(self)._base_manager.filter(pk=self.pk).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)
