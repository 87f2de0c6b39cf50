"""What is made in the background.

Each may run twice, and writes only while it holds its task: see goals_tracker/tasks.
"""

import logging
from functools import partial

from django.db import DatabaseError
from django.tasks import task
from django.utils import timezone

from goals_tracker.tasks import engine
from objectives.accounts import sessions
from objectives.importing import previews, running
from objectives.models import (
    ChatLine,
    Export,
    FailedSignIns,
    Import,
    MailMessage,
    WeeklyMessage,
)
from reviews.importing import deck_running
from reviews.metrics import fetching
from reviews.models import Book, FetchRequest, Metric, PrintRequest
from reviews.publishing import prints

logger = logging.getLogger(__name__)


@task(takes_context=True)
def make_book(context, pk):
    from reviews.books import builder  # noqa: PLC0415 -- takes pikepdf along, workers only

    builder.make(pk, context)


@task(takes_context=True, queue_name="prints")
def make_print(context, pk):
    prints.make(pk, context)


@task(takes_context=True)
def fetch_metric(context, pk):
    fetching.carry_out(pk, context)


@task(takes_context=True)
def fetch_metrics(context):
    """Fetch the figures of every metric that has an address."""
    writing = partial(engine.while_held, context)
    for metric in Metric.objects.exclude(url="").select_related("team"):
        engine.go_on(context)
        try:
            at = timezone.now()
            fetch, _ = fetching.fetch(metric, by=None, at=at, writing=writing)
        except DatabaseError as error:
            # As where another process writes for longer than one waits.
            logger.warning("%s / %s: %s", metric.team, metric, error)
        else:
            if fetch.failure:
                logger.warning("%s / %s: %s", metric.team, metric, fetch.failure)


@task(takes_context=True)
def write_deck(context, pk):
    running.carry_out(pk, context, at=timezone.now(), write=deck_running.run)


@task
def remove_old_rows():
    """Remove what nobody needs any more; twice is as good as once."""
    Book.objects.remove_old(at=timezone.now())
    PrintRequest.objects.remove_old(at=timezone.now())
    Export.objects.remove_old(at=timezone.now())
    FailedSignIns.objects.remove_old(at=timezone.now())
    Import.objects.remove_old(at=timezone.now())
    previews.remove_old(at=timezone.now())
    ChatLine.objects.remove_old(at=timezone.now())
    MailMessage.objects.remove_old(at=timezone.now())
    WeeklyMessage.objects.remove_old(at=timezone.now())
    sessions.end_of_those_who_left(on=timezone.localdate())
    engine.remove_old()


def settle(**kwargs):
    """End what its task cannot end any more; a receiver of signals."""
    for model in (Book, Export, FetchRequest, Import, MailMessage, PrintRequest):
        model.objects.settle(at=timezone.now())
