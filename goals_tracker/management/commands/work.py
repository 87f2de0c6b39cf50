import os
import signal
import sys
import time
from datetime import timedelta

from django.core.management import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from goals_tracker.models import Job
from goals_tracker.starting import only_worker
from goals_tracker.worker import LEASE, PATIENCE, Worker

SECONDS_BETWEEN_LOOKS = 2
# The pages come first.
NICER = 5


class Command(BaseCommand):
    help = "Do what pages have asked for: books of reviews."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--until-idle",
            action="store_true",
            help="end when nothing is left to do, or where a worker runs here already",
        )
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            metavar="SECONDS",
            help="how soon a job is taken up again whose worker was killed",
        )

        parser.add_argument(
            "--patience",
            type=float,
            default=PATIENCE.total_seconds(),
            metavar="SECONDS",
            help="how long a job may hang before its worker ends",
        )

    def handle(self, *, until_idle, lease, patience, **options):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        os.nice(NICER)
        worker = Worker(timedelta(seconds=lease), timedelta(seconds=patience))
        try:
            work_until_idle(worker) if until_idle else work_on(worker)
        except KeyboardInterrupt:
            sys.exit(0)


def work_on(worker):
    """Work for ever, with the lock where it is free: the web starts no other then."""
    while True:
        close_old_connections()
        with only_worker():
            worker.work()
            time.sleep(SECONDS_BETWEEN_LOOKS)


def work_until_idle(worker):
    """Work while there is something to do and no other worker here."""
    is_left = True
    while is_left:
        with only_worker() as is_only:
            if not is_only:
                return
            worker.work()
        # Whoever enqueued while the lock was held has started nobody.
        is_left = Job.objects.due(at=timezone.now()).exists()
